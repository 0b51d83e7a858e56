"""A page in, the dates of its publication and of its last update out: each from a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from painsci_search.reading.bylines.byline import Byline
from painsci_search.reading.bylines.words import HANDLED, UPDATE_BEFORE
from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom.elements import (
    ancestors,
    attribute,
    fold_space,
    is_text,
    names_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.parse import MAX_DEPTH
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.metadata.dated_texts import (
    DatedLine,
    DatedText,
    announced_date,
    dated_lines,
    dated_texts,
    last_updated,
    lone_date,
)
from painsci_search.reading.metadata.stated import Stated
from painsci_search.reading.titles.lines import OF_READERS, exact_date, is_apart

_PUBLISHED_METAS = (
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "bt:pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "prism.publicationdate",
    "datepublished",
    "schema:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "vr:published-time",
    "date",
    "pubdate",
    "pub_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "publication_date",
    "publicationdate",
    "article.published",
    "displaydate",
    "originalpublicationdate",
    "published_time",
    "published_at",
    "date_published",
    "publish_time",
    "publishtime",
    "publication-date",
    "article.created",
    "article:create_date",
    "article:published_date",
    "article:publication_date",
    "article-publication-date",
    "article_date_original",
    "post_date",
    "cxenseparse:recs:publishtime",
    "mediator_published_time",
    "bepress_citation_online_date",
    "bepress_citation_date",
    "eprints.date",
    "wkhealth_date",
    "dc.date.published",
    "dc.date.available",
    "dcterms.available",
    "og:release_date",
    "article:release_date",
    "release_date",
    "rnews:datepublished",
)
# Dates of which it is not known what happened on them: what readers see comes before.
_VAGUE_METAS = (
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "datecreated",
    "created",
    "timestamp",
)
_UPDATED_METAS = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "datemodified",
    "lastmod",
    "last-modified",
    "last_modified",
    "modified_time",
    "updated_time",
    "article:updated_time",
    "date_modified",
    "bt:moddate",
    "revision_date",
)
_BLOCKS_OF_PROSE = frozenset({"p", "li", "dd", "td", "blockquote"})
# Letters: a date in a longer block is part of the text.
_LONGEST_BYLINE = 300
# Elements of one page with dates of their own class: with more, they are a list's.
_MOST_IN_LIST = 3
# Dates that are read: those after them are of lists and comments.
_MOST_DATES = 200
_DATE_CLASS = re.compile(
    r"(?:^|\s)(?:published|updated|dt-(?:published|updated)|(?:entry|post|article|meta)?[_-]{0,2}date|"
    r"date-?published|pub-?date|timestamp|publish(?:ed)?-?(?:at|date|on)|posted-on|datum|fecha)"
    r"(?=\s|$)"
)
# Of a publication, where a journal names it after the dates on which it received the article.
_PUBLISHED = re.compile("publi|verö|online", re.IGNORECASE)
# Without one of these, no class is that of a date.
_MAYBE_DATE = re.compile("dat|publish|posted|timestamp|fecha", re.IGNORECASE)
_PROPERTIES = ("datepublished", "datemodified")
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-])|"
    r"/((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-])"
)
# Keys of data for scripts, and letters of a script that are searched.
_IN_SCRIPT = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|time|on)|publish_?(?:date|time)|"""
    r"""publication_?date|article_publication_date|first_?published(?:_?(?:at|date))?)["']\s{0,9}:"""
    r"""\s{0,9}["'](\d{4}-\d\d-\d\d)""",
    re.IGNORECASE,
)
_LONGEST_SCRIPT = 300_000


@dataclass(frozen=True)
class DatePage:
    """A page in which dates are sought.

    Attributes:
        heading: the element that shows the title, or None.
        byline: the dates in the lines at the title.
        url: the canonical URL, or "".
    """

    tree: PageTree
    stated: Stated
    heading: Tag | None
    byline: Byline
    language: str | None
    url: str

    @cached_property
    def texts(self) -> list[DatedText]:
        """The texts of the page that have a year."""
        return dated_texts(self.tree)

    @cached_property
    def lines(self) -> list[DatedLine]:
        """The lines of the page that have a date, each with the first one in it."""
        return list(dated_lines(self.texts, self.tree, self.heading, self.language))


_Source = tuple[str, Callable[[DatePage], Iterator[str]]]


def find_date(page: DatePage, sources: tuple[_Source, ...]) -> tuple[str, str | None]:
    """Return the source of a date, and the date; ("", None) where no source has one.

    The first source decides; a later one that agrees with it may add the month and the day.
    """
    rule, chosen = "", ""
    for name, source in sources:
        for given in source(page):
            date = parse_date(given, page.language)
            if date and len(date) > len(chosen) and date.startswith(chosen):
                rule, chosen = name, date
            if len(chosen) == len("2021-06-30"):
                return rule, chosen
    return rule, chosen or None


def find_published(page: DatePage) -> tuple[str, str | None]:
    """Return the source of the date of publication, and the date.

    A year is completed by a day without one in the line at the title.
    """
    rule, date = find_date(page, PUBLISHED_SOURCES)
    if date and len(date) == len("2021") and page.byline.day:
        whole = parse_date(f"{date}-{page.byline.day}")
        return f"{rule}, and the line at the title", whole
    return rule, date


def _published_articles(page: DatePage) -> Iterator[str]:
    yield page.stated.first_of_articles("datePublished")


def _published_works(page: DatePage) -> Iterator[str]:
    yield page.stated.first_of_works("datePublished")


def _created_works(page: DatePage) -> Iterator[str]:
    yield page.stated.first_of_works("dateCreated")


def _updated_works(page: DatePage) -> Iterator[str]:
    yield page.stated.first_of_works("dateModified")


def _reviewed_works(page: DatePage) -> Iterator[str]:
    yield page.stated.first_of_works("lastReviewed")


def _published_metas(page: DatePage) -> Iterator[str]:
    for name in _PUBLISHED_METAS:
        yield from page.stated.metas.get(name, [])


def _vague_metas(page: DatePage) -> Iterator[str]:
    for name in _VAGUE_METAS:
        yield from page.stated.metas.get(name, [])


def _updated_metas(page: DatePage) -> Iterator[str]:
    for name in _UPDATED_METAS:
        yield from page.stated.metas.get(name, [])


def _published_elements(page: DatePage) -> Iterator[str]:
    yield from (
        given for tag, given in _elements(page) if not (_is_of_update(tag) or _is_of_handling(tag))
    )


def _updated_elements(page: DatePage) -> Iterator[str]:
    yield from (given for tag, given in _elements(page) if _is_of_update(tag))


def _published_line(page: DatePage) -> Iterator[str]:
    yield page.byline.published or ""


def _updated_line(page: DatePage) -> Iterator[str]:
    yield page.byline.updated or ""


def _dates_of_classes(page: DatePage) -> Iterator[str]:
    """Yield the date in a block with a class of dates, unless the page has a list of them."""
    found: list[str] = []
    for tag in page.tree.named("p", "div", "li", "span"):
        if not _has_date_class(tag) or _is_of_update(tag):
            continue
        text = text_of(tag, enough=60)
        if 0 < len(text) <= 60 and not is_apart(page.tree, tag, page.heading):
            found.append(text)
            if len(found) > _MOST_IN_LIST:
                return
    yield from found


def _url(page: DatePage) -> Iterator[str]:
    found = _URL_DATE.search(urlsplit(page.url).path)
    if found:
        yield "-".join(part.zfill(2) for part in found.groups() if part)


def _elements(page: DatePage) -> Iterator[tuple[Tag, str]]:
    """Yield the dates of the page with their elements, those below the title first."""
    tags = [tag for tag in page.tree.named("time", "abbr", "span") if _is_date(tag)]
    if page.heading is not None:
        start = page.heading.first
        tags.sort(key=lambda tag: tag.first < start)
    for tag in tags[:_MOST_DATES]:
        if not _is_of_other_text(page, tag):
            yield tag, _date_in(tag)


def _is_date(tag: Tag) -> bool:
    """Return whether an element is a date of the page, by HTML or by the classes of hAtom."""
    if tag.name == "time":
        return "pubdate" in tag.attrs or not _is_in_prose(tag)
    if "itemprop" in tag.attrs and attribute(tag, "itemprop").lower() in _PROPERTIES:
        return _date_in(tag) != ""
    return _has_date_class(tag) and _date_in(tag) != ""


def _has_date_class(tag: Tag) -> bool:
    if "class" not in tag.attrs:
        return False
    classes = attribute(tag, "class")
    return (
        _MAYBE_DATE.search(classes) is not None and _DATE_CLASS.search(classes.lower()) is not None
    )


def _is_of_other_text(page: DatePage, tag: Tag) -> bool:
    """Return whether a date belongs to a comment or to something else than the article."""
    # in pages of page builders the article itself is in widgets, so only comments are excluded
    if attribute(tag, "itemprop").lower() in _PROPERTIES:
        around = ancestors(tag, 12)
        return any(
            OF_READERS.search(names_of(one)) or attribute(one, "itemprop").lower() == "comment"
            for one in around
            if one.name != "body"
        )
    return is_apart(page.tree, tag, page.heading)


def _is_in_prose(tag: Tag) -> bool:
    """Return whether a date is in a paragraph, where it can be of anything."""
    around = [parent for parent in ancestors(tag, 4) if parent.name in _BLOCKS_OF_PROSE][:1]
    return any(len(text_of(parent)) > _LONGEST_BYLINE for parent in around)


def _date_in(tag: Tag) -> str:
    given = exact_date(tag) or attribute(tag, "datetime") or text_of(tag)
    return given if tag.name == "time" or parse_date(given) else ""


def _is_of_update(tag: Tag) -> bool:
    """Return whether a date is of an update, by its names or by the word before it."""
    if re.search(r"updated|modified", names_of(tag)) and "published" not in names_of(tag):
        return True
    if "datemodified" in attribute(tag, "itemprop").lower():
        return True
    return UPDATE_BEFORE.search(_words_before(tag)) is not None


def _is_of_handling(tag: Tag) -> bool:
    """Return whether a journal received or accepted the article on a date."""
    words = _words_before(tag)
    return HANDLED.search(words) is not None and _PUBLISHED.search(words) is None


def _words_before(tag: Tag) -> str:
    """Return the text near a date that is directly before it, or ""."""
    texts = (node for node in tag.previous_elements if is_text(node))
    before = next((node for node in texts if re.search(r"\w", str(node))), None)
    if before is None or before.parent is None:
        return ""
    near = {id(parent) for parent in ancestors(tag, 2)}
    around = (before.parent, *ancestors(before.parent, MAX_DEPTH))
    is_near = any(id(parent) in near for parent in around)
    return fold_space(str(before))[-60:] if is_near else ""


def _last_updated(page: DatePage) -> Iterator[str]:
    yield from last_updated(page.texts, page.tree, page.heading)


def _announced(page: DatePage) -> Iterator[str]:
    yield from announced_date(page.lines)


def _alone(page: DatePage) -> Iterator[str]:
    yield from lone_date(page.lines)


def _in_scripts(page: DatePage) -> Iterator[str]:
    """Yield the date of publication in data for scripts, if they have only one."""
    dates: set[str] = set()
    for script in page.tree.named("script"):
        text = str(script.contents[0])[:_LONGEST_SCRIPT] if script.contents else ""
        if "ublish" in text or "ublication" in text:
            dates.update(_IN_SCRIPT.findall(text))
    if len(dates) == 1:
        yield from dates


# In order: what the page states for programs, what readers see, what its address says.
PUBLISHED_SOURCES: tuple[_Source, ...] = (
    ("datePublished of an article in JSON-LD", _published_articles),
    ("a date of publication in the page's metadata", _published_metas),
    ("datePublished in JSON-LD", _published_works),
    ("dateCreated in JSON-LD", _created_works),
    ("the line at the title", _published_line),
    ("an element with a date", _published_elements),
    ("a date in the page's metadata", _vague_metas),
    ("a line that announces the date", _announced),
    ("an element with a class of dates", _dates_of_classes),
    ("the only date in a line of its own", _alone),
    ("the date in the page's address", _url),
    ("the date in data for scripts", _in_scripts),
)
UPDATED_SOURCES: tuple[_Source, ...] = (
    ("dateModified in JSON-LD", _updated_works),
    ("a date of an update in the page's metadata", _updated_metas),
    ("an element with the date of an update", _updated_elements),
    ("the line at the title", _updated_line),
    ("a sentence about the last update", _last_updated),
    ("lastReviewed in JSON-LD", _reviewed_works),
)

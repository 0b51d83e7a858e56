"""A page or the opening of an article in, its byline out: authors and dates, as readers see them.

They are needed for pages without metadata.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom import ancestors, attribute, names_of, text_of
from painsci_search.reading.sections import DraftSection
from painsci_search.reading.tree import PageTree

_BY = re.compile(
    r"(?:(?:written|posted|published)\s+)?(?:by|von|par|por|di|door|av)\s+(?P<names>[^!?:]{3,80})$",
    re.IGNORECASE,
)
# A comma or a full stop separates a name and a date, but not a day and its year.
_PART = re.compile(
    r"\s*[•·|;]\s*|\s+[–—-]\s+|(?<=\w),\s+(?=\d{1,2}(?:st|nd|rd|th)?\s+[A-Z])|"
    r"(?<=\d)\.?,?\s+(?=(?:last\s+)?(?:updated|revised|modified)\b)|\.$|"
    r"(?<!updated)(?<!revised)(?<!modified)(?<!reviewed)(?<!published)(?<!posted)"
    r"\s+(?=on\s+(?:\d|[A-Z][a-z]+\.?\s+\d))|"
    r"(?<=[a-z]),\s+(?=(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December|(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated|revised|modified|reviewed)\b", re.IGNORECASE)
_MINUTES = re.compile(r"\d{1,3}\s?(?:m|min(?:ute)?s?)\b[\s\w]{0,12}$", re.IGNORECASE)
_DATED = re.compile(
    r"^(?:(?:(?:first|last)\s+)?(?:published|posted|updated|revised|modified|reviewed|written)"
    r"(?:\s+on)?:?\s+|on\s+)",
    re.IGNORECASE,
)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|post-author|entry-author)(?=[\s_-]|$)"
)
LEADING_BY = re.compile(
    r"^(?:(?:written|posted|published)\s+)?(?:by|von|par|por|di|door|av)\b[:\s]+", re.IGNORECASE
)
# Names of elements with the text of readers, and of elements with any text but the article's.
OF_READERS = re.compile(r"comment|respond|related")
OF_OTHERS = re.compile(rf"{OF_READERS.pattern}|(?:^|[\s_-])(?:sidebar|widget|infobox)(?=[\s_-]|$)")
_META_LINE = re.compile(
    r"(?:^|[-_])(?:meta|byline|dateline|info|postmetadata|submitted|details)$", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[\w.'’-]+){0,5}$")


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors and dates in the lines below a title."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


def read_byline(opening: DraftSection) -> Byline:
    """Return the byline, and remove its lines from the start of the opening section."""
    authors: tuple[str, ...] = ()
    published = updated = None
    paragraphs = opening.text.split("\n\n")
    count = 0
    for paragraph in paragraphs[:4]:
        line = read_line(paragraph)
        if line is None:
            break
        authors = authors or line.authors
        published = published or line.published
        updated = updated or line.updated
        count += 1
    length = sum(len(paragraph) + 2 for paragraph in paragraphs[:count])
    if count and all(offset >= length for _, offset in opening.markers):
        opening.text = opening.text[length:]
        opening.markers = [(marker, offset - length) for marker, offset in opening.markers]
    return Byline(authors, published, updated)


def read_line(line: str) -> Byline | None:
    """Read a line of names, dates and reading times only; None for any other line."""
    if not line or len(line) > 120:
        return None
    authors: tuple[str, ...] = ()
    published = updated = None
    for part in filter(None, _PART.split(line)):
        by = _BY.fullmatch(part)
        dated = _DATED.sub("", part)
        if by:
            names = re.split(r",\s*|\s+(?:and|&|und|et|y)\s+", by["names"])
            if not all(name[:1].isupper() and len(name.split()) <= 5 for name in names):
                return None
            authors = tuple(names)
        elif len(dated) <= 30 and re.search(r"\d", dated) and parse_date(dated):
            if _UPDATED.match(part):
                updated = updated or parse_date(dated)
            else:
                published = published or parse_date(dated)
        elif not _MINUTES.fullmatch(part):
            return None
    return Byline(authors, published, updated)


def find_byline(tree: PageTree) -> Byline:
    """Return the byline in the first element with a class of bylines that has nothing else."""
    for tag in tree.named("p", "div", "span", "small"):
        classes = attribute(tag, "class").split()
        if not any(_META_LINE.search(one) for one in classes):
            continue
        text = "" if is_of_others(tag) else text_of(tag)
        if (byline := read_line(text)) is not None:
            return byline
    return Byline()


def authors_in_byline(tree: PageTree) -> list[str]:
    """Return the names in the first element with a class of bylines."""
    for tag in tree.elements:
        if "class" not in tag.attrs or not _BYLINE_NAME.search(names_of(tag)) or is_of_others(tag):
            continue
        text = text_of(tag)
        if not text or len(text) > 200:
            continue
        text = re.split(r"\s[•·|]\s|\b(?:on|updated|published)\b|\s\d", LEADING_BY.sub("", text))[0]
        names = [name for name in _split_names(text) if _NAME.match(name)]
        if names:
            return names
    return []


def is_of_others(tag: Tag) -> bool:
    """Return whether an element belongs to a comment, a side box or another article."""
    return OF_OTHERS.search(names_around(tag)) is not None


def names_around(tag: Tag) -> str:
    """Return the names (classes and ids) of the elements around an element."""
    return " ".join(names_of(parent) for parent in ancestors(tag, 12) if parent.name != "body")


def _split_names(text: str) -> list[str]:
    return [name.strip() for name in re.split(r",\s*|;\s*|\s+(?:and|&|und|et|y)\s+", text) if name]

"""A page in, its authors out: from the first row of `AUTHOR_SOURCES` that has any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from bs4 import Tag

from painsci_search.reading.byline import Byline, names_in_line
from painsci_search.reading.byline_words import ABOUT
from painsci_search.reading.dom import (
    HEADINGS,
    SILENT,
    ancestors,
    attribute,
    elements_in,
    fold_space,
    is_text,
    role_of,
    text_of,
)
from painsci_search.reading.metadata.stated import Stated, text_in
from painsci_search.reading.people import is_all_names, names_in, without_repeats
from painsci_search.reading.title_lines import is_apart, line_of
from painsci_search.reading.tree import PageTree
from painsci_search.text import fold

# Names: a page with more links to authors lists those of the site.
_MOST_AUTHORS = 6
# Letters: an element with more is no byline, and no name.
_LONGEST_BYLINE = 200
_LONGEST_NAME = 60
# Elements between a title and its byline.
_NEAR = 40
# Elements between two authors of one list.
_NEIGHBOURS = 6
# Elements of bylines that are read, and how many of them may name others.
_MOST_BYLINES = 40
_MOST_OTHERS = 2
_METAS = (
    "dc.creator",
    "dcterms.creator",
    "dc.contributor.author",
    "eprints.creators_name",
    "bepress_citation_author",
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "book:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "byline",
    "dcsext.author",
    "creator",
    "rbauthors",
)
_LIBRARY = ("citation_author", "citation_authors", "bepress_citation_author")
# The last word of a class of bylines: "post-author", "author__name", "article-author-info".
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|(?:post|entry|p|h|u)?-?authors?|autor(?:en)?|auteurs?|autore|"
    r"authorgroup|writers?)(?:[_-]{1,2}(?:full-?)?(?:names?|links?|infos?|group|list|meta|bio|box|text|content|"
    r"details?|data|by|display))?(?:--[\w-]+)?(?=\s|$)"
)
# Without one of these, no class is that of an author.
_MAYBE_AUTHOR = re.compile(r"by-?line|auth|autor|auteur|writer", re.IGNORECASE)
# Characters of the classes of an element that are looked at.
_LONGEST_CLASSES = 500
_NAME_CLASS = re.compile(r"(?:^|[\s_-])(?:fn|p-name|name|author-link|username)(?=\s|$)")
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en)?|auteurs?|autore|writers?|by|people|profil|users?|members?|"
    r"mitglied(?:er)?|contributors?|persons?|staff)(?:-[a-z-]{1,20})?/",
    re.IGNORECASE,
)


class AuthorPage(NamedTuple):
    """A page in which authors are sought.

    Attributes:
        heading: the element that shows the title, or None.
        byline: the names in the lines at the title.
        host: the name of the site's host, or "".
        window_part: the part of the window's title that names the site, or "".
    """

    tree: PageTree
    stated: Stated
    heading: Tag | None
    byline: Byline
    language: str | None
    host: str
    window_part: str


def find_authors(page: AuthorPage) -> tuple[str, tuple[str, ...]]:
    """Return the source that names the authors, and them; ("", ()) where none does.

    The site's own name and the name of a user are authors only if no source has another.
    """
    first: tuple[str, tuple[str, ...]] = ("", ())
    for rule, source in AUTHOR_SOURCES:
        names = without_repeats(source(page))
        others = [name for name in names if not _is_of_site(name, page)]
        if others and not all(map(_is_user_name, others)):
            return rule, tuple(_completed(name, page) for name in others)
        if names and not first[1]:
            first = (rule, tuple(names))
    return first


def _is_user_name(name: str) -> bool:
    """Return whether a name is one that a user has on a site, by its letters."""
    return (
        name.isascii()
        and " " not in name
        and (name[:1].islower() or re.search(r"\d", name) is not None)
    )


def _completed(name: str, page: AuthorPage) -> str:
    """Return the whole name of which only the first word is known, where the page shows it."""
    if " " in name or not name.isalpha():
        return name
    shown = chain(page.byline.authors, _shown_names(page))
    return next((text for text in shown if text.startswith(f"{name} ")), name)


def _shown_names(page: AuthorPage) -> Iterator[str]:
    """Yield the texts of elements that have only a name of two words or more."""
    for tag in page.tree.elements:
        if tag.name in SILENT or len(tag.contents) != 1 or not is_text(tag.contents[0]):
            continue
        text = fold_space(str(tag.contents[0]))
        if (
            " " in text
            and len(text) < _LONGEST_NAME
            and all(word[:1].isupper() for word in text.split())
        ):
            yield text


def _is_of_site(name: str, page: AuthorPage) -> bool:
    """Return whether a name is that of the site, of its host or of a role in its software."""
    folded = _joined(name)
    names = {_joined(one) for one in (*page.stated.site, page.window_part)}
    host = page.host.removeprefix("www.")
    names |= {_joined(host), _joined(host.rpartition(".")[0]), "admin", "administrator", "editor"}
    return folded in names or re.sub(r"^(?:the|die|der|das|le|la|el)", "", folded) in names


def _joined(name: str) -> str:
    return re.sub(r"\W+", "", fold(name))


def _in_library_metas(page: AuthorPage) -> list[str]:
    metas = page.stated.metas
    given = next((metas[name] for name in _LIBRARY if name in metas), [])
    return [name for text in given for name in names_in(text, inverted=True)]


def _in_json_ld(page: AuthorPage) -> list[str]:
    for work in page.stated.works:
        for key in ("author", "creator"):
            value = work.get(key)
            given = value if isinstance(value, list) else [value]
            names = [name for one in given for name in names_in(text_in(one))]
            if names:
                return names
    return []


def _in_metas(page: AuthorPage) -> list[str]:
    for key in _METAS:
        given = page.stated.metas.get(key, [])
        names = [name for text in given for name in names_in(text, inverted=key.startswith("dc"))]
        if names:
            return names
    return []


def _in_microdata(page: AuthorPage) -> list[str]:
    tags = (tag for tag in page.tree.elements if _is_author_property(tag))
    return _shown(page, (tag for tag in tags if tag.name != "meta"))


def _is_author_property(tag: Tag) -> bool:
    for name in ("itemprop", "property"):
        if name in tag.attrs:
            kinds = attribute(tag, name).lower().split()
            return any(kind.rpartition(":")[2] in ("author", "creator") for kind in kinds)
    return False


def _in_links(page: AuthorPage) -> list[str]:
    links = page.tree.named("a")
    return _shown(page, (tag for tag in links if "author" in attribute(tag, "rel").split()))


def _in_byline(page: AuthorPage) -> list[str]:
    return list(page.byline.authors)


def _in_classes(page: AuthorPage) -> list[str]:
    tags = (tag for tag in page.tree.elements if "class" in tag.attrs or "id" in tag.attrs)
    names = _shown(page, (tag for tag in tags if tag.name != "body" and _has_author_class(tag)))
    # with more, they are topics
    return names if len(names) < _MOST_AUTHORS else []


def _has_author_class(tag: Tag) -> bool:
    if "class" not in tag.attrs or _MAYBE_AUTHOR.search(attribute(tag, "class")) is None:
        return "doc-authors" in role_of(tag)
    classes = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", attribute(tag, "class")).lower()
    return _AUTHOR_CLASS.search(classes[:_LONGEST_CLASSES]) is not None or "doc-authors" in role_of(
        tag
    )


def _in_address(page: AuthorPage) -> list[str]:
    return _shown(page, _below_title(page, page.tree.named("address")))


def _in_profile_links(page: AuthorPage) -> list[str]:
    links = (tag for tag in page.tree.named("a") if _PROFILE.search(attribute(tag, "href")))
    return _shown(page, _below_title(page, links))


def _in_centred_line(page: AuthorPage) -> list[str]:
    """Return the names in a centred line below a centred title, as in papers."""
    if page.heading is None or not _is_centred(page.heading):
        return []
    start = page.tree.extent(page.heading).last + 1
    for tag in page.tree.elements[start : start + _NEAR]:
        if tag.name in ("p", "div", "center") and not page.tree.holds_block(tag):
            text = text_of(tag, enough=_LONGEST_BYLINE)
            if not text:
                continue
            names = names_in(text, shown=True)
            are_whole = is_all_names(text) and all(1 < len(name.split()) < 5 for name in names)
            return names if are_whole and _is_centred(tag) else []
    return []


def _is_centred(tag: Tag) -> bool:
    around = (tag, *ancestors(tag, 2))
    return any(
        one.name == "center"
        or attribute(one, "align").lower() == "center"
        or "text-align:center" in attribute(one, "style").lower().replace(" ", "")
        for one in around
    )


def _of_twitter(page: AuthorPage) -> list[str]:
    """Return the name that the page shows and of which a user name on Twitter is made."""
    user = _joined(page.stated.first_meta("twitter:creator")).replace("_", "")
    names = _shown_names(page) if user else iter(())
    return [name for name in names if _joined(name) == user][:1]


def _below_title(page: AuthorPage, tags: Iterable[Tag]) -> list[Tag]:
    """Return the elements that follow the title closely."""
    if page.heading is None:
        return []
    start = page.tree.extent(page.heading).last
    return [tag for tag in tags if 0 < page.tree.extent(tag).first - start <= _NEAR]


def _shown(page: AuthorPage, tags: Iterable[Tag]) -> list[str]:
    """Return the names in elements of bylines: the first after the title, and those beside it."""
    kept = [tag for tag in tags if not is_apart(page.tree, tag, page.heading)]
    if page.heading is not None:
        start = page.tree.extent(page.heading).last
        # above a title the nearest byline counts
        above = [tag for tag in kept if page.tree.extent(tag).first <= start]
        kept = [tag for tag in kept if page.tree.extent(tag).first > start] + above[::-1]
    names: list[str] = []
    last: Tag | None = None
    others = 0
    for tag in islice(kept, _MOST_BYLINES):
        found = _names_of(tag, page.language)
        if last is None or _are_together(page.tree, last, tag):
            names += found
            last = tag if found else last
        elif found and not set(found) & set(names):
            others += 1
    # bylines of many names one after another are those of teasers
    return [] if others > _MOST_OTHERS else without_repeats(names)[:_MOST_AUTHORS]


def _are_together(tree: PageTree, one: Tag, other: Tag) -> bool:
    """Return whether two elements are neighbours in a list of authors, or one is in the other."""
    distance = tree.extent(other).first - tree.extent(one).last
    return (
        one.parent is not None
        and other.parent is not None
        and (
            distance <= 0
            or (distance < _NEIGHBOURS and other.parent in (one.parent, one.parent.parent))
            or (distance < _NEIGHBOURS and other.parent.parent is one.parent.parent)
        )
    )


def _names_of(tag: Tag, language: str | None) -> list[str]:
    """Return the names in an element: those of the elements in it that have one, or its text's."""
    inner = list(islice(elements_in(tag), 40))
    for is_name in (_is_named, _is_heading, _is_item, _is_link):
        names = [name for one in inner if is_name(one) for name in _text_names(one, language)]
        if names:
            return names
    return _text_names(tag, language)


def _is_named(tag: Tag) -> bool:
    classes = attribute(tag, "class").lower()
    return attribute(tag, "itemprop") == "name" or _NAME_CLASS.search(classes) is not None


def _is_heading(tag: Tag) -> bool:
    """Return whether an element is a heading of nothing but a name."""
    if tag.name not in HEADINGS:
        return False
    text = ABOUT.sub("", text_of(tag, enough=_LONGEST_BYLINE), count=1)
    return names_in(text, shown=True) == [text]


def _is_item(tag: Tag) -> bool:
    return tag.name == "li"


def _is_link(tag: Tag) -> bool:
    return tag.name == "a" and bool(attribute(tag, "href"))


def _text_names(tag: Tag, language: str | None) -> list[str]:
    if tag.name == "meta":
        return names_in(attribute(tag, "content"))
    line = line_of(tag)
    if tag.name in HEADINGS and ABOUT.match(line.text):
        line = line._replace(text=ABOUT.sub("", line.text, count=1))
    if not line.text or len(line.text) > _LONGEST_BYLINE:
        return []
    names = names_in_line(line, language, named=True)
    return [name for name in names if len(name.split()) <= _MOST_AUTHORS]


# The first source that has an author gives all of them.
AUTHOR_SOURCES: tuple[tuple[str, Callable[[AuthorPage], list[str]]], ...] = (
    ("citation_author of the page's metadata", _in_library_metas),
    ("author in JSON-LD", _in_json_ld),
    ("author in the page's metadata", _in_metas),
    ("an element with the property author", _in_microdata),
    ("a link with rel=author", _in_links),
    ("the line at the title", _in_byline),
    ("an element with a class of bylines", _in_classes),
    ("an address", _in_address),
    ("a link to a profile below the title", _in_profile_links),
    ("a centred line below the title", _in_centred_line),
    ("twitter:creator of the page's metadata", _of_twitter),
)

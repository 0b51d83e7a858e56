"""A page in; its title, deck, authors, dates, language and URL out, from its metadata.

For each there are several vocabularies; the more exact one comes before the more general one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bs4 import Tag

from painsci_search.reading.byline import (
    LEADING_BY,
    OF_OTHERS,
    OF_READERS,
    authors_in_byline,
    find_byline,
    is_of_others,
    names_around,
)
from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom import (
    SILENT,
    ancestors,
    attribute,
    elements_in,
    fold_space,
    is_text,
    names_of,
    text_of,
)
from painsci_search.reading.parse import MAX_DEPTH
from painsci_search.reading.titles import Title, find_title
from painsci_search.reading.tree import PageTree

_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|NewsArticle|Report|WebPage|Book|Chapter|Posting")
_BLOCKS_OF_PROSE = frozenset({"p", "li", "dd", "td", "blockquote"})
# Letters: a date in a longer block is part of the text.
_LONGEST_BYLINE = 300
# Names: a page with more links to authors lists those of the site.
_MOST_AUTHORS = 6
_DATE_NAME = re.compile(
    r"(?:^|\s)(?:published|updated|dt-(?:published|updated)|(?:entry|post)-?date|date-?published)(?=\s|$)"
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|revised|reviewed|changed|update)\b[\s:]*+(?:(?:on|at)[\s:]*+)?$",
    re.IGNORECASE,
)
_LAST_UPDATED = re.compile(
    r"(?:^\W*|\b(?:page|article|document|text) (?:was )?)last (?:updated|modified|edited|revised)"
    r"(?: on)?[\s:]{1,3}(?P<date>[^;()\n]{0,24}?\b(?:19|20)\d\d(?:-\d\d){0,2})",
    re.IGNORECASE,
)

# Names of meta elements, the most exact first.
_AUTHOR_METAS = ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author")
_PUBLISHED_METAS = (
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "article:published_time",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
)
_UPDATED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "datemodified",
    "last-modified",
)
_LANGUAGE_METAS = ("citation_language", "dc.language", "dcterms.language", "og:locale")
_URL_METAS = ("og:url", "citation_public_url", "citation_fulltext_html_url")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page.

    Attributes:
        heading: the element of the page that shows the title, or None.
        deck: the element that shows the subtitle, or None.
    """

    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: str | None
    updated: str | None
    language: str | None
    url: str | None
    heading: Tag | None
    deck: Tag | None


class _Page(NamedTuple):
    """A page with the metadata that it states for programs.

    Attributes:
        metas: the contents of meta elements, by name in lower case.
        linked: the JSON-LD object that describes the article, or {}.
    """

    tree: PageTree
    metas: dict[str, list[str]]
    linked: dict[str, Any]

    def first_meta(self, *names: str) -> str:
        """Return the content of the first of some meta elements that the page has, or ""."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")


def read_metadata(tree: PageTree) -> Metadata:
    """Return the metadata of a page."""
    page = _Page(tree, _read_metas(tree), _read_json_ld(tree))
    byline = find_byline(tree)
    title: Title = find_title(tree, _titles(page), page.first_meta("og:site_name"))
    return Metadata(
        title=title.text,
        subtitle=title.subtitle,
        authors=_authors(page) or byline.authors,
        published=_date(_published(page)) or byline.published,
        updated=_date(_updated(page)) or byline.updated,
        language=_language(page),
        url=_find_url(page),
        heading=title.heading,
        deck=title.deck,
    )


def _read_metas(tree: PageTree) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for tag in tree.named("meta"):
        content = fold_space(attribute(tag, "content"))
        for key in ("name", "property", "itemprop"):
            name = attribute(tag, key).strip().lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _read_json_ld(tree: PageTree) -> dict[str, Any]:
    """Return the first JSON-LD object that describes an article, or {}."""
    for script in tree.named("script"):
        if "ld+json" not in attribute(script, "type").lower():
            continue
        try:
            data = json.loads(_content_of(script).strip())
        except (ValueError, RecursionError):
            continue  # an error of the page, which has other vocabularies
        for thing in _things(data):
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            _resolve(thing, data)
            if any(_ARTICLE_TYPES.search(str(kind)) for kind in kinds) and (
                thing.get("headline") or thing.get("author") or thing.get("datePublished")
            ):
                return thing
    return {}


def _content_of(tag: Tag) -> str:
    """Return all text of an element that the page doesn't show."""
    return "".join(str(node) for node in tag.descendants if is_text(node))


def _resolve(thing: dict[str, Any], data: object) -> None:
    """Replace an author that is only an `@id` by the person with this id."""
    author = thing.get("author")
    if isinstance(author, dict) and "name" not in author and "@id" in author:
        named = (one for one in _things(data) if one.get("@id") == author["@id"] and "name" in one)
        thing["author"] = next(named, author)


def _things(data: object) -> Iterator[dict[str, Any]]:
    queue = [data]
    while queue:
        thing = queue.pop(0)
        if isinstance(thing, list):
            queue.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            queue.extend(thing[key] for key in ("@graph", "mainEntity") if key in thing)


def _titles(page: _Page) -> list[str]:
    """Return the titles in the metadata, the most exact first, the window's last."""
    given = [
        page.first_meta("citation_title", "dc.title", "dcterms.title"),
        _text(page.linked.get("headline")),
        page.first_meta("og:title", "twitter:title"),
        next(map(_content_of, page.tree.named("title")), ""),
    ]
    # some journals leave markup in their metadata
    plain = (fold_space(re.sub(r"</?[a-z]{1,6}\b[^<>]{0,80}>", "", title)) for title in given)
    return [title for title in plain if title]


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return fold_space(value) if isinstance(value, str) else ""


def _authors(page: _Page) -> tuple[str, ...]:
    """Return the authors from the first source that has any."""
    names = next(filter(any, (source(page) for _, source in _AUTHOR_SOURCES)), [])
    cleaned = (LEADING_BY.sub("", fold_space(name)).strip(" ,;•·|") for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if 0 < len(name) <= 100))


def _authors_in_json_ld(page: _Page) -> list[str]:
    author = page.linked.get("author")
    names = [_text(one) for one in (author if isinstance(author, list) else [author])]
    return [name for name in names if name and not name.startswith("http")]


def _authors_in_metas(page: _Page) -> list[str]:
    for key in _AUTHOR_METAS:
        names = [name for name in page.metas.get(key, []) if not name.startswith("http")]
        if names:
            return names
    return []


def _authors_in_links(page: _Page) -> list[str]:
    links = [tag for tag in page.tree.named("a") if "author" in attribute(tag, "rel").split()]
    return [text_of(tag) for tag in links if not is_of_others(tag)][:_MOST_AUTHORS]


def _authors_in_microdata(page: _Page) -> list[str]:
    people = [tag for tag in page.tree.elements if tag.attrs.get("itemprop") == "author"]
    return [_name_in(tag) for tag in people if not is_of_others(tag)][:_MOST_AUTHORS]


# The first source that has an author gives all of them.
_AUTHOR_SOURCES: tuple[tuple[str, Callable[[_Page], list[str]]], ...] = (
    ("JSON-LD", _authors_in_json_ld),
    ("meta elements", _authors_in_metas),
    ("links with rel=author", _authors_in_links),
    ("microdata with itemprop=author", _authors_in_microdata),
    ("an element with a class of bylines", lambda page: authors_in_byline(page.tree)),
)


def _name_in(person: Tag) -> str:
    """Return the name in an element that describes a person, or all of its text."""
    names = (tag for tag in elements_in(person) if tag.attrs.get("itemprop") == "name")
    return text_of(next(names, person))


def _published(page: _Page) -> str:
    given = _text(page.linked.get("datePublished")) or page.first_meta(*_PUBLISHED_METAS)
    if given:
        return given
    for tag in page.tree.named("time", "abbr", "span"):
        if _is_date(tag) and not _is_of_update(tag) and not _is_of_other_text(tag):
            return _date_in(tag)
    return ""


def _updated(page: _Page) -> str:
    given = _text(page.linked.get("dateModified")) or page.first_meta(*_UPDATED_METAS)
    if given:
        return given
    for tag in page.tree.named("time", "abbr", "span"):
        if _is_date(tag) and _is_of_update(tag) and not _is_of_other_text(tag):
            return _date_in(tag)
    return _last_updated(page.tree)


def _last_updated(tree: PageTree) -> str:
    """Return the date in a text like "This page was last edited on 2 May 2021", or ""."""
    for tag in tree.elements:
        for number, text in enumerate(tag.contents if tag.name not in SILENT else ()):
            if is_text(text) and "last " in str(text).lower():
                # citations contain "last updated", too, but do not start with it
                words = fold_space(str(text))
                found = _LAST_UPDATED.search(words if number == 0 else f"x {words}")
                if found and _date(found["date"]) and not is_of_others(tag):
                    return found["date"]
    return ""


def _is_date(tag: Tag) -> bool:
    """Return whether an element is a date of the page, by HTML or by the classes of hAtom."""
    if tag.name == "time":
        return "pubdate" in tag.attrs or not _is_in_prose(tag)
    classes = attribute(tag, "class").lower()
    return classes != "" and _DATE_NAME.search(classes) is not None and _date_in(tag) != ""


def _is_of_other_text(tag: Tag) -> bool:
    """Return whether a date belongs to a comment or to something else than the article."""
    # in pages of page builders the article itself is in widgets, so only comments are excluded
    is_named = attribute(tag, "itemprop").lower() in ("datepublished", "datemodified")
    pattern = OF_READERS if is_named else OF_OTHERS
    return pattern.search(names_around(tag)) is not None


def _is_in_prose(tag: Tag) -> bool:
    """Return whether a date is in a paragraph, where it can be of anything."""
    around = [parent for parent in ancestors(tag, 4) if parent.name in _BLOCKS_OF_PROSE][:1]
    return any(len(text_of(parent)) > _LONGEST_BYLINE for parent in around)


def _date_in(tag: Tag) -> str:
    given = attribute(tag, "datetime") or (attribute(tag, "title") if tag.name == "abbr" else "")
    given = given or text_of(tag)
    return given if tag.name == "time" or _date(given) else ""


def _is_of_update(tag: Tag) -> bool:
    """Return whether a date is of an update, by its names or by the word before it."""
    if re.search(r"updated|modified", names_of(tag)) and "published" not in names_of(tag):
        return True
    if "datemodified" in attribute(tag, "itemprop").lower():
        return True
    texts = (node for node in tag.previous_elements if is_text(node))
    before = next((node for node in texts if re.search(r"\w", str(node))), None)
    if before is None or before.parent is None:
        return False
    near = {id(parent) for parent in ancestors(tag, 2)}
    around = (before.parent, *ancestors(before.parent, MAX_DEPTH))
    return any(id(parent) in near for parent in around) and _UPDATED.search(str(before)) is not None


def _date(text: str) -> str | None:
    return parse_date(text) if text else None


def _language(page: _Page) -> str | None:
    given = ""
    for html in page.tree.named("html")[:1]:
        given = attribute(html, "lang") or attribute(html, "xml:lang")
    for body in page.tree.named("body")[:1]:
        given = given or attribute(body, "lang")
    given = given or _text(page.linked.get("inLanguage")) or page.first_meta(*_LANGUAGE_METAS)
    given = given.strip().replace("_", "-")
    return given if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", given) else None


def _find_url(page: _Page) -> str | None:
    """Return the canonical URL that a page names, or None."""
    for link in page.tree.named("link"):
        if "canonical" in attribute(link, "rel").lower().split() and attribute(link, "href"):
            href = attribute(link, "href").strip()
            if _is_url(href):
                return href
    given = page.first_meta(*_URL_METAS)
    return given if _is_url(given) else None


def _is_url(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return re.match(r"https?://", text) is not None

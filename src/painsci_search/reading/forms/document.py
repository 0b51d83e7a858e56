"""A document as HTML and its metadata in, a `Reading` out.

Forms that are no HTML write their content as HTML, which one reader reads, and keep the metadata,
which their own fields state better than a page can.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import PurePath
from typing import Any

from painsci_search.identifiers import link, normalise
from painsci_search.model import Article, Decision
from painsci_search.model.decisions import ReadPart
from painsci_search.model.labels import NO_LABELS
from painsci_search.reading.bylines.people import is_like_person, names_in
from painsci_search.reading.dates import parse_date
from painsci_search.reading.forms.html import read_html
from painsci_search.reading.forms.markup import Markup
from painsci_search.reading.outcome import NAME_OF_FILE, Reading, metadata_warnings

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_DOI = 300
_NO_NAME = frozenset({"unknown", "unknown author", "anonymous", "n/a", "none", "author"})
_SPLIT = re.compile(r"\s*[;,]\s*(?:and\s+|&\s*)?|\s+(?:and|&|und|et|y|e|og|och|en)\s+")


_FIRST_HEADING = re.compile(r"\s*<h[1-6][^<>]{0,300}>(.{1,500}?)</h[1-6]>", re.DOTALL)
_HEADING = re.compile(r"<h([1-6])(?=[\s>])")
_TAG = re.compile(r"<[^<>]{1,300}>")
_PARTS: tuple[ReadPart, ...] = ("title", "authors", "published", "updated", "language", "url")
_FIELDS = (
    *("title", "subtitle", "authors", "published", "updated", "language", "url", "saved"),
    *("tags", "metadata"),
)


@dataclass(slots=True)
class Document:
    """A document: its metadata, and its content as HTML.

    Attributes:
        body: the content, without the title if `title` is given.
        origin: the part of the file with the metadata, for `Decision`: "the front matter".
        title_origin: what the title was chosen by, where it is something else.
        title: "" for the first heading if it is above all others, or else the name of the file.
        makers: the people who made the file: its authors where the text shows none.
        created: the day when the file was made: that of publication where nothing else states one.
        shows_title: whether the body starts with a heading that shows the title.
    """

    body: str
    origin: str
    title: str = ""
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    url: str | None = None
    saved: str | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = NO_LABELS
    title_origin: str = ""
    makers: tuple[str, ...] = ()
    created: str | None = None
    shows_title: bool = False


def read_document(document: Document, source: str) -> Reading:
    """Read the HTML of a document, and set the metadata that it has.

    No browser jumps to a part of such a file, so no anchor is one of a page.

    Raises:
        ReadError: the document has no text.
    """
    document = document if document.title else _with_title(document, source)
    reading = read_html(_page(document), source, whole=True)
    article = _without_page_anchors(reading.article)
    given = _given(document)
    for name, value in (("published", document.created), ("authors", document.makers)):
        if value and not getattr(article, name):
            given.setdefault(name, value)
    opening = article.sections[:1]
    if opening and document.title and opening[0].heading == article.title:
        first = replace(opening[0], heading=document.title)
        article = replace(article, sections=(first, *article.sections[1:]))
    article = replace(article, **given)
    stale = metadata_warnings(reading.article)
    others = tuple(warning for warning in article.warnings if warning not in stale)
    article = replace(article, warnings=(*others, *metadata_warnings(article)))
    shown = tuple(
        Decision.of(part, _origin(document, part), _shown(given[part]))
        for part in _PARTS
        if part in given
    )
    kept = tuple(decision for decision in reading.decisions if decision.part not in given)
    return reading._replace(article=article, decisions=(*kept, *shown))


def _with_title(document: Document, source: str) -> Document:
    """Return a document with its first heading, if above all others, or its file as its title."""
    first = _FIRST_HEADING.match(document.body)
    levels = [int(level) for level in _HEADING.findall(document.body)]
    if first is not None and all(level > levels[0] for level in levels[1:]):
        title = " ".join(unescape(_TAG.sub("", first[1])).split())
        return replace(document, title=title, title_origin="the first heading", shows_title=True)
    name = " ".join(re.split(r"[-_\s]+", PurePath(source).stem)).strip()
    return replace(document, title=name or "Untitled", title_origin=NAME_OF_FILE)


def _given(document: Document) -> dict[str, Any]:
    fields = {name: getattr(document, name) for name in _FIELDS}
    return {name: value for name, value in fields.items() if value}


def _origin(document: Document, part: ReadPart) -> str:
    return (part == "title" and document.title_origin) or document.origin


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _page(document: Document) -> str:
    page = Markup()
    page.raw("<!DOCTYPE html>")
    page.open("html", {"lang": document.language or ""})
    page.open("head")
    if document.title:
        page.element("title", document.title)
    if document.url:
        page.open("link", {"rel": "canonical", "href": document.url})
    page.close("head")
    page.open("body")
    if document.title and not document.shows_title:
        page.element("h1", document.title)
    page.raw(document.body)
    page.close("body")
    page.close("html")
    return page.html()


def _without_page_anchors(article: Article) -> Article:
    sections = tuple(replace(section, anchor_in_page=False) for section in article.sections)
    notes = tuple(replace(note, anchor_in_page=False) for note in article.notes)
    return replace(article, sections=sections, notes=notes)


def clean_language(text: str) -> str | None:
    """Return a language as a BCP 47 tag, or None if the text is none or "und"."""
    tag = text.strip().replace("_", "-").partition(".")[0]
    return tag if _LANGUAGE.fullmatch(tag) and tag.lower() not in ("und", "zxx", "mul") else None


def clean_date(text: str) -> str | None:
    """Return the date that a field states, or None.

    >>> clean_date("2019-05-14T00:00:00Z"), clean_date("0101-01-01")
    ('2019-05-14', None)
    """
    return parse_date(text[:100])


def clean_url(text: str) -> str | None:
    """Return the address that a field states: a URL of the web, or that of a DOI; or None.

    >>> clean_url("url:https://example.org/book"), clean_url("doi:10.1000/xyz")
    ('https://example.org/book', 'https://doi.org/10.1000/xyz')
    """
    text = text.strip().removeprefix("url:").removeprefix("URL:")
    doi = normalise("doi", text) if len(text) < _LONGEST_DOI else None
    if doi:
        return link("doi", doi)
    return text if re.fullmatch(r"https?://[^\s<>\"]{3,2000}", text) else None


def split_names(text: str) -> tuple[str, ...]:
    """Return the names that a field states, which may be several in one.

    >>> split_names("Ada Brandt, Bo Lind and Cy Marsh"), split_names("Brandt, Ada")
    (('Ada Brandt', 'Bo Lind', 'Cy Marsh'), ('Ada Brandt',))
    """
    text = " ".join(text.split()).strip(" ,;")
    groups = [part.strip() for part in text.split(";") if part.strip()]
    parts = [part for group in groups for part in _split_group(group)]
    names = [name for part in parts for name in _in_order(part)]
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in _NO_NAME))


def _in_order(part: str) -> list[str]:
    """Return names with the first name first and without degrees; a body as it is."""
    names = names_in(part) if "(" not in part else []
    return names if len(names) == 1 or (names and all(map(is_like_person, names))) else [part]


def _split_group(group: str) -> list[str]:
    """Return the names of a text, if each part of it has at least two words; or the text."""
    parts = [part for part in _SPLIT.split(group) if part]
    return parts if all(" " in part for part in parts) else [group]

"""The parts of a citation as a page marks them in; the fields of a `Reference` out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from painsci_search.identifiers import SCHEMES, IdentifierKind
from painsci_search.model import WorkType
from painsci_search.reading.citations.vocabulary import DASHES, EDITION_WORD, THESIS, YEAR
from painsci_search.reading.citations.written import read_isbn
from painsci_search.reading.dates import parse_date
from painsci_search.reading.marked_fields.people import Name
from painsci_search.reading.marked_fields.words import Role

_LABEL = re.compile(r"\A(?:vol(?:ume)?|bd|no|nr|num(?:ber)?|issue|iss)\b\.?\s*", re.IGNORECASE)
_PAGES = re.compile(r"\A(?:pp?\.?|pages?|S\.|s\.)\s*(?=[\divxlcDESTe])")
_PUNCTUATION = " .,;:"
_QUOTES = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"))
# Letters of the values that are taken; more is no such field.
_LONGEST: dict[Role, int] = {
    "title": 600, "chapter": 600, "book": 400, "journal": 250, "source": 400, "series": 250,
    "publisher": 200, "place": 100, "author": 200, "editor": 200, "collab": 300,
    "authors": 6000, "editors": 3000, "doi": 300,
}  # fmt: skip
_LONGEST_OF_OTHERS = 60
_WITH_DIGITS = frozenset({"issue", "pages", "first", "last", "year", "isbn", "accessed"})
_ROMAN = re.compile(r"[IVXLCDM]+\Z", re.IGNORECASE)


@dataclass(slots=True)
class MarkedWork:
    """A work as a page marks it.

    Attributes:
        authors, editors: in order.
        values: the other parts, by role, as the page shows them.
        ids: its identifiers in their normal form, by kind.
        kind: its type, if a mark names it.
        spans: where its parts are in the text of the note; empty before they are looked for.
        described: whether a description has the parts, rather than elements of the note.
    """

    authors: list[Name] = field(default_factory=list)
    editors: list[Name] = field(default_factory=list)
    values: dict[Role, str] = field(default_factory=dict)
    ids: dict[IdentifierKind, str] = field(default_factory=dict)
    kind: WorkType | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    described: bool = False

    @property
    def named(self) -> bool:
        """Return whether it has a title or the title of what it is in."""
        return not NAMED.isdisjoint(self.values)


# The identifiers that are parts of a citation.
IDENTIFIERS: dict[str, IdentifierKind] = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid"}
# The titles of works and parts, and those with what they are in.
OF_PARTS = frozenset({"title", "chapter"})
NAMED = OF_PARTS | {"book", "journal", "source"}


def is_value(role: Role, text: str) -> bool:
    """Return whether a text may be the value of a part of a citation."""
    if not text or len(text) > _LONGEST.get(role, _LONGEST_OF_OTHERS):
        return False
    if role == "year":
        return YEAR.search(text) is not None
    if role == "volume":
        return any(map(str.isdigit, text)) or _ROMAN.match(text) is not None
    if role in _WITH_DIGITS:
        return any(map(str.isdigit, text)) or (role in ("first", "last") and text.isalpha())
    return any(map(str.isalnum, text))


def fields_of(work: MarkedWork) -> dict[str, Any]:
    """Return the fields of a `Reference` that the marks give; others are missing."""
    values = work.values
    title, container = _titles(work)
    kind = _type_of(work, container)
    publisher, place = _publisher(values)
    people = {
        "authors": tuple(name.formatted() for name in work.authors or work.editors),
        "editors": tuple(name.formatted() for name in work.editors),
    }
    year = YEAR.search(values.get("year", ""))
    found: dict[str, Any] = {
        **people,
        "title": title,
        "journal": None if kind == "thesis" else container,
        "year": int(year.group()) if year else None,
        "volume": _numbers(values.get("volume")),
        "issue": _numbers(values.get("issue")),
        "pages": _pages(values),
        "type": kind,
        "publisher": publisher,
        "place": place,
        "edition": clean(EDITION_WORD.sub(" ", values.get("edition", ""))),
        "isbn": read_isbn(values.get("isbn", "")),
        "accessed": parse_date(values.get("accessed", "")),
        **{SCHEMES[kind].attribute: value for kind, value in work.ids.items()},
    }
    return {name: value for name, value in found.items() if value}


def clean(text: str | None) -> str | None:
    """Return a text without the punctuation around it; None for nothing else.

    >>> clean("“A title.” "), clean("How long?"), clean("And so on ..."), clean(". ")
    ('A title', 'How long?', 'And so on ...', None)
    >>> clean("“Sore” and “stiff”")
    '“Sore” and “stiff”'
    """
    text = " ".join((text or "").split())
    if text.endswith("..."):
        return text
    text = text.strip(_PUNCTUATION)
    for opening, closing in _QUOTES:
        inner = text[1:-1]
        if text[:1] == opening and closing not in inner:
            text = text[1:]
        if text[-1:] == closing and opening not in inner:
            text = text[:-1]
    return text.strip(_PUNCTUATION) or None


def _clean_container(text: str | None) -> str | None:
    """Return the title of a journal or book; an abbreviated one keeps its last full stop.

    >>> _clean_container("J. Made Up Sci."), _clean_container("Trans Socks Soc London. Series B.")
    ('J. Made Up Sci.', 'Trans Socks Soc London. Series B')
    """
    bare = clean(text)
    words = (bare or "").split()[:-1]
    is_dotted = 3 * sum(word.endswith(".") for word in words) >= len(words) > 0
    return f"{bare}." if is_dotted and (text or "").rstrip(" ,;").endswith(".") else bare


def _titles(work: MarkedWork) -> tuple[str | None, str | None]:
    """Return the title of a work, and of the journal or the book that it is in."""
    values = work.values
    part = values.get("chapter") or values.get("title")
    whole = values.get("journal") or values.get("book")
    if not part and values.get("book") and values.get("source") and not values.get("journal"):
        return clean(values["book"]), None
    if part:
        return clean(part), _clean_container(whole or values.get("source"))
    if whole and not values.get("book"):
        return None, _clean_container(whole)
    source = values.get("source")
    is_located = "volume" in values and not {"pages", "first"}.isdisjoint(values)
    if work.kind in (None, "article") and is_located and "publisher" not in values:
        return None, _clean_container(source)
    return clean(whole or source), None


def _publisher(values: dict[Role, str]) -> tuple[str | None, str | None]:
    """Return the publisher and its place, which may be one value: "New York: Made Up Press"."""
    publisher, place = clean(values.get("publisher")), clean(values.get("place"))
    before, colon, after = (publisher or "").partition(": ")
    if colon and not place and len(before) <= _LONGEST_OF_OTHERS and ":" not in after:
        return clean(after), clean(before)
    return publisher, place


def _type_of(work: MarkedWork, container: str | None) -> WorkType | None:
    values, kind = work.values, work.kind
    is_part = container is not None and "journal" not in values
    if kind in (None, "book") and THESIS.search(container or ""):
        return "thesis"
    if kind == "book" and is_part:
        return "chapter"
    if kind == "webpage" and container is not None and "volume" in values:
        return "article"
    if kind is not None:
        return kind
    if "chapter" in values or ("book" in values and "title" in values):
        return "chapter" if container else None
    if "journal" in values or ("volume" in values and is_part):
        return "article"
    if container is None and ("book" in values or {"source", "publisher"} <= values.keys()):
        return "book"
    return None


def _pages(values: dict[Role, str]) -> str | None:
    first, last = values.get("first"), values.get("last")
    pages = values.get("pages") or first
    if first and last and first != last:
        pages = f"{first}-{last}"
    return _numbers(_PAGES.sub("", pages)) if pages else None


def _numbers(text: str | None) -> str | None:
    """Return a number or a range with a hyphen for any dash, without the signs around it."""
    bare = " ".join((text or "").split()).strip(" .,;:()[]")
    return DASHES.sub("-", _LABEL.sub("", bare)) or None

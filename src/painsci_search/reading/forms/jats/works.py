"""The tags of a citation in JATS or NLM in; the work that it is of, with all its parts, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from painsci_search.identifiers import IdentifierKind, identify_url, normalise
from painsci_search.model import Reference
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.vocabulary import YEAR
from painsci_search.reading.forms.jats.front import read_date
from painsci_search.reading.forms.jats.inline import shown_text
from painsci_search.reading.forms.jats.xml import Element, attribute, child, text_of
from painsci_search.reading.marked_fields.people import Name, read_name
from painsci_search.reading.marked_fields.words import Role, kind_of
from painsci_search.reading.marked_fields.work import MarkedWork, fields_of

NAMES = frozenset({"name", "string-name", "collab"})
LINKS = frozenset({"ext-link", "uri", "self-uri"})
_KINDS: dict[str, IdentifierKind] = {
    "doi": "doi",
    "pmid": "pmid",
    "medline": "pmid",
    "pubmed": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
}
# The tags of each part, the best first.
_TAGS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("title", ("article-title", "data-title")),
    ("chapter", ("chapter-title",)),
    ("source", ("source", "series", "conf-name")),
    ("volume", ("volume",)),
    ("issue", ("issue",)),
    ("publisher", ("publisher-name", "institution")),
    ("place", ("publisher-loc",)),
    ("edition", ("edition",)),
    ("isbn", ("isbn",)),
)
_TITLES = ("article-title", "chapter-title", "data-title", "part-title")
_PEOPLE = frozenset({"person-group", *NAMES})
# What follows the names of another work in one citation.
_WHERE = frozenset({"year", "volume", "fpage"})
_DASHES = re.compile(r"(?<!\s)\s*+[-–—‐‑−]++\s*+")


def read_work(citation: Element) -> Reference:
    """Return the work of a citation whose parts have tags; its `raw` is empty."""
    fields = fields_of(_read_marked(citation))
    year = _read_year(citation)
    return Reference("", **{**fields, "year": year, **identifiers(citation)})


def split_works(citation: Element) -> list[Element]:
    """Return the parts of a citation that has several works, each with names and a source.

    The parts are copies, unless the citation has one work.
    """
    sources = sum(inner.tag == "source" for inner in citation)
    if sources < 2:
        return [citation]
    parts: list[list[Element]] = [[]]
    known: set[str] = set()
    for inner in citation:
        is_next = inner.tag in _PEOPLE and "source" in known and not _WHERE.isdisjoint(known)
        if is_next and sources:
            parts.append([])
            known = set()
        parts[-1].append(inner)
        known.add(inner.tag)
        sources -= inner.tag == "source"
    if len(parts) < 2:
        return [citation]
    return [_part_of(citation, part, is_first=part is parts[0]) for part in parts]


def _part_of(citation: Element, inner: list[Element], *, is_first: bool) -> Element:
    part = etree.Element(citation.tag, dict(citation.attrib))
    part.text = citation.text if is_first else None
    part.extend(deepcopy(one) for one in inner)
    return part


def first_text(citation: Element, *names: str) -> str:
    """Return the text of the first element that has one, by the names in their order."""
    for name in names:
        for found in citation.iter(name):
            if text := shown_text(found):
                return text
    return ""


def kind_of_id(element: Element) -> IdentifierKind | None:
    """Return the kind of an identifier with a tag, or None."""
    return _KINDS.get(attribute(element, "pub-id-type").lower())


def _read_marked(citation: Element) -> MarkedWork:
    values = {role: first_text(citation, *names) for role, names in _TAGS}
    if not (values["title"] or values["chapter"]):
        values["title"] = first_text(citation, "part-title")
    if not any(values[role] for role in ("title", "chapter", "source")):
        values["title"] = first_text(citation, "trans-title", "trans-source")
    values["pages"] = _read_pages(citation)
    values["accessed"] = _read_accessed(citation)
    values["isbn"] = values["isbn"] or next(_isbns(citation), "")
    work = MarkedWork(values={role: text for role, text in values.items() if text})
    kind = attribute(citation, "publication-type") or attribute(citation, "citation-type")
    work.kind = kind_of(kind)
    _add_people(work, citation)
    return work


def _add_people(work: MarkedWork, citation: Element) -> None:
    """Add authors and editors; names without a group after the title of a part are of editors."""
    others: list[Name] = []
    is_titled = False
    for element in citation.iter(*NAMES, *_TITLES):
        if element.tag in _TITLES:
            is_titled = bool(work.authors)
            continue
        name = _read_name(element)
        if name is None or next(element.iterancestors("collab"), None) is not None:
            continue
        group = next(element.iterancestors("person-group"), None)
        role = attribute(group, "person-group-type").lower() if group is not None else ""
        if "editor" in role or (group is None and is_titled):
            work.editors.append(name)
        elif role in ("", "author"):
            work.authors.append(name)
        elif role == "allauthors":
            others.append(name)
    work.authors = work.authors or others


def _read_name(element: Element) -> Name | None:
    family, given = text_of(child(element, "surname")), text_of(child(element, "given-names"))
    if any(char.isalpha() for char in family):
        return Name(family.rstrip(",."), given, text_of(child(element, "suffix")))
    # the members of a group are no authors of their own
    text = text_of(element, frozenset({"contrib-group", "xref", "fn"})).strip(" ,;")
    if not any(char.isalpha() for char in text):
        return None
    return Name(text.rstrip(".")) if element.tag == "collab" else read_name(text)


def _read_year(citation: Element) -> int | None:
    """Return the year of publication; without one, that of the visit to a web page."""
    for name in ("year", "date", "string-date", "date-in-citation"):
        for element in citation.iter(name):
            iso = attribute(element, "iso-8601-date")
            if found := YEAR.search(text_of(element)) or YEAR.match(iso):
                return int(found.group())
    return None


def _read_accessed(citation: Element) -> str:
    """Return the day of the visit to a web page as its tag has it, or ""."""
    for element in citation.iter("date-in-citation", "access-date", "date"):
        kind = attribute(element, "content-type") or attribute(element, "date-type")
        if element.tag == "date" and "access" not in kind:
            continue
        if kind and not any(word in kind for word in ("access", "cite", "retriev")):
            continue
        return attribute(element, "iso-8601-date")[:10] or read_date(element) or ""
    return ""


def _read_pages(citation: Element) -> str:
    first, last = first_text(citation, "fpage"), first_text(citation, "lpage")
    if first and last and first != last:
        return f"{first}-{last}"
    pages = first or first_text(citation, "page-range") or first_text(citation, "elocation-id")
    return _DASHES.sub("-", pages)


def _isbns(citation: Element) -> Iterator[str]:
    for element in citation.iter("pub-id", "object-id"):
        if attribute(element, "pub-id-type").lower() == "isbn":
            yield text_of(element)


def identifiers(citation: Element) -> dict[str, str]:
    """Return the identifiers of a work: from their tags, then from links, then from the text."""
    found: dict[str, str] = {}
    for kind, value in (*_tagged_ids(citation), *_linked_ids(citation), *_written_ids(citation)):
        found.setdefault("painsci_id" if kind == "painsci" else kind, value)
    return found


def _tagged_ids(citation: Element) -> Iterator[tuple[str, str]]:
    for element in citation.iter("pub-id", "object-id"):
        kind = kind_of_id(element)
        value = normalise(kind, text_of(element)) if kind else None
        if kind and value:
            yield kind, value


def _linked_ids(citation: Element) -> Iterator[tuple[str, str]]:
    for element in citation.iter(*LINKS):
        address = attribute(element, "href") or text_of(element)
        kind = _KINDS.get(attribute(element, "ext-link-type").lower())
        value = normalise(kind, address) if kind else None
        if kind and value:
            yield kind, value
        else:
            yield from ((one.kind, one.value) for one in identify_url(address) if one.value)


def _written_ids(citation: Element) -> Iterator[tuple[str, str]]:
    """Yield the identifiers that are written as text, between the fields or in one of them."""
    texts = [citation.text, *(inner.tail for inner in citation)]
    texts += map(text_of, citation.iter("comment", "issue", "elocation-id", "publisher-name"))
    for one in find_identifiers(" \n".join(filter(None, texts))):
        if one.value:
            yield one.kind, one.value

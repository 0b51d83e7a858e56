"""The element `ref` of a reference list in; its text and the works that it cites out.

Fields are taken from their tags. Only a citation without tags of its fields is parsed as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from painsci_search.identifiers import IdentifierKind, identify_url, normalise
from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.names import format_name
from painsci_search.reading.dom import fold_space
from painsci_search.reading.forms.jats.front import read_name
from painsci_search.reading.forms.jats.xml import Element, attribute, child, text_of

_CITATIONS = frozenset(
    {"element-citation", "mixed-citation", "nlm-citation", "citation", "citation-alternatives"}
)
_NAMES = frozenset({"name", "string-name", "collab"})
_KINDS: dict[str, IdentifierKind] = {
    "doi": "doi",
    "pmid": "pmid",
    "medline": "pmid",
    "pubmed": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
}
_FIELDS = ("article-title", "source", "chapter-title", "data-title", "part-title")
_LINKS = frozenset({"ext-link", "uri", "self-uri"})
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DASHES = re.compile(r"(?<!\s)\s*+[-–—‐‑−]++\s*+")
# The ends of a field after which another one begins.
_ENDS = frozenset(".?!)]")
_STOP = (".", "?", "!")


def read_reference(ref: Element) -> tuple[str, tuple[Reference, ...]]:
    """Return the text of an entry of a reference list without its label, and its works."""
    texts: list[str] = []
    works: list[Reference] = []
    for element in ref:
        if element.tag in _CITATIONS:
            text, found = _read_citation(element)
            works += found
        elif element.tag in ("note", "p", "comment"):
            text = text_of(element)
            works += [] if works else parse_references(text)
        else:
            continue
        if text:
            texts.append(text)
    return " ".join(texts), tuple(works)


def _read_citation(element: Element) -> tuple[str, tuple[Reference, ...]]:
    versions = list(element) if element.tag == "citation-alternatives" else [element]
    written = next((text for text in map(_text_as_written, versions) if text), "")
    tagged = next((one for one in versions if _has_fields(one)), None)
    if tagged is not None:
        work = _read_fields(tagged)
        text = written or _compose(work, tagged)
        return text, (replace(work, raw=text),)
    text = written or " ".join(map(text_of, versions))
    links = [attribute(link, "href") for one in versions for link in one.iter(*_LINKS)]
    return text, parse_references(text, tuple(filter(None, links)))


def _has_fields(citation: Element) -> bool:
    """Return whether a citation has a tag of its title or its source, or authors and a year."""
    if any(citation.find(f".//{name}") is not None for name in _FIELDS):
        return True
    return citation.find(".//year") is not None and any(True for _ in citation.iter(*_NAMES))


def _text_as_written(citation: Element) -> str:
    """Return the text of a citation that has punctuation between its fields; else ""."""
    between = [citation.text, *(inner.tail for inner in citation)]
    if not any(text and text.strip() for text in between):
        return ""
    return fold_space(_join_fields(citation)).strip()


def _join_fields(element: Element) -> str:
    """Return the text of an element, with a space between fields that only their tags separate."""
    pieces = [element.text or ""]
    for inner in element:
        field = _field_text(inner)
        last = pieces[-1][-1:]
        if inner.tag in _APART and (last.isalnum() or last in _ENDS) and field[:1].isalnum():
            pieces.append(" ")
        pieces += filter(None, (field, inner.tail))
    return "".join(pieces)


def _field_text(field: Element) -> str:
    if field.tag == "label":
        return ""
    if field.tag in ("person-group", "name", "string-name"):
        return _join_fields(field)
    text = text_of(field) or attribute(field, "href")
    is_number = field.tag == "pub-id" and text.isdecimal()
    return f"PMID: {text}" if is_number and _kind_of_id(field) == "pmid" else text


def _kind_of_id(element: Element) -> IdentifierKind | None:
    return _KINDS.get(attribute(element, "pub-id-type").lower())


# Fields that are words of their own, unlike "10" and "2" in "10(2)".
_APART = frozenset(
    "surname given-names suffix name string-name collab person-group etal article-title "
    "chapter-title source year volume pub-id publisher-name publisher-loc comment ext-link uri "
    "edition".split()
)


def _read_fields(citation: Element) -> Reference:
    article = _first_text(citation, "article-title", "chapter-title", "data-title", "part-title")
    source = _first_text(citation, "source", "series", "conf-name")
    is_in_journal = bool(article) and not _is_in_book(citation)
    work = Reference(
        raw="",
        authors=tuple(_read_authors(citation)),
        title=_strip_stop(article or source) or _strip_stop(_first_text(citation, "trans-title")),
        journal=_strip_stop(source) if is_in_journal else None,
        year=_read_year(citation),
        volume=_first_text(citation, "volume") or None,
        issue=_first_text(citation, "issue") or None,
        pages=_read_pages(citation),
    )
    return _add_identifiers(work, citation)


def _first_text(citation: Element, *names: str) -> str:
    for name in names:
        for found in citation.iter(name):
            if text := text_of(found):
                return text
    return ""


def _strip_stop(title: str) -> str | None:
    return title.strip(' .,;:“”"') or None if not title.endswith("...") else title


def _is_in_book(citation: Element) -> bool:
    """Return whether the source of a citation is a book, by its tags and then by its type."""
    if citation.find(".//chapter-title") is not None:
        return True
    kind = attribute(citation, "publication-type") or attribute(citation, "citation-type")
    if kind == "journal":
        return False
    is_periodical = citation.find(".//volume") is not None
    return "book" in kind or (citation.find(".//publisher-name") is not None and not is_periodical)


def _read_authors(citation: Element) -> list[str]:
    """Return the authors; of a work without authors, its editors."""
    by_role: dict[str, list[str]] = {"author": [], "editor": []}
    for name in citation.iter(*_NAMES):
        group = next(name.iterancestors("person-group"), None)
        role = attribute(group, "person-group-type") if group is not None else "author"
        text = _format_author(name)
        if any(char.isalpha() for char in text):
            by_role.setdefault(role or "author", []).append(text)
    return by_role["author"] or by_role.get("allauthors", []) or by_role["editor"]


def _format_author(name: Element) -> str:
    family, given = text_of(child(name, "surname")), text_of(child(name, "given-names"))
    if not family:
        return read_name(name).rstrip(".")
    return format_name(family.rstrip(",."), given, text_of(child(name, "suffix")))


def _read_year(citation: Element) -> int | None:
    """Return the year of publication; without one, that of the visit to a web page."""
    for name in ("year", "date", "string-date", "date-in-citation"):
        for element in citation.iter(name):
            iso = attribute(element, "iso-8601-date")
            if found := _YEAR.search(text_of(element)) or _YEAR.match(iso):
                return int(found.group())
    return None


def _read_pages(citation: Element) -> str | None:
    first, last = _first_text(citation, "fpage"), _first_text(citation, "lpage")
    if first and last and first != last:
        return f"{first}-{last}"
    pages = first or _first_text(citation, "page-range") or _first_text(citation, "elocation-id")
    return _DASHES.sub("-", pages) or None


def _add_identifiers(work: Reference, citation: Element) -> Reference:
    """Add the identifiers of a work: from their tags, then from links, then from the text."""
    found: dict[str, str] = {}
    for kind, value in (*_tagged_ids(citation), *_linked_ids(citation), *_written_ids(citation)):
        found.setdefault(kind, value)
    return replace(
        work,
        doi=found.get("doi"),
        pmid=found.get("pmid"),
        pmcid=found.get("pmcid"),
        painsci_id=found.get("painsci"),
        url=found.get("url"),
    )


def _tagged_ids(citation: Element) -> Iterator[tuple[str, str]]:
    for element in citation.iter("pub-id", "object-id"):
        kind = _kind_of_id(element)
        value = normalise(kind, text_of(element)) if kind else None
        if kind and value:
            yield kind, value


def _linked_ids(citation: Element) -> Iterator[tuple[str, str]]:
    for element in citation.iter(*_LINKS):
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


def _compose(work: Reference, citation: Element) -> str:
    """Return a citation in the usual order, from its fields; nothing is added but punctuation."""
    authors = ", ".join(work.authors)
    if authors and citation.find(".//etal") is not None:
        authors += ", et al"
    source = _first_text(citation, "source", "series", "conf-name")
    title = work.title or ""
    publisher = ", ".join(
        filter(None, (_first_text(citation, name) for name in ("publisher-name", "publisher-loc")))
    )
    year = _first_text(citation, "year") or (str(work.year) if work.year else "")
    issue = f"({work.issue})" if work.issue else ""
    volume = f"{work.volume or ''}{issue}"
    where = f"{year};{volume}" if year and volume else year or volume
    where += f":{work.pages}" if where and work.pages else work.pages or ""
    parts = [authors, title, source if source.strip(" .") != title else "", publisher, where]
    comments = [text_of(comment) for comment in citation.iter("comment")]
    parts += [comment for comment in comments if not find_identifiers(comment)]
    parts += _labels(work)
    return " ".join(part if part.endswith(_STOP) else f"{part}." for part in parts if part)


def _labels(work: Reference) -> list[str]:
    labels = [f"doi:{work.doi}" if work.doi else "", f"PMID: {work.pmid}" if work.pmid else ""]
    return [*labels, work.pmcid or "", work.url or ""]

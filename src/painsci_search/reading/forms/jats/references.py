"""The element `ref` of a reference list in; its text and the works that it cites out.

Fields are taken from their tags. Only a citation without tags of its fields is parsed as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.dom.elements import fold_space
from painsci_search.reading.forms.jats.inline import shown_text
from painsci_search.reading.forms.jats.works import (
    LINKS,
    NAMES,
    first_text,
    identifiers,
    kind_of_id,
    read_work,
    split_works,
)
from painsci_search.reading.forms.jats.xml import Element, attribute, child, text_of

_CITATIONS = frozenset(
    {"element-citation", "mixed-citation", "nlm-citation", "citation", "citation-alternatives"}
)
_FIELDS = ("article-title", "source", "chapter-title", "data-title", "part-title")
_TWICE = (["mixed-citation", "element-citation"], ["element-citation", "mixed-citation"])
_NUMBER = re.compile(r"[\[(]?(\d{1,4})(?:[.)\]]{1,2}\s?(?=\D)|\s)")
# The letter that numbers the next one of several works of a citation.
_NEXT_LETTER = re.compile(r"\(?[a-z]\)\Z")
# The ends of a field after which another one begins.
_ENDS = frozenset(".?!)]")
_STOP = (".", "?", "!")


def read_reference(ref: Element, number: str = "") -> tuple[str, tuple[Reference, ...]]:
    """Return the text of an entry of a reference list without its label, and its works.

    Args:
        number: the number of the entry, which may also be written at the start of its text.
    """
    texts: list[str] = []
    works: list[Reference] = []
    for versions in _citations_of(ref):
        if versions[0].tag in _CITATIONS:
            text, found = _read_citation(versions, number)
            works += found
        else:
            text = without_number(text_of(versions[0]), number)
            works += [] if works else parse_references(text)
        if text:
            texts.append(text)
    return " ".join(texts), tuple(works)


def without_number(text: str, number: str) -> str:
    """Return the text of an entry without its number at the start.

    >>> without_number("[4] Doe J.", "4"), without_number("4 Doe J.", "4")
    ('Doe J.', 'Doe J.')
    """
    found = _NUMBER.match(text)
    return text[found.end() :] if found is not None and found[1] == number else text


def _citations_of(ref: Element) -> Iterator[list[Element]]:
    """Yield the citations and remarks of an entry, each with its other versions.

    Some suppliers write a citation twice, once as it is printed and once as tagged fields.
    """
    parts = ref if ref.tag == "ref" else [ref]
    parts = [one for one in parts if one.tag in _CITATIONS or one.tag in ("note", "p", "comment")]
    if [one.tag for one in parts] in _TWICE and _is_same(*parts):
        yield parts
        return
    for one in parts:
        yield list(one) if one.tag == "citation-alternatives" and len(one) else [one]


def _is_same(one: Element, other: Element) -> bool:
    """Return whether a citation with tags is of the work that is written in another one."""
    written, tagged = (other, one) if one.tag == "element-citation" else (one, other)
    text = _folded(text_of(written))
    fields = [text_of(child(tagged, name)) for name in (*_FIELDS, "year")]
    fields += [text_of(name) for name in tagged.iter("surname")][:1]
    known = [found for found in map(_folded, fields) if found]
    return sum(found in text for found in known) * 2 > len(known)


def _folded(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _read_citation(versions: list[Element], number: str) -> tuple[str, tuple[Reference, ...]]:
    written = next((text for text in map(_text_as_written, versions) if text), "")
    written = without_number(written, number)
    tagged = next((one for one in versions if _has_fields(one)), None)
    if tagged is not None:
        parts = split_works(tagged)
        if len(parts) > 1 and written:
            return written, tuple(map(_read_part, parts))
        work = read_work(tagged)
        text = written or _compose(work, tagged)
        return text, (replace(work, raw=text),)
    text = written or without_number(" ".join(map(text_of, versions)), number)
    links = [attribute(link, "href") for one in versions for link in one.iter(*LINKS)]
    works = parse_references(text, tuple(filter(None, links)))
    if len(works) == 1:
        found = {kind: value for one in versions for kind, value in identifiers(one).items()}
        missing: dict[str, Any] = {
            kind: value for kind, value in found.items() if not getattr(works[0], kind)
        }
        works = (replace(works[0], **missing),)
    return text, works


def _read_part(part: Element) -> Reference:
    """Return one of several works of a citation."""
    raw = fold_space(_join_fields(part)).strip()
    return replace(read_work(part), raw=_NEXT_LETTER.sub("", raw.rstrip(" ;,")).rstrip(" ;,"))


def _has_fields(citation: Element) -> bool:
    """Return whether a citation has a tag of its title or its source, or authors and a year."""
    if any(citation.find(f".//{name}") is not None for name in _FIELDS):
        return True
    return citation.find(".//year") is not None and any(True for _ in citation.iter(*NAMES))


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
    text = shown_text(field) or attribute(field, "href")
    is_number = field.tag in ("pub-id", "object-id") and text.isdecimal()
    return f"{_PREFIXES.get(kind_of_id(field), '')}{text}" if is_number else text


# What is printed before a number, by its kind.
_PREFIXES: dict[str | None, str] = {"pmid": "PMID: ", "pmcid": "PMC"}
# Fields that are words of their own, unlike "10" and "2" in "10(2)".
_APART = frozenset(
    "surname given-names suffix name string-name collab person-group etal article-title "
    "chapter-title source year volume pub-id object-id publisher-name publisher-loc comment "
    "ext-link uri edition".split()
)


def _compose(work: Reference, citation: Element) -> str:
    """Return a citation in the usual order, from its fields; nothing is added but punctuation."""
    authors = ", ".join(work.authors)
    if authors and citation.find(".//etal") is not None:
        authors += ", et al"
    source = first_text(citation, "source", "series", "conf-name")
    title = work.title or ""
    publisher = ", ".join(
        filter(None, (first_text(citation, name) for name in ("publisher-name", "publisher-loc")))
    )
    year = first_text(citation, "year") or (str(work.year) if work.year else "")
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

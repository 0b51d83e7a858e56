"""Works in, RIS out; rispy writes it.

Source of the tags: Research Information Systems, "RIS Format Specifications". As in PubMed's
export, AN is the PubMed id and C2 the PMCID. The editors of the book of a chapter or paper are A2,
those of a whole book ED; M3 has the kind where RIS has no type for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.bibliography.comparing import Name
from painsci_search.bibliography.formats.entries import (
    GENRES,
    IN_BOOKS,
    BibliographyEntry,
    EntryKind,
    family_first,
    make_entry,
)
from painsci_search.errors import ExtraMissing
from painsci_search.model import Work

_TYPES: dict[EntryKind, str] = {
    "article": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper": "CPAPER",
    "report": "RPRT",
    "guideline": "RPRT",
    "thesis": "THES",
    "preprint": "UNPB",
    "webpage": "ELEC",
    "other": "GEN",
}


def render_ris(works: Sequence[Work]) -> str:
    """Return a record for each work, with a blank line between them.

    Raises:
        ExtraMissing: rispy is not installed.
    """
    try:
        import rispy
    except ModuleNotFoundError as error:
        raise ExtraMissing("bibliography") from error

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        """Writes records without rispy's number before each, which is not part of RIS."""

        def set_header(self, _count: int) -> str:
            return ""

    records = [_record(make_entry(work)) for work in works]
    # rispy has no name for the tag ED
    text = rispy.dumps(
        records,
        implementation=Writer,
        mapping={**Writer.DEFAULT_MAPPING, "ED": "editors"},
        list_tags=[*Writer.DEFAULT_LIST_TAGS, "ED"],
    )
    return text.strip("\n") + "\n" if records else ""


def _whole(first: str, last: str) -> str:
    """Return the last page with the digits that it shares with the first: 23 after 319 is 323."""
    is_short = first.isdecimal() and last.isdecimal() and len(last) < len(first)
    return first[: len(first) - len(last)] + last if is_short else last


def _record(entry: BibliographyEntry) -> dict[str, Any]:
    """Return the fields of an entry by rispy's names of the tags."""
    first, _, last = entry.pages.partition("-")
    editors = [_name(name) for name in entry.editors]
    in_book = entry.kind in IN_BOOKS
    fields = {
        "type_of_reference": _TYPES[entry.kind],
        "id": entry.key,
        "authors": [_name(name) for name in entry.authors],
        "title": entry.title,
        "secondary_title": entry.journal,
        "year": "" if entry.year is None else str(entry.year),
        "volume": entry.volume,
        "number": entry.issue,
        "start_page": first,
        "end_page": _whole(first, last),
        "doi": entry.doi,
        "accession_number": entry.pmid,
        "custom2": entry.pmcid,
        "secondary_authors": editors if in_book else [],
        "editors": [] if in_book else editors,
        "publisher": entry.publisher,
        "place_published": entry.place,
        "edition": entry.edition,
        "issn": entry.isbn,
        "type_of_work": GENRES.get(entry.kind, ""),
        "access_date": entry.accessed.replace("-", "/"),
        "urls": [entry.url] if entry.url else [],
        "keywords": [entry.study] if entry.study else [],
        "notes": entry.remarks,
    }
    return {name: value for name, value in fields.items() if value}


def _name(name: Name) -> str:
    return family_first(name) + (f", {name.suffix}" if name.suffix else "")

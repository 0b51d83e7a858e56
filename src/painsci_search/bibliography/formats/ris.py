"""Works as RIS, written by rispy.

Source of the tags: Research Information Systems, "RIS Format Specifications"; PubMed writes its
own number as AN and that of PubMed Central as C2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.bibliography.formats.entries import Entry, family_first, make_entry
from painsci_search.bibliography.names import Name
from painsci_search.model import Work

_TYPES = {"article": "JOUR", "page": "ELEC", "other": "GEN"}


def render_ris(works: Sequence[Work]) -> str:
    """Write a record for each work, with a blank line between them."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        """Writes records without numbers before them, which are no part of the format."""

        def set_header(self, _count: int) -> str:
            return ""

    records = [_record(make_entry(work)) for work in works]
    return rispy.dumps(records, implementation=Writer).strip("\n") + "\n" if records else ""


def _record(entry: Entry) -> dict[str, Any]:
    """A work in the fields by which rispy names the tags."""
    first, _, last = entry.pages.partition("-")
    notes = []
    if entry.more_authors and entry.authors:
        notes.append("et al.: there are more authors than the source names")
    if entry.painsci:
        notes.append(f"PainSci {entry.painsci}")
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
        "end_page": last,
        "doi": entry.doi,
        "accession_number": entry.pmid,
        "custom2": entry.pmcid,
        "urls": [entry.url] if entry.url else [],
        "notes": notes,
    }
    return {name: value for name, value in fields.items() if value}


def _name(name: Name) -> str:
    return family_first(name) + (f", {name.suffix}" if name.suffix else "")

"""Works in, CSL-JSON out: the input of Citation Style Language processors.

Source: the schema csl-data.json of CSL 1.0. A work of kind "other" has the type "article", which
does not imply a journal or a book; CSL also has it for preprints. A guideline is a report with a
genre.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.bibliography.comparing import Name
from painsci_search.bibliography.formats.entries import (
    GENRES,
    BibliographyEntry,
    EntryKind,
    initials,
    make_entry,
)
from painsci_search.escaping import dump
from painsci_search.model import Work

_TYPES: dict[EntryKind, str] = {
    "article": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "paper": "paper-conference",
    "report": "report",
    "guideline": "report",
    "thesis": "thesis",
    "preprint": "article",
    "webpage": "webpage",
    "other": "article",
}


def render_csl(works: Sequence[Work]) -> str:
    """Return a JSON list with an item for each work."""
    return dump([csl_item(make_entry(work)) for work in works]) + "\n"


def csl_item(entry: BibliographyEntry) -> dict[str, Any]:
    """Return the CSL item of an entry, without unknown fields."""
    item = {
        "id": entry.key,
        "type": _TYPES[entry.kind],
        "author": [_name(name) for name in entry.authors],
        "title": entry.title,
        "container-title": entry.journal,
        "issued": {} if entry.year is None else {"date-parts": [[entry.year]]},
        "volume": entry.volume,
        "issue": entry.issue,
        "page": entry.pages,
        "editor": [_name(name) for name in entry.editors],
        "publisher": entry.publisher,
        "publisher-place": entry.place,
        "edition": entry.edition,
        "genre": GENRES.get(entry.kind, ""),
        "DOI": entry.doi,
        "PMID": entry.pmid,
        "PMCID": entry.pmcid,
        "ISBN": entry.isbn,
        "URL": entry.url,
        "accessed": {"date-parts": [entry.date_parts]} if entry.accessed else {},
        "keyword": entry.study,
        "note": "\n".join(entry.remarks),
    }
    return {name: value for name, value in item.items() if value}


def _name(name: Name) -> dict[str, str]:
    if name.is_group:
        return {"literal": name.family}
    parts = {
        "family": name.family,
        "given": initials(name.given),
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}

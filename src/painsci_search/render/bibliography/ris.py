"""Works as RIS.

Source of the tags: Research Information Systems, "RIS Format Specifications"; PubMed writes its
own number as AN and that of PubMed Central as C2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painsci_search.model import Work
from painsci_search.render.bibliography.entries import Entry, family_first, make_entry

_TYPES = {"article": "JOUR", "page": "ELEC", "other": "GEN"}


def render_ris(works: Sequence[Work]) -> str:
    """Write a record for each work, with a blank line between them."""
    return "\n".join(_record(make_entry(work)) for work in works)


def _record(entry: Entry) -> str:
    lines = [f"{tag}  - {value}\n" for tag, value in _lines(entry) if value]
    return f"TY  - {_TYPES[entry.kind]}\n{''.join(lines)}ER  - \n"


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    first, _, last = entry.pages.partition("-")
    yield "ID", entry.key
    for name in entry.authors:
        suffix = f", {name.suffix}" if name.suffix else ""
        yield "AU", family_first(name) + suffix
    yield "TI", entry.title
    yield "T2", entry.journal
    yield "PY", "" if entry.year is None else str(entry.year)
    yield "VL", entry.volume
    yield "IS", entry.issue
    yield "SP", first
    yield "EP", last
    yield "DO", entry.doi
    yield "AN", entry.pmid
    yield "C2", entry.pmcid
    yield "UR", entry.url
    if entry.more_authors and entry.authors:
        yield "N1", "et al.: there are more authors than the source names"
    if entry.painsci:
        yield "N1", f"PainSci {entry.painsci}"

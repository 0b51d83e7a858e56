"""A link whose address holds a record for a reference manager in; the work that it describes out.

The record is RIS or BibTeX in a "data:" URL. Links to files elsewhere are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.reading.files.decoding import data_of
from painsci_search.reading.marked_fields.described import Described, read_pairs

# Characters of a record; a work of hundreds of authors has fewer.
_LONGEST = 50_000
_RIS_LINE = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$", re.MULTILINE)
_BIBTEX_ENTRY = re.compile(r"\s*@(?P<kind>\w{1,40})\s*\{")
_BRACES = str.maketrans("", "", '{}"')
# The keys of `described.py` for the tags of RIS and the fields of BibTeX.
_RIS = {
    "TY": "genre", "TI": "title", "T1": "title", "AU": "author", "A1": "author", "T2": "source",
    "JO": "journal", "JF": "journal", "JA": "journal", "J2": "journal", "PY": "year", "Y1": "year",
    "VL": "volume", "IS": "issue", "SP": "spage", "EP": "epage", "PB": "publisher", "CY": "place",
    "ET": "edition", "SN": "isbn", "DO": "doi",
}  # fmt: skip
_BIBTEX = {
    "title": "title", "journal": "journal", "booktitle": "btitle", "year": "year",
    "volume": "volume", "number": "issue", "pages": "pages", "publisher": "publisher",
    "school": "inst", "institution": "inst", "address": "place", "edition": "edition",
    "isbn": "isbn", "doi": "doi", "pmid": "pmid",
}  # fmt: skip
_RIS_KINDS = {
    "JOUR": "journal", "BOOK": "book", "CHAP": "chapter", "CONF": "conference", "CPAPER": "paper",
    "RPRT": "report", "THES": "thesis", "ELEC": "webpage", "EBOOK": "book",
}  # fmt: skip


def read_export(url: str) -> Described | None:
    """Return the work that a "data:" URL describes in RIS or BibTeX, or None.

    >>> read_export("data:application/x-research-info-systems,TY  - JOUR%0ATI  - Wool%0A").title
    'Wool'
    """
    is_data = url[:5].lower() == "data:"
    text = data_of(url[:_LONGEST]).decode("utf-8", "replace") if is_data else ""
    entry = _BIBTEX_ENTRY.match(text)
    if entry:
        return read_pairs(_bibtex_pairs(entry["kind"], text))
    return read_pairs(_ris_pairs(text)) if _RIS_LINE.match(text.lstrip()) else None


def _ris_pairs(text: str) -> Iterator[tuple[str, str]]:
    for tag, value in _RIS_LINE.findall(text):
        if tag == "TY":
            yield "genre", _RIS_KINDS.get(value.strip(), "")
        elif tag in _RIS:
            yield _RIS[tag], value.strip()


def _bibtex_pairs(kind: str, text: str) -> Iterator[tuple[str, str]]:
    yield "genre", kind
    for line in text.splitlines():
        name, _, written = line.partition("=")
        key, value = name.strip().lower(), written.strip().rstrip(",").translate(_BRACES)
        if key == "author":
            yield from (("author", one) for one in value.split(" and "))
        elif key in _BIBTEX:
            yield _BIBTEX[key], value

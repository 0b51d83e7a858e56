"""Works in; a bibliography in a format of reference managers out: BibTeX, RIS, CSL-JSON or CSV.

`entries.py` has the fields that all formats share; each format is a module, and a row of
`_RENDERERS`. BibTeX and RIS are written by libraries of the extra "bibliography", which are
imported with the first use.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from painsci_search.bibliography.formats.bibtex import render_bibtex
from painsci_search.bibliography.formats.csl import render_csl
from painsci_search.bibliography.formats.entries import make_entry, tidy
from painsci_search.bibliography.formats.ris import render_ris
from painsci_search.escaping import cell
from painsci_search.model import Work

BibliographyFormat = Literal["bibtex", "ris", "csl-json", "csv"]
FORMATS: tuple[BibliographyFormat, ...] = get_args(BibliographyFormat)
COLUMNS = (
    *("key", "type", "authors", "title", "journal", "year", "volume", "issue", "pages"),
    *("doi", "pmid", "pmcid", "painsci_id", "url", "citations", "articles"),
    *("editors", "publisher", "place", "edition", "isbn", "accessed"),
    *("kind", "notices", "kind_source"),
)


def render_bibliography(works: Sequence[Work], form: BibliographyFormat) -> str:
    """Return works as a bibliography; equal works in the same order give equal text.

    Args:
        works: with unique keys.
        form: one of FORMATS.

    Raises:
        ExtraMissing: BibTeX or RIS without the extra "bibliography".
        ValueError: `form` is not one of FORMATS.
    """
    if form not in _RENDERERS:
        raise ValueError(f"unknown format {form!r}; expected one of {', '.join(FORMATS)}")
    return _RENDERERS[form](works)


def render_csv(works: Sequence[Work]) -> str:
    """Return a header row and a row for each work: RFC 4180, but with bare line feeds."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(work) for work in works)
    return table.getvalue()


def _row(work: Work) -> list[str]:
    entry = make_entry(work)
    authors = [*map(tidy, work.reference.authors), *["et al."] * entry.more_authors]
    texts = (
        *(
            entry.key,
            "" if entry.kind == "other" else entry.kind,
            "; ".join(filter(None, authors)),
            entry.title,
        ),
        *(entry.journal, "" if entry.year is None else str(entry.year), entry.volume),
        *(entry.issue, entry.pages, entry.doi, entry.pmid, entry.pmcid, entry.painsci),
        *(entry.url, str(work.citations), " ".join(work.articles)),
        *("; ".join(filter(None, map(tidy, work.reference.editors))), entry.publisher),
        *(entry.place, entry.edition, entry.isbn, entry.accessed),
        *(work.kind or "", entry.notices, work.kind_source or ""),
    )
    return [cell(text) for text in texts]


_RENDERERS: dict[str, Callable[[Sequence[Work]], str]] = {
    "bibtex": render_bibtex,
    "ris": render_ris,
    "csl-json": render_csl,
    "csv": render_csv,
}

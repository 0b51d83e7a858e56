"""Works as a table of comma-separated values, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from painsci_search.bibliography.formats.entries import make_entry, tidy
from painsci_search.escaping import cell
from painsci_search.model import Work

COLUMNS = (
    *("key", "type", "authors", "title", "journal", "year", "volume", "issue", "pages"),
    *("doi", "pmid", "pmcid", "painsci_id", "url", "citations", "articles"),
)
_TYPES = {"article": "article", "page": "webpage", "other": ""}


def render_table(works: Sequence[Work]) -> str:
    """Write a heading row and one row for each work, by RFC 4180 but with bare line feeds."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(work) for work in works)
    return table.getvalue()


def _row(work: Work) -> list[str]:
    entry = make_entry(work)
    authors = [*map(tidy, work.reference.authors), *["et al."] * entry.more_authors]
    texts = (
        *(entry.key, _TYPES[entry.kind], "; ".join(filter(None, authors)), entry.title),
        *(entry.journal, "" if entry.year is None else str(entry.year), entry.volume),
        *(entry.issue, entry.pages, entry.doi, entry.pmid, entry.pmcid, entry.painsci),
        *(entry.url, str(work.citations), " ".join(work.articles)),
    )
    return [cell(text) for text in texts]

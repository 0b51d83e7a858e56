"""Results as CSV: a table of hits comes out that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from painsci_search.escaping import cell
from painsci_search.model import Hit, Results
from painsci_search.render.references import short_note
from painsci_search.render.wording import ARROW

COLUMNS = (
    *("rank", "score", "kind", "article_id", "article_title", "heading", "path", "anchor"),
    *("link", "snippet", "notes", "pmids", "dois", "source", "claims"),
)


def render_csv(results: Results) -> str:
    """Render a header row and one row for each hit, by RFC 4180 but with bare line feeds."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(hit) for hit in results.hits)
    return table.getvalue()


def _row(hit: Hit) -> list[str]:
    works = [work for note in hit.notes for work in note.references]
    return [
        str(hit.rank),
        f"{hit.score:.4f}",
        hit.kind,
        *map(
            cell,
            (
                hit.article.id,
                hit.article.title,
                hit.heading,
                ARROW.join(hit.path),
                hit.anchor or "",
                hit.link,
                hit.snippet.text,
                " | ".join(map(short_note, hit.notes)),
                " ".join(work.pmid for work in works if work.pmid),
                " ".join(work.doi for work in works if work.doi),
                hit.article.source,
                " | ".join(claim.text for claim in hit.claims),
            ),
        ),
    ]

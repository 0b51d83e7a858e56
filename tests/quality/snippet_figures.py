"""Figures of snippets: what passages of the demo corpus show of a query, after ``snippets.json``.

The sentence is the one that a person would quote from the passage to answer the query; the marks
are the words of the query in all their forms, as they stand in what is shown.
"""

from __future__ import annotations

from typing import Any

from painsci_search import Index, Snippet
from quality.scoring import Count, load

# hits; deep enough for every passage of the gold
_LIMIT = 50


def measure(index: Index) -> dict[str, Count]:
    """Ask all queries of an index of the demo corpus; count right sentences, and right marks."""
    counts = {"sentences": Count(), "marks": Count()}
    rows: list[dict[str, Any]] = load("snippets.json")
    for row in rows:
        article, _, anchor = row["passage"].partition("#")
        hits = index.search(row["query"], articles=article, limit=_LIMIT).hits
        snippet = next((hit.snippet for hit in hits if hit.anchor == anchor), Snippet(""))
        name = f"{row['query']} in {row['passage']}"
        shown = row["shows"] if row["shows"] in snippet.text else snippet.text
        counts["sentences"].add(name, [row["shows"]], [shown])
        marked = {snippet.text[start:end] for start, end in snippet.highlights}
        counts["marks"].add(name, row["marks"], sorted(marked))
    return counts

"""Hits grouped by article, as every format for reading shows them."""

from __future__ import annotations

from painsci_search.model import Hit, Results


def group_by_article(results: Results) -> list[tuple[Hit, ...]]:
    """Group the hits of each article; articles by their best hit, best hit first."""
    groups: dict[str, list[Hit]] = {}
    for hit in results.hits:
        groups.setdefault(hit.article.id, []).append(hit)
    return [tuple(hits) for hits in groups.values()]


def group_neighbours(results: Results) -> list[tuple[Hit, ...]]:
    """Keep the order of the hits; group only consecutive hits of one article."""
    groups: list[list[Hit]] = []
    for hit in results.hits:
        if groups and groups[-1][0].article.id == hit.article.id:
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return [tuple(hits) for hits in groups]

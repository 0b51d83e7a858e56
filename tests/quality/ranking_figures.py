"""Figures of ranking: queries to the demo corpus against judgements in ``ranking.json``.

A passage was judged by reading the corpus, not the answers: 3 answers the query, 2 is largely
about it, 1 touches it. The key is the article's id, with the anchor of a section or note.
"""

from __future__ import annotations

from typing import NamedTuple

from painsci_search import Hit, Index
from quality.scoring import load, ndcg


class Ranking(NamedTuple):
    """What the answers to all queries are worth.

    Attributes:
        ndcg: the mean nDCG@10.
        first: the share of queries whose first hit has the grade 3.
        queries: the nDCG@10 of each query.
    """

    ndcg: float
    first: float
    queries: dict[str, float]


def measure(index: Index, *, semantic: bool = False) -> Ranking:
    """Ask all queries of an index of the demo corpus, by words or by meaning, too."""
    judged: dict[str, dict[str, int]] = load("ranking.json")
    queries, first = {}, 0
    for query, grades in judged.items():
        ranked = [_key(hit) for hit in index.search(query, semantic=semantic).hits]
        queries[query] = ndcg(grades, ranked)
        first += bool(ranked) and grades.get(ranked[0]) == 3
    return Ranking(sum(queries.values()) / len(queries), first / len(queries), queries)


def _key(hit: Hit) -> str:
    return f"{hit.article.id}#{hit.anchor}" if hit.anchor else hit.article.id

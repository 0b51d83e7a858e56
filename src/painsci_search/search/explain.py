"""Explain the score of a hit: the contribution of each word in each field.

A scored query and one of its records in, shares that add up to the score out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from painsci_search.engine.bm25f import K1, repetition_factor
from painsci_search.engine.boolean import PAIR, ScoredQuery, count_repeated
from painsci_search.engine.top_k import RankedRecord
from painsci_search.model import Share
from painsci_search.query.ast import Boost, Leaf, Node, Ranked, spelled
from painsci_search.query.stop_words import scored_parts

if TYPE_CHECKING:
    from painsci_search.search.by_meaning import Meaning

ALL_WORDS = "all words"
# A smaller difference is a rounding error.
_NOTHING = 1e-9


def explain(query: ScoredQuery, number: int, doc: int, score: float) -> tuple[Share, ...]:
    """Explain the score of a record.

    Args:
        number: the number of the record's segment.
        doc: the record's number in the segment.
        score: the record's score.

    Returns:
        Shares that add up to the score, the greatest first. What a record gains because it has all
        words of the query is a share of its own, `ALL_WORDS`.
    """
    shares: dict[tuple[str, str | None], Share] = {}
    for leaf, factor in _weighted_leaves(query, query.tree, number, doc):
        for share in _shares_of(query, leaf, number, doc):
            key = share.term, share.field
            before = shares[key].score if key in shares else 0.0
            shares[key] = Share(share.term, share.field, share.count, before + share.score * factor)
    found = sorted(shares.values(), key=lambda share: -share.score)
    lift = score - sum(share.score for share in found)
    if abs(lift) > _NOTHING:
        found.append(Share(ALL_WORDS, None, 1, lift))
    return tuple(found)


def explain_fused(
    query: ScoredQuery, record: RankedRecord, meaning: Meaning | None
) -> tuple[Share, ...]:
    """Explain the score of a record, of which its meaning may have a share; see `explain`."""
    number, doc, score = record.segment, record.doc, record.score
    if meaning is None:
        return explain(query, number, doc, score)
    alone = meaning.is_alone(number, doc)
    by_words = () if alone else explain(query, number, doc, meaning.by_words(number, doc, score))
    return meaning.explain(number, doc, by_words)


def _weighted_leaves(
    query: ScoredQuery, node: Node, number: int, doc: int
) -> Iterator[tuple[Leaf, float]]:
    """Yield the leaves below `node` that match the record, with the weight of their scores."""
    if not query.matches(node, number, doc):
        return
    if isinstance(node, Leaf):
        yield node, 1.0
        return
    match node:
        case Ranked():
            parts = [(part, repetition_factor(n)) for part, n in count_repeated(scored_parts(node))]
            parts += [(pair, PAIR) for pair in node.pairs]
        case Boost(part, factor):
            parts = [(part, factor)]
        case _:
            parts = [(part, 1.0) for part in node.included()]
    for part, weight in parts:
        for leaf, factor in _weighted_leaves(query, part, number, doc):
            yield leaf, factor * weight


def _shares_of(query: ScoredQuery, leaf: Leaf, number: int, doc: int) -> Iterator[Share]:
    """Yield the share of a leaf in each field of a record."""
    resolved = query.resolve(leaf)
    parts = []
    for field, docs, counts in resolved.postings[number].match_fields():
        index = int(np.searchsorted(docs, doc))
        if index < len(docs) and docs[index] == doc:
            weight = float(query.leaves.statistics.coefficients(number, field)[doc])
            parts.append((field, int(counts[index]), int(counts[index]) * weight))
    total = sum(frequency for _, _, frequency in parts)
    for field, count, frequency in parts:
        yield Share(spelled(leaf), field, count, resolved.idf * (K1 + 1) * frequency / (total + K1))

"""Why a hit has its score: what each word gave in each field."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from painsci_search.engine.bm25f import K1, repetition_factor
from painsci_search.engine.boolean import ScoredQuery, count_repeated
from painsci_search.model import Share
from painsci_search.query.ast import And, Boost, Leaf, Node, Not, Or, Ranked, spelled
from painsci_search.query.stop_words import drop_stop_words

ALL_WORDS = "all words"
# Less than this is what reckoning with fractions leaves over.
_NOTHING = 1e-9


def explain(query: ScoredQuery, number: int, doc: int, score: float) -> tuple[Share, ...]:
    """Tell where the score of a record comes from, the greatest share first.

    Args:
        number: of the record's segment.
        doc: the record's number there.
        score: of the record.

    Returns:
        Shares that add up to the score.
    """
    shares: dict[tuple[str, str | None], Share] = {}
    for leaf, factor in _scoring(query, query.tree, number, doc):
        for share in _of_leaf(query, leaf, number, doc):
            key = share.term, share.field
            before = shares[key].score if key in shares else 0.0
            shares[key] = Share(share.term, share.field, share.count, before + share.score * factor)
    found = sorted(shares.values(), key=lambda share: -share.score)
    lift = score - sum(share.score for share in found)
    if abs(lift) > _NOTHING:
        found.append(Share(ALL_WORDS, None, 1, lift))
    return tuple(found)


def _scoring(query: ScoredQuery, node: Node, number: int, doc: int) -> Iterator[tuple[Leaf, float]]:
    """Yield the leaves that speak for a match, and how much each counts."""
    if not query.matches(node, number, doc):
        return
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _scoring(query, part, number, doc)
        case Ranked(_, must, _, within):
            for part, times in count_repeated(drop_stop_words(node) + must + within):
                for leaf, factor in _scoring(query, part, number, doc):
                    yield leaf, factor * repetition_factor(times)
        case Boost(part, times):
            for leaf, factor in _scoring(query, part, number, doc):
                yield leaf, factor * times
        case Not():
            return
        case _:
            yield node, 1.0


def _of_leaf(query: ScoredQuery, leaf: Leaf, number: int, doc: int) -> Iterator[Share]:
    resolved = query.resolve(leaf)
    parts = []
    for matches in resolved.postings[number].matches:
        index = int(np.searchsorted(matches.docs, doc))
        if index < len(matches.docs) and matches.docs[index] == doc:
            frequency = float(query.leaves.weighted_frequency(matches, number)[index])
            parts.append((matches.field, int(matches.counts[index]), frequency))
    total = sum(frequency for _, _, frequency in parts)
    for field, count, frequency in parts:
        yield Share(spelled(leaf), field, count, resolved.idf * (K1 + 1) * frequency / (total + K1))

"""Boolean structure: a query tree in; the matching records of each segment, with scores, out.

Each node is evaluated to records and scores, bottom up, on whole arrays. `bm25f.py` scores the
leaves; this module combines them by AND, OR, NOT, boosts, and ranked queries with +, -, and
optional words.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np

from painsci_search.engine.bm25f import (
    LeafScorer,
    ResolvedLeaf,
    ScoredRecords,
    borrow_zeros,
    repetition_factor,
)
from painsci_search.engine.collection import Mask, Scores
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import And, Boost, Branch, Leaf, Node, Not, Or, Ranked
from painsci_search.query.stop_words import drop_stop_words, scored_parts
from painsci_search.text import fold
from painsci_search.time_limit import check_time

# Share of their own score that orders records that were lifted to the same floor. It must not be 0,
# or they would tie, and so small that the lift stays an offset rather than a second ranking.
_TIE = 1e-4


class ScoredQuery:
    """A query tree, evaluated on a snapshot; each node is evaluated once for each segment.

    Args:
        shared_with: another query of the same snapshot; leaves of both are looked up once.

    Attributes:
        leaves: looks up and scores the leaves.
    """

    def __init__(
        self, tree: Node, snapshot: Snapshot, shared_with: ScoredQuery | None = None
    ) -> None:
        self.tree = tree
        resolved: dict[Leaf, ResolvedLeaf] = (
            {} if shared_with is None else shared_with.leaves.resolved
        )
        self.leaves: LeafScorer = LeafScorer(snapshot, resolved)
        self._views = snapshot.views
        self._results: dict[tuple[int, int], ScoredRecords] = {}
        self._missing: dict[int, tuple[Array, Array]] = {}

    def evaluate(self) -> list[ScoredRecords]:
        """Match and score the records of each segment.

        Raises:
            TooManyWords: a pattern, or all patterns together, expand to too many words.
        """
        return [self._evaluate(self.tree, number) for number in range(len(self._views))]

    def resolve(self, leaf: Leaf) -> ResolvedLeaf:
        """Look up a leaf; see `LeafScorer.resolve`."""
        return self.leaves.resolve(leaf)

    def matches(self, node: Node, number: int, doc: int) -> bool:
        """Return whether a node of the tree matches a record of the segment with this number."""
        docs = self._evaluate(node, number).docs
        index = int(np.searchsorted(docs, doc))
        return index < len(docs) and bool(docs[index] == doc)

    @property
    def size(self) -> int:
        """The number of distinct parts of the query, without stop words beside other words."""
        tree = self.tree
        if not isinstance(tree, Ranked):
            return 1
        return len(count_repeated(scored_parts(tree)))

    def complete(self, number: int) -> Array:
        """Return the records of a segment in which all parts of the query match, ascending."""
        docs, missing = self.missing(number)
        complete: Array = docs[missing == 0]
        return complete

    def missing(self, number: int) -> tuple[Array, Array]:
        """Return how many parts of the query do not match in each record that any part matches.

        Returns:
            Records of the segment, ascending, and a count for each.
        """
        docs = self._evaluate(self.tree, number).docs
        return self._missing.get(number, (docs, np.zeros(len(docs), np.uint16)))

    def _evaluate(self, node: Node, number: int) -> ScoredRecords:
        """Match and score a node in a segment, from the cache if it was evaluated before."""
        key = id(node), number
        result = self._results.get(key)
        if result is None:
            check_time()
            result = self._results[key] = self._combine(node, number)
        return result

    def _combine(self, node: Node, number: int) -> ScoredRecords:
        match node:
            case And(parts):
                docs, scores, matching = self._sum([(part, 1) for part in parts], number)
                complete = matching == len(parts)
                return ScoredRecords(docs[complete], scores[complete])
            case Or(parts):
                docs, scores, _ = self._sum([(part, 1) for part in parts], number)
                return ScoredRecords(docs, scores)
            case Not(part):
                matched = self.leaves.statistics.searchable[number].copy()
                matched[self._evaluate(part, number).docs] = False
                docs = np.flatnonzero(matched)
                return ScoredRecords(docs, np.zeros(len(docs)))
            case Ranked():
                return self._ranked(node, number)
            case Boost(part, factor):
                docs, scores = self._evaluate(part, number)
                return ScoredRecords(docs, scores * factor)
            case _:
                return self.leaves.score(node, number)

    def _sum(self, parts: list[tuple[Node, int]], number: int) -> tuple[Array, Scores, Array]:
        """Add up the scores of some parts, each given with its number of repetitions.

        Returns:
            The records of the segment that any part matches, ascending; the sum of the scores of
            each; and how many parts match in each.
        """
        segment = self._views[number].segment
        with borrow_zeros(segment, np.float64) as sums, borrow_zeros(segment, np.uint16) as counts:
            for part, times in parts:
                docs, values = self._evaluate(part, number)
                sums[docs] += values if times == 1 else values * repetition_factor(times)
                counts[docs] += 1
            docs = np.flatnonzero(counts > 0)  # on booleans, four times faster than on the counts
            scores, matching = sums[docs], counts[docs]
            sums[docs] = 0.0
            counts[docs] = 0
        return docs, scores, matching

    def _ranked(self, node: Ranked, number: int) -> ScoredRecords:
        """Add up the parts, lift records in which all parts match, then apply + and -.

        A record with all parts is lifted to the highest score that any one part can have, so that
        it precedes every record with only one of them, however often that repeats it. Parts that
        match nowhere in the index do not count.
        """
        should = drop_stop_words(node)
        parts = count_repeated(should + node.must + node.within)
        docs, scores, matching = self._sum(parts, number)
        complete = sum(self._is_known(part) for part, _ in parts)
        if complete > 1:
            floor = max(self._max_score(part) * repetition_factor(times) for part, times in parts)
            full = np.flatnonzero(matching == complete)
            scores[full] = np.maximum(scores[full], floor + _TIE * scores[full])
        if node is self.tree:
            self._missing[number] = docs, len(parts) - matching
        masks = [self._mask((part,), number) for part in node.must + node.within]
        if should and node.within and not node.must:
            masks.append(self._mask(should, number))
        if node.must_not:
            masks.append(~self._mask(node.must_not, number))
        if masks:
            kept = np.logical_and.reduce([mask[docs] for mask in masks])
            docs, scores = docs[kept], scores[kept]
        return ScoredRecords(docs, scores)

    def _max_score(self, node: Node) -> float:
        """Return an upper bound of a node's score in any record."""
        if isinstance(node, Leaf):
            return self.leaves.max_score(node)
        bound = sum(map(self._max_score, node.included()))
        return node.factor * bound if isinstance(node, Boost) else bound

    def _mask(self, nodes: tuple[Node, ...], number: int) -> Mask:
        """Return for each record of a segment whether any of the nodes matches it."""
        mask = np.zeros(self._views[number].segment.size, np.bool_)
        for node in nodes:
            mask[self._evaluate(node, number).docs] = True
        return mask

    def _is_known(self, node: Node) -> bool:
        """Return whether a node matches any record of the index."""
        if isinstance(node, Branch):
            return any(len(self._evaluate(node, n).docs) for n in range(len(self._views)))
        return self.resolve(node).is_known


def count_repeated(parts: tuple[Node, ...]) -> list[tuple[Node, int]]:
    """Return the distinct parts, each with its count, in the order of their first occurrence.

    Leaves are equal if they differ only in case, accents or position in the query.
    """
    counts: dict[Hashable, int] = {}
    first: dict[Hashable, Node] = {}
    for part in parts:
        key: Hashable = part
        if not isinstance(part, Branch):
            key = replace(part, text=fold(part.text), start=0, end=0)
        first.setdefault(key, part)
        counts[key] = counts.get(key, 0) + 1
    return [(part, counts[key]) for key, part in first.items()]

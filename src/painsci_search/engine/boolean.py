"""Boolean structure: a query tree in; the matching records of each segment, with scores, out.

Each node is evaluated to records and scores, bottom up, on whole arrays. `bm25f.py` scores the
leaves; this module combines them by AND, OR, NOT, boosts, and ranked queries with +, -, and
optional words.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from painsci_search.engine.adding import Lift, Part, Sums, add_parts, contains, sums_of_one
from painsci_search.engine.bm25f import (
    LeafScorer,
    ResolvedLeaf,
    ScoredRecords,
    repetition_factor,
    searched_in,
)
from painsci_search.engine.bounded import (
    BoundedRecords,
    MappedPart,
    all_known,
    all_of,
    part_of,
)
from painsci_search.engine.collection import Mask
from painsci_search.engine.maps import MappedLeaf, as_bits, is_large
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.field_postings import find_number
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import And, Boost, Leaf, Node, Not, Or, Phrase, Ranked, key_of
from painsci_search.query.stop_words import drop_stop_words, scored_leaves
from painsci_search.text import fold
from painsci_search.time_limit import check_time

if TYPE_CHECKING:
    from painsci_search.engine.seam import RemoteQuery

# Share of their own score that orders records that were lifted to the same floor. It must not be 0,
# or they would tie, and so small that the lift stays an offset rather than a second ranking.
TIE = 1e-4
# Share of its score as a phrase that a pair of adjacent words adds, see benchmarks/README.md. More,
# and passages with a pair outrank those with more of the words.
PAIR = 0.1
_NO_LIFT = Lift()
# The parts of a node that its score is made of, each with its number of repetitions.
_Repeated = list[tuple[Node, int]]


class _Plan(NamedTuple):
    """What a ranked node asks of every segment.

    Attributes:
        should: the optional parts, without stop words.
        parts: the distinct parts that are added up.
        lift: of the records in which all parts match that match anywhere in the index.
    """

    should: tuple[Node, ...]
    parts: _Repeated
    lift: Lift

    @property
    def is_single(self) -> bool:
        """Return whether the scores are those of a single part, as they are."""
        return len(self.parts) == 1 and self.parts[0][1] == 1


class ScoredQuery:
    """A query tree, evaluated on a snapshot; each node is evaluated once for each segment.

    Args:
        shared_with: another query of the same snapshot; leaves of both are looked up once.
        whole: the query on the whole index, where the snapshot has only some of its records, which
            score as in the whole.

    Attributes:
        leaves: looks up and scores the leaves.
        resolve: looks up a leaf; see `LeafScorer.resolve`.
    """

    def __init__(
        self,
        tree: Node,
        snapshot: Snapshot,
        shared_with: ScoredQuery | None = None,
        whole: RemoteQuery | None = None,
    ) -> None:
        self.tree = tree
        resolved: dict[Hashable, ResolvedLeaf] = (
            {} if shared_with is None else shared_with.leaves.resolved
        )
        self.leaves: LeafScorer = LeafScorer(snapshot, resolved, whole)
        self.resolve: Callable[[Leaf], ResolvedLeaf] = self.leaves.resolve
        self._whole = whole
        self._snapshot = snapshot
        self._views = snapshot.views
        self._plans: dict[int, _Plan] = {}
        self._results: dict[tuple[int, int], ScoredRecords] = {}
        # Those of the tree, before it narrows them.
        self._sums: dict[int, Sums] = {}

    def evaluate(self) -> list[ScoredRecords]:
        """Match and score the records of each segment.

        Raises:
            TooManyWords: a pattern, or all patterns together, expand to too many words.
        """
        return [self.records(number) for number in range(len(self._views))]

    def records(self, number: int) -> ScoredRecords:
        """Match and score the records of the segment with this number."""
        return self._evaluate(self.tree, number)

    def bounded(self, number: int) -> BoundedRecords | None:
        """Match the records of a large segment without scoring them; None where they must be.

        Raises:
            TooManyWords: see `evaluate`.
        """
        if not is_large(self._views[number].segment):
            return None
        tree = self.tree
        repeated: _Repeated = [(tree, 1)]
        pairs: tuple[Phrase, ...] = ()
        lift, masks = _NO_LIFT, list[Array | None]()
        if isinstance(tree, Ranked):
            plan = self._plan(tree)
            repeated, lift = plan.parts, plan.lift
            pairs = () if plan.is_single else tree.pairs
            for nodes, is_excluded in _conditions(tree, plan.should):
                bits = self._bits(nodes, number)
                masks.append(~bits if is_excluded and bits is not None else bits)
        elif isinstance(tree, And | Or):
            repeated = [(part, 1) for part in tree.parts]
            if isinstance(tree, And):
                masks = [self._bits((part,), number) for part in tree.parts]
        known = [(part, times) for part, times in repeated if self.is_known(part)]
        parts = all_known(
            self._mapped(part, number, repetition_factor(times)) for part, times in known
        )
        extras = all_known(self._mapped(pair, number, PAIR) for pair in pairs)
        allowed = all_known(masks)
        if parts is None or extras is None or allowed is None:
            return None
        return BoundedRecords(
            searched_in(self._snapshot)[number],
            parts,
            extras,
            lift,
            all_of(allowed),
            are_all=len(known) == len(repeated),
            is_ranked=isinstance(tree, Ranked),
            score_all=partial(self.records, number),
        )

    def _mapped(self, node: Node, number: int, factor: float) -> MappedPart | None:
        """Return a part as it is mapped in a segment; None if it is not."""
        if not isinstance(node, Leaf):
            return None
        resolved = self.resolve(node)
        found = resolved.found[number]
        return part_of(found, resolved.idf, factor) if isinstance(found, MappedLeaf) else None

    def _bits(self, nodes: tuple[Node, ...], number: int) -> Array | None:
        """Return the bits of the records that any of the nodes matches; None if one is unmapped."""
        parts = all_known(self._mapped(node, number, 1.0) for node in nodes)
        if parts is None:
            return None
        either: Array = np.bitwise_or.reduce([as_bits(part[0]) for part in parts])
        return either

    def matches(self, node: Node, number: int, doc: int) -> bool:
        """Return whether a node of the tree matches a record of the segment with this number."""
        if isinstance(node, Leaf):
            return self.resolve(node).has(number, doc)
        return find_number(self._evaluate(node, number).docs, doc) >= 0

    @cached_property
    def scored_leaves(self) -> tuple[Leaf, ...]:
        """The leaves that the score of a match is made of, in the order of the query's parts."""
        tree = self.tree
        if not isinstance(tree, Ranked):
            return tuple(scored_leaves(tree))
        found: list[Leaf] = []
        for part in self._plan(tree).should + tree.must + tree.within:
            found += [part] if isinstance(part, Leaf) else scored_leaves(part)
        return tuple(found)

    @property
    def size(self) -> int:
        """The number of distinct parts of the query, without stop words beside other words."""
        return len(self._plan(self.tree).parts) if isinstance(self.tree, Ranked) else 1

    def complete(self, number: int) -> Array:
        """Return the records of a segment in which all parts of the query match, ascending."""
        docs, missing = self.missing(number)
        complete: Array = docs[missing == 0]
        return complete

    def count_complete(self, number: int, docs: Array) -> int:
        """Count those of some records of a segment in which all parts of the query match."""
        sums = self._sums_of(number)
        if docs is not sums.docs:
            return int(np.count_nonzero(contains(docs, self.complete(number))))
        return sums.with_most if sums.most == self.size else 0

    def missing(self, number: int) -> tuple[Array, Array]:
        """Return how many parts of the query do not match in each record that any part matches.

        Returns:
            Records of the segment, ascending, and a count for each.
        """
        sums = self._sums_of(number)
        return sums.docs, self.size - sums.parts.astype(np.intp)

    def _sums_of(self, number: int) -> Sums:
        """Return the sums of the tree in a segment, with the number of its parts that match."""
        docs, scores = self._evaluate(self.tree, number)
        sums = self._sums.get(number)
        if sums is not None:
            return sums
        return sums_of_one(docs, scores)

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
                sums = self._sum([(part, 1) for part in parts], number)
                complete = sums.parts == len(parts)
                return ScoredRecords(sums.docs[complete], sums.values[complete])
            case Or(parts):
                sums = self._sum([(part, 1) for part in parts], number)
                return ScoredRecords(sums.docs, sums.values)
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

    def _sum(
        self, parts: _Repeated, number: int, pairs: tuple[Phrase, ...] = (), lift: Lift = _NO_LIFT
    ) -> Sums:
        """Add up the scores of some parts, each given with its number of repetitions."""
        if len(parts) == 1 and parts[0][1] == 1:
            return sums_of_one(*self._evaluate(parts[0][0], number))
        given: list[Part] = [
            (*self._evaluate(part, number), repetition_factor(times)) for part, times in parts
        ]
        extras: list[Part] = [(*self._evaluate(pair, number), PAIR) for pair in pairs]
        return add_parts(given, self._views[number].segment, extras, lift)

    def _ranked(self, node: Ranked, number: int) -> ScoredRecords:
        """Add up the parts, lift records in which all parts match, then apply + and -.

        A record with all parts is lifted to the highest score that any one part can have, so that
        it precedes every record with only one of them, however often that repeats it. Parts that
        match nowhere in the index do not count.
        """
        plan = self._plan(node)
        sums = self._sum(plan.parts, number, node.pairs, plan.lift)
        docs, scores = sums.docs, sums.values
        if node is self.tree:
            self._sums[number] = sums
        conditions = _conditions(node, plan.should)
        if conditions:
            masks = [self._mask(nodes, number) ^ is_excluded for nodes, is_excluded in conditions]
            kept = np.logical_and.reduce([mask[docs] for mask in masks])
            docs, scores = docs[kept], scores[kept]
        return ScoredRecords(docs, scores)

    def _plan(self, node: Ranked) -> _Plan:
        """Return what a node asks of every segment, found out once."""
        plan = self._plans.get(id(node))
        if plan is None:
            should = drop_stop_words(node)
            parts = count_repeated(should + node.must + node.within)
            known = [(part, times) for part, times in parts if self.is_known(part)]
            lift = _NO_LIFT
            if len(known) > 1:
                floor = max(self._max_score(part) * repetition_factor(n) for part, n in known)
                lift = Lift(len(known), floor, TIE)
            plan = self._plans[id(node)] = _Plan(should, parts, lift)
        return plan

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

    def is_known(self, node: Node) -> bool:
        """Return whether a node matches any record of the index."""
        if self._whole is not None:
            return self._whole.is_known(node)
        if isinstance(node, Leaf):
            return self.resolve(node).is_known
        return any(len(self._evaluate(node, n).docs) for n in range(len(self._views)))


def _conditions(node: Ranked, should: tuple[Node, ...]) -> list[tuple[tuple[Node, ...], bool]]:
    """Return what + and - ask of a record: nodes, and whether all of them must fail, or any match.

    Args:
        should: the optional parts, without stop words.
    """
    conditions: list[tuple[tuple[Node, ...], bool]]
    conditions = [((part,), False) for part in node.must + node.within]
    if should and node.within and not node.must:
        conditions.append((should, False))
    if node.must_not:
        conditions.append((node.must_not, True))
    return conditions


def count_repeated(parts: tuple[Node, ...]) -> _Repeated:
    """Return the distinct parts, each with its count, in the order of their first occurrence.

    Leaves are equal if they differ only in case, accents or position in the query.
    """
    counts: dict[Hashable, int] = {}
    first: dict[Hashable, Node] = {}
    for part in parts:
        key = key_of(part, fold(part.text)) if isinstance(part, Leaf) else part
        first.setdefault(key, part)
        counts[key] = counts.get(key, 0) + 1
    return [(part, counts[key]) for key, part in first.items()]

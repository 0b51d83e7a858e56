"""BM25F over the fields of records, on whole arrays at a time; boolean structure likewise.

A word's frequencies in the fields of a record are weighted, each divided by what the length of the
field allows, added up, and only then saturated: a word in title and body is not counted as two.
benchmarks/README.md has the figures behind each choice.

Sources: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
section 3.6, and its k3 for words that a query repeats; Kamphuis and others 2020, "Which BM25 do
you mean?", for the inverse document frequency, which is that of Lucene.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from painsci_search.engine import patterns
from painsci_search.engine.caching import cached_for
from painsci_search.engine.collection import Mask, Scores, collection_of
from painsci_search.engine.postings import FieldMatches, LeafPostings
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import (
    And,
    Boost,
    Branch,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Ranked,
    Word,
)
from painsci_search.query.stop_words import drop_stop_words, scored_parts
from painsci_search.text import fold, tokenize

# Weighted frequencies are higher than plain ones, and k1 with them.
K1 = 2.0
K3 = 8.0
# Orders the records that were lifted to the same floor.
_TIE = 1e-4


class Resolved(NamedTuple):
    """A leaf looked up in every segment.

    Attributes:
        found: what it matches in each segment.
        docs: the records that it matches in each segment, ascending.
        is_known: whether it matches any record.
        idf: the weight of a match.
    """

    found: list[LeafPostings]
    docs: list[Array]
    is_known: bool
    idf: float


class ScoredRecords(NamedTuple):
    """The records of a segment that a node matches, ascending, and its score in each."""

    docs: Array
    scores: Scores


class ScoredQuery:
    """A query tree, resolved against a snapshot.

    Args:
        like: another query of the same snapshot, so that what both ask for is looked up once.

    Attributes:
        known: the leaves that were looked up.
    """

    def __init__(self, tree: Node, snapshot: Snapshot, like: ScoredQuery | None = None) -> None:
        self.tree = tree
        self.statistics = collection_of(snapshot)
        self._views = snapshot.views
        self.known: dict[Leaf, Resolved] = {} if like is None else like.known
        self._results: dict[tuple[int, int], ScoredRecords] = {}
        self._missing: dict[int, tuple[Array, Array]] = {}
        # how many words the patterns that it looked up itself stand for
        self._forms = 0

    def evaluate(self) -> list[ScoredRecords]:
        """Match and score the records of each segment."""
        return [self._evaluate(self.tree, number) for number in range(len(self._views))]

    def matches(self, node: Node, number: int, doc: int) -> bool:
        """Tell whether a part of the query matches a record of a segment."""
        docs = self._evaluate(node, number).docs
        index = int(np.searchsorted(docs, doc))
        return index < len(docs) and bool(docs[index] == doc)

    @property
    def size(self) -> int:
        """How many parts the query has, without those that say nothing beside the others."""
        tree = self.tree
        if not isinstance(tree, Ranked):
            return 1
        return len(count_repeated(scored_parts(tree)))

    def complete(self, number: int) -> Array:
        """The records of a segment in which all parts of the query match, ascending."""
        docs, missing = self.missing(number)
        complete: Array = docs[missing == 0]
        return complete

    def missing(self, number: int) -> tuple[Array, Array]:
        """The records of a segment that any part of the query matches, ascending, and how many of
        its parts do not match in each.
        """
        docs = self._evaluate(self.tree, number).docs
        return self._missing.get(number, (docs, np.zeros(len(docs), np.uint16)))

    def resolve(self, leaf: Leaf) -> Resolved:
        """Look a leaf up, once."""
        known = self.known.get(leaf)
        if known is None:
            key = replace(leaf, start=0, end=0)
            known = self.known[leaf] = self.known.get(key) or self._look_up(leaf)
            self.known[key] = known
        return known

    def _look_up(self, leaf: Leaf) -> Resolved:
        found = [LeafPostings(view, leaf) for view in self._views]
        self._forms += max((part.forms for part in found), default=0)
        if self._forms > patterns.MOST_ALTOGETHER:
            raise patterns.TooManyWords(leaf, with_others=True)
        docs = [part.records() for part in found]
        passages = sum(map(self.statistics.passages, range(len(docs)), docs))
        return Resolved(found, docs, any(map(len, docs)), self._idf(leaf, passages))

    def _idf(self, leaf: Leaf, passages: int) -> float:
        """The weight of a leaf: of a phrase, that of its words together."""
        words = [token for token in tokenize(leaf.text) if token.parts == 1]
        if not isinstance(leaf, Phrase) or leaf.also or len(words) < 2:
            return self.statistics.idf(passages)
        parts = {Word(token.word, leaf.field, 0, 0) for token in words}
        return sum(self.resolve(part).idf for part in parts)

    def contributions(self, leaf: Leaf, number: int) -> ScoredRecords:
        """The records of a segment that a leaf matches, and its score in each."""
        resolved = self.resolve(leaf)
        found = resolved.found[number]
        docs = resolved.docs[number]
        if len(found.matches) == 1:
            frequency = self.frequency(found.matches[0], number)
        else:
            with _borrowed(self._views[number].segment, np.float64) as sums:
                for matches in found.matches:
                    sums[matches.docs] += self.frequency(matches, number)
                frequency = sums[docs]
                sums[docs] = 0.0
        return ScoredRecords(docs, resolved.idf * (K1 + 1) * frequency / (frequency + K1))

    def frequency(self, matches: FieldMatches, number: int) -> Scores:
        """How often a leaf matches in a field, weighted, as the field's length allows."""
        if matches.field is None:
            return matches.counts.astype(np.float64)
        return matches.counts * self.statistics.coefficients(number, matches.field)[matches.docs]

    def ceiling(self, node: Node) -> float:
        """The most that a node can score in any record."""
        if isinstance(node, Leaf):
            return (K1 + 1) * self.resolve(node).idf
        ceiling = sum(map(self.ceiling, node.included()))
        return node.factor * ceiling if isinstance(node, Boost) else ceiling

    def _evaluate(self, node: Node, number: int) -> ScoredRecords:
        """Match and score a node in a segment, once: what is nested deep is asked for often."""
        key = id(node), number
        known = self._results.get(key)
        if known is None:
            known = self._results[key] = self._reckon(node, number)
        return known

    def _reckon(self, node: Node, number: int) -> ScoredRecords:
        match node:
            case And(parts):
                docs, scores, matching = self._sum([(part, 1) for part in parts], number)
                complete = matching == len(parts)
                return ScoredRecords(docs[complete], scores[complete])
            case Or(parts):
                docs, scores, _ = self._sum([(part, 1) for part in parts], number)
                return ScoredRecords(docs, scores)
            case Not(part):
                matched = self.statistics.searchable[number].copy()
                matched[self._evaluate(part, number).docs] = False
                docs = np.flatnonzero(matched)
                return ScoredRecords(docs, np.zeros(len(docs)))
            case Ranked():
                return self._ranked(node, number)
            case Boost(part, factor):
                docs, scores = self._evaluate(part, number)
                return ScoredRecords(docs, scores * factor)
            case _:
                return self.contributions(node, number)

    def _sum(self, parts: list[tuple[Node, int]], number: int) -> tuple[Array, Scores, Array]:
        """The records of a segment that any part matches, the sum of their scores, and how many
        parts match each.
        """
        segment = self._views[number].segment
        with _borrowed(segment, np.float64) as sums, _borrowed(segment, np.uint16) as counts:
            for part, times in parts:
                docs, values = self._evaluate(part, number)
                sums[docs] += values if times == 1 else values * repetition(times)
                counts[docs] += 1
            docs = np.flatnonzero(counts > 0)  # four times faster than on the counts
            scores, matching = sums[docs], counts[docs]
            sums[docs] = 0.0
            counts[docs] = 0
        return docs, scores, matching

    def _ranked(self, node: Ranked, number: int) -> ScoredRecords:
        """Add up the parts, and lift the records in which all match that occur anywhere at all.

        They are lifted to the most that any one part can score: so every record that has all the
        words comes before every record that has only one of them, however often it repeats it.
        """
        should = drop_stop_words(node)
        parts = count_repeated(should + node.must + node.within)
        docs, scores, matching = self._sum(parts, number)
        complete = sum(self._is_known(part) for part, _ in parts)
        if complete > 1:
            floor = max(self.ceiling(part) * repetition(times) for part, times in parts)
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

    def _mask(self, nodes: tuple[Node, ...], number: int) -> Mask:
        """For each record of a segment whether any of the nodes matches it."""
        mask = np.zeros(self._views[number].segment.size, np.bool_)
        for node in nodes:
            mask[self._evaluate(node, number).docs] = True
        return mask

    def _is_known(self, node: Node) -> bool:
        """Words that no record has are not asked of a record that is complete."""
        if isinstance(node, Branch):
            return any(len(self._evaluate(node, n).docs) for n in range(len(self._views)))
        return self.resolve(node).is_known


@contextmanager
def _borrowed(segment: Segment, kind: type[np.generic]) -> Iterator[Array]:
    """Lend an array of zeros with a place for each record; whoever borrows it leaves it so.

    Large arrays cost most when they are new; so they are kept, one for each thread that reckons.
    """
    free = _free_arrays(segment).setdefault(kind, [])
    try:
        array = free.pop()
    except IndexError:
        array = np.zeros(segment.size, kind)
    yield array
    free.append(array)


@cached_for
def _free_arrays(_: Segment) -> dict[type[np.generic], list[Array]]:
    return {}


def repetition(times: int) -> float:
    """What a part counts that the query has so many times."""
    return (K3 + 1) * times / (K3 + times)


def count_repeated(parts: tuple[Node, ...]) -> list[tuple[Node, int]]:
    """Count the parts that say the same: the same words as typed, wherever they stand."""
    counts: dict[Hashable, int] = {}
    first: dict[Hashable, Node] = {}
    for part in parts:
        key: Hashable = part
        if not isinstance(part, Branch):
            key = replace(part, text=fold(part.text), start=0, end=0)
        first.setdefault(key, part)
        counts[key] = counts.get(key, 0) + 1
    return [(part, counts[key]) for key, part in first.items()]


def best(scores: Scores, count: int) -> Array:
    """The indices of the highest scores, and of those that tie with the last of them.

    The highest scores of blocks give a bound that the best must reach, so that few are sorted.
    """
    size = len(scores) // (8 * count)
    if size > 1:
        whole = len(scores) // size * size
        tops = scores[:whole].reshape(-1, size).max(axis=1)
        bound = np.partition(tops, len(tops) - count)[len(tops) - count]
        chosen = np.flatnonzero(scores >= bound)
    else:
        chosen = np.arange(len(scores))
    if len(chosen) > count:
        values = scores[chosen]
        bound = np.partition(values, len(values) - count)[len(values) - count]
        chosen = chosen[values >= bound]
    return chosen

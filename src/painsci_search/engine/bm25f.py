"""BM25F: the leaves of a query in; their postings in every segment, and scores of records, out.

A leaf's frequencies in the fields of a record are weighted, each normalised by the length of the
field, added, and only then saturated: a word in title and body does not count as two words. All of
it is computed on whole arrays. `boolean.py` combines the scores of leaves to those of a tree;
benchmarks/README.md has the experiments that led to each choice.

Sources: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
section 3.6, and its k3 for words that a query repeats; Kamphuis and others 2020, "Which BM25 do
you mean?", for the inverse document frequency, which is that of Lucene.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from painsci_search.engine import patterns
from painsci_search.engine.caching import cached_for
from painsci_search.engine.collection import Scores, collection_of
from painsci_search.engine.postings import FieldMatches, LeafPostings
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Leaf, Phrase, Word
from painsci_search.text import tokenize
from painsci_search.time_limit import check_time

# Saturation of a leaf's frequency: the weighted frequency at which it scores half of its maximum.
# Above the usual 1.2, since weighted frequencies are higher than plain ones. Higher, and repetition
# counts for more.
K1 = 2.0
# Saturation of a word that the query repeats: twice counts 1.8 times as much, and never 9 times.
# At 1, a word that is typed three times does not outweigh a rarer word that is typed once.
K3 = 8.0


class ResolvedLeaf(NamedTuple):
    """A leaf, looked up in every segment.

    Attributes:
        postings: what it matches in each segment.
        docs: the live records that it matches in each segment: integers, ascending.
        is_known: whether it matches any record.
        idf: inverse document frequency: the weight of a match.
    """

    postings: list[LeafPostings]
    docs: list[Array]
    is_known: bool
    idf: float

    @property
    def matches(self) -> int:
        """The number of records that it matches."""
        return sum(map(len, self.docs))


class ScoredRecords(NamedTuple):
    """Records of one segment that match, with their scores.

    Attributes:
        docs: record numbers: integers, ascending, shape (n,).
        scores: float64, shape (n,).
    """

    docs: Array
    scores: Scores


class LeafScorer:
    """Looks up the leaves of a query in a snapshot, and scores their matches.

    Args:
        resolved: leaves that other queries of the same snapshot have looked up; it is added to.
    """

    def __init__(self, snapshot: Snapshot, resolved: dict[Leaf, ResolvedLeaf]) -> None:
        self.statistics = collection_of(snapshot)
        self._views = snapshot.views
        self.resolved = resolved
        # The number of forms that patterns and fuzzy words of this query expand to.
        self._expanded = 0

    def resolve(self, leaf: Leaf) -> ResolvedLeaf:
        """Look up a leaf in every segment, once for all its positions in the query.

        Raises:
            TooManyWords: the leaf, or this query's leaves together, expand to too many words.
        """
        resolved = self.resolved.get(leaf)
        if resolved is None:
            key = replace(leaf, start=0, end=0)
            resolved = self.resolved[leaf] = self.resolved.get(key) or self._look_up(leaf)
            self.resolved[key] = resolved
        return resolved

    def _look_up(self, leaf: Leaf) -> ResolvedLeaf:
        check_time()
        postings = [LeafPostings(view, leaf) for view in self._views]
        self._expanded += max((each.forms for each in postings), default=0)
        if self._expanded > patterns.MOST_ALTOGETHER:
            raise patterns.TooManyWords(leaf, with_others=True)
        docs = [each.records() for each in postings]
        passages = sum(map(self.statistics.passages, range(len(docs)), docs))
        return ResolvedLeaf(postings, docs, any(map(len, docs)), self._idf(leaf, passages))

    def _idf(self, leaf: Leaf, passages: int) -> float:
        """Return the weight of a leaf; that of a phrase is the sum of its words' weights."""
        words = [token for token in tokenize(leaf.text) if token.parts == 1]
        if not isinstance(leaf, Phrase) or leaf.also or len(words) < 2:
            return self.statistics.idf(passages)
        # in the order of the phrase: a sum in another order may differ in its last digit
        parts = dict.fromkeys(Word(token.word, leaf.field, 0, 0) for token in words)
        return sum(self.resolve(part).idf for part in parts)

    def score(self, leaf: Leaf, number: int) -> ScoredRecords:
        """Score the records that a leaf matches, in the segment with this number.

        The score is idf * (K1 + 1) * f / (f + K1), where f is the sum of `weighted_frequency` over
        the fields.
        """
        resolved = self.resolve(leaf)
        postings = resolved.postings[number]
        docs = resolved.docs[number]
        if len(postings.matches) == 1:
            frequency = self.weighted_frequency(postings.matches[0], number)
        else:
            with borrow_zeros(self._views[number].segment, np.float64) as sums:
                for matches in postings.matches:
                    sums[matches.docs] += self.weighted_frequency(matches, number)
                frequency = sums[docs]
                sums[docs] = 0.0
        return ScoredRecords(docs, resolved.idf * (K1 + 1) * frequency / (frequency + K1))

    def weighted_frequency(self, matches: FieldMatches, number: int) -> Scores:
        """Return a leaf's frequency in one field, weighted and normalised by the field's length.

        Returns:
            float64, with one item for each of `matches.docs`.
        """
        if matches.field is None:
            return matches.counts.astype(np.float64)
        return matches.counts * self.statistics.coefficients(number, matches.field)[matches.docs]

    def max_score(self, leaf: Leaf) -> float:
        """Return the limit of a leaf's score as its frequency grows."""
        return (K1 + 1) * self.resolve(leaf).idf


def repetition_factor(times: int) -> float:
    """Return the factor of a word's score if the query has the word this many times."""
    return (K3 + 1) * times / (K3 + times)


@contextmanager
def borrow_zeros(segment: Segment, kind: type[np.generic]) -> Iterator[Array]:
    """Lend an array of zeros with one item per record; the borrower must zero it again.

    New arrays of this size are slow to allocate, so they are reused, one per concurrent borrower.
    After an exception the array is dropped, since it may not be zero.
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

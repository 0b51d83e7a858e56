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

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from painsci_search.engine import patterns
from painsci_search.engine.adding import Scores, sum_frequencies
from painsci_search.engine.caching import BoundedCache, cached_for
from painsci_search.engine.collection import collection_of
from painsci_search.engine.maps import MappedLeaf, is_large, map_of_records, map_of_stem
from painsci_search.engine.phrases import match_phrase
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.stems import Searched, searched, stem_matches
from painsci_search.engine.storage.columns import Array, encode
from painsci_search.engine.storage.field_postings import find_number
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import Buffer, compiled
from painsci_search.query.ast import Leaf, Phrase, Word, key_of
from painsci_search.query.words import parts_of
from painsci_search.time_limit import check_time

if TYPE_CHECKING:
    from painsci_search.engine.seam import RemoteQuery

# Saturation of a leaf's frequency: the weighted frequency at which it scores half of its maximum.
# Above the usual 1.2, since weighted frequencies are higher than plain ones. Higher, and repetition
# counts for more.
K1 = 2.0
# Saturation of a word that the query repeats: twice counts 1.8 times as much, and never 9 times.
# At 1, a word that is typed three times does not outweigh a rarer word that is typed once.
K3 = 8.0
# Integers and floats, of 8 bytes, that are kept of the leaves that were looked up lately: 32 MB at
# most for each snapshot. And those that count for a leaf that matches nothing.
_MOST_KEPT, _SIZE_OF_LEAF = 1 << 22, 256


class ScoredRecords(NamedTuple):
    """Records of one segment that match, with their scores.

    Attributes:
        docs: record numbers: integers, ascending, shape (n,).
        scores: float64, shape (n,).
    """

    docs: Array
    scores: Scores

    @property
    def size(self) -> int:
        """The number of records."""
        return len(self.docs)


class ResolvedLeaf(NamedTuple):
    """A leaf, looked up in every segment.

    Attributes:
        postings: where it matches in each segment.
        found: the live records that it matches in each segment; in a large one they are mapped. The
            score is idf * (K1 + 1) * f / (f + K1), where f is the sum of its frequencies in the
            fields, each weighted and normalised by the length of the field.
        is_known: whether it matches any record.
        idf: inverse document frequency: the weight of a match.
        forms: the number of forms that a pattern or fuzzy word expands to in a segment, at most.
    """

    postings: list[LeafPostings]
    found: Sequence[ScoredRecords | MappedLeaf]
    is_known: bool
    idf: float
    forms: int = 0

    @property
    def matches(self) -> int:
        """The number of records that it matches."""
        return sum(count_of(each) for each in self.found)

    @property
    def size(self) -> int:
        """The number of integers and floats that are kept for the leaf, nearly."""
        kept = sum(
            each.size if isinstance(each, MappedLeaf) else 2 * each.size for each in self.found
        )
        return kept + sum(each.size for each in self.postings)

    def scored(self, number: int) -> ScoredRecords:
        """Return the matches in the segment with this number, with their scores."""
        found = self.found[number]
        if isinstance(found, MappedLeaf):
            docs, frequencies = found.look_up()
            return _scored(docs, frequencies, self.idf)
        return found

    def has(self, number: int, doc: int) -> bool:
        """Return whether a record of the segment with this number matches."""
        found = self.found[number]
        return (
            found.has(doc) if isinstance(found, MappedLeaf) else find_number(found.docs, doc) >= 0
        )


def count_of(found: ScoredRecords | MappedLeaf) -> int:
    """Return the number of records that match in a segment."""
    return found.matches if isinstance(found, MappedLeaf) else found.size


def _scored(docs: Buffer, frequencies: Buffer, idf: float) -> ScoredRecords:
    scores = np.frombuffer(saturate(frequencies, idf, K1))
    return ScoredRecords(np.frombuffer(docs, np.intp), scores)


class _Found(NamedTuple):
    """The live records of a segment that match a leaf, before its weight is known.

    Attributes:
        records: those of a large segment, mapped, or all with their frequencies.
        passages: how many of the records are sections or notes.
    """

    records: MappedLeaf | tuple[Buffer, Buffer]
    passages: int


class LeafScorer:
    """Looks up the leaves of a query in a snapshot, and scores their matches.

    Leaves that differ only in their offsets are looked up once. What was looked up lately for other
    queries of the snapshot is used again.

    Args:
        resolved: leaves that another query has looked up, by `key_of`; it is added to.
        whole: the query on the whole index, where the snapshot has only some of its records: which
            leaves match at all, and their weights, are those of the whole.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        resolved: dict[Hashable, ResolvedLeaf],
        whole: RemoteQuery | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._whole = whole
        self.statistics = collection_of(snapshot)
        self._views = snapshot.views
        self.resolved = resolved
        self._lately = _resolved_lately(snapshot)
        # The leaves of this query by identity; they are kept, so that no other has the same one.
        self._own: dict[int, tuple[Leaf, ResolvedLeaf]] = {}
        # The number of forms that patterns and fuzzy words of this query expand to.
        self._expanded = 0

    def resolve(self, leaf: Leaf) -> ResolvedLeaf:
        """Look up a leaf in every segment, once for all its positions in the query.

        Raises:
            TooManyWords: the leaf, or this query's leaves together, expand to too many words.
        """
        own = self._own.get(id(leaf))
        if own is not None:
            return own[1]
        key = key_of(leaf)
        resolved = self.resolved.get(key)
        if resolved is None:
            resolved = self.resolved[key] = self._resolve(leaf, key)
        self._own[id(leaf)] = leaf, resolved
        return resolved

    def assume(self, leaf: Leaf, docs: list[Array]) -> None:
        """Let a leaf of the query, but no other that is equal to it, match the given records.

        Args:
            docs: for each segment live records, ascending; each has the leaf once.
        """
        postings = [LeafPostings(view, None) for view in self._views]
        scored = [ScoredRecords(each, np.ones(len(each))) for each in docs]
        self._own[id(leaf)] = leaf, ResolvedLeaf(postings, scored, any(map(len, docs)), 1.0)

    def _resolve(self, leaf: Leaf, key: Hashable) -> ResolvedLeaf:
        check_time()
        resolved = self._lately.get(key)
        if resolved is None:
            resolved = self._look_up(leaf)
            self._lately.put(key, resolved)
        self._expanded += resolved.forms
        if self._expanded > patterns.MOST_ALTOGETHER:
            raise patterns.TooManyWords(leaf, with_others=True)
        return resolved

    def _look_up(self, leaf: Leaf) -> ResolvedLeaf:
        postings: list[LeafPostings] = []
        found: list[_Found] = []
        forms = 0
        for number, view in enumerate(self._views):
            each = LeafPostings(view, leaf)
            found.append(self._find(each, number))
            postings.append(each)
            forms = max(forms, each.forms)
        idf = self._idf(leaf, [each.passages for each in found])
        records = [
            each if isinstance(each, MappedLeaf) else _scored(*each, idf) for each, _ in found
        ]
        whole = self._whole
        is_known = any(map(count_of, records)) if whole is None else whole.resolve(leaf).is_known
        return ResolvedLeaf(postings, records, is_known, idf, forms)

    def _idf(self, leaf: Leaf, passages: Sequence[int]) -> float:
        """Return the weight of a leaf; that of a phrase is the sum of its words' weights.

        Args:
            passages: the number of matching passages in each segment.
        """
        if self._whole is not None:
            return self._whole.resolve(leaf).idf
        if not isinstance(leaf, Phrase) or leaf.also:
            return self.statistics.weight(passages)
        words = parts_of(leaf.text)
        if len(words) < 2:
            return self.statistics.weight(passages)
        # in the order of the phrase: a sum in another order may differ in its last digit
        parts = dict.fromkeys(Word(token.word, leaf.field, 0, 0) for token in words)
        return sum(self.resolve(part).idf for part in parts)

    def score(self, leaf: Leaf, number: int) -> ScoredRecords:
        """Return the records that a leaf matches, in the segment with this number."""
        return self.resolve(leaf).scored(number)

    def _find(self, postings: LeafPostings, number: int) -> _Found:
        """Look a leaf up in all its fields of a segment."""
        segment, is_mapped = self._views[number].segment, is_large(self._views[number].segment)
        plain = postings.plain_stem()
        if plain is not None and is_mapped:
            stem, fields = plain
            mapped, passages = map_of_stem(
                searched_in(self._snapshot)[number], encode(stem), fields
            )
            postings.found(mapped.ranges or {})
            return _Found(mapped, passages)
        docs, frequencies, passages = self._sum_fields(postings, plain, number)
        if is_mapped:
            return _Found(map_of_records(segment, docs, frequencies), passages)
        return _Found((docs, frequencies), passages)

    def _sum_fields(
        self, postings: LeafPostings, plain: tuple[str, tuple[str, ...]] | None, number: int
    ) -> tuple[Buffer, Buffer, int]:
        """Return the matches of a leaf in a segment, their frequencies, and how many are passages.

        Args:
            plain: what `plain_stem` returned.
        """
        searched = searched_in(self._snapshot)[number]
        if plain is not None:
            found = stem_matches(searched, *plain)
            postings.found(found.ranges)
            return found.docs, found.frequencies, found.passages
        phrase = postings.plain_phrase()
        if phrase is not None:
            stems, fields = phrase
            encoded = tuple(map(encode, stems))
            keys, docs, frequencies, passages = match_phrase(searched, encoded, fields)
            postings.found_phrase(keys, len(stems))
            return docs, frequencies, passages
        view, weights = self._views[number], self.statistics.coefficients
        return sum_frequencies(
            [(each, n, weights(number, field)) for field, each, n in postings.match_fields()],
            self.statistics.is_passage[number],
            view.live,
            view.segment,
        )

    def max_score(self, leaf: Leaf) -> float:
        """Return the limit of a leaf's score as its frequency grows."""
        return (K1 + 1) * self.resolve(leaf).idf


@cached_for
def _resolved_lately(_: Snapshot) -> BoundedCache[Hashable, ResolvedLeaf]:
    return BoundedCache(_MOST_KEPT, lambda leaf: leaf.size + _SIZE_OF_LEAF)


@cached_for
def searched_in(snapshot: Snapshot) -> list[Searched]:
    """Return the segments of a snapshot as stems are looked up in them."""
    statistics = collection_of(snapshot)
    return [searched(statistics, number) for number in range(len(snapshot.views))]


@compiled
def saturate(frequencies: Buffer, idf: float, k1: float) -> Buffer:
    """Return the scores of a leaf by its frequencies, float64; see `ResolvedLeaf.found`."""
    given = np.frombuffer(frequencies)
    return np.asarray(idf * (k1 + 1) * given / (given + k1))


def repetition_factor(times: int) -> float:
    """Return the factor of a word's score if the query has the word this many times."""
    return (K3 + 1) * times / (K3 + times)

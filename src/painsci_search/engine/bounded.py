"""The first records of a query in a large segment: its mapped parts in; records and counts out.

All matches are counted, but only some are scored. The highest frequency that a part has in a block
of records bounds what it adds to their scores there; a block is scored if the sum of these bounds
reaches the lowest score of the first records found so far. The blocks with the highest bounds come
first. So the records, their scores and their order are those of scoring all matches.

Sources: Ding and Suel 2011, "Faster top-k document retrieval using block-max indexes"; Dimopoulos,
Nepomnyachiy and Suel 2013, "Optimizing top-k document retrieval strategies for block-max indexes",
for blocks of record numbers instead of postings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

import numpy as np

from painsci_search.engine.adding import Lift, Scores, contains, sum_frequencies, sum_parts
from painsci_search.engine.bm25f import K1, ScoredRecords, saturate
from painsci_search.engine.maps import BLOCK, MappedLeaf, as_bits, flags_of, records_in
from painsci_search.engine.stems import Ranges, Searched
from painsci_search.engine.storage.columns import Array
from painsci_search.native import Buffer, compiled

Value = TypeVar("Value")

# The most first records that are selected by bounds. With more, most blocks are scored anyway.
MOST_FIRST = 1000

# A part of a query: the attributes of its `MappedLeaf` with its inverse document frequency and its
# factor: (bits, highest, idf, factor, ranges, docs, frequencies).
MappedPart = tuple[Buffer, Buffer, float, float, "Ranges | None", "Buffer | None", "Buffer | None"]


def part_of(leaf: MappedLeaf, idf: float, factor: float) -> MappedPart:
    """Return a leaf as a part of a query."""
    docs, frequencies = (None, None) if leaf.listed is None else leaf.listed
    return leaf.bits, leaf.highest, idf, factor, leaf.ranges, docs, frequencies


def all_known(values: Iterable[Value | None]) -> tuple[Value, ...] | None:
    """Return some values; None if one of them is None.

    >>> all_known([1, 2]), all_known([1, None])
    ((1, 2), None)
    """
    known = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return tuple(known)


def all_of(masks: Iterable[Array]) -> Array | None:
    """Return the bits that all masks have; None without masks, which allow all."""
    allowed: Array | None = None
    for mask in masks:
        allowed = mask if allowed is None else allowed & mask
    return allowed


class BoundedRecords:
    """The matches of a query in a large segment, of which few are scored.

    Args:
        parts: those that find records; all of them match something in the index.
        extras: those that add to the scores of the records that were found.
        lift: see `adding.add_parts`.
        mask: the bits of the records that conditions allow; None for all.
        are_all: whether the query has no other parts.
        is_ranked: whether matches count by the number of their parts. A match of any other tree
            is complete.
        score_all: scores all matches, whatever the mask.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        searched: Searched,
        parts: tuple[MappedPart, ...],
        extras: tuple[MappedPart, ...],
        lift: Lift,
        mask: Array | None,
        are_all: bool,
        is_ranked: bool,
        score_all: Callable[[], ScoredRecords],
    ) -> None:
        self._searched = searched
        self._parts = parts
        self._extras = extras
        self._lift = lift
        self._mask = mask
        self._are_all = are_all
        self._is_ranked = is_ranked
        self._score_all = score_all

    @cached_property
    def _counts(self) -> tuple[int, int]:
        """The number of records that any of the parts matches, and of those that all match."""
        return count_matches(tuple(part[0] for part in self._parts), self._mask)

    @property
    def size(self) -> int:
        """The number of records that match."""
        return self._counts[0]

    @property
    def complete(self) -> int:
        """The number of records that all parts of the query match."""
        if not self._is_ranked:
            return self.size
        return self._counts[1] if self._are_all else 0

    def within(self, mask: Array | None) -> BoundedRecords:
        """Return those of the matches whose bits are set in a mask; None for all."""
        if mask is None:
            return self
        return BoundedRecords(
            self._searched,
            self._parts,
            self._extras,
            self._lift,
            mask if self._mask is None else mask & self._mask,
            self._are_all,
            self._is_ranked,
            self._score_all,
        )

    def first(self, count: int, order: tuple[Array, Array]) -> list[tuple[float, int, float]]:
        """Return the first records by score, as `top_k.first_ranked` does.

        Args:
            order: the article of each record, and the rank of each article.
        """
        return first_of_parts(
            self._searched, self._parts, self._extras, K1, self._lift, self._mask, order, count
        )

    def most_parts(self) -> tuple[int, int]:
        """Return the highest number of parts that match in one record, and the number of such."""
        if not self._is_ranked:
            return (1, self.size) if self.size else (0, 0)
        if self._counts[1]:
            return len(self._parts), self._counts[1]
        counts = np.zeros(-(-self._searched.segment.size // BLOCK) * BLOCK, np.uint16)
        for part in self._parts:
            own = as_bits(part[0]) if self._mask is None else as_bits(part[0]) & self._mask
            counts += flags_of(own)
        most = int(counts.max(initial=0))
        return most, int(np.count_nonzero(counts == most)) if most else 0

    @cached_property
    def docs(self) -> Array:
        """The matches: record numbers, ascending."""
        bits = np.zeros(-(-self._searched.segment.size // BLOCK), np.uint64)
        for part in self._parts:
            bits |= as_bits(part[0])
        if self._mask is not None:
            bits &= self._mask
        return records_in(bits, self._searched.segment.size)

    @cached_property
    def scored(self) -> ScoredRecords:
        """All matches, with their scores."""
        docs, scores = self._score_all()
        if len(docs) == self.size:
            return ScoredRecords(docs, scores)
        kept = contains(self.docs, docs)
        return ScoredRecords(docs[kept], scores[kept])


AnyRecords = ScoredRecords | BoundedRecords


@compiled
def count_matches(maps: tuple[Buffer, ...], mask: Buffer | None) -> tuple[int, int]:
    """Return how many records match any of some maps, and how many match all of them.

    Args:
        maps: the bits of each.
        mask: the bits of the records that are counted; None for all.
    """
    if not maps:
        return 0, 0
    bits = [as_bits(each) for each in maps]
    allowed = as_bits(mask) if mask is not None else ~np.zeros(len(bits[0]), np.uint64)
    either = np.bitwise_or.reduce(bits) & allowed
    both = np.bitwise_and.reduce(bits) & allowed
    return tuple(int(np.unpackbits(each.view(np.uint8)).sum()) for each in (either, both))  # type: ignore[return-value]


@compiled
def first_of_parts(  # noqa: PLR0913, PLR0917
    searched: Searched,
    parts: tuple[MappedPart, ...],
    extras: tuple[MappedPart, ...],
    k1: float,
    lift: Lift,
    mask: Buffer | None,
    order: tuple[Array, Array],
    count: int,
) -> list[tuple[float, int, float]]:
    """Return the first `count` records of a query in order, each as (score, record, score).

    Args:
        parts, extras, lift, mask: as of `BoundedRecords`.
        order: the article of each record, and the rank of each article.
    """
    size = searched.segment.size
    given = [_scored(searched, part, k1) for part in parts]
    added = [_scored(searched, part, k1) for part in extras]
    found, sums, *_ = sum_parts(given, added, lift, searched.segment)
    docs, scores = np.frombuffer(found, np.intp), np.frombuffer(sums)
    if mask is not None:
        kept = contains(records_in(as_bits(mask), size), docs)
        docs, scores = docs[kept], scores[kept]
    articles, ranks = order
    top = np.lexsort((docs, ranks[articles[docs]], -scores))[: max(count, 0)]
    return list(zip(*(each[top].tolist() for each in (scores, docs, scores)), strict=True))


def _scored(searched: Searched, part: MappedPart, k1: float) -> tuple[Array, Scores, float]:
    """Return the records and scores of a part, and its factor."""
    _, _, idf, factor, ranges, docs, frequencies = part
    if ranges is not None:
        fields = searched.segment.fields
        found = [
            (fields[name].docs.slice(*own), fields[name].counts.slice(*own), searched.weights(name))
            for name, own in ranges.items()
        ]
        docs, frequencies, _ = sum_frequencies(
            found, searched.is_passage, searched.live, searched.segment
        )
    assert docs is not None  # noqa: S101 - a part has ranges, or is listed
    assert frequencies is not None  # noqa: S101
    records = np.frombuffer(docs, np.intp)
    return records, np.frombuffer(saturate(frequencies, idf, k1)), factor

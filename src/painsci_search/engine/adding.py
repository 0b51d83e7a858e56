"""Add up by record: what several parts have for records of a segment in; the sum of each out.

The parts are the fields of a leaf with their weighted frequencies, or the parts of a query with
their scores. Values are added in the order of the parts, so that a sum has the same last digit
whichever way is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import Buffer, compiled

Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Records of a segment for each record of a part, at which sorting those of the parts is faster than
# going through all of the segment. It changes speed only.
SPARSE = 8


class Sums(NamedTuple):
    """Sums by record.

    Attributes:
        docs: the records that have values: intp, ascending, shape (n,).
        values: the sum of each, shape (n,).
        parts: how many values each has: unsigned integers, shape (n,).
        most: the highest of `parts`.
        with_most: how many records have so many.
    """

    docs: Array
    values: Scores
    parts: Array
    most: int
    with_most: int


def sums_of_one(docs: Array, values: Scores) -> Sums:
    """Return the sums of a single part, which are its values."""
    count = len(docs)
    return Sums(docs, values, np.ones(count, np.uint16), min(1, count), count)


# The records of a part of a query, their scores, and the factor of these.
Part = tuple[Array, Scores, float]


class Lift(NamedTuple):
    """The lift of records with so many parts, to a floor and a share of their own sum.

    Attributes:
        parts: 0 for no lift.
    """

    parts: int = 0
    floor: float = 0.0
    share: float = 0.0


_NO_LIFT = Lift()
_NO_DOCS: Array = np.zeros(0, np.intp)
_NO_VALUES: Scores = np.zeros(0)


def add_parts(
    parts: Sequence[Part], segment: Segment, extras: Sequence[Part] = (), lift: Lift = _NO_LIFT
) -> Sums:
    """Add up the scores of the parts of a query by record.

    Args:
        extras: what is added to the records of the parts, and finds none by itself.
    """
    docs, sums, counts, *most = sum_parts(parts, extras, lift, segment)
    records, values = np.frombuffer(docs, np.intp), np.frombuffer(sums)
    return Sums(records, values, np.frombuffer(counts, np.uint16), *most)


@compiled
def sum_parts(
    parts: Sequence[Part], extras: Sequence[Part], lift: Lift, segment: Segment
) -> tuple[Buffer, Buffer, Buffer, int, int]:
    """Return the attributes of `Sums` for the arguments of `add_parts`."""
    docs = np.concatenate([_NO_DOCS, *(records for records, _, _ in parts)], dtype=np.intp)
    values = [scores if factor == 1 else scores * factor for _, scores, factor in parts]
    docs, sums, counts = _add(docs, np.concatenate([_NO_VALUES, *values]), segment)
    for records, scores, factor in extras:
        kept = contains(docs, records)
        sums[np.searchsorted(docs, records[kept])] += factor * scores[kept]
    if lift.parts:
        full = np.flatnonzero(counts == lift.parts)
        sums[full] = np.maximum(sums[full], lift.floor + lift.share * sums[full])
    most = int(counts.max(initial=0))
    return docs, sums, counts.astype(np.uint16), most, int(np.count_nonzero(counts == most))


@compiled
def sum_frequencies(
    fields: Sequence[tuple[Array, Array, Scores]],
    is_passage: Mask,
    live: Mask | None,
    segment: Segment,
) -> tuple[Buffer, Buffer, int]:
    """Add up the weighted frequencies of a leaf in some fields.

    Args:
        fields: for each the records, ascending and of any type; how often each has the leaf; and
            the weight of one occurrence in each record of the segment.
        is_passage: which records of the segment are passages.
        live: which records are not deleted; None if none is.

    Returns:
        The live records: intp, ascending; the sum for each: float64; and how many are passages.
    """
    docs = np.concatenate([_NO_DOCS, *(records for records, _, _ in fields)], dtype=np.intp)
    weighted = [counts * weights[records] for records, counts, weights in fields]
    values = np.concatenate([_NO_VALUES, *weighted])
    if live is not None:
        kept = live[docs]
        docs, values = docs[kept], values[kept]
    if len(fields) > 1:
        docs, values, _ = _add(docs, values, segment)
    return docs, values, int(np.count_nonzero(is_passage[docs]))


def _add(docs: Array, values: Scores, segment: Segment) -> tuple[Array, Scores, Array]:
    """Add up values by record.

    Args:
        docs: a record for each value: intp, shape (n,); several values may have the same one.
        values: float64, shape (n,).
    """
    if len(docs) * SPARSE > segment.size:
        return _add_many(docs, values, segment.size)
    free = _zeros(segment)
    try:
        sums = free.pop()
    except IndexError:
        sums = np.zeros(segment.size)
    added = _add_few(docs, values, sums)
    free.append(sums)
    return added


def _add_few(docs: Array, values: Scores, sums: Scores) -> tuple[Array, Scores, Array]:
    """Add up values by record, without going through all records.

    Args:
        sums: a zero for each record of the segment; they are zeros again afterwards.
    """
    np.add.at(sums, docs, values)
    ordered = docs.copy()
    ordered.sort()
    begins = edges_of(ordered)
    docs = ordered[begins[:-1]]
    added = docs, sums[docs], begins[1:] - begins[:-1]
    sums[docs] = 0.0
    return added


def _add_many(docs: Array, values: Scores, size: int) -> tuple[Array, Scores, Array]:
    """Add up values by record, with a sum for each record of the segment."""
    parts = np.bincount(docs, minlength=size)
    sums: Scores = np.bincount(docs, values, size).astype(np.float64, copy=False)
    found = (parts > 0).nonzero()[0]  # on booleans, four times faster than on the counts
    return found, sums[found], parts[found]


def edges_of(numbers: Array) -> Array:
    """Return the index of the first of each run of equal numbers, and the number of all.

    Args:
        numbers: integers, ascending.

    >>> edges_of(np.array([3, 3, 5, 8, 8])).tolist(), edges_of(np.array([])).tolist()
    ([0, 2, 3, 5], [0])
    """
    is_edge = np.empty(len(numbers) + 1, np.bool_)
    is_edge[0] = is_edge[-1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=is_edge[1:-1])
    return is_edge.nonzero()[0]


def contains(inside: Array, values: Array) -> Mask:
    """Return for each value whether a sorted array contains it."""
    at = np.searchsorted(inside, values)
    at[at == len(inside)] = 0
    return np.asarray(inside[at] == values) if len(inside) else np.zeros(len(values), np.bool_)


@cached_for
def _zeros(_: Segment) -> list[Scores]:
    """Return arrays of zeros that nobody uses: new ones of this size are slow to allocate.

    One that was taken while an exception was raised does not come back, since it may not be zero.
    """
    return []

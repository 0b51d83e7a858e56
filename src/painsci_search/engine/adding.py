"""Add up by record: what several parts have for records of a segment in; the sum of each out.

The parts are the fields of a leaf with their weighted frequencies, or the parts of a query with
their scores. Values are added in the order of the parts, so that a sum has the same last digit
whichever way is taken.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment

Scores = npt.NDArray[np.float64]

# Records of a segment for each record of a part, at which sorting those of the parts is faster than
# going through all of the segment. It changes speed only.
SPARSE = 8


class Sums(NamedTuple):
    """Sums by record.

    Attributes:
        docs: the records that have values: intp, ascending, shape (n,).
        values: the sum of each, shape (n,).
        parts: how many values each has: integers, shape (n,).
    """

    docs: Array
    values: Scores
    parts: Array


def add_by_record(docs: Array, values: Scores, segment: Segment) -> Sums:
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


def _add_few(docs: Array, values: Scores, sums: Scores) -> Sums:
    """Add up values by record, without going through all records.

    Args:
        sums: a zero for each record of the segment; they are zeros again afterwards.
    """
    np.add.at(sums, docs, values)
    ordered = docs.copy()
    ordered.sort()
    begins = edges_of(ordered)
    docs = ordered[begins[:-1]]
    added = Sums(docs, sums[docs], begins[1:] - begins[:-1])
    sums[docs] = 0.0
    return added


def _add_many(docs: Array, values: Scores, size: int) -> Sums:
    """Add up values by record, with a sum for each record of the segment."""
    parts = np.bincount(docs, minlength=size)
    sums: Scores = np.bincount(docs, values, size).astype(np.float64, copy=False)
    found = (parts > 0).nonzero()[0]  # on booleans, four times faster than on the counts
    return Sums(found, sums[found], parts[found])


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


@cached_for
def _zeros(_: Segment) -> list[Scores]:
    """Return arrays of zeros that nobody uses: new ones of this size are slow to allocate.

    One that was taken while an exception was raised does not come back, since it may not be zero.
    """
    return []

"""Add up by record: what several parts have for records of a segment in; the sum of each out.

The parts are the fields of a leaf with their weighted frequencies, or the parts of a query with
their scores. Values are added in the order of the parts, so that a sum has the same last digit
whichever way is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.native import Buffer, compiled

Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Records of a segment for each record of a part, at which sorting those of the parts is faster than
# going through all of the segment. It changes speed only.
SPARSE = 8


class Sums(NamedTuple):
    """Sums by record.

    Attributes:
        docs: the records that any part has: intp, ascending, shape (n,).
        values: the sum of each, shape (n,).
        parts: how many parts have each: uint16, shape (n,).
    """

    docs: Array
    values: Scores
    parts: Array


# The types of these columns.
_KINDS = (np.intp, np.float64, np.uint16)


def add_by_record(docs: Sequence[Array], values: Sequence[Scores], segment: Segment) -> Sums:
    """Add up the values that parts have for records of a segment.

    Args:
        docs: for each part its records: intp, ascending, without duplicates.
        values: for each part the values of its records: float64.
    """
    if len(docs) == 1:
        return Sums(docs[0], values[0], np.ones(len(docs[0]), np.uint16))
    if not docs:
        return Sums(np.zeros(0, np.intp), np.zeros(0), np.zeros(0, np.uint16))
    parts = list(zip(docs, values, strict=True))
    return Sums(*map(np.frombuffer, sum_parts(parts, segment), _KINDS))


@compiled
def match_fields(
    fields: Sequence[tuple[Array, Array, Scores]],
    passages: Mask,
    live: Mask | None,
    segment: Segment,
) -> tuple[Buffer, Buffer, int]:
    """Add up the weighted frequencies of a stem in some fields.

    Args:
        fields: for each the records, ascending, how often each has the stem, and the weight of one
            occurrence in each record of the segment.
        passages: whether each record of the segment is a passage.
        live: whether each record is live; None if all are.

    Returns:
        The live records: intp, ascending; the sum of each: float64; and how many are passages.
    """
    docs, values = [], []
    for some, counts, weights in fields:
        kept = some.astype(np.intp) if live is None else some[live[some]].astype(np.intp)
        docs.append(kept)
        values.append((counts if live is None else counts[live[some]]) * weights[kept])
    sums = add_by_record(docs, values, segment)
    return sums.docs, sums.values, int(np.count_nonzero(passages[sums.docs]))


@compiled
def sum_parts(
    parts: Sequence[tuple[Array, Scores]], segment: Segment
) -> tuple[Buffer, Buffer, Buffer]:
    """Return the columns of `Sums`, of two or more parts."""
    docs, values = zip(*parts, strict=True)
    if sum(map(len, docs)) * SPARSE > segment.size:
        return _add_many(docs, values, segment.size)
    free = _zeros(segment)
    try:
        sums = free.pop()
    except IndexError:
        sums = np.zeros(segment.size)
    added = _add_few(np.concatenate(docs), np.concatenate(values), sums)
    free.append(sums)
    return added


def _add_few(docs: Array, values: Scores, sums: Scores) -> Sums:
    """Add up values by record.

    Args:
        docs: a record for each value; several values may have the same one.
        sums: a zero for each record of the segment; they are zeros again afterwards.
    """
    np.add.at(sums, docs, values)
    docs = np.sort(docs)
    begins = np.flatnonzero(edges_of(docs))
    docs = docs[begins[:-1]]
    added = Sums(docs, sums[docs], (begins[1:] - begins[:-1]).astype(np.uint16))
    sums[docs] = 0.0
    return added


def _add_many(docs: Sequence[Array], values: Sequence[Scores], size: int) -> Sums:
    sums, parts = np.zeros(size), np.zeros(size, np.uint16)
    for some, their in zip(docs, values, strict=True):
        sums[some] += their
        parts[some] += 1
    found = np.flatnonzero(parts > 0)  # on booleans, four times faster than on the counts
    return Sums(found, sums[found], parts[found])


def edges_of(docs: Array) -> npt.NDArray[np.bool_]:
    """Return where ascending numbers change, and their two ends: bool, shape (n + 1,).

    Of no numbers there is one end.
    """
    edges = np.empty(len(docs) + 1, np.bool_)
    edges[0] = edges[-1] = True
    np.not_equal(docs[1:], docs[:-1], out=edges[1:-1])
    return edges


@cached_for
def _zeros(_: Segment) -> list[Scores]:
    """Return arrays of zeros that nobody uses: new ones of this size are slow to allocate.

    One that was taken while an exception was raised does not come back, since it may not be zero.
    """
    return []

"""A stem in; the records of a segment that have it, with its weighted frequencies, out.

Most leaves of queries are single words, so that all of their look-up is one function of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from painsci_search.engine.adding import Mask, Scores, sum_frequencies
from painsci_search.engine.collection import ARTICLE, WEIGHTS, B, Collection
from painsci_search.engine.storage.columns import BLOCK, encode
from painsci_search.engine.storage.segment import Segment
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import Buffer, compiled
from painsci_search.records import KINDS

# The fields of records that a leaf without a field is searched in.
ALL_TEXT = ("title", "heading", "path", "body", "note")

Ranges = dict[str, tuple[int, int]]


class Searched(NamedTuple):
    """A segment that stems are looked up in.

    Attributes:
        opened: what the kernel reads of it, see `open_words`.
        is_passage, live: as in `adding.sum_frequencies`.
        weights: the weight of one occurrence in a field, in each record.
    """

    opened: Any
    segment: Segment
    is_passage: Mask
    live: Mask | None
    weights: Callable[[str], Scores]


class StemMatches(NamedTuple):
    """The records that have a stem.

    Attributes:
        ranges: the range of its postings in each field that has it.
        docs: the live records: intp, ascending.
        frequencies: for each the sum of its weighted frequencies: float64.
        passages: how many of the records are sections or notes.
    """

    ranges: Ranges
    docs: Buffer
    frequencies: Buffer
    passages: int


def searched(statistics: Collection, number: int) -> Searched:
    """Return the segment of a snapshot with this number, for `match_stem`."""
    view = statistics.views[number]
    return Searched(
        open_words(partial(_arrays, statistics, number)),
        view.segment,
        statistics.is_passage[number],
        view.live,
        partial(statistics.coefficients, number),
    )


def stem_matches(segment: Searched, stem: str, fields: tuple[str, ...]) -> StemMatches:
    """Look up a stem in some of the fields in `ALL_TEXT`."""
    return StemMatches(*match_stem(segment, encode(stem), fields))


@compiled
def open_words(arrays: Callable[[], tuple[Any, ...]]) -> Any:  # noqa: ARG001
    """Open the arrays of a segment for the compiled `match_stem`; its twin reads the segment.

    Args:
        arrays: returns what `_arrays` does.
    """
    return None


@compiled
def match_stem(
    searched: Searched, stem: bytes, fields: tuple[str, ...]
) -> tuple[Ranges, Buffer, Buffer, int]:
    """Return the columns of `StemMatches`."""
    segment = searched.segment
    term = segment.terms.find_encoded(stem)
    ranges: Ranges = {}
    found = []
    for name in fields if term >= 0 else ():
        field = segment.fields[name]
        part = field.range_of(term)
        if part is not None:
            ranges[name] = part
            docs, counts = field.docs.slice(*part), field.counts.slice(*part)
            found.append((docs, counts, searched.weights(name)))
    return ranges, *sum_frequencies(found, searched.is_passage, searched.live, segment)


def _arrays(statistics: Collection, number: int) -> tuple[Any, ...]:
    """Return the arrays and numbers by which the kernel looks up stems in a segment.

    Those of postings are not verified yet: the kernel calls `Columns.check` for what it reads.
    """
    view = statistics.views[number]
    segment, columns = view.segment, view.segment.columns
    fields = tuple(_field_arrays(segment, name, statistics.average(name)) for name in ALL_TEXT)
    own = *segment.terms.arrays(), segment.kinds(), columns.checked, view.live
    return *own, fields, ARTICLE, 1 - B, B, BLOCK, columns.check


def _field_arrays(segment: Segment, name: str, average: float) -> tuple[Any, ...]:
    field = segment.fields[name]
    docs, counts = field.docs.unread(), field.counts.unread()
    skips, positions = field.skips.unread(), field.positions.unread()
    weights = tuple(WEIGHTS[kind].get(name, 0.0) for kind in KINDS)
    postings = field.terms.whole(), field.first.whole(), docs.items, counts.items
    places = skips.items, positions.items, field.bits
    own = name, *postings, field.length.whole(), *places, average, weights
    return *own, docs.offset, counts.offset, skips.offset, positions.offset

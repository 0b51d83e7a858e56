"""Maps of large segments: a leaf in; which records match it, and the highest frequency in blocks.

A map has a bit for each record and a float for each block of 64 records. Matches of several leaves
are counted by their bits, and `bounded.py` scores only the blocks that can have one of the first
records of a query.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from painsci_search.engine.adding import Mask, Scores, edges_of
from painsci_search.engine.stems import Ranges, Searched, match_stem
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import KERNEL, Buffer, compiled

# Records of a block, as in native/bounds.c: the bits of an integer.
BLOCK = 64
# Records of a segment from which on its leaves are mapped. Below, scoring all matches is faster.
LARGE = 100_000


class MappedLeaf(NamedTuple):
    """The live records of a large segment that match a leaf.

    Attributes:
        bits: a bit for each record, the lowest bits first: uint64, shape (blocks,).
        highest: the highest frequency in each block: float64, shape (blocks,).
        matches: how many records match.
        ranges: for a single stem, the range of its postings in each field; None for other leaves.
        listed: the records and their frequencies; None for a single stem.
        look_up: returns the records and the frequencies of a single stem.
    """

    bits: Buffer
    highest: Buffer
    matches: int
    ranges: Ranges | None
    listed: tuple[Buffer, Buffer] | None
    look_up: Callable[[], tuple[Buffer, Buffer]]

    @property
    def size(self) -> int:
        """The number of integers and floats that are kept."""
        listed = 0 if self.listed is None else 2 * self.matches
        return 2 * len(as_bits(self.bits)) + listed

    def has(self, doc: int) -> bool:
        """Return whether a record matches."""
        word = int(as_bits(self.bits)[doc // BLOCK])
        return bool(word >> doc % BLOCK & 1)


def is_large(segment: Segment) -> bool:
    """Return whether the leaves of a segment are mapped, which only compiled functions gain by."""
    return KERNEL is not None and segment.size >= LARGE


def map_of_stem(searched: Searched, stem: bytes, fields: tuple[str, ...]) -> tuple[MappedLeaf, int]:
    """Map a single stem; return also how many of the records are passages."""

    def look_up() -> tuple[Buffer, Buffer]:
        _, docs, frequencies, _ = match_stem(searched, stem, fields)
        return docs, frequencies

    ranges, bits, highest, count, passages = map_stem(searched, stem, fields)
    return MappedLeaf(bits, highest, count, ranges, None, look_up), passages


def map_of_records(segment: Segment, docs: Buffer, frequencies: Buffer) -> MappedLeaf:
    """Map a leaf whose records and frequencies were found one by one."""
    bits, highest = map_records(docs, frequencies, segment.size)
    listed = docs, frequencies
    count = len(np.frombuffer(docs, np.intp))
    return MappedLeaf(bits, highest, count, None, listed, lambda: listed)


def as_bits(bits: Buffer) -> Array:
    """Return the bits of a map as integers: uint64, shape (blocks,)."""
    return np.frombuffer(bits, np.uint64)


def bits_of(mask: Mask) -> Array:
    """Return flags of records as the bits of a map."""
    blocks = -(-len(mask) // BLOCK)
    packed = np.zeros(blocks * BLOCK // 8, np.uint8)
    found = np.packbits(mask, bitorder="little")
    packed[: len(found)] = found
    return packed.view("<u8").astype(np.uint64, copy=False)


def records_in(bits: Array, size: int) -> Array:
    """Return the records whose bits are set: intp, ascending."""
    return np.flatnonzero(flags_of(bits)[:size])


def flags_of(bits: Array) -> Array:
    """Return a 1 for each bit that is set, and a 0 for each other: uint8."""
    return np.unpackbits(bits.astype("<u8", copy=False).view(np.uint8), bitorder="little")


@compiled
def map_stem(
    searched: Searched, stem: bytes, fields: tuple[str, ...]
) -> tuple[Ranges, Buffer, Buffer, int, int]:
    """Return the ranges, bits, highest frequencies and count of a `MappedLeaf`, and its passages.

    Args:
        fields: some of those in `stems.ALL_TEXT`.
    """
    ranges, docs, frequencies, passages = match_stem(searched, stem, fields)
    bits, highest = map_records(docs, frequencies, searched.segment.size)
    return ranges, bits, highest, len(np.frombuffer(docs, np.intp)), passages


@compiled
def map_records(docs: Buffer, frequencies: Buffer, size: int) -> tuple[Buffer, Buffer]:
    """Return the bits and highest frequencies of a `MappedLeaf`.

    Args:
        docs: record numbers: intp, ascending.
        frequencies: of each: float64.
        size: the number of records of the segment.
    """
    records, values = np.frombuffer(docs, np.intp), np.frombuffer(frequencies)
    mask = np.zeros(size, np.bool_)
    mask[records] = True
    highest: Scores = np.zeros(-(-size // BLOCK))
    blocks = records // BLOCK
    begins = edges_of(blocks)[:-1]
    if len(begins):
        highest[blocks[begins]] = np.maximum(np.maximum.reduceat(values, begins), 0.0)
    return bits_of(mask), highest

"""The postings of a field in a segment: the records of each stem, and its positions in them.

A skip list leads to the positions of a posting without the sum of all counts before it. Functions
of plain arrays have a compiled twin (`painsci_search.native`).
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from painsci_search.engine.storage.columns import Array, Columns, Unread, narrowest
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import compiled

# Postings between two entries of the skip list. An entry is the index of a posting's first
# position; for others, up to SKIP_INTERVAL - 1 counts are added to it. Part of the format.
SKIP_INTERVAL = 64


def code_bits(position: int, code: int) -> int:
    """Return how many low bits of a position hold the code of its form; 0 if they are apart.

    Position and code are packed into one integer if that takes fewer bytes than two integers.

    Args:
        position, code: the highest ones of the field.
    """
    bits = code.bit_length()
    together = np.dtype(narrowest((position << bits) | code)).itemsize
    apart = np.dtype(narrowest(position)).itemsize + np.dtype(narrowest(code)).itemsize
    return bits if together < apart else 0


class FieldPostings:
    """The postings of one field of a segment: an inverted index of stems, with positions.

    The postings of all stems follow one another; `first` delimits those of each stem. All columns
    are unsigned integers.

    Attributes:
        terms: the numbers of the stems that occur in the field, ascending.
        first: the index of each stem's first posting, and the number of postings.
        docs, counts: record and number of occurrences of each posting.
        skips: for every SKIP_INTERVAL-th posting the index of its first position, and the number of
            positions.
        positions: of all occurrences, by posting, with the form's code in the lowest `bits` bits.
        bits: see `code_bits`.
        length: the number of words in each record, shape (records,).
    """

    def __init__(self, columns: Columns, name: str) -> None:
        self.columns = columns
        self.name = name
        self.terms = columns[f"{name}.terms"]
        self.first = columns[f"{name}.first"]
        self.docs = columns[f"{name}.docs"]
        self.counts = columns[f"{name}.counts"]
        self.skips = columns[f"{name}.skips"]
        self.positions = columns[f"{name}.positions"]
        self.length = columns[f"{name}.length"]
        self.bits = columns[f"{name}.bits"].whole()[0]
        self._codes = columns[f"{name}.codes"]
        self._unread: Unread | None = None
        consistent = (
            len(self.first) == len(self.terms) + 1
            and len(self.docs) == len(self.counts)
            and len(self._codes) == (0 if self.bits else len(self.positions))
            and self.bits < 32
        )
        if not consistent:
            raise columns.damaged("the arrays of a field have inconsistent lengths")

    def unpack(self, at: slice | Array) -> tuple[Array, Array]:
        """Return positions and form codes of some occurrences, given by their indices."""
        if isinstance(at, slice):
            packed = self.positions.slice(at.start, at.stop)
        else:
            packed = self.positions.all()[at]
        if self.bits:
            return packed >> self.bits, packed & ((1 << self.bits) - 1)
        return packed, self._codes.all()[at]

    def find(self, term: int) -> Postings | None:
        """Return the postings of a stem, given by number; None if the field lacks it."""
        found = self.range_of(term)
        return None if found is None else self.postings(*found)

    def range_of(self, term: int) -> tuple[int, int] | None:
        """Return the range of a stem's postings; None if the field lacks the stem."""
        number = find_number(self.terms.whole(), term)
        if number < 0:
            return None
        first = self.first.whole()
        return first[number], first[number + 1]

    def postings(self, low: int, high: int) -> Postings:
        """Return the postings with the indices from `low` up to `high`, whatever their stems."""
        return Postings(self, low, high)

    def where(self, low: int, high: int) -> StemPositions:
        """Return where the positions of the postings from `low` up to `high` are."""
        docs = self.docs.items(low, high)
        counts = self.counts.items(low // SKIP_INTERVAL * SKIP_INTERVAL, high)
        unread = self._unread
        if unread is None:
            unread = self._unread = self.positions.unread()
        skips = self.skips.with_verified(low // SKIP_INTERVAL, high // SKIP_INTERVAL + 1)
        return StemPositions(docs, counts, skips, low, self.bits, unread)


class StemPositions(NamedTuple):
    """Where the positions of a stem in a field are; plain values, as a compiled function needs.

    Attributes:
        docs, low: the records of its postings, and the index of the first posting in the field.
        counts: of the postings from the last one with an entry in the skip list on.
        skips, bits, positions: those of `FieldPostings`.
    """

    # in quotes: mypyc would look for this type in this module
    docs: "memoryview"  # noqa: UP037
    counts: "memoryview"  # noqa: UP037
    skips: "memoryview"  # noqa: UP037
    low: int
    bits: int
    positions: Unread

    def of(self, doc: int) -> list[int]:
        """Return the positions of the stem in a record; none if it lacks the stem."""
        begin, end = occurrences_in(
            self.docs, self.counts, self.skips, doc, self.low, SKIP_INTERVAL
        )
        if begin == end:
            return []
        self.positions.verify(begin, end)
        packed, bits = self.positions.items[begin:end].tolist(), self.bits
        return [each >> bits for each in packed] if bits else packed


class Postings:
    """The postings of one stem in one field: records, frequencies and positions.

    Attributes:
        docs: the numbers of the records, including deleted ones, ascending; shape (n,).
        counts: how often the stem occurs in each record; shape (n,).
    """

    __slots__ = ("_before", "_docs", "_field", "_low", "_where", "counts", "docs")

    def __init__(self, field: FieldPostings, low: int, high: int) -> None:
        self._field = field
        self._low = low
        self._docs = field.docs.items(low, high)
        self.docs = field.docs.slice(low, high)
        self.counts = field.counts.slice(low, high)
        self._before: memoryview | None = None
        self._where: StemPositions | None = None

    def occurrences(self, chosen: Array | None = None) -> tuple[Array, Array, Array]:
        """Return all occurrences of the stem, or those in the chosen records.

        Args:
            chosen: indices into `docs`, ascending.

        Returns:
            Three arrays with one item per occurrence: index into `docs`, position in the field,
            and code of the form.

        Raises:
            IndexDamaged: the counts are higher than the number of positions.
        """
        counts = self.counts
        ends = self._begin(self._low) + np.cumsum(counts, dtype=np.int64)
        field = self._field
        end = int(ends[-1]) if len(ends) else 0
        if max(int(counts.max(initial=0)), end) > len(field.positions):
            raise field.columns.damaged("a word has more occurrences than the field has positions")
        if chosen is None:
            owners = np.repeat(np.arange(len(counts)), counts)
            return owners, *field.unpack(slice(end - len(owners), end))
        sizes = counts[chosen].astype(np.int64)
        owners = np.repeat(chosen, sizes)
        # the index of each occurrence, from that of the first of its record
        own = np.cumsum(sizes) - sizes
        at = np.arange(len(owners)) + np.repeat(ends[chosen] - sizes - own, sizes)
        return owners, *field.unpack(at)

    def index(self, doc: int) -> int:
        """Return the index of a record in `docs`, or -1."""
        return find_number(self._docs, doc)

    def positions_in(self, doc: int) -> list[int]:
        """Return the positions of the stem in a record; none if it lacks the stem."""
        where = self._where
        if where is None:
            where = self._where = self._field.where(self._low, self._low + len(self._docs))
        return where.of(doc)

    def positions(self, index: int) -> list[int]:
        """Return the positions of the stem in one record, given by its index in `docs`."""
        return self.positions_in(int(self.docs[index]))

    def _begin(self, posting: int) -> int:
        """Return the index of the first position of a posting, from the skip list."""
        entry, rest = divmod(posting, SKIP_INTERVAL)
        own = posting - self._low // SKIP_INTERVAL * SKIP_INTERVAL
        begin: int = self._field.skips.whole()[entry]
        return begin + sum(self._counts()[own - rest : own])

    def _counts(self) -> memoryview:
        """Return the counts from the last posting with an entry in the skip list on."""
        counts = self._before
        if counts is None:
            first = self._low // SKIP_INTERVAL * SKIP_INTERVAL
            counts = self._field.counts.items(first, self._low + len(self._docs))
            self._before = counts
        return counts


@compiled
def find_number(numbers: memoryview | Array, sought: int) -> int:
    """Return the index of a number among ascending ones, or -1."""
    index = bisect_left(numbers, sought)
    return index if index < len(numbers) and numbers[index] == sought else -1


@compiled
def occurrences_in(  # noqa: PLR0913, PLR0917 - plain arrays and numbers, as a compiled function needs
    docs: memoryview, counts: memoryview, skips: memoryview, doc: int, low: int, interval: int
) -> tuple[int, int]:
    """Return the range of the occurrences of a stem in a record; an empty one if it has none.

    Args:
        docs: the records of the stem's postings.
        counts: the counts of postings, from the last one with an entry in `skips` on.
        skips: see `FieldPostings`; there is an entry for every `interval`-th posting.
        low: the index of the stem's first posting.
    """
    index = find_number(docs, doc)
    if index < 0:
        return 0, 0
    entry, rest = divmod(low + index, interval)
    own = low + index - low // interval * interval
    begin = skips[entry] + sum(counts[own - rest : own])
    return begin, begin + counts[own]

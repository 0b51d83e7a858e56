"""A segment opened for reading: terms, postings with positions, exact values, stored records.

Terms are found by binary search in sorted strings; postings are slices of arrays. An array is read
when it is first used. A segment never changes; the snapshot knows which of its records are deleted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from painsci_search.engine.storage.columns import (
    Array,
    Columns,
    Footer,
    Unread,
    decode,
    encode,
    narrowest,
)
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.stored_fields import PackedRecord, decompress_all
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import compiled
from painsci_search.records import FIELDS, KINDS, Kind, StoredRecord
from painsci_search.time_limit import check_time

SUFFIX = ".segment"
# Postings between two entries of the skip list. An entry is the index of a posting's first
# position; for others, up to SKIP_INTERVAL - 1 counts are added to it. Part of the format.
SKIP_INTERVAL = 64
# Stored records that are decompressed at a time where many are read: enough to save calls, and
# little memory, with 64 KiB of the file around each.
_READ_AT_ONCE = 256
# Occurrences of a spelling are counted up to here, the highest uint16: suggestions and completions
# only compare spellings, and more common ones are all common enough.
MOST_USES = 65_535


def value_name(name: str, value: str) -> str:
    """Return the key of an exact value in the sorted strings `values`."""
    return f"{name}\0{value}"


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


class Form(NamedTuple):
    """A spelling: one of the words, folded, that have the same stem.

    Attributes:
        term: the number of the stem.
        code: the number of the form among those of the stem.
    """

    term: int
    code: int


class Segment:
    """A segment, opened for reading; safe to share between threads.

    Records and articles are numbered from 0, in the order in which they were added.

    Attributes:
        terms: the stems, sorted.
        forms: the words as spelled, folded and sorted.
        ids: the ids of the articles, by number.
        anchors: the anchor of each record; "" of an article's own.
        size: the number of records, including deleted ones.
        fields: the postings of each field of `records.FIELDS`.
        caches: values computed for the segment, by `engine.caching.cached_for`.

    Raises:
        IndexDamaged: the file is not as written, or its arrays do not fit together.
    """

    def __init__(self, folder: Folder, name: str, footer: Footer) -> None:
        self.name = name
        self.footer = footer
        self.columns = Columns(folder, name, footer)
        column = self.columns
        self.terms = column.strings("terms")
        self.forms = column.strings("forms")
        self.ids = column.strings("ids")
        self.anchors = column.strings("anchors")
        self._values = column.strings("values")
        self._firsts = column["articles.first"]
        self._articles = column["records.article"]
        self._kinds = column["records.kind"]
        self._stored = column["stored.data"]
        self._stored_starts = column["stored.start"]
        self.size = len(self._kinds)
        self.caches: dict[Callable[..., Any], Any] = {}
        self.fields = {field: FieldPostings(self, field) for field in FIELDS}
        consistent = (
            len(self._firsts) == len(self.ids) + 1
            and len(self.anchors) == self.size == len(self._articles)
            and len(column["records.digest"]) == self.size
            and len(self._stored_starts) == self.size + 1
            and all(len(field.length) == self.size for field in self.fields.values())
        )
        if not consistent:
            raise column.damaged("its arrays have inconsistent lengths")

    @cached_property
    def language(self) -> str:
        """The code of the language that its stems are of, see `languages.py`; "" for English.

        Raises:
            IndexDamaged: this version knows no such language.
        """
        code = self.columns["language"].all().tobytes().decode("ascii", "replace")
        if code:
            from painsci_search.languages import language_code  # noqa: PLC0415 - seldom needed

            if language_code(code) != code:
                raise self.columns.damaged(f"it is in a language {code!r} that is unknown")
        return code

    def kinds(self) -> Array:
        """Return the kind of each record, as its index in `KINDS`: shape (size,)."""
        return self._kinds.all()

    def of_kind(self, kind: Kind) -> Array:
        """Return the records of a kind, including deleted ones, ascending."""
        return np.flatnonzero(self.kinds() == KINDS.index(kind))

    def digests(self) -> Array:
        """Return for each record 64 bits that identify its texts, 0 for none: shape (size,)."""
        return self.columns["records.digest"].all()

    def articles(self) -> Array:
        """Return the article number of each record: shape (size,)."""
        return self._articles.all()

    def article_order(self) -> Array:
        """Return the rank of each article by its id in this segment: int64, shape (articles,)."""
        order = self.columns["ids.order"].all()
        rank = np.zeros(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank

    def article_of(self, number: int) -> int:
        """Return the number of a record's article."""
        return self._articles.whole()[number]

    def article_id(self, number: int) -> str:
        """Return the id of a record's article."""
        return self.ids[self.article_of(number)]

    def records_of(self, article: int) -> tuple[int, int]:
        """Return the (first, last + 1) range of an article's records."""
        firsts = self._firsts.whole()
        return firsts[article], firsts[article + 1]

    def anchors_of(self, article: int) -> list[str]:
        """Return the anchors of an article's records in order; the first, its own, is ""."""
        return self.anchors.list(*self.records_of(article))

    def find_anchor(self, article: int, anchor: str) -> int | None:
        """Return the number of the record of an article that has an anchor; None if none has."""
        first, end = self.records_of(article)
        anchors = self.anchors.list(first, end)
        return first + anchors.index(anchor) if anchor in anchors else None

    def find_article(self, article_id: str) -> Iterator[int]:
        """Yield the numbers of the articles with an id, including deleted ones."""
        order = self.columns["ids.order"].whole()
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if self.ids[order[middle]] < article_id:
                low = middle + 1
            else:
                high = middle
        while low < len(order) and self.ids[order[low]] == article_id:
            yield order[low]
            low += 1

    def value(self, name: str, value: str) -> Array:
        """Return the records with an exact value, including deleted ones, ascending."""
        number = self._values.find(value_name(name, value))
        if number < 0:
            return np.zeros(0, np.int64)
        firsts = self.columns["values.first"].whole()
        return self.columns["values.docs"].slice(firsts[number], firsts[number + 1])

    def values(self, name: str) -> Iterator[str]:
        """Yield the exact values of a field in this segment, sorted."""
        prefix = encode(value_name(name, ""))
        number = self._values.first(prefix)
        while number < len(self._values) and self._values.encoded(number).startswith(prefix):
            yield decode(self._values.encoded(number)[len(prefix) :])
            number += 1

    def form(self, word: str) -> Form | None:
        """Look up a folded word; None if the segment does not have this spelling."""
        number = self.forms.find(word)
        return None if number < 0 else self._form(number)

    def forms_from(self, beginning: str) -> Iterator[tuple[str, Form]]:
        """Yield the words that start with `beginning`, sorted, each with its form."""
        prefix = encode(beginning)
        number = self.forms.first(prefix)
        while number < len(self.forms) and (word := self.forms.encoded(number)).startswith(prefix):
            yield decode(word), self._form(number)
            number += 1

    def most_used(self, beginning: str, count: int) -> list[tuple[str, int]]:
        """Return the `count` most used words that start with `beginning`, with their counts.

        Occurrences in deleted records count, too.
        """
        prefix = encode(beginning)
        first, end = self.forms.first(prefix), self.forms.first(prefix + b"\xff")
        uses = self.columns["forms.uses"].slice(first, end)
        chosen = np.argsort(uses, kind="stable")[::-1][:count].tolist()
        return [(self.forms[first + number], int(uses[number])) for number in chosen]

    def uses(self, word: str) -> int:
        """Return how often a folded word occurs in the segment, including deleted records."""
        number = self.forms.find(word)
        return 0 if number < 0 else self.columns["forms.uses"].whole()[number]

    def _form(self, number: int) -> Form:
        columns = self.columns
        return Form(columns["forms.term"].whole()[number], columns["forms.code"].whole()[number])

    def load(self, number: int) -> StoredRecord:
        """Read and decompress a stored record.

        Raises:
            ValueError, struct.error: the stored bytes are not a record.
            TooSlow: see `painsci_search.time_limit`.
        """
        (whole,) = self.load_packed([number])
        return PackedRecord(self.kind_of(number), whole)

    def load_packed(self, numbers: Sequence[int]) -> list[bytes]:
        """Read and decompress stored records, for `PackedRecord`; errors as of `load`."""
        check_time()
        return decompress_all(self.stored(numbers))

    def read(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """Yield many stored records, for `PackedRecord`; errors as of `load`.

        Their memory is given back: beside each record the pages of the file around it are read,
        which for a few in every hundred is all of the file.
        """
        for start in range(0, len(numbers), _READ_AT_ONCE):
            yield from self.load_packed(numbers[start : start + _READ_AT_ONCE])
            self._stored.release()

    def kind_of(self, number: int) -> Kind:
        """Return the kind of a record."""
        return KINDS[self._kinds.whole()[number]]

    def kinds_of(self, numbers: Sequence[int]) -> list[Kind]:
        """Return the kinds of records."""
        kinds = self._kinds.whole()
        return [KINDS[kinds[number]] for number in numbers]

    def stored(self, numbers: Sequence[int]) -> list[memoryview]:
        """Return the compressed bytes of stored records."""
        return self._stored.parts_at(self._stored_starts, numbers)


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

    def __init__(self, segment: Segment, name: str) -> None:
        self.segment = segment
        self.name = name
        columns = segment.columns
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
            raise field.segment.columns.damaged(
                "a word has more occurrences than the field has positions"
            )
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

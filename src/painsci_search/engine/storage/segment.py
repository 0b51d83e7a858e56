"""A segment read back: words, postings with positions, exact values, and stored records.

Words are looked up in sorted strings, postings are slices of arrays; nothing is read before it is
asked for. What a segment holds never changes: that a record is deleted is known to the snapshot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from painsci_search.engine.storage.columns import Array, Columns, Seal, decode, encode, narrowest
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.packing import unpack
from painsci_search.records import FIELDS, KINDS, StoredRecord

SUFFIX = ".segment"
# Every so many postings the place of their positions is noted; between, it is counted.
SPOT = 64
# Words that are used more often count as used so often: suggestions need no more.
MOST_USES = 65_535


def value_name(name: str, value: str) -> str:
    """Spell an exact value as it is stored and looked up."""
    return f"{name}\0{value}"


def code_bits(position: int, code: int) -> int:
    """How many bits of a place hold the code of the form, given the highest position and code.

    Position and code share a number where that takes less room than two of them; 0 where not.
    """
    bits = code.bit_length()
    together = np.dtype(narrowest((position << bits) | code)).itemsize
    apart = np.dtype(narrowest(position)).itemsize + np.dtype(narrowest(code)).itemsize
    return bits if together < apart else 0


class Form(NamedTuple):
    """A word as spelled: the number of its stem, and its code among the stem's forms."""

    term: int
    code: int


class Segment:
    """A sealed segment, opened for reading; safe to share between threads.

    Attributes:
        size: how many records it holds, deleted ones too.
        caches: what was computed for it, by `engine.caching.cached_for`.
    """

    def __init__(self, folder: Folder, name: str, seal: Seal) -> None:
        self.name = name
        self.seal = seal
        self.columns = Columns(folder, name, seal)
        column = self.columns
        self.terms = column.strings("terms")
        self.forms = column.strings("forms")
        self.ids = column.strings("ids")
        self.anchors = column.strings("anchors")
        self._values = column.strings("values")
        self._firsts = column["articles.first"]
        self.size = len(column["records.kind"])
        self.caches: dict[Callable[..., Any], Any] = {}
        self.fields = {field: FieldPostings(self, field) for field in FIELDS}
        consistent = (
            len(self._firsts) == len(self.ids) + 1
            and len(self.anchors) == self.size == len(column["records.article"])
            and len(column["stored.start"]) == self.size + 1
            and all(len(field.length) == self.size for field in self.fields.values())
        )
        if not consistent:
            raise column.damaged("its arrays do not fit together")

    def kinds(self) -> Array:
        """The kind of each record, as its number in KINDS."""
        return self.columns["records.kind"].all()

    def articles(self) -> Array:
        """The number of each record's article."""
        return self.columns["records.article"].all()

    def article_order(self) -> Array:
        """For each article its place among the segment's when sorted by id."""
        order = self.columns["ids.order"].all()
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return place

    def article_of(self, number: int) -> int:
        """The number of a record's article."""
        return self.columns["records.article"].whole()[number]

    def article_id(self, number: int) -> str:
        """The id of a record's article."""
        return self.ids[self.article_of(number)]

    def records_of(self, article: int) -> tuple[int, int]:
        """The records of an article: the first, and the one behind the last."""
        firsts = self._firsts.whole()
        return firsts[article], firsts[article + 1]

    def anchors_of(self, article: int) -> list[str]:
        """The anchors of an article's records in their order, its own, "", first."""
        return self.anchors.list(*self.records_of(article))

    def find_article(self, article_id: str) -> Iterator[int]:
        """Yield the numbers of the articles with that id: deleted ones may be among them."""
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
        """The records with an exact value, ascending."""
        number = self._values.find(value_name(name, value))
        if number < 0:
            return np.zeros(0, np.int64)
        firsts = self.columns["values.first"].whole()
        return self.columns["values.docs"].slice(firsts[number], firsts[number + 1])

    def values(self, name: str) -> Iterator[str]:
        """Yield the exact values of that name in this segment, sorted."""
        prefix = encode(value_name(name, ""))
        number = self._values.first(prefix)
        while number < len(self._values) and self._values.encoded(number).startswith(prefix):
            yield decode(self._values.encoded(number)[len(prefix) :])
            number += 1

    def all_values(self) -> Iterator[tuple[tuple[str, str], Array]]:
        """Yield every exact value as (name, value), with the records that have it."""
        firsts = self.columns["values.first"].whole()
        docs = self.columns["values.docs"]
        for number in range(len(self._values)):
            name, _, value = self._values[number].partition("\0")
            yield (name, value), docs.slice(firsts[number], firsts[number + 1])

    def form(self, word: str) -> Form | None:
        """Look up a folded word."""
        number = self.forms.find(word)
        return None if number < 0 else self._form(number)

    def forms_from(self, beginning: str) -> Iterator[tuple[str, Form]]:
        """Yield the words that begin so, with what they are forms of, sorted."""
        prefix = encode(beginning)
        number = self.forms.first(prefix)
        while number < len(self.forms) and (word := self.forms.encoded(number)).startswith(prefix):
            yield decode(word), self._form(number)
            number += 1

    def most_used(self, beginning: str, count: int) -> list[tuple[str, int]]:
        """The words that begin so and are used most, with how often, deleted records counted."""
        prefix = encode(beginning)
        first, end = self.forms.first(prefix), self.forms.first(prefix + b"\xff")
        uses = self.columns["forms.uses"].slice(first, end)
        chosen = np.argsort(uses, kind="stable")[::-1][:count].tolist()
        return [(self.forms[first + number], int(uses[number])) for number in chosen]

    def uses(self, word: str) -> int:
        """How often a folded word occurs in the segment, in deleted records too."""
        number = self.forms.find(word)
        return 0 if number < 0 else self.columns["forms.uses"].whole()[number]

    def _form(self, number: int) -> Form:
        columns = self.columns
        return Form(columns["forms.term"].whole()[number], columns["forms.code"].whole()[number])

    def load(self, number: int) -> StoredRecord:
        """Read a record.

        Raises:
            ValueError, struct.error, zlib.error: what is stored is not a record.
        """
        starts = self.columns["stored.start"].whole()
        packed = self.columns["stored.data"].items(starts[number], starts[number + 1])
        data, text, steps = unpack(packed)
        kind = KINDS[self.columns["records.kind"].whole()[number]]
        return StoredRecord(kind, text, data.pop("sentences"), steps, data)


class FieldPostings:
    """The postings of one field of a segment."""

    def __init__(self, segment: Segment, name: str) -> None:
        self.segment = segment
        self.name = name
        columns = segment.columns
        self.terms = columns[f"{name}.terms"]
        self.first = columns[f"{name}.first"]
        self.docs = columns[f"{name}.docs"]
        self.counts = columns[f"{name}.counts"]
        self.spots = columns[f"{name}.spots"]
        self.places = columns[f"{name}.places"]
        self.length = columns[f"{name}.length"]
        self.bits = columns[f"{name}.bits"].whole()[0]
        self._codes = columns[f"{name}.codes"]
        consistent = (
            len(self.first) == len(self.terms) + 1
            and len(self.docs) == len(self.counts)
            and len(self._codes) == (0 if self.bits else len(self.places))
            and self.bits < 32
        )
        if not consistent:
            raise columns.damaged("the arrays of a field do not fit together")

    def split(self, at: slice | Array) -> tuple[Array, Array]:
        """The positions of some places, and the codes of the forms there."""
        if isinstance(at, slice):
            places = self.places.slice(at.start, at.stop)
        else:
            places = self.places.all()[at]
        if self.bits:
            return places >> self.bits, places & ((1 << self.bits) - 1)
        return places, self._codes.all()[at]

    def find(self, term: int) -> Postings | None:
        """Find the postings of a stem by its number."""
        terms = self.terms.whole()
        number = bisect_left(terms, term)
        if number == len(terms) or terms[number] != term:
            return None
        first = self.first.whole()
        return self.postings(first[number], first[number + 1])

    def postings(self, low: int, high: int) -> Postings:
        """Return the postings from number low up to high, of whatever stems."""
        return Postings(self, low, high)


class Postings:
    """The postings of one stem in one field: records, and how often and where it stands in each.

    Attributes:
        docs: the numbers of the records, ascending.
        counts: how often the stem stands in each.
    """

    __slots__ = ("_docs", "_field", "_low", "counts", "docs")

    def __init__(self, field: FieldPostings, low: int, high: int) -> None:
        self._field = field
        self._low = low
        self._docs = field.docs.items(low, high)
        self.docs = field.docs.slice(low, high)
        self.counts = field.counts.slice(low, high)

    def occurrences(self, chosen: Array | None = None) -> tuple[Array, Array, Array]:
        """Every place of the stem in all records, or in the chosen ones.

        Args:
            chosen: indices into docs, ascending.

        Returns:
            For each place: the index into docs, the position, and the code of the form.
        """
        counts = self.counts.astype(np.int64)
        begins = self._begin(self._low) + np.append(0, np.cumsum(counts))
        field = self._field
        if max(int(counts.max(initial=0)), int(begins[-1])) > len(field.places):
            raise field.segment.columns.damaged("a word stands in more places than there are")
        if chosen is None:
            owners = np.repeat(np.arange(len(counts)), counts)
            return owners, *field.split(slice(int(begins[0]), int(begins[-1])))
        sizes = counts[chosen]
        owners = np.repeat(chosen, sizes)
        inside = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        at = begins[owners] + inside
        return owners, *field.split(at)

    def index(self, doc: int) -> int:
        """The index of a record in docs, or -1."""
        index = bisect_left(self._docs, doc)
        return index if index < len(self._docs) and self._docs[index] == doc else -1

    def positions(self, index: int) -> list[int]:
        """The positions of the stem in one record, given by its index in docs."""
        begin = self._begin(self._low + index)
        field, end = self._field, begin + int(self.counts[index])
        return [place >> field.bits for place in field.places.items(begin, end)]

    def _begin(self, posting: int) -> int:
        """Where the positions of a posting begin."""
        spot, rest = divmod(posting, SPOT)
        begin: int = self._field.spots.whole()[spot]
        return begin + sum(self._field.counts.items(posting - rest, posting))

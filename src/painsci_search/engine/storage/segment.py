"""A segment opened for reading: terms, postings of fields, exact values, stored records.

Terms are found by binary search in sorted strings. An array is read when it is first used. A
segment never changes; the snapshot knows which of its records are deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from painsci_search.engine.storage.columns import (
    Array,
    Columns,
    Footer,
    decode,
    encode,
)
from painsci_search.engine.storage.field_postings import FieldPostings
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.stored_fields import PackedRecord, decompress_all
from painsci_search.late_tuples import NamedTuple
from painsci_search.records import FIELDS, KINDS, Kind, StoredRecord
from painsci_search.time_limit import check_time

SUFFIX = ".segment"
# Stored records that are decompressed at a time where many are read: enough to save calls, and
# little memory, with 64 KiB of the file around each.
_READ_AT_ONCE = 256
# Occurrences of a spelling are counted up to here, the highest uint16: suggestions and completions
# only compare spellings, and more common ones are all common enough.
MOST_USES = 65_535


def value_name(name: str, value: str) -> str:
    """Return the key of an exact value in the sorted strings `values`."""
    return f"{name}\0{value}"


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
        self.fields = {field: FieldPostings(self.columns, field) for field in FIELDS}
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

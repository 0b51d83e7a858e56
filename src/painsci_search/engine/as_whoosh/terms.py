"""The terms of each field of a segment, with their postings in live records.

Whoosh sees the live records only, numbered from 0 in their order: deleted records count neither in
postings nor in statistics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np

from painsci_search.engine.as_whoosh.postings import TermPostings
from painsci_search.engine.as_whoosh.schema import SPELLED, UNSTEMMED, VALUES
from painsci_search.engine.storage.columns import Array, decode, encode
from painsci_search.engine.storage.field_postings import FieldPostings
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.records import FIELDS, KINDS


class Terms(Protocol):
    """The terms of one field."""

    def find(self, term: bytes) -> TermPostings | None:
        """Return the postings of a term; None if no live record has it."""

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the terms of live records that are not less than `first`, sorted."""


class LiveRecords:
    """The records of a segment that are not deleted.

    Attributes:
        numbers: their numbers in the segment, by their numbers in Whoosh; shape (live records,).
    """

    def __init__(self, view: SegmentView) -> None:
        self.segment: Segment = view.segment
        self.numbers = view.only_live(np.arange(view.segment.size))
        self._is_live = np.ones(view.segment.size, np.bool_) if view.live is None else view.live
        self._ranks = np.cumsum(self._is_live) - 1

    def __contains__(self, number: int) -> bool:
        return bool(self._is_live[number])

    def chosen(self, numbers: Array) -> Array:
        """Return the indices of the live records among some numbers in the segment."""
        return np.flatnonzero(self._is_live[numbers])

    def ranks(self, numbers: Array) -> Array:
        """Return the numbers in Whoosh of live records, given by their numbers in the segment."""
        return self._ranks[numbers]

    def postings(self, numbers: Array) -> TermPostings | None:
        """Return the postings of an exact value, given its records in the segment."""
        docs = self.ranks(numbers[self.chosen(numbers)])
        return TermPostings(docs, np.ones(len(docs)), lambda _: []) if len(docs) else None


def terms_of(live: LiveRecords) -> dict[str, Terms]:
    """Return the terms of a segment by field name, sorted by name."""
    fields = live.segment.fields
    found: dict[str, Terms] = {name: Stems(live, fields[name]) for name in FIELDS}
    for name in UNSTEMMED:
        found[name] = Forms(live, fields[name.removeprefix(SPELLED)])
    for name in VALUES:
        found[name] = Values(live, name)
    found |= {"kind": Kinds(live), "article": Articles(live), "key": RecordKeys(live)}
    return dict(sorted(found.items()))


class Stems:
    """The stems of a field."""

    def __init__(self, live: LiveRecords, field: FieldPostings) -> None:
        self._live = live
        self._field = field
        self._strings = live.segment.terms

    def find(self, term: bytes) -> TermPostings | None:
        """Find the postings of a stem."""
        number = self._strings.find(decode(term))
        postings = self._field.find(number) if number >= 0 else None
        if postings is None:
            return None
        chosen = self._live.chosen(postings.docs)
        if not len(chosen):
            return None
        docs = self._live.ranks(postings.docs[chosen])
        return TermPostings(
            docs, postings.counts[chosen], lambda index: postings.positions(int(chosen[index]))
        )

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the stems that are not less than `first`."""
        begin = np.searchsorted(self._numbers, self._strings.first(first))
        return (self._strings.encoded(number) for number in self._numbers[begin:].tolist())

    @cached_property
    def _numbers(self) -> Array:
        """The numbers of the stems that live records have, ascending."""
        docs = self._field.docs.all()
        return np.unique(_terms_of_postings(self._field)[self._live.chosen(docs)])


class Forms:
    """The words of a field as spelled."""

    def __init__(self, live: LiveRecords, field: FieldPostings) -> None:
        self._live = live
        self._field = field
        self._strings = live.segment.forms

    def find(self, term: bytes) -> TermPostings | None:
        """Find the postings of a word."""
        form = self._live.segment.form(decode(term))
        postings = self._field.find(form.term) if form is not None else None
        if form is None or postings is None:
            return None
        owners, positions, codes = postings.occurrences()
        numbers = postings.docs[owners]
        mine = np.flatnonzero(codes == form.code)
        mine = mine[self._live.chosen(numbers[mine])]
        if not len(mine):
            return None
        found, begins, counts = np.unique(numbers[mine], return_index=True, return_counts=True)
        positions = positions[mine]
        return TermPostings(
            self._live.ranks(found),
            counts,
            lambda index: positions[begins[index] : begins[index] + counts[index]].tolist(),
        )

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the words that are not less than `first`."""
        begin = np.searchsorted(self._numbers, self._strings.first(first))
        return (self._strings.encoded(number) for number in self._numbers[begin:].tolist())

    @cached_property
    def _numbers(self) -> Array:
        """The numbers of the words that live records have, ascending."""
        field, columns = self._field, self._live.segment.columns
        postings = field.postings(0, len(field.docs))
        owners, _, codes = postings.occurrences()
        # A code numbers a form among those of its stem: an index into the forms sorted by stem.
        stems = columns["forms.term"].all()
        in_order = np.lexsort((columns["forms.code"].all(), stems))
        begins = np.searchsorted(stems[in_order], np.arange(len(self._live.segment.terms)))
        used = in_order[begins[_terms_of_postings(field)[owners]] + codes]
        return np.unique(used[self._live.chosen(postings.docs[owners])])


def _terms_of_postings(field: FieldPostings) -> Array:
    """Return the number of the stem of each posting."""
    sizes: Array = np.diff(field.first.all().astype(np.int64))
    return np.repeat(field.terms.all().astype(np.int64), sizes)


class Values:
    """The exact values of one field."""

    def __init__(self, live: LiveRecords, name: str) -> None:
        self._live = live
        self._name = name

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records with a value."""
        return self._live.postings(self._live.segment.value(self._name, decode(term)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the values that are not less than `first`."""
        encoded = (encode(value) for value in self._live.segment.values(self._name))
        return (value for value in encoded if value >= first and self.find(value))


class Kinds:
    """The kinds of records."""

    def __init__(self, live: LiveRecords) -> None:
        self._live = live

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records of a kind."""
        numbers = [number for number, kind in enumerate(KINDS) if encode(kind) == term]
        return self._live.postings(np.flatnonzero(np.isin(self._live.segment.kinds(), numbers)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the kinds that are not less than `first`."""
        encoded = sorted(encode(kind) for kind in KINDS)
        return (kind for kind in encoded if kind >= first and self.find(kind))


class Articles:
    """The ids of articles."""

    def __init__(self, live: LiveRecords) -> None:
        self._live = live

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records of an article."""
        segment = self._live.segment
        ranges = [segment.records_of(n) for n in segment.find_article(decode(term))]
        records = [number for low, high in ranges for number in range(low, high)]
        return self._live.postings(np.sort(np.array(records, np.int64)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the ids that are not less than `first`."""
        return _from(first, (article_id for article_id, _ in _articles(self._live)))


class RecordKeys:
    """The keys of records: an article's id, or "id#anchor" of a section or note."""

    def __init__(self, live: LiveRecords) -> None:
        self._live = live

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records with a key; several if an id or anchor contains "#"."""
        key, segment = decode(term), self._live.segment
        found = []
        for cut in (at for at, char in enumerate(key + "#") if char == "#"):
            article_id, anchor = key[:cut], key[cut + 1 :]
            if make_key(article_id, anchor) != key:
                continue
            for number in segment.find_article(article_id):
                anchors = segment.anchors_of(number)
                if anchor in anchors:
                    found.append(segment.records_of(number)[0] + anchors.index(anchor))
        return self._live.postings(np.sort(np.array(found, np.int64)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the keys that are not less than `first`."""
        anchors_of = self._live.segment.anchors_of
        keys = (
            make_key(article_id, anchor)
            for article_id, number in _articles(self._live)
            for anchor in anchors_of(number)
        )
        return _from(first, keys)


def make_key(article_id: str, anchor: str) -> str:
    """Return the key of a record."""
    return f"{article_id}#{anchor}" if anchor else article_id


def _articles(live: LiveRecords) -> Iterator[tuple[str, int]]:
    """Yield id and number of each live article."""
    segment = live.segment
    firsts = segment.columns["articles.first"].all().tolist()
    for number, (low, high) in enumerate(pairwise(firsts)):
        if low < high and low in live:
            yield segment.ids[number], number


def _from(first: bytes, terms: Iterable[str]) -> Iterator[bytes]:
    return iter(sorted({term for term in map(encode, terms) if term >= first}))

"""The terms of a segment's fields, each with the records that are not deleted and have it.

Whoosh sees the living records only, numbered from 0 in their order: what is deleted is not there,
neither in postings nor in statistics.
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
from painsci_search.engine.storage.segment import FieldPostings, Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.records import FIELDS, KINDS


class Terms(Protocol):
    """The terms of one field."""

    def find(self, term: bytes) -> TermPostings | None:
        """Find the postings of a term; None where no living record has it."""

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the terms of living records, sorted, from ``first`` on."""


class Living:
    """The records of a segment that are not deleted.

    Attributes:
        numbers: their numbers in the segment, by the number that Whoosh knows them by.
    """

    def __init__(self, view: SegmentView) -> None:
        self.segment: Segment = view.segment
        self.numbers = view.living(np.arange(view.segment.size))
        self._alive = np.ones(view.segment.size, np.bool_) if view.alive is None else view.alive
        self._ranks = np.cumsum(self._alive) - 1

    def __contains__(self, number: int) -> bool:
        return bool(self._alive[number])

    def chosen(self, numbers: Array) -> Array:
        """The indices of those that live, of some numbers in the segment."""
        return np.flatnonzero(self._alive[numbers])

    def ranks(self, numbers: Array) -> Array:
        """What Whoosh knows some living records by."""
        return self._ranks[numbers]

    def postings(self, numbers: Array) -> TermPostings | None:
        """The postings of an exact value."""
        docs = self.ranks(numbers[self.chosen(numbers)])
        return TermPostings(docs, np.ones(len(docs)), lambda _: []) if len(docs) else None


def terms_of(living: Living) -> dict[str, Terms]:
    """Return the terms of each field of a segment, by the field's name."""
    fields = living.segment.fields
    found: dict[str, Terms] = {name: Stems(living, fields[name]) for name in FIELDS}
    for name in UNSTEMMED:
        found[name] = Forms(living, fields[name.removeprefix(SPELLED)])
    for name in VALUES:
        found[name] = Values(living, name)
    found |= {"kind": Kinds(living), "article": Articles(living), "key": Keys(living)}
    return dict(sorted(found.items()))


class Stems:
    """The stems in a field."""

    def __init__(self, living: Living, field: FieldPostings) -> None:
        self._living = living
        self._field = field
        self._strings = living.segment.terms

    def find(self, term: bytes) -> TermPostings | None:
        """Find the postings of a stem."""
        number = self._strings.find(decode(term))
        postings = self._field.find(number) if number >= 0 else None
        if postings is None:
            return None
        chosen = self._living.chosen(postings.docs)
        if not len(chosen):
            return None
        docs = self._living.ranks(postings.docs[chosen])
        return TermPostings(
            docs, postings.counts[chosen], lambda index: postings.positions(int(chosen[index]))
        )

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the stems from that one on."""
        begin = np.searchsorted(self._numbers, self._strings.first(first))
        return (self._strings.encoded(number) for number in self._numbers[begin:].tolist())

    @cached_property
    def _numbers(self) -> Array:
        """The numbers of the stems that living records have."""
        docs = self._field.docs.all()
        return np.unique(_terms_of_postings(self._field)[self._living.chosen(docs)])


class Forms:
    """The words in a field as spelled."""

    def __init__(self, living: Living, field: FieldPostings) -> None:
        self._living = living
        self._field = field
        self._strings = living.segment.forms

    def find(self, term: bytes) -> TermPostings | None:
        """Find the postings of a word."""
        form = self._living.segment.form(decode(term))
        postings = self._field.find(form.term) if form is not None else None
        if form is None or postings is None:
            return None
        owners, positions, codes = postings.occurrences()
        numbers = postings.docs[owners]
        mine = np.flatnonzero(codes == form.code)
        mine = mine[self._living.chosen(numbers[mine])]
        if not len(mine):
            return None
        found, begins, counts = np.unique(numbers[mine], return_index=True, return_counts=True)
        places = positions[mine]
        return TermPostings(
            self._living.ranks(found),
            counts,
            lambda index: places[begins[index] : begins[index] + counts[index]].tolist(),
        )

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the words from that one on."""
        begin = np.searchsorted(self._numbers, self._strings.first(first))
        return (self._strings.encoded(number) for number in self._numbers[begin:].tolist())

    @cached_property
    def _numbers(self) -> Array:
        """The numbers of the words that living records have."""
        field, columns = self._field, self._living.segment.columns
        postings = field.postings(0, len(field.docs))
        owners, _, codes = postings.occurrences()
        # Codes number the forms of a stem, so forms in the order of their stems are found by both.
        stems = columns["forms.term"].all()
        in_order = np.lexsort((columns["forms.code"].all(), stems))
        begins = np.searchsorted(stems[in_order], np.arange(len(self._living.segment.terms)))
        used = in_order[begins[_terms_of_postings(field)[owners]] + codes]
        return np.unique(used[self._living.chosen(postings.docs[owners])])


def _terms_of_postings(field: FieldPostings) -> Array:
    """The number of each posting's stem."""
    sizes: Array = np.diff(field.first.all().astype(np.int64))
    return np.repeat(field.terms.all().astype(np.int64), sizes)


class Values:
    """The exact values of one name."""

    def __init__(self, living: Living, name: str) -> None:
        self._living = living
        self._name = name

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records with a value."""
        return self._living.postings(self._living.segment.value(self._name, decode(term)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the values from that one on."""
        encoded = (encode(value) for value in self._living.segment.values(self._name))
        return (value for value in encoded if value >= first and self.find(value))


class Kinds:
    """The kinds of records."""

    def __init__(self, living: Living) -> None:
        self._living = living

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records of a kind."""
        numbers = [number for number, kind in enumerate(KINDS) if encode(kind) == term]
        return self._living.postings(np.flatnonzero(np.isin(self._living.segment.kinds(), numbers)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the kinds from that one on."""
        encoded = sorted(encode(kind) for kind in KINDS)
        return (kind for kind in encoded if kind >= first and self.find(kind))


class Articles:
    """The ids of articles."""

    def __init__(self, living: Living) -> None:
        self._living = living

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records of an article."""
        segment = self._living.segment
        ranges = [segment.records_of(n) for n in segment.find_article(decode(term))]
        records = [number for low, high in ranges for number in range(low, high)]
        return self._living.postings(np.sort(np.array(records, np.int64)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the ids from that one on."""
        return _from(first, (article_id for article_id, _ in _articles(self._living)))


class Keys:
    """The keys of records: an article's id, and with "#" the anchor of a section or note."""

    def __init__(self, living: Living) -> None:
        self._living = living

    def find(self, term: bytes) -> TermPostings | None:
        """Find the records of that key: more than one where a "#" is ambiguous."""
        key, segment = decode(term), self._living.segment
        found = []
        for cut in (at for at, char in enumerate(key + "#") if char == "#"):
            article_id, anchor = key[:cut], key[cut + 1 :]
            if make_key(article_id, anchor) != key:
                continue
            for number in segment.find_article(article_id):
                anchors = segment.anchors_of(number)
                if anchor in anchors:
                    found.append(segment.records_of(number)[0] + anchors.index(anchor))
        return self._living.postings(np.sort(np.array(found, np.int64)))

    def starting(self, first: bytes) -> Iterator[bytes]:
        """Yield the keys from that one on."""
        anchors_of = self._living.segment.anchors_of
        keys = (
            make_key(article_id, anchor)
            for article_id, number in _articles(self._living)
            for anchor in anchors_of(number)
        )
        return _from(first, keys)


def make_key(article_id: str, anchor: str) -> str:
    """Name a record."""
    return f"{article_id}#{anchor}" if anchor else article_id


def _articles(living: Living) -> Iterator[tuple[str, int]]:
    """Yield the ids and the numbers of the living articles."""
    segment = living.segment
    firsts = segment.columns["articles.first"].all().tolist()
    for number, (low, high) in enumerate(pairwise(firsts)):
        if low < high and low in living:
            yield segment.ids[number], number


def _from(first: bytes, terms: Iterable[str]) -> Iterator[bytes]:
    return iter(sorted({term for term in map(encode, terms) if term >= first}))

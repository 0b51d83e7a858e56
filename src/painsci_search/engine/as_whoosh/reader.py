"""A segment, and a snapshot of several segments, as `whoosh.reading.IndexReader`s."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.fields import Schema
from whoosh.matching import Matcher
from whoosh.reading import EmptyReader, IndexReader, MultiReader, TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from painsci_search.engine.as_whoosh.postings import ArrayMatcher, TermPostings
from painsci_search.engine.as_whoosh.schema import SPELLED
from painsci_search.engine.as_whoosh.terms import LiveRecords, make_key, terms_of
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.records import Record, StoredRecord

# Returns the records of an article as they were indexed, from its id and its stored records.
Rebuild = Callable[[str, Iterable[StoredRecord]], Iterable[Record]]


def open_reader(snapshot: Snapshot, schema: Schema, rebuild: Rebuild) -> IndexReader:
    """Return a reader of all records of a snapshot."""
    generation = snapshot.manifest.generation
    readers = [ArrayReader(view, schema, generation, rebuild) for view in snapshot.views]
    if not readers:
        return NothingReader(schema, generation)
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation)


class NothingReader(EmptyReader):  # type: ignore[misc]
    """A reader of an empty index that has a generation."""

    def __init__(self, schema: Schema, generation: int) -> None:
        super().__init__(schema)
        self._generation = generation

    def generation(self) -> int:
        """Return the number of the commit."""
        return self._generation


class ArrayReader(IndexReader):  # type: ignore[misc]
    """Reads the live records of one segment; it needs no closing."""

    def __init__(
        self, view: SegmentView, schema: Schema, generation: int, rebuild: Rebuild
    ) -> None:
        self.schema = schema
        self._rebuild = rebuild
        self._generation = generation
        self._segment = view.segment
        self._live = LiveRecords(view)
        self._terms = terms_of(self._live)
        self._lengths: dict[str, Array] = {}
        self._last_found: tuple[str, bytes, TermPostings | None] = ("", b"", None)
        self._records: tuple[int, list[Record]] = (-1, [])

    def generation(self) -> int:
        """Return the number of the commit."""
        return self._generation

    def indexed_field_names(self) -> Iterable[str]:
        """Return the names of the fields."""
        return iter(self._terms)

    # Terms

    def __contains__(self, term: tuple[str, str | bytes]) -> bool:
        return self._find(*term) is not None

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms of all fields as (field, term), sorted."""
        for field, terms in self._terms.items():
            for term in terms.starting(b""):
                yield field, term

    def terms_from(self, fieldname: str, prefix: str | bytes) -> Iterator[tuple[str, bytes]]:
        """Yield what `all_terms` does, from (`fieldname`, `prefix`) on."""
        first = self._text_to_bytes(fieldname, prefix)
        for field, terms in self._terms.items():
            if field >= fieldname:
                for term in terms.starting(first if field == fieldname else b""):
                    yield field, term

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        """Return statistics of a term.

        Raises:
            TermNotFound: no live record has the term.
        """
        return self._required(fieldname, text).info(self._length(fieldname))

    def frequency(self, fieldname: str, text: str | bytes) -> int:
        """Return the number of occurrences of a term."""
        found = self._find(fieldname, text)
        return 0 if found is None else int(found.counts.sum(dtype=np.int64))

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        """Return the number of records that have a term."""
        found = self._find(fieldname, text)
        return 0 if found is None else len(found.docs)

    def postings(
        self, fieldname: str, text: str | bytes, scorer: BaseScorer | None = None
    ) -> Matcher:
        """Return a matcher of the records that have a term.

        Raises:
            TermNotFound: no live record has the term.
        """
        found = self._required(fieldname, text)
        term = (fieldname, self._text_to_bytes(fieldname, text))
        return ArrayMatcher(term, found, self.schema[fieldname].format, scorer)

    def _required(self, fieldname: str, text: str | bytes) -> TermPostings:
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return found

    def _find(self, fieldname: str, text: str | bytes) -> TermPostings | None:
        """Find a term; the last one is cached, since Whoosh looks it up several times in a row."""
        terms = self._terms.get(fieldname)
        if terms is None:
            return None
        term: bytes = self._text_to_bytes(fieldname, text)
        field, last, found = self._last_found
        if (field, last) != (fieldname, term):
            found = terms.find(term)
            self._last_found = (fieldname, term, found)
        return found

    # Records

    def doc_count_all(self) -> int:
        """Return the number of live records; deleted records are not exposed to Whoosh."""
        return len(self._live.numbers)

    def doc_count(self) -> int:
        """Return the number of live records."""
        return self.doc_count_all()

    def has_deletions(self) -> bool:
        """Return False: deleted records are not exposed to Whoosh."""
        return False

    def is_deleted(self, docnum: int) -> bool:  # noqa: ARG002 - none is
        """Return False: deleted records are not exposed to Whoosh."""
        return False

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return the fields of a record: texts as indexed, and exact values joined by spaces."""
        number = int(self._live.numbers[docnum])
        segment = self._segment
        article = segment.article_of(number)
        record = self._records_of(article)[number - segment.records_of(article)[0]]
        article_id = segment.ids[article]
        values = {name: " ".join(values) for name, values in record.values.items() if values}
        texts = {name: text for name, text in record.fields.items() if text}
        key = make_key(article_id, record.anchor)
        return {"key": key, "kind": record.kind, "article": article_id, **texts, **values}

    def _records_of(self, article: int) -> list[Record]:
        """Rebuild an article's records; those of the last article are cached."""
        known, records = self._records
        if known != article:
            segment = self._segment
            stored = map(segment.load, range(*segment.records_of(article)))
            records = list(self._rebuild(segment.ids[article], stored))
            self._records = (article, records)
        return records

    # Lengths in words

    def field_length(self, fieldname: str) -> int:
        """Return the number of words of a field in all records; 0 for exact values."""
        return int(self._length(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Return the lowest number of words of a field, among records that have the field."""
        lengths = self._length(fieldname)
        return int(lengths[lengths > 0].min(initial=self.max_field_length(fieldname)))

    def max_field_length(self, fieldname: str) -> int:
        """Return the highest number of words of a field."""
        return int(self._length(fieldname).max(initial=0))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the number of words of a field in a record."""
        return int(self._length(fieldname)[docnum]) or default

    def _length(self, fieldname: str) -> Array:
        known = self._lengths.get(fieldname)
        if known is None:
            field = self._segment.fields.get(fieldname.removeprefix(SPELLED))
            lengths = (
                np.zeros(self._segment.size, np.uint8) if field is None else field.length.all()
            )
            known = self._lengths[fieldname] = lengths[self._live.numbers]
        return known

    # Vectors: more_like and key_terms use the stored text instead

    def has_vector(self, docnum: int, fieldname: str) -> bool:  # noqa: ARG002 - there is none
        """Return False: the index has no term vectors."""
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Matcher:  # noqa: ARG002
        """Refuse: the index has no term vectors.

        Raises:
            KeyError: always.
        """
        raise KeyError(f"the index has no term vectors of {fieldname}")

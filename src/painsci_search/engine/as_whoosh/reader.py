"""A segment, and a snapshot of several, as Whoosh's readers."""

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
from painsci_search.engine.as_whoosh.terms import Living, make_key, terms_of
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.records import Record, StoredRecord

# Makes the records of an article anew from what is stored of them, given its id.
Rebuild = Callable[[str, Iterable[StoredRecord]], Iterable[Record]]


def open_reader(snapshot: Snapshot, schema: Schema, rebuild: Rebuild) -> IndexReader:
    """Return a reader of all records of a snapshot."""
    generation = snapshot.manifest.generation
    readers = [ArrayReader(view, schema, generation, rebuild) for view in snapshot.views]
    if not readers:
        return NothingReader(schema, generation)
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation)


class NothingReader(EmptyReader):  # type: ignore[misc]
    """A reader of an empty index, which knows of which generation."""

    def __init__(self, schema: Schema, generation: int) -> None:
        super().__init__(schema)
        self._generation = generation

    def generation(self) -> int:
        """Return how many commits the index has seen."""
        return self._generation


class ArrayReader(IndexReader):  # type: ignore[misc]
    """Reads the living records of one segment; there is nothing to close."""

    def __init__(
        self, view: SegmentView, schema: Schema, generation: int, rebuild: Rebuild
    ) -> None:
        self.schema = schema
        self._rebuild = rebuild
        self._generation = generation
        self._segment = view.segment
        self._living = Living(view)
        self._terms = terms_of(self._living)
        self._lengths: dict[str, Array] = {}
        self._found: tuple[str, bytes, TermPostings | None] = ("", b"", None)
        self._records: tuple[int, list[Record]] = (-1, [])

    def generation(self) -> int:
        """Return how many commits the index has seen."""
        return self._generation

    def indexed_field_names(self) -> Iterable[str]:
        """Return the names of the fields."""
        return iter(self._terms)

    # Terms

    def __contains__(self, term: tuple[str, str | bytes]) -> bool:
        return self._find(*term) is not None

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every field's name with every term, sorted."""
        for field, terms in self._terms.items():
            for term in terms.starting(b""):
                yield field, term

    def terms_from(self, fieldname: str, prefix: str | bytes) -> Iterator[tuple[str, bytes]]:
        """Yield what ``all_terms`` does from there on."""
        first = self._text_to_bytes(fieldname, prefix)
        for field, terms in self._terms.items():
            if field >= fieldname:
                for term in terms.starting(first if field == fieldname else b""):
                    yield field, term

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        """Sum up the postings of a term.

        Raises:
            TermNotFound: no record has it.
        """
        return self._required(fieldname, text).info(self._length(fieldname))

    def frequency(self, fieldname: str, text: str | bytes) -> int:
        """Count the occurrences of a term."""
        found = self._find(fieldname, text)
        return 0 if found is None else int(found.counts.sum(dtype=np.int64))

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        """Count the records that have a term."""
        found = self._find(fieldname, text)
        return 0 if found is None else len(found.docs)

    def postings(
        self, fieldname: str, text: str | bytes, scorer: BaseScorer | None = None
    ) -> Matcher:
        """Return a matcher of the records that have a term.

        Raises:
            TermNotFound: no record has it.
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
        """Find a term; Whoosh asks several times in a row for the same one."""
        terms = self._terms.get(fieldname)
        if terms is None:
            return None
        term: bytes = self._text_to_bytes(fieldname, text)
        field, last, found = self._found
        if (field, last) != (fieldname, term):
            found = terms.find(term)
            self._found = (fieldname, term, found)
        return found

    # Records

    def doc_count_all(self) -> int:
        """Count the records: those that are deleted are not there."""
        return len(self._living.numbers)

    def doc_count(self) -> int:
        """Count the records."""
        return self.doc_count_all()

    def has_deletions(self) -> bool:
        """Say no: records that are deleted have no number here."""
        return False

    def is_deleted(self, docnum: int) -> bool:  # noqa: ARG002 - none is
        """Say no."""
        return False

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return the fields of a record: texts as they were indexed, values with spaces between."""
        number = int(self._living.numbers[docnum])
        segment = self._segment
        article = segment.article_of(number)
        record = self._records_of(article)[number - segment.records_of(article)[0]]
        article_id = segment.ids[article]
        values = {name: " ".join(values) for name, values in record.values.items() if values}
        texts = {name: text for name, text in record.fields.items() if text}
        key = make_key(article_id, record.anchor)
        return {"key": key, "kind": record.kind, "article": article_id, **texts, **values}

    def _records_of(self, article: int) -> list[Record]:
        """Make an article's records again; one article is asked for record by record."""
        known, records = self._records
        if known != article:
            segment = self._segment
            stored = map(segment.load, range(*segment.records_of(article)))
            records = list(self._rebuild(segment.ids[article], stored))
            self._records = (article, records)
        return records

    # Lengths in words

    def field_length(self, fieldname: str) -> int:
        """Count the words of a field in all records; 0 for an exact value."""
        return int(self._length(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the field where it is shortest, of records that have it."""
        lengths = self._length(fieldname)
        return int(lengths[lengths > 0].min(initial=self.max_field_length(fieldname)))

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the field where it is longest."""
        return int(self._length(fieldname).max(initial=0))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Count the words of a field in a record."""
        return int(self._length(fieldname)[docnum]) or default

    def _length(self, fieldname: str) -> Array:
        known = self._lengths.get(fieldname)
        if known is None:
            field = self._segment.fields.get(fieldname.removeprefix(SPELLED))
            lengths = (
                np.zeros(self._segment.size, np.uint8) if field is None else field.length.all()
            )
            known = self._lengths[fieldname] = lengths[self._living.numbers]
        return known

    # Vectors: what more_like and key_terms need they take from the stored text

    def has_vector(self, docnum: int, fieldname: str) -> bool:  # noqa: ARG002 - there is none
        """Say no."""
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Matcher:  # noqa: ARG002
        """Refuse: no vectors are kept.

        Raises:
            KeyError: always.
        """
        raise KeyError(f"no vectors are kept of {fieldname}")

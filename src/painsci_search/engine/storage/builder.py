"""From records to a segment: words are numbered, sorted once, and written as arrays.

Texts are analysed some thousands at a time; their tokens wait in arrays until a budget is spent,
and become postings by one stable sort. So memory is bounded by the budget and the longest article,
whatever the corpus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from typing import NamedTuple

import numpy as np

from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.storage.columns import (
    Array,
    ColumnWriter,
    Unsealed,
    empty_draft,
    narrow,
    starts_of,
)
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import new_name, reporting_write_errors
from painsci_search.engine.storage.packing import pack
from painsci_search.engine.storage.segment import (
    MOST_USES,
    SPOT,
    SUFFIX,
    code_bits,
    value_name,
)
from painsci_search.records import FIELDS, KINDS, TEXT_FIELD, Record, dump
from painsci_search.text import stem_all

# Tokens in one segment before it is written, and characters analysed at a time.
_TOKENS = 3_000_000
_CHARACTERS = 1_000_000


class Shard(NamedTuple):
    """A segment whose articles have no ids yet, and how many articles it has."""

    draft: Unsealed
    articles: int


class SegmentBuilder:
    """Takes articles and writes segments of them into a folder.

    Args:
        folder: where the segments are written.
        tokens: how many words to hold in memory before a segment is written.
    """

    def __init__(self, folder: Folder, tokens: int = _TOKENS) -> None:
        self.folder = folder
        self._budget = tokens
        self._shards: list[Shard] = []
        self._begin()

    def _begin(self) -> None:
        self._name = new_name(SUFFIX)
        self._vocabulary = Vocabulary()
        self._tokens = 0
        self._columns: list[tuple[Array, ...]] = []
        self._waiting: list[Record] = []
        self._characters = 0
        self._firsts: list[int] = []
        self._kinds = bytearray()
        self._anchors: list[str] = []
        self._blobs: list[bytes] = []
        self._values: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article, its own record first.

        Returns:
            The name of the segment that the article will be in, and its number there.
        """
        if self._tokens >= self._budget:
            self._write()
        at = (self._name, len(self._firsts))
        self._firsts.append(len(self._anchors))
        for record in records:
            number = len(self._anchors)
            self._anchors.append(record.anchor)
            self._kinds.append(KINDS.index(record.kind))
            for name, values in record.values.items():
                for value in values:
                    self._values[name, value].append(number)
            self._waiting.append(record)
            self._characters += sum(map(len, record.fields.values()))
        if self._characters >= _CHARACTERS:
            self._analyse()
        return at

    def finish(self) -> list[Shard]:
        """Write what is left and return all that was written."""
        if self._firsts:
            self._write()
        return self._shards

    def _analyse(self) -> None:
        """Analyse the texts that wait, and make the stored form of their records."""
        records, self._waiting, self._characters = self._waiting, [], 0
        texts: list[str] = []
        owners: list[int] = []
        fields: list[int] = []
        cuts: list[int] = []
        for number, record in enumerate(records, len(self._blobs)):
            cut = -1
            for name, text in record.fields.items():
                if not text:
                    continue
                if name == TEXT_FIELD[record.kind]:
                    cut = len(texts)
                texts.append(text)
                owners.append(number)
                fields.append(FIELDS.index(name))
            cuts.append(cut)
        tokens = analyse(texts, self._vocabulary)
        steps, bases = _steps(tokens, len(texts))
        size, data = steps.itemsize, steps.tobytes()
        for record, cut in zip(records, cuts, strict=True):
            mine = data[bases[cut] * size : bases[cut + 1] * size] if cut >= 0 else b""
            stored = dump({**record.stored, "sentences": record.sentences})
            self._blobs.append(pack(stored, record.text, mine, size))
        record_of, field_of = np.array(owners, np.uint32), np.array(fields, np.uint8)
        self._columns.append(
            (
                record_of[tokens.text],
                field_of[tokens.text],
                tokens.form.astype(np.uint32),
                tokens.position.astype(np.uint32),
                tokens.whole,
            )
        )
        self._tokens += len(tokens.form)

    def _write(self) -> None:
        self._analyse()
        with (
            reporting_write_errors(self.folder),
            closing(ColumnWriter(self.folder, empty_draft(self._name))) as writer,
        ):
            self._write_postings(writer)
            writer.add("records.kind", np.frombuffer(self._kinds, np.uint8))
            writer.add("records.article", _numbers_of(self._firsts, len(self._anchors)))
            writer.add("articles.first", np.array([*self._firsts, len(self._anchors)]))
            writer.add_strings("anchors", self._anchors)
            write_stored(writer, self._blobs)
            write_values(writer, self._values)
            self._shards.append(Shard(writer.pause(), len(self._firsts)))
        self._begin()

    def _write_postings(self, writer: ColumnWriter) -> None:
        vocabulary, count = self._vocabulary, len(self._anchors)
        record, field, form, position, whole = map(np.concatenate, zip(*self._columns, strict=True))
        self._columns = []
        stem_of = stem_all(vocabulary.forms)
        forms, stems = sorted(vocabulary.forms), sorted(set(stem_of))
        term_of = _ranks(stem_of, stems).astype(np.uint32)
        form_rank = _ranks(vocabulary.forms, forms)
        term_of_form = np.empty(len(forms), np.uint32)
        term_of_form[form_rank] = term_of
        codes = number_within(term_of_form)
        uses = np.zeros(len(forms), np.int64)
        uses[form_rank] = np.bincount(form, minlength=len(forms))
        writer.add_strings("terms", stems)
        writer.add_strings("forms", forms)
        writer.add("forms.term", term_of_form)
        writer.add("forms.code", codes)
        writer.add("forms.uses", np.minimum(uses, MOST_USES))
        code_of = codes[form_rank].astype(np.uint32)
        for number, name in enumerate(FIELDS):
            mine = np.flatnonzero(field == number)
            docs, words = record[mine], form[mine]
            length = np.bincount(docs[~whole[mine]], minlength=count)
            terms = term_of[words]
            order = _stable_order(terms)
            found = _Occurrences(terms, docs, position[mine], code_of[words])
            _write_field(writer, name, _Occurrences(*(column[order] for column in found)))
            writer.add(f"{name}.length", length)


class _Occurrences(NamedTuple):
    """The occurrences of words in a field, in columns of one length."""

    terms: Array
    docs: Array
    positions: Array
    codes: Array


def _write_field(writer: ColumnWriter, name: str, found: _Occurrences) -> None:
    """Write the postings of a field from its occurrences, sorted by term, record, position."""
    terms, docs = found.terms, found.docs
    new = np.ones(len(terms), np.bool_)
    new[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(new)
    heads = terms[begins]
    term_begins = _begins(heads)
    writer.add(f"{name}.terms", heads[term_begins])
    writer.add(f"{name}.first", np.append(term_begins, len(heads)))
    writer.add(f"{name}.docs", docs[begins])
    writer.add(f"{name}.counts", np.diff(np.append(begins, len(terms))))
    writer.add(f"{name}.spots", np.append(begins[::SPOT], len(terms)))
    codes, positions = found.codes, found.positions
    bits = code_bits(int(positions.max(initial=0)), int(codes.max(initial=0)))
    writer.add(f"{name}.bits", np.array([bits]))
    writer.add(f"{name}.places", positions << bits | codes if bits else positions)
    writer.add(f"{name}.codes", codes[:0] if bits else codes)


def _begins(values: Array) -> Array:
    """Where runs of equal values begin."""
    return np.flatnonzero(np.append(values[:1] == values[:1], values[1:] != values[:-1]))


def _stable_order(values: Array) -> Array:
    """Order numbers of up to 32 bits stably, by their halves: those NumPy sorts by radix."""
    low = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    high = np.argsort((values >> 16).astype(np.uint16)[low], kind="stable")
    return low[high]


def write_stored(writer: ColumnWriter, blobs: list[bytes]) -> None:
    """Write the stored form of records."""
    writer.add_bytes("stored.data", b"".join(blobs))
    writer.add("stored.start", starts_of(map(len, blobs)))


def write_values(writer: ColumnWriter, values: dict[tuple[str, str], list[int]]) -> None:
    """Write exact values: sorted strings, a name and a value each, and the records with them."""
    names = sorted(values)
    writer.add_strings("values", (value_name(*name) for name in names))
    writer.add("values.first", starts_of(len(values[name]) for name in names))
    found = [np.array(values[name], np.int64) for name in names]
    writer.add("values.docs", np.concatenate(found) if found else np.zeros(0, np.int64))


def write_ids(writer: ColumnWriter, ids: list[str]) -> None:
    """Write the ids of a segment's articles, and their order when sorted."""
    writer.add_strings("ids", ids)
    writer.add("ids.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64))


def number_within(groups: Array) -> Array:
    """Number the members of each group from 0, in the order in which they come."""
    order = np.argsort(groups, kind="stable")
    inside = groups[order]
    begins = _begins(inside)
    number = np.arange(len(groups)) - np.repeat(begins, np.diff(np.append(begins, len(groups))))
    codes = np.empty(len(groups), np.int64)
    codes[order] = number
    return codes


def _numbers_of(firsts: list[int], count: int) -> Array:
    sizes = np.diff([*firsts, count])
    return np.repeat(np.arange(len(firsts)), sizes)


def _ranks(strings: list[str], in_order: list[str]) -> Array:
    rank = {string: number for number, string in enumerate(in_order)}
    return np.fromiter(map(rank.__getitem__, strings), np.int64, len(strings))


def _steps(tokens: Tokens, count: int) -> tuple[Array, list[int]]:
    """For each position of each text, how far its word begins after the one before; 0 in a gap.

    Returns:
        The steps of all texts, and where those of each text begin.
    """
    parts = ~tokens.whole
    text, position, start = tokens.text[parts], tokens.position[parts], tokens.start[parts]
    ends = np.searchsorted(text, np.arange(count), "right")
    begins = np.append(0, ends[:-1])
    slots = np.zeros(count, np.int64)
    filled = ends > begins
    slots[filled] = position[ends[filled] - 1] + 1
    bases = np.append(0, np.cumsum(slots))
    steps = np.diff(start, prepend=0)
    steps[begins[filled]] = start[begins[filled]]
    found = np.zeros(bases[-1], np.int64)
    found[bases[text] + position] = steps
    # One text with a long stretch of no words makes the steps of its whole batch wider.
    return narrow(found), bases.tolist()

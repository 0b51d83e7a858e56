"""The segment builder: records in; a segment with an inverted index, without ids, out.

Texts are analysed in batches. Their tokens are kept as arrays until a budget is spent, and then
become postings by one stable sort by stem. So memory is bounded by the budget and the longest
article, whatever the size of the corpus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from typing import NamedTuple

import numpy as np

from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.storage.columns import (
    Array,
    ColumnWriter,
    UnfinishedFile,
    narrow,
    new_file,
    starts_of,
)
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import new_name, reporting_write_errors
from painsci_search.engine.storage.segment import (
    MOST_USES,
    SKIP_INTERVAL,
    SUFFIX,
    code_bits,
    value_name,
)
from painsci_search.engine.storage.stored_fields import compress
from painsci_search.records import FIELDS, KINDS, TEXT_FIELD, Record, dump
from painsci_search.text import stem_all

# Tokens in one segment before it is written: 14 bytes each in memory, and several times as
# much while they are sorted. A lower number makes more segments, which must be merged.
_TOKENS = 3_000_000
# Characters analysed at a time: enough that the fixed cost of NumPy calls does not matter, few
# enough that the arrays of a batch stay small.
_CHARACTERS = 1_000_000


class Shard(NamedTuple):
    """A segment whose articles have no ids yet.

    Attributes:
        articles: their number.
    """

    file: UnfinishedFile
    articles: int


class SegmentBuilder:
    """Collects articles and writes them into a folder as segments.

    Args:
        folder: where the segments are written.
        tokens: the number of tokens in memory at which a segment is written.
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
        self._pending: list[Record] = []
        self._characters = 0
        self._firsts: list[int] = []
        self._kinds = bytearray()
        self._anchors: list[str] = []
        self._blobs: list[bytes] = []
        self._values: dict[str, list[int]] = defaultdict(list)

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article, the article's own record first.

        Returns:
            The name of the article's segment, and the article's number in it.
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
                    self._values[value_name(name, value)].append(number)
            self._pending.append(record)
            self._characters += sum(map(len, record.fields.values()))
        if self._characters >= _CHARACTERS:
            self._analyse()
        return at

    def finish(self) -> list[Shard]:
        """Write the last segment, and return all that were written."""
        if self._firsts:
            self._write()
        return self._shards

    def _analyse(self) -> None:
        """Analyse the pending records, and compress them as stored records."""
        records, self._pending, self._characters = self._pending, [], 0
        texts: list[str] = []
        owners: list[int] = []
        fields: list[int] = []
        snippet_texts: list[int] = []
        for number, record in enumerate(records, len(self._blobs)):
            snippet_text = -1
            for name, text in record.fields.items():
                if not text:
                    continue
                if name == TEXT_FIELD[record.kind]:
                    snippet_text = len(texts)
                texts.append(text)
                owners.append(number)
                fields.append(FIELDS.index(name))
            snippet_texts.append(snippet_text)
        tokens = analyse(texts, self._vocabulary)
        steps, bases = _steps(tokens)
        size, data = steps.itemsize, steps.tobytes()
        for record, index in zip(records, snippet_texts, strict=True):
            own = data[bases[index] * size : bases[index + 1] * size] if index >= 0 else b""
            stored = dump(record.stored)
            self._blobs.append(compress(stored, record.text, record.sentences, own, size))
        self._columns.append(
            (
                np.repeat(np.array(owners, np.uint32), tokens.counts),
                np.repeat(np.array(fields, np.uint8), tokens.counts),
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
            closing(ColumnWriter(self.folder, new_file(self._name))) as writer,
        ):
            self._write_postings(writer)
            writer.add("records.kind", np.frombuffer(self._kinds, np.uint8))
            writer.add("records.article", _numbers_of(self._firsts, len(self._anchors)))
            writer.add("articles.first", np.array([*self._firsts, len(self._anchors)]))
            writer.add_strings("anchors", self._anchors)
            write_stored(writer, self._blobs)
            names = sorted(self._values)
            found = [self._values[name] for name in names]
            docs = np.fromiter(chain.from_iterable(found), np.int64)
            write_values(writer, names, map(len, found), docs)
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
            chosen = np.flatnonzero(field == number)
            docs, words = record[chosen], form[chosen]
            length = np.bincount(docs[~whole[chosen]], minlength=count)
            terms = term_of[words]
            order = _stable_order(terms)
            found = _Occurrences(terms, docs, position[chosen], code_of[words])
            _write_field(writer, name, _Occurrences(*(column[order] for column in found)))
            writer.add(f"{name}.length", length)


class _Occurrences(NamedTuple):
    """The occurrences of words in a field: columns of equal length."""

    terms: Array
    docs: Array
    positions: Array
    codes: Array


def _write_field(writer: ColumnWriter, name: str, found: _Occurrences) -> None:
    """Write the postings of a field from its occurrences.

    Args:
        found: sorted by term, record and position.
    """
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
    writer.add(f"{name}.skips", np.append(begins[::SKIP_INTERVAL], len(terms)))
    codes, positions = found.codes, found.positions
    bits = code_bits(int(positions.max(initial=0)), int(codes.max(initial=0)))
    writer.add(f"{name}.bits", np.array([bits]))
    writer.add(f"{name}.positions", positions << bits | codes if bits else positions)
    writer.add(f"{name}.codes", codes[:0] if bits else codes)


def _begins(values: Array) -> Array:
    """Return the indices at which runs of equal values begin."""
    return np.flatnonzero(np.append(values[:1] == values[:1], values[1:] != values[:-1]))


def _stable_order(values: Array) -> Array:
    """Return the stable sorting order of uint32 values.

    The two halves are sorted one after the other, since NumPy has a radix sort for 16 bits only.
    """
    low = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    high = np.argsort((values >> 16).astype(np.uint16)[low], kind="stable")
    return low[high]


def write_stored(writer: ColumnWriter, blobs: list[bytes]) -> None:
    """Write compressed records, in order."""
    writer.add_bytes("stored.data", b"".join(blobs))
    writer.add("stored.start", starts_of(map(len, blobs)))


def write_values(writer: ColumnWriter, names: list[str], sizes: Iterable[int], docs: Array) -> None:
    """Write exact values and the records of each.

    Args:
        names: as `value_name` makes them, sorted.
        sizes: the number of records of each.
        docs: the records of all, by name, ascending.
    """
    writer.add_strings("values", names)
    writer.add("values.first", starts_of(sizes))
    writer.add("values.docs", docs)


def write_ids(writer: ColumnWriter, ids: list[str]) -> None:
    """Write the ids of a segment's articles, and the order that sorts them."""
    writer.add_strings("ids", ids)
    writer.add("ids.order", np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64))


def number_within(groups: Array) -> Array:
    """Number the members of each group from 0, in the order of their indices."""
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


def _steps(tokens: Tokens) -> tuple[Array, list[int]]:
    """Return, for each position of each text, the distance of its word from the preceding one.

    Returns:
        The steps of all texts in characters (0 at positions without a word), and the offset of each
        text's steps, with the end of the last.
    """
    parts = ~tokens.whole
    position, start = tokens.position[parts], tokens.start[parts]
    # The index of each text's first word, and the number of words.
    first = np.append(0, np.cumsum(parts))[np.append(0, np.cumsum(tokens.counts))]
    filled = np.flatnonzero(np.diff(first))
    begins, ends = first[filled], first[filled + 1]
    slots = np.zeros(len(tokens.counts), np.int64)
    slots[filled] = position[ends - 1] + 1
    bases = np.append(0, np.cumsum(slots))
    steps = np.diff(start, prepend=0)
    steps[begins] = start[begins]
    found = np.zeros(bases[-1], np.int64)
    found[np.repeat(bases[:-1], np.diff(first)) + position] = steps
    # The type is that of the longest step in the batch.
    return narrow(found), bases.tolist()

"""The segment builder: records in; a segment with an inverted index, without ids, out.

Texts are analysed in batches. Their tokens are kept as arrays until a budget is spent, and then
become postings by one stable sort by stem. So memory is bounded by the budget and the longest
article, whatever the size of the corpus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from hashlib import blake2b
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.storage.columns import (
    Array,
    ColumnWriter,
    UnfinishedFile,
    encode,
    narrow,
    new_file,
    starts_of,
)
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.inversion import Occurrences, number_within, write_field
from painsci_search.engine.storage.manifest import new_name, reporting_write_errors
from painsci_search.engine.storage.segment import (
    MOST_USES,
    SUFFIX,
    value_name,
)
from painsci_search.engine.storage.stored_fields import compress
from painsci_search.records import FIELDS, KINDS, TEXT_FIELD, Record, dump
from painsci_search.text import stem_all

# Tokens in one segment before it is written: 8 bytes each in memory, and several times as much
# while they are sorted. A lower number makes more segments, which must be merged.
_TOKENS = 3_000_000
# Characters analysed at a time: enough that the fixed cost of NumPy calls does not matter, few
# enough that the arrays of a batch stay small.
_CHARACTERS = 1_000_000


_FIELD_NUMBERS = {name: number for number, name in enumerate(FIELDS)}
_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class Shard(NamedTuple):
    """A segment whose articles have no ids yet.

    Attributes:
        articles: their number.
    """

    file: UnfinishedFile
    articles: int


class _Pending(NamedTuple):
    """Records that are to be analysed.

    Attributes:
        texts, owners: for each field its texts, and the record of each.
        records: of each record the JSON, text and sentences that are stored, and the field and
            index in it of the text that snippets are cut from; -1 if it has none.
    """

    texts: list[list[str]]
    owners: list[list[int]]
    records: list[tuple[bytes, str, list[int], int, int]]

    @staticmethod
    def none() -> _Pending:
        """Return an empty one."""
        return _Pending([[] for _ in FIELDS], [[] for _ in FIELDS], [])


class _Analysed(NamedTuple):
    """Some texts of a field, analysed.

    Attributes:
        owners: the record of each text.
        counts, lengths: the number of its tokens, and of its words.
        forms, positions: of all tokens, by text.
    """

    owners: Array
    counts: Array
    lengths: Array
    forms: Array
    positions: Array


class SegmentBuilder:
    """Collects articles and writes them into a folder as segments, each of one language.

    Args:
        folder: where the segments are written.
        tokens: the number of tokens in memory at which segments are written.
    """

    def __init__(self, folder: Folder, tokens: int = _TOKENS) -> None:
        self.folder = folder
        self._budget = tokens
        self._shards: list[Shard] = []
        self._parts: dict[str, _UnwrittenSegment] = {}

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article, the article's own record first.

        Returns:
            The name of the article's segment, and the article's number in it.
        """
        if sum(part.tokens for part in self._parts.values()) >= self._budget:
            self._write()
        rest = iter(records)
        head = next(rest)
        part = self._parts.get(head.language)
        if part is None:
            part = self._parts[head.language] = _UnwrittenSegment(self.folder, head.language)
        return part.add(chain([head], rest))

    def finish(self) -> list[Shard]:
        """Write the last segments, and return all that were written."""
        self._write()
        return self._shards

    def _write(self) -> None:
        parts, self._parts = self._parts, {}
        self._shards += [part.write() for part in parts.values()]


class _UnwrittenSegment:
    """The articles of a segment that is being built.

    Attributes:
        tokens: the number of tokens in memory.
    """

    def __init__(self, folder: Folder, language: str) -> None:
        self.folder = folder
        self.tokens = 0
        self._language = language
        self._name = new_name(SUFFIX)
        self._vocabulary = Vocabulary()
        self._analysed: list[list[_Analysed]] = [[] for _ in FIELDS]
        self._pending = _Pending.none()
        self._characters = 0
        self._firsts: list[int] = []
        self._kinds = bytearray()
        self._anchors: list[str] = []
        self._blobs: list[bytes] = []
        self._digests: list[int] = []
        self._values: dict[str, list[int]] = defaultdict(list)

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article, see `SegmentBuilder.add`."""
        at = (self._name, len(self._firsts))
        self._firsts.append(len(self._anchors))
        for record in records:
            self._add_record(record)
            if self._characters >= _CHARACTERS:
                self._analyse()
        return at

    def _add_record(self, record: Record) -> None:
        """Keep of a record what it is analysed and stored from; the record itself can be freed."""
        number = len(self._anchors)
        self._anchors.append(record.anchor)
        self._digests.append(digest_of(record))
        self._kinds.append(_KIND_NUMBERS[record.kind])
        for name, values in record.values.items():
            for value in values:
                self._values[value_name(name, value)].append(number)
        pending, index = self._pending, -1
        snippet_field = _FIELD_NUMBERS[TEXT_FIELD[record.kind]]
        for name, text in record.fields.items():
            if text:
                field = _FIELD_NUMBERS[name]
                if field == snippet_field:
                    index = len(pending.texts[field])
                pending.texts[field].append(text)
                pending.owners[field].append(number)
                self._characters += len(text)
        stored = dump(record.stored)
        pending.records.append((stored, record.text, record.sentences, snippet_field, index))

    def _analyse(self) -> None:
        """Analyse the pending records, and compress them as stored records."""
        pending, self._pending, self._characters = self._pending, _Pending.none(), 0
        tokens = analyse(list(chain.from_iterable(pending.texts)), self._vocabulary)
        steps, bases, lengths = _steps(tokens)
        size, data = steps.itemsize, steps.tobytes()
        firsts = starts_of(map(len, pending.texts)).tolist()
        for stored, text, sentences, field, index in pending.records:
            own = b""
            if index >= 0:
                number = firsts[field] + index
                own = data[bases[number] * size : bases[number + 1] * size]
            self._blobs.append(compress(stored, text, sentences, own, size))
        begins = starts_of(tokens.counts.tolist())[firsts].tolist()
        for analysed, owners, texts, own_tokens in zip(
            self._analysed, pending.owners, pairwise(firsts), pairwise(begins), strict=True
        ):
            analysed.append(
                _Analysed(
                    np.array(owners, np.uint32),
                    tokens.counts[slice(*texts)],
                    lengths[slice(*texts)],
                    tokens.form[slice(*own_tokens)].astype(np.uint32),
                    tokens.position[slice(*own_tokens)].astype(np.uint32),
                )
            )
        self.tokens += len(tokens.form)

    def write(self) -> Shard:
        """Write the segment."""
        self._analyse()
        with (
            reporting_write_errors(self.folder),
            closing(ColumnWriter(self.folder, new_file(self._name))) as writer,
        ):
            self._write_postings(writer)
            write_language(writer, self._language)
            writer.add("records.kind", np.frombuffer(self._kinds, np.uint8))
            writer.add("records.digest", np.array(self._digests, np.uint64))
            writer.add("records.article", _numbers_of(self._firsts, len(self._anchors)))
            writer.add("articles.first", np.array([*self._firsts, len(self._anchors)]))
            writer.add_strings("anchors", self._anchors)
            write_stored(writer, self._blobs)
            names = sorted(self._values)
            found = [self._values[name] for name in names]
            docs = np.fromiter(chain.from_iterable(found), np.int64)
            write_values(writer, names, map(len, found), docs)
            return Shard(writer.pause(), len(self._firsts))

    def _write_postings(self, writer: ColumnWriter) -> None:
        vocabulary = self._vocabulary
        stem_of = stem_all(vocabulary.forms, self._language)
        forms, stems = sorted(vocabulary.forms), sorted(set(stem_of))
        term_of = _ranks(stem_of, stems).astype(np.uint32)
        form_rank = _ranks(vocabulary.forms, forms)
        term_of_form = np.empty(len(forms), np.uint32)
        term_of_form[form_rank] = term_of
        codes = number_within(term_of_form)
        uses = np.zeros(len(forms), np.int64)
        for each in chain.from_iterable(self._analysed):
            uses += np.bincount(each.forms, minlength=len(forms))
        writer.add_strings("terms", stems)
        writer.add_strings("forms", forms)
        writer.add("forms.term", term_of_form)
        writer.add("forms.code", codes)
        uses[form_rank] = uses.copy()
        writer.add("forms.uses", np.minimum(uses, MOST_USES))
        code_of = codes[form_rank].astype(np.uint32)
        for name, analysed in zip(FIELDS, self._analysed, strict=True):
            length = np.zeros(len(self._anchors), np.int64)
            for each in analysed:
                length[each.owners] = each.lengths
            write_field(writer, name, _occurrences(analysed, term_of, code_of))
            writer.add(f"{name}.length", length)


def _occurrences(analysed: list[_Analysed], term_of: Array, code_of: Array) -> Occurrences:
    """Return the occurrences in a field, and drop what they are made from.

    Args:
        term_of, code_of: the stem and the code of each form, by its number in the vocabulary.
    """
    docs = np.concatenate([np.repeat(each.owners, each.counts) for each in analysed])
    words = np.concatenate([each.forms for each in analysed])
    positions = np.concatenate([each.positions for each in analysed])
    analysed.clear()
    return Occurrences(term_of[words], docs, positions, code_of[words])


def write_language(writer: ColumnWriter, language: str) -> None:
    """Write the code of the language that the stems of a segment are of."""
    writer.add_bytes("language", language.encode())


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


def digest_of(record: Record) -> int:
    """Return 64 bits that identify the texts of a record which have a meaning; 0 for none.

    Passages keep what was computed from these texts, whatever segment they are in.
    """
    texts = [record.fields.get(name, "") for name in ("title", "heading")]
    if not record.text and not any(texts):
        return 0
    joined = encode("\0".join([*texts, record.text]))
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "little")


def _numbers_of(firsts: list[int], count: int) -> Array:
    sizes = np.diff([*firsts, count])
    return np.repeat(np.arange(len(firsts)), sizes)


def _ranks(strings: list[str], in_order: list[str]) -> Array:
    rank = {string: number for number, string in enumerate(in_order)}
    return np.fromiter(map(rank.__getitem__, strings), np.int64, len(strings))


def _steps(tokens: Tokens) -> tuple[Array, list[int], Array]:
    """Return, for each position of each text, the distance of its word from the preceding one.

    Returns:
        The steps of all texts in characters (0 at positions without a word); the offset of each
        text's steps, with the end of the last; and the number of words of each text.
    """
    parts = ~tokens.whole
    position, start = tokens.position[parts], tokens.start[parts]
    # The index of each text's first word, and the number of words.
    first = np.append(0, np.cumsum(parts))[np.append(0, np.cumsum(tokens.counts))]
    lengths = np.diff(first)
    filled = np.flatnonzero(lengths)
    begins, ends = first[filled], first[filled + 1]
    slots = np.zeros(len(lengths), np.int64)
    slots[filled] = position[ends - 1] + 1
    bases = np.append(0, np.cumsum(slots))
    steps = np.diff(start, prepend=0)
    steps[begins] = start[begins]
    found = np.zeros(bases[-1], np.int64)
    found[np.repeat(bases[:-1], lengths) + position] = steps
    # The type is that of the longest step in the batch.
    return narrow(found), bases.tolist(), lengths

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
from itertools import chain
from typing import NamedTuple

import numpy as np

from painsci_search.engine.storage.batches import AnalysedBatch, AnalysedTexts, Analyser, Batch
from painsci_search.engine.storage.column_writer import ColumnWriter, UnfinishedFile, new_file
from painsci_search.engine.storage.columns import Array, encode, starts_of
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.inversion import Occurrences, number_within, write_field
from painsci_search.engine.storage.manifest import new_name, reporting_write_errors
from painsci_search.engine.storage.segment import MOST_USES, SUFFIX, value_name
from painsci_search.records import FIELDS, KINDS, Record
from painsci_search.text import stem_all

# Tokens in one segment before it is written: 8 bytes each in memory, and several times as much
# while they are sorted. A lower number makes more segments, which must be merged.
_TOKENS = 3_000_000
_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class Shard(NamedTuple):
    """A segment whose articles have no ids yet.

    Attributes:
        articles: their number.
    """

    file: UnfinishedFile
    articles: int


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
        tokens: the number of tokens of the batches that were taken from the analyser.
    """

    def __init__(self, folder: Folder, language: str) -> None:
        self.folder = folder
        self.tokens = 0
        self._language = language
        self._name = new_name(SUFFIX)
        self._analyser = Analyser()
        self._analysed: list[list[AnalysedTexts]] = [[] for _ in FIELDS]
        self._batch = Batch()
        self._firsts: list[int] = []
        self._kinds = bytearray()
        self._anchors: list[str] = []
        self._frames: list[bytes] = []
        self._sizes: list[int] = []
        self._digests: list[int] = []
        self._values: dict[str, list[int]] = defaultdict(list)

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article, see `SegmentBuilder.add`."""
        at = (self._name, len(self._firsts))
        self._firsts.append(len(self._anchors))
        for record in records:
            self._add_record(record)
            if self._batch.is_full:
                batch, self._batch = self._batch, Batch()
                self._take(self._analyser.submit(batch))
        return at

    def _add_record(self, record: Record) -> None:
        """Add a record to the batch, and keep its values."""
        number = len(self._anchors)
        self._anchors.append(record.anchor)
        self._digests.append(digest_of(record))
        self._kinds.append(_KIND_NUMBERS[record.kind])
        for name, values in record.values.items():
            for value in values:
                self._values[value_name(name, value)].append(number)
        self._batch.add(number, record)

    def _take(self, batches: list[AnalysedBatch]) -> None:
        """Keep what batches became."""
        for batch in batches:
            for analysed, texts in zip(self._analysed, batch.fields, strict=True):
                analysed.append(texts)
            self._frames.append(batch.frames)
            self._sizes += batch.sizes
            self.tokens += batch.tokens

    def write(self) -> Shard:
        """Write the segment."""
        self._take(self._analyser.finish(self._batch))
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
            write_stored(writer, self._frames, self._sizes)
            names = sorted(self._values)
            found = [self._values[name] for name in names]
            docs = np.fromiter(chain.from_iterable(found), np.int64)
            write_values(writer, names, map(len, found), docs)
            return Shard(writer.pause(), len(self._firsts))

    def _write_postings(self, writer: ColumnWriter) -> None:
        vocabulary = self._analyser.vocabulary
        stem_of = stem_all(vocabulary.forms, self._language)
        stems = sorted(set(stem_of))
        rank = dict(zip(stems, range(len(stems)), strict=True))
        term_of = np.fromiter(map(rank.__getitem__, stem_of), np.uint32, len(stem_of))
        order = sorted(range(len(stem_of)), key=vocabulary.forms.__getitem__)
        forms = [vocabulary.forms[number] for number in order]
        form_rank = np.empty(len(forms), np.int64)
        form_rank[order] = np.arange(len(forms))
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
            write_field(writer, name, _occurrences(analysed, term_of, code_of), len(stems))
            writer.add(f"{name}.length", length)


def _occurrences(analysed: list[AnalysedTexts], term_of: Array, code_of: Array) -> Occurrences:
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


def write_stored(writer: ColumnWriter, frames: list[bytes], sizes: list[int]) -> None:
    """Write compressed records, in order, and the length of each."""
    writer.add_bytes("stored.data", b"".join(frames))
    writer.add("stored.start", starts_of(sizes))


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

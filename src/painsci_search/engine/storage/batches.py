"""Batches of records of a new index: texts in; their tokens, and compressed records, out.

With the kernel, a second thread does this while the caller makes the records of the next batch:
the kernel and Zstandard release the interpreter's lock. Batches are analysed in order, one at a
time, so that the tokens and records are the same.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from painsci_search import native
from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.storage.columns import Array, narrow, starts_of
from painsci_search.engine.storage.stored_fields import (
    UnpackedRecord,
    compress_records,
    dump_values,
    pack_records,
)
from painsci_search.native import Buffer, compiled
from painsci_search.records import FIELDS, TEXT_FIELD, Record

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

# Characters analysed at a time: enough that the fixed cost of a batch does not matter, few enough
# that its arrays stay small.
_CHARACTERS = 1_000_000

_FIELD_NUMBERS = {name: number for number, name in enumerate(FIELDS)}


class Batch:
    """Records that are to be analysed.

    Attributes:
        texts, owners: for each field its texts, and the record of each.
        characters: of all texts.
    """

    def __init__(self) -> None:
        self.texts: list[list[str]] = [[] for _ in FIELDS]
        self.owners: list[list[int]] = [[] for _ in FIELDS]
        self.characters = 0
        # JSON, text and sentences of each record, and field and index in it of the text that
        # snippets are cut from; -1 for a record without one.
        self._records: list[tuple[bytes, str, list[int], int, int]] = []

    @property
    def is_full(self) -> bool:
        """Return whether the batch has to be analysed before there is more in it."""
        return self.characters >= _CHARACTERS

    def add(self, number: int, record: Record) -> None:
        """Keep what a record is analysed and stored from; the record itself can be freed.

        Args:
            number: of the record in its segment.
        """
        index, snippet_field = -1, _FIELD_NUMBERS[TEXT_FIELD[record.kind]]
        for name, text in record.fields.items():
            if text:
                field = _FIELD_NUMBERS[name]
                texts = self.texts[field]
                if field == snippet_field:
                    index = len(texts)
                texts.append(text)
                self.owners[field].append(number)
                self.characters += len(text)
        stored = dump_values(record.stored)
        self._records.append((stored, record.text, record.sentences, snippet_field, index))

    def records(self) -> list[UnpackedRecord]:
        """Return the records with the numbers of their texts, counted from field to field."""
        firsts = starts_of(map(len, self.texts)).tolist()
        return [
            UnpackedRecord(stored, text, sentences, firsts[field] + index if index >= 0 else -1)
            for stored, text, sentences, field, index in self._records
        ]


class AnalysedTexts(NamedTuple):
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


class AnalysedBatch(NamedTuple):
    """What a batch becomes.

    Attributes:
        fields: its texts, by field.
        tokens: their number.
        frames: the compressed records, in order.
        sizes: the length of each.
    """

    fields: list[AnalysedTexts]
    tokens: int
    frames: bytes
    sizes: list[int]


class _Done(NamedTuple):
    """What is made of a batch in the second thread."""

    batch: Batch
    tokens: Tokens
    lengths: Array
    frames: bytes
    sizes: list[int]


class Analyser:
    """Analyses the batches of a segment, in order.

    Attributes:
        vocabulary: of the segment; complete after `finish`.
    """

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._executor: ThreadPoolExecutor | None = None
        self._waiting: Future[_Done] | None = None

    def submit(self, batch: Batch) -> list[AnalysedBatch]:
        """Begin to analyse a batch; return what the one before became."""
        done = self._wait()
        if native.KERNEL is None:
            return [_by_field(self._analyse(batch))]
        if self._executor is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for large indexes

            self._executor = ThreadPoolExecutor(1, "painsci-search-analysis")
        self._waiting = self._executor.submit(self._analyse, batch)
        return done

    def finish(self, batch: Batch) -> list[AnalysedBatch]:
        """Analyse the last batch; return what those that are left became."""
        done = [*self._wait(), _by_field(self._analyse(batch))]
        if self._executor is not None:
            self._executor.shutdown()
        return done

    def _wait(self) -> list[AnalysedBatch]:
        waiting, self._waiting = self._waiting, None
        return [] if waiting is None else [_by_field(waiting.result())]

    def _analyse(self, batch: Batch) -> _Done:
        tokens = analyse(list(chain.from_iterable(batch.texts)), self.vocabulary)
        counts, position, _, start, whole = tokens
        steps, size, bases, lengths = step_words(counts, position, start, whole)
        packed = pack_records(batch.records(), steps, np.frombuffer(bases, np.int64), size)
        frames, sizes = compress_records(*packed)
        return _Done(batch, tokens, np.frombuffer(lengths, np.int64), frames, sizes)


def _by_field(done: _Done) -> AnalysedBatch:
    """Return what a batch became, its texts by field."""
    batch, tokens, lengths, frames, sizes = done
    firsts = starts_of(map(len, batch.texts)).tolist()
    begins = starts_of(tokens.counts.tolist())[firsts].tolist()
    fields = [
        AnalysedTexts(
            np.array(owners, np.uint32),
            tokens.counts[slice(*texts)],
            lengths[slice(*texts)],
            tokens.form[slice(*own_tokens)].astype(np.uint32),
            tokens.position[slice(*own_tokens)].astype(np.uint32),
        )
        for owners, texts, own_tokens in zip(
            batch.owners, pairwise(firsts), pairwise(begins), strict=True
        )
    ]
    return AnalysedBatch(fields, len(tokens.form), frames, sizes)


@compiled
def step_words(
    counts: Array, position: Array, start: Array, whole: Array
) -> tuple[bytes, int, Buffer, Buffer]:
    """Return, for each position of each text, the distance of its word from the preceding one.

    Args:
        counts, position, start, whole: the columns of `Tokens`.

    Returns:
        The steps of all texts in characters, 0 at positions without a word, as unsigned integers
        that hold the longest; bytes in each; the offset of each text's steps, with the end of the
        last: int64; and the number of words of each text: int64.
    """
    parts = ~whole
    position, start = position[parts], start[parts]
    # The index of each text's first word, and the number of words.
    first = np.append(0, np.cumsum(parts))[np.append(0, np.cumsum(counts))]
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
    narrowed = narrow(found)
    return narrowed.tobytes(), narrowed.itemsize, bases, lengths

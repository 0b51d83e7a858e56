"""Stored records: JSON, text, sentences and word offsets of a record to compressed bytes, and back.

Each record is compressed by itself, so that it can be read without its neighbours, and its parts
are apart, so that each is decoded only where it is read. Zstandard (RFC 8878) gets a dictionary of
common beginnings, since a single record is too short to compress well without one.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import zstandard

from painsci_search.engine.storage.columns import Array, decode, encode
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import compiled
from painsci_search.records import Kind

# Length in bytes of the JSON, of the text and of the sentences (uint32 each); bytes per number of
# the sentences, and of the words (uint8 each).
_HEADER = struct.Struct("<IIIBB")
# Bytes. A longer record is refused: a small forged file must not fill the memory (a "zip bomb").
# Far above any article's section; lower, and long legitimate records could not be read.
_MAX_LENGTH = 256 * 1024 * 1024
# Part of the format: after any change, records that were written before cannot be decompressed, so
# `FORMAT` in manifest.py must be raised. benchmarks/dictionary.py made it.
_DICTIONARY = Path(__file__).with_name("records.zdict")
# Smaller records take longer to compress; another level changes nothing for a reader.
_LEVEL = 3
# The types of the numbers, by their size in bytes.
_TYPES: dict[int, Literal["B", "H", "I"]] = {1: "B", 2: "H", 4: "I"}
_DECODE = json.JSONDecoder().raw_decode
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class PackedRecord:
    """A stored record of an index (a `records.StoredRecord`); each part is decoded when first read.

    Args:
        kind: of the record.
        whole: the record, decompressed.

    Raises:
        ValueError, struct.error: `whole` is not a record; for a part, when that is first read.
    """

    __slots__ = ("_data", "_ends", "_sentences", "_sizes", "_text", "_whole", "kind")

    def __init__(self, kind: Kind, whole: bytes) -> None:
        length, text_length, sentences_length, *sizes = _HEADER.unpack_from(whole)
        data_end = _HEADER.size + length
        text_end = data_end + text_length
        end = text_end + sentences_length
        if end > len(whole) or not _TYPES.keys() >= {*sizes}:
            raise ValueError("a stored record has wrong lengths")
        self.kind = kind
        self._whole = whole
        self._ends = data_end, text_end, end
        self._sizes = sizes
        self._text: str | None = None
        self._data: dict[str, Any] | None = None
        self._sentences: list[int] | None = None

    @property
    def whole(self) -> bytes:
        """The record, decompressed."""
        return self._whole

    @property
    def data(self) -> dict[str, Any]:
        """The JSON values of the record."""
        data = self._data
        if data is None:
            encoded = decode(self._whole[_HEADER.size : self._ends[0]])
            value, end = _DECODE(encoded)
            if end != len(encoded) or not isinstance(value, dict):
                raise ValueError("a stored record has more than an object")
            data = self._data = value
        return data

    @property
    def text(self) -> str:
        """The text that snippets are cut from."""
        text = self._text
        if text is None:
            text = self._text = decode(self._whole[self._ends[0] : self._ends[1]])
        return text

    @property
    def sentences(self) -> list[int]:
        """Flat character offsets into `text`: start and end of each sentence, ascending."""
        sentences = self._sentences
        if sentences is None:
            packed = numbers(self._whole[self._ends[1] : self._ends[2]], self._sizes[0])
            sentences = list(accumulate(packed))
            if len(sentences) % 2 or (sentences and sentences[-1] > len(self.text)):
                raise ValueError("the sentences of a stored record extend beyond its text")
            self._sentences = sentences
        return sentences

    @property
    def steps(self) -> Sequence[int]:
        """For each position of the text, how many characters its word starts after the last one."""
        return numbers(self._whole[self._ends[2] :], self._sizes[1])


def count_in_data(whole: bytes, part: bytes) -> int:
    """Return how often some bytes occur in the JSON of a decompressed record, without decoding it.

    Raises:
        struct.error: `whole` is not a record.
    """
    length, *_ = _HEADER.unpack_from(whole)
    return whole.count(part, _HEADER.size, _HEADER.size + length)


def numbers(packed: bytes, size: int) -> Sequence[int]:
    """Return packed unsigned integers of `size` bytes; those of one byte as bytes, read fastest."""
    return packed if size == 1 else memoryview(packed).cast(_TYPES[size])


@compiled
def dump_values(stored: dict[str, Any]) -> bytes:
    """Return stored values as JSON in UTF-8; lone surrogates are kept.

    Args:
        stored: values that JSON has.
    """
    return encode(_ENCODE(stored))


class UnpackedRecord(NamedTuple):
    """A record that is to be stored.

    Attributes:
        data: JSON, an object.
        text: what snippets are cut from.
        sentences: flat offsets into `text`, ascending.
        number: of the text among those whose steps are given; -1 for a text without words.
    """

    data: bytes
    text: str
    sentences: list[int]
    number: int


@compiled
def pack_records(
    records: list[UnpackedRecord], steps: bytes, bases: Array, size: int
) -> tuple[bytes, bytes]:
    """Return records as they are before they are compressed, and the span of each.

    Args:
        steps: of all texts, as in `PackedRecord`, in the byte order of the machine.
        bases: the offset of each text's steps, with the end of the last: int64.
        size: bytes in each of the steps: 1, 2 or 4.

    Returns:
        The bytes of all records; and offset and length of each: uint64, flat.
    """
    ends = bases.tolist()
    packed = []
    for data, text, sentences, number in records:
        encoded = encode(text)
        gaps = [b - a for a, b in pairwise([0, *sentences])]
        gap_size = _size_of(max(gaps, default=0))
        spans = array(_TYPES[gap_size], gaps).tobytes()
        own = steps[ends[number] * size : ends[number + 1] * size] if number >= 0 else b""
        header = _HEADER.pack(len(data), len(encoded), len(spans), gap_size, size)
        packed.append(b"".join((header, data, encoded, spans, own)))
    lengths = np.fromiter(map(len, packed), np.uint64, len(packed))
    starts = np.cumsum(lengths, dtype=np.uint64) - lengths
    return b"".join(packed), np.column_stack((starts, lengths)).tobytes()


def compress_records(packed: bytes, spans: bytes) -> tuple[bytes, list[int]]:
    """Compress what `pack_records` returned; return the frames, and the length of each."""
    frames = _codec().compress_all(packed, spans)
    return b"".join(frames), list(map(len, frames))


def _size_of(highest: int) -> int:
    return 1 if highest < 1 << 8 else 2 if highest < 1 << 16 else 4


def decompress_all(frames: Iterable[memoryview]) -> list[bytes]:
    """Return the records that `compress_records` wrote, each for `PackedRecord`.

    Raises:
        ValueError: the bytes are not a frame, or one of a record that is too long.
    """
    return _codec().decompress(frames)


class _Codec:
    """Zstandard with the dictionary.

    A compressor or decompressor works for one thread at a time, so each is taken from those that
    are idle, or made, and given back.
    """

    def __init__(self) -> None:
        self._dictionary = zstandard.ZstdCompressionDict(_DICTIONARY.read_bytes())
        self._parameters = zstandard.ZstdCompressionParameters.from_level(_LEVEL, write_dict_id=0)
        self._compressors: list[zstandard.ZstdCompressor] = []
        self._decompressors: list[zstandard.ZstdDecompressor] = []

    def compress(self, whole: bytes) -> bytes:
        """Return the frame of a record."""
        try:
            compressor = self._compressors.pop()
        except IndexError:
            compressor = zstandard.ZstdCompressor(
                dict_data=self._dictionary, compression_params=self._parameters
            )
        frame = compressor.compress(whole)
        self._compressors.append(compressor)
        return frame

    def compress_all(self, packed: bytes, spans: bytes) -> list[bytes]:
        """Return the frames of many records; other threads can run meanwhile."""
        if "multi_compress_to_buffer" not in zstandard.backend_features or not packed:
            pairs = np.frombuffer(spans, np.uint64).reshape(-1, 2).tolist()
            return [self.compress(packed[start : start + size]) for start, size in pairs]
        compressor = zstandard.ZstdCompressor(
            dict_data=self._dictionary, compression_params=self._parameters
        )
        records = zstandard.BufferWithSegments(packed, spans)
        frames = compressor.multi_compress_to_buffer(records)
        return [frames[number].tobytes() for number in range(len(frames))]

    def decompress(self, frames: Iterable[memoryview]) -> list[bytes]:
        """Return the records of frames; ValueError for one that has none."""
        try:
            decompressor = self._decompressors.pop()
        except IndexError:
            decompressor = zstandard.ZstdDecompressor(dict_data=self._dictionary)
        try:
            wholes = []
            for frame in frames:
                # the decompressor allocates this before it reads the frame
                if not 0 <= zstandard.frame_content_size(frame) <= _MAX_LENGTH:
                    raise ValueError("a stored record has no length, or is too long")
                wholes.append(decompressor.decompress(frame, allow_extra_data=False))
        except zstandard.ZstdError as error:
            raise ValueError(f"a stored record is not compressed as written: {error}") from error
        finally:
            self._decompressors.append(decompressor)
        return wholes


_codec = cache(_Codec)

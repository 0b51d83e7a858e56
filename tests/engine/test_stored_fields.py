"""Stored records: parts that come back as they were, each decoded only where it is read."""

from __future__ import annotations

import json
import re
from array import array
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from packing import compress, compress_frame, decompress
from painsci_search.engine.storage import stored_fields
from painsci_search.engine.storage.stored_fields import (
    PackedRecord,
    UnpackedRecord,
    compress_records,
    dump_values,
    pack_records,
)

TEXT = "It is so. It was not so, and naïve people said it."
SENTENCES = [0, 9, 10, 50]


def packed(whole: bytes) -> PackedRecord:
    return PackedRecord("section", decompress(memoryview(whole)))


@given(
    st.dictionaries(st.text(max_size=3), st.integers() | st.text() | st.none(), max_size=3),
    st.text(st.characters(), max_size=400),
    st.data(),
    st.sampled_from([(1, "B"), (2, "H"), (4, "I")]),
)
def test_a_record_comes_back(
    data: dict[str, object], text: str, draw: st.DataObject, kind: tuple[int, str]
) -> None:
    size, code = kind
    offsets = draw.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    offsets = offsets[: len(offsets) // 2 * 2]
    steps = draw.draw(st.lists(st.integers(0, (1 << 8 * size) - 1), max_size=20))
    whole = compress(dump_values(data), text, offsets, array(code, steps).tobytes(), size)
    record = packed(whole)
    assert (record.kind, record.text, record.sentences) == ("section", text, offsets)
    assert (record.data, list(record.steps)) == (data, steps)


@pytest.mark.parametrize("features", [zstandard.backend_features, set()])
def test_many_records_are_compressed_as_each_by_itself(
    features: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a Zstandard that takes many at once, and with one that does not."""
    monkeypatch.setattr(zstandard, "backend_features", features)
    records = [
        UnpackedRecord(b'{"a":1}', TEXT, SENTENCES, 1),
        UnpackedRecord(b"{}", "", [], -1),
        UnpackedRecord(b"{}", "\ud800" * 300, [0, 300], 0),
    ]
    steps = b"\x00\x04\x00\x00\x03\x03"
    packed = pack_records(records, steps, np.array([0, 1, 3]), 2)
    frames, sizes = compress_records(*packed)
    assert frames == b"".join(
        [
            compress(b'{"a":1}', TEXT, SENTENCES, steps[2:], 2),
            compress(b"{}", "", [], b"", 2),
            compress(b"{}", "\ud800" * 300, [0, 300], steps[:2], 2),
        ]
    )
    assert (len(sizes), sum(sizes)) == (3, len(frames))
    assert compress_records(b"", b"") == (b"", [])


def test_a_part_is_decoded_once_and_only_if_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []

    def count(encoded: str) -> tuple[object, int]:
        decoded.append(encoded)
        return json.JSONDecoder().raw_decode(encoded)

    monkeypatch.setattr(stored_fields, "_DECODE", count)
    record = packed(compress(b'{"a": 1}', TEXT, SENTENCES, bytes(12), 1))
    assert record.text is record.text
    assert record.sentences is record.sentences
    assert not decoded
    assert record.data is record.data
    assert decoded == ['{"a": 1}']


@pytest.mark.parametrize("data", [b"[]", b"5", b"null", b"{} {}", b"{", b""])
def test_json_that_is_no_object_is_refused_where_it_is_read(data: bytes) -> None:
    record = packed(compress(data, TEXT, SENTENCES, b"", 1))
    assert record.text == TEXT
    with pytest.raises(ValueError, match=r"object|Expecting"):
        record.data  # noqa: B018 - reading it is the test


@pytest.mark.parametrize("offsets", [[0, len(TEXT) + 1], [0], [0, 10**9]])
def test_sentences_are_pairs_inside_the_text(offsets: list[int]) -> None:
    record = packed(compress(b"{}", TEXT, offsets, b"", 1))
    with pytest.raises(ValueError, match="beyond its text"):
        record.sentences  # noqa: B018 - reading it is the test


def test_lengths_beyond_the_record_are_refused() -> None:
    whole = decompress(memoryview(compress(b"{}", TEXT, SENTENCES, b"", 1)))
    for at in (0, 4, 8):
        with pytest.raises(ValueError, match="wrong lengths"):
            PackedRecord("section", whole[:at] + b"\xff\xff" + whole[at + 2 :])
    for at in (12, 13):
        with pytest.raises(ValueError, match="wrong lengths"):
            PackedRecord("section", whole[:at] + b"\x03" + whole[at + 1 :])


def test_a_frame_without_a_record_is_refused() -> None:
    whole = compress(b"{}", TEXT, SENTENCES, b"", 1)
    for wrong in (b"", b"x", whole[:-1], whole[1:], whole + b"x", whole + whole):
        with pytest.raises(ValueError, match="a stored record"):
            decompress(memoryview(wrong))


class _Busy:
    """A decompressor at whose work another record is read, as another thread would."""

    made: ClassVar[list[_Busy]] = []

    def __init__(self, dict_data: zstandard.ZstdCompressionDict) -> None:
        self.real = zstandard.ZstdDecompressor(dict_data=dict_data)
        self.is_working = False
        self.made.append(self)

    def decompress(self, frame: memoryview, *, allow_extra_data: bool) -> bytes:
        assert not self.is_working
        self.is_working = True
        if len(self.made) < 3:
            assert self.codec.decompress([frame]) == [b"bilby"]
        self.is_working = False
        return self.real.decompress(frame, allow_extra_data=allow_extra_data)

    codec: ClassVar[Any]


def test_no_two_threads_share_a_decompressor(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = memoryview(compress_frame(b"bilby"))
    _Busy.made.clear()
    _Busy.codec = codec = stored_fields._Codec()
    monkeypatch.setattr(
        stored_fields,
        "zstandard",
        SimpleNamespace(**{**vars(zstandard), "ZstdDecompressor": _Busy}),
    )
    assert codec.decompress([frame]) == [b"bilby"]
    assert codec.decompress([frame]) == [b"bilby"]
    assert len(_Busy.made) == 3


def test_records_are_read_by_many_threads() -> None:
    wholes = [f"{number} ".encode() * 30_000 for number in range(64)]
    frames = [memoryview(compress_frame(whole)) for whole in wholes]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(decompress, frames)) == wholes


def test_the_dictionary_has_no_path_of_the_machine_that_made_it() -> None:
    sources = re.findall(rb'"source":"(/[^"]*)"', stored_fields._DICTIONARY.read_bytes())
    assert sources
    assert all(source.startswith(b"/home/you/") for source in sources)

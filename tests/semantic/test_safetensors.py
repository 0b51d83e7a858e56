"""Weights are read from a file, and a damaged file is one line."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_model import as_safetensors

from painsci_search.errors import SemanticUnavailable
from painsci_search.semantic.safetensors import read_safetensors

WEIGHTS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(4, np.float32)}
WHOLE = as_safetensors(WEIGHTS)


def _file(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "model.safetensors"
    file.write_bytes(content)
    return file


def _with_entry(**changes: object) -> bytes:
    entry = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **changes}
    line = json.dumps({"a": entry}).encode()
    return struct.pack("<Q", len(line)) + line + bytes(8)


def test_arrays_are_read_by_name_and_shape(tmp_path: Path) -> None:
    found = read_safetensors(_file(tmp_path, WHOLE))
    assert found.keys() == WEIGHTS.keys()
    for name, array in WEIGHTS.items():
        assert np.array_equal(found[name], array)


def test_arrays_of_16_bits_are_read_and_integers_are_left_out(tmp_path: Path) -> None:
    half = np.array([0.5, -2], "<f2").tobytes()
    header = {
        "half": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
        "number": {"dtype": "I64", "shape": [1], "data_offsets": [4, 12]},
    }
    line = json.dumps(header).encode()
    content = struct.pack("<Q", len(line)) + line + half + bytes(8)
    found = read_safetensors(_file(tmp_path, content))
    assert found["half"].tolist() == [0.5, -2]
    assert found["half"].dtype == np.float32
    assert found.keys() == {"half"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 7,
        struct.pack("<Q", 1 << 63) + b"{}",
        struct.pack("<Q", 0) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 200_000) + b"[" * 200_000,
        _with_entry(shape=[3]),
        _with_entry(shape=[-2]),
        _with_entry(shape=[2.5, None]),
        _with_entry(shape=[1 << 62, 4]),
        _with_entry(data_offsets=[-8, 0]),
        _with_entry(data_offsets=[8, 16]),
        _with_entry(data_offsets=[0]),
        _with_entry(dtype=["F32"]),
        WHOLE[:-1],
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SemanticUnavailable) as raised:
        read_safetensors(_file(tmp_path, content))
    assert "\n" not in str(raised.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_arrays_or_one_line(tmp_path: Path, at: int, value: int) -> None:
    content = bytearray(WHOLE)
    content[at] = value
    try:
        read_safetensors(_file(tmp_path, bytes(content)))
    except SemanticUnavailable as error:
        assert "\n" not in str(error)

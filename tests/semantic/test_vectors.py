"""Vectors are written to bytes and read back, and damaged bytes are noticed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.semantic.transformer import Floats
from painsci_search.semantic.vectors import (
    Vectors,
    join_vectors,
    make_vectors,
    quantize,
    read_vectors,
    write_vectors,
)


def _unit(*shape: int, seed: int = 1) -> Floats:
    vectors: Floats = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _vectors_of(vectors: Vectors, key: int) -> Floats:
    """The vectors of a passage, by its key."""
    index = vectors.keys.tolist().index(key)
    rows = slice(vectors.firsts[index], vectors.firsts[index + 1])
    return vectors.values[rows] * vectors.scales[rows][:, None]


ONE = [_unit(2, 8), _unit(1, 8, seed=2), _unit(3, 8, seed=3)]
MADE = make_vectors("m", [900, 5, 1 << 63], ONE)
WHOLE = write_vectors(MADE)


def test_a_cosine_changes_little_by_the_bytes() -> None:
    vectors = _unit(200, 384)
    scales, values = quantize(vectors)
    kept = values * scales[:, None]
    assert np.abs(kept @ vectors[0] - vectors @ vectors[0]).max() < 0.005


def test_a_vector_of_zeros_stays_one() -> None:
    scales, values = quantize(np.zeros((1, 4), np.float32))
    assert (values * scales[:, None]).tolist() == [[0, 0, 0, 0]]


def test_vectors_are_read_back_by_key() -> None:
    read = read_vectors(WHOLE)
    assert read.model == "m"
    assert read.keys.tolist() == [5, 900, 1 << 63]
    for key, vectors in zip([900, 5, 1 << 63], ONE, strict=True):
        assert np.allclose(_vectors_of(read, key), vectors, atol=0.01)


def test_joined_vectors_are_those_of_all_files_without_the_keys_that_are_gone() -> None:
    other = make_vectors("m", [7, 5], [_unit(1, 8, seed=4), ONE[1]])
    joined = join_vectors([MADE, other])
    assert joined.keys.tolist() == [5, 7, 900, 1 << 63]
    kept = join_vectors([MADE, other], np.array([7, 1 << 63], np.uint64))
    assert kept.keys.tolist() == [7, 1 << 63]
    assert np.array_equal(_vectors_of(kept, 1 << 63), _vectors_of(MADE, 1 << 63))
    assert len(kept.scales) == 4
    assert len(join_vectors([MADE], np.zeros(0, np.uint64)).keys) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}\n",
        b"[]\n",
        WHOLE[:-1],
        WHOLE + b"\0",
        WHOLE.replace(b'"vectors":6', b'"vectors":7'),
        WHOLE.replace(b'"passages":3', b'"passages":-'),
        WHOLE.replace(b'"dimension":8', b'"dimension":9'),
        WHOLE.replace(b'"dimension":8}  ', b'"dimension":1e9}'),
        write_vectors(MADE._replace(scales=MADE.scales * np.float32("inf"))),
        write_vectors(MADE._replace(scales=MADE.scales * np.float32("nan"))),
        write_vectors(MADE._replace(scales=MADE.scales * -1)),
        write_vectors(MADE._replace(scales=MADE.scales * 200)),
        write_vectors(MADE._replace(keys=MADE.keys[::-1])),
        write_vectors(MADE._replace(firsts=MADE.firsts[[0, 2, 1, 3]])),
        WHOLE.replace(b'"vectors":6', b'"vectors":Infinity'),
    ],
)
def test_content_that_was_not_written_so_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"wrong|fit|order|range|JSON|Expecting|Extra|decode"):
        read_vectors(content)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_vectors_or_an_error(at: int, value: int) -> None:
    content = bytearray(WHOLE)
    content[at] = value
    try:
        read = read_vectors(bytes(content))
    except ValueError:
        return
    assert read.firsts[-1] == len(read.scales) == len(read.values)

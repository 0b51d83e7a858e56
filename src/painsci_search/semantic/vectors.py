"""Vectors as bytes: keys of passages and their vectors in, a file's content out, and back.

A passage has one vector for each of its windows. A vector of length 1 is kept as a scale and one
signed byte for each number: the cosine of two vectors changes by less than 0.005.

    header      JSON on a line, padded with spaces to a multiple of 8 bytes
    keys        for each passage its key: uint64, ascending
    firsts      for each passage the index of its first vector, and the number of vectors: uint64
    scales      for each vector its scale: float32
    values      for each vector its numbers: int8
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.semantic.transformer import Floats

_ALIGNMENT = 8
# Bytes; a longer header is forged.
_LONGEST_HEADER = 1024
_HIGHEST = 127
# No number in a vector of length 1 is higher than 1, apart from rounding.
_HIGHEST_SCALE = 1.01 / _HIGHEST

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.int8]


class Vectors(NamedTuple):
    """The vectors of some passages by one model.

    Attributes:
        model: the model that made them, and how passages were cut.
        keys: of the passages, ascending; see `engine.storage.segment.Segment.digests`.
        firsts: the index of each passage's first vector, and the number of all vectors.
        scales: of each vector.
        values: int8, shape (vectors, dimension).
    """

    model: str
    keys: Keys
    firsts: Numbers
    scales: Floats
    values: Bytes

    @property
    def maker(self) -> tuple[str, int]:
        """The model, and the length of a vector: files with the same can be compared and joined."""
        return self.model, self.values.shape[1]


def quantize(vectors: Floats) -> tuple[Floats, Bytes]:
    """Return vectors as scales and signed bytes; their product is nearly the vectors."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0), 1e-12) / np.float32(_HIGHEST)
    return scales.astype(np.float32), np.rint(vectors / scales[:, None]).astype(np.int8)


def make_vectors(model: str, keys: Sequence[int], vectors: Sequence[Floats]) -> Vectors:
    """Return the vectors of passages, given in any order.

    Args:
        keys: a different one for each passage.
        vectors: for each passage its vectors, at least one: shape (windows, dimension).
    """
    order = sorted(range(len(keys)), key=keys.__getitem__)
    sizes = [len(vectors[index]) for index in order]
    scales, values = quantize(np.concatenate([vectors[index] for index in order]))
    return Vectors(
        model,
        np.array([keys[index] for index in order], np.uint64),
        np.append(0, np.cumsum(sizes)).astype(np.intp),
        scales,
        values,
    )


def join_vectors(files: Iterable[Vectors], kept: Keys | None = None) -> Vectors:
    """Return the vectors of several files of one model as one.

    Args:
        kept: the keys of the passages to keep; None for all.
    """
    every = list(files)
    keys = np.concatenate([each.keys for each in every])
    bases = np.append(0, np.cumsum([len(each.scales) for each in every]))[:-1]
    starts = np.concatenate(
        [each.firsts[:-1] + base for each, base in zip(every, bases, strict=True)]
    )
    sizes = np.concatenate([np.diff(each.firsts) for each in every])
    keys, chosen = np.unique(keys, return_index=True)
    if kept is not None:
        is_kept = np.isin(keys, kept)
        keys, chosen = keys[is_kept], chosen[is_kept]
    sizes, firsts = sizes[chosen], np.append(0, np.cumsum(sizes[chosen])).astype(np.intp)
    rows = np.repeat(starts[chosen] - firsts[:-1], sizes) + np.arange(firsts[-1])
    scales = np.concatenate([each.scales for each in every])[rows]
    values = np.concatenate([each.values for each in every])[rows]
    return Vectors(every[0].model, keys, firsts, scales, values)


def write_vectors(vectors: Vectors) -> bytes:
    """Return vectors as the content of a file."""
    header = {
        "model": vectors.model,
        "passages": len(vectors.keys),
        "vectors": len(vectors.scales),
        "dimension": vectors.values.shape[1],
    }
    line = json.dumps(header, separators=(",", ":")).encode()
    padding = b" " * (-(len(line) + 1) % _ALIGNMENT)
    parts = [
        vectors.keys.astype("<u8"),
        vectors.firsts.astype("<u8"),
        vectors.scales.astype("<f4"),
        vectors.values.astype("|i1"),
    ]
    return b"".join([line, padding, b"\n", *(part.tobytes() for part in parts)])


def read_vectors(data: mmap.mmap | bytes) -> Vectors:
    """Return the vectors in the content of a file.

    Raises:
        ValueError: the content is not as `write_vectors` makes it.
    """
    end = data.find(b"\n", 0, _LONGEST_HEADER) + 1
    try:
        header = json.loads(data[:end])
        counts = [int(header[name]) for name in ("passages", "vectors", "dimension")]
        model = str(header["model"])
    except (ArithmeticError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("its header is wrong") from error
    passages, count, dimension = counts
    sizes = [8 * passages, 8 * (passages + 1), 4 * count, count * dimension]
    if min(counts) < 0 or end + sum(sizes) != len(data):
        raise ValueError("its length is wrong")
    starts = np.append(end, end + np.cumsum(sizes)).tolist()
    keys = np.frombuffer(data, "<u8", passages, starts[0]).astype(np.uint64, copy=False)
    firsts = np.frombuffer(data, "<u8", passages + 1, starts[1])
    if int(firsts[0]) != 0 or int(firsts[-1]) != count or (firsts[1:] <= firsts[:-1]).any():
        raise ValueError("its passages and vectors do not fit together")
    if (keys[1:] <= keys[:-1]).any():
        raise ValueError("its keys are not in order")
    scales = np.frombuffer(data, "<f4", count, starts[2]).astype(np.float32, copy=False)
    if not ((scales >= 0) & (scales <= _HIGHEST_SCALE)).all():
        raise ValueError("a scale is out of range")
    values = np.frombuffer(data, "|i1", count * dimension, starts[3]).reshape(count, dimension)
    return Vectors(model, keys, firsts.astype(np.intp), scales, values)

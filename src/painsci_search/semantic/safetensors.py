"""Read a file of weights: the bytes of a safetensors file in, arrays by name out.

The file is data only: a length, a JSON object with the type, shape and place of each array, and the
arrays. Everything that the object states is checked against the size of the file.

Source: the safetensors format, as its project describes it.
"""

from __future__ import annotations

import json
import math
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from painsci_search.errors import SemanticUnavailable

Weights = npt.NDArray[np.float32]
# Bytes before the JSON object: its length.
_LENGTH = 8
# Bytes. The object of a model with some hundred arrays has some ten thousand; a longer one is
# forged, and must not fill the memory.
_LONGEST_HEADER = 1 << 24
_BAD_DATA = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


def read_safetensors(path: Path) -> dict[str, Weights]:
    """Return the arrays of numbers with a fraction in a file, by name; others are left out.

    Arrays of 32 bits are read when they are used, straight from the file.

    Raises:
        SemanticUnavailable: the file cannot be opened, or is damaged.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        reason = getattr(error, "strerror", None) or "it is empty"
        raise SemanticUnavailable(f"{path}: the model cannot be opened: {reason}") from error
    try:
        return _parse(data)
    except _BAD_DATA as error:
        raise SemanticUnavailable(
            f"{path}: the model is damaged ({str(error) or type(error).__name__}): copy it again"
        ) from error


def _parse(data: mmap.mmap) -> dict[str, Weights]:
    length = int.from_bytes(data[:_LENGTH], "little")
    first = _LENGTH + length
    if not 0 < length <= _LONGEST_HEADER or first > len(data):
        raise ValueError("the length of its header is wrong")
    header = json.loads(data[_LENGTH:first])
    return {
        name: _array(data, first, entry)
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] in _TYPES
    }


def _array(data: mmap.mmap, first: int, entry: Mapping[str, Any]) -> Weights:
    """Return one array.

    Args:
        first: the offset of the arrays in the file.
        entry: the type, shape and place of the array.
    """
    kind = np.dtype(_TYPES[entry["dtype"]])
    shape = [int(size) for size in entry["shape"]]
    start, end = map(int, entry["data_offsets"])
    if min((start, *shape)) < 0 or end - start != math.prod(shape) * kind.itemsize:
        raise ValueError("the place of an array is wrong")
    if first + end > len(data):
        raise ValueError("it is truncated")
    found = np.frombuffer(data, kind, math.prod(shape), first + start)
    return found.reshape(shape).astype(np.float32, copy=False)

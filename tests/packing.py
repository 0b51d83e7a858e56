"""Stored records as tests need them: any bytes in the place of each part."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from itertools import pairwise

from painsci_search.engine.storage import stored_fields


def compress_frame(whole: bytes) -> bytes:
    """Any bytes as a frame of Zstandard."""
    return stored_fields._codec().compress(whole)


def decompress(frame: memoryview) -> bytes:
    """The record of a frame."""
    (whole,) = stored_fields.decompress_all((frame,))
    return whole


def compress(data: bytes, text: str, sentences: Sequence[int], steps: bytes, size: int) -> bytes:
    """A record as a frame of Zstandard, from the bytes of its JSON and steps."""
    encoded = text.encode("utf-8", "surrogatepass")
    gaps = [b - a for a, b in pairwise([0, *sentences])]
    highest = max(gaps, default=0)
    code = "B" if highest < 1 << 8 else "H" if highest < 1 << 16 else "I"
    packed = array(code, gaps)
    header = struct.pack("<IIIBB", len(data), len(encoded), len(packed) * packed.itemsize,
                         packed.itemsize, size)  # fmt: skip
    return compress_frame(b"".join((header, data, encoded, packed.tobytes(), steps)))

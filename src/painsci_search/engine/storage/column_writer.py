"""Arrays in, one after another; a file of them out, as `columns.py` reads it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

import numpy as np

from painsci_search.engine.storage.columns import (
    ALIGNMENT,
    BLOCK,
    Array,
    Footer,
    encode,
    narrow,
    starts_of,
)
from painsci_search.engine.storage.folder import Folder


class UnfinishedFile(NamedTuple):
    """A file without its footer, which `ColumnWriter` can continue.

    Attributes:
        name: of the file in its folder.
        size: bytes written, a multiple of the block size; 0 for a file that does not exist yet.
        arrays: type code, offset in bytes and number of items, by name.
        checksums: the CRC-32 of each block.
    """

    name: str
    size: int
    arrays: dict[str, tuple[str, int, int]]
    checksums: list[int]


def new_file(name: str) -> UnfinishedFile:
    """Return an `UnfinishedFile` of which nothing is written yet."""
    return UnfinishedFile(name, 0, {}, [])


class ColumnWriter:
    """Writes the arrays of a file, one after another.

    One process may begin a file and another finish it: `pause` returns what the second needs.

    Args:
        file: `new_file(name)`, or the result of `pause`.
    """

    def __init__(self, folder: Folder, file: UnfinishedFile) -> None:
        self.name = file.name
        self._folder = folder
        begin = folder.reopen if file.size else folder.create
        self._file: BinaryIO = begin(file.name)
        self._file.seek(file.size)
        self._written = file
        self._size = file.size
        self._checksum = 0

    def add(self, name: str, values: Array) -> None:
        """Write an array of non-negative integers in the narrowest type that holds them."""
        self.stream(name, narrow(values).dtype.newbyteorder("<").str, [values])

    def add_bytes(self, name: str, data: bytes) -> None:
        """Write bytes as an array of uint8."""
        self.stream(name, "|u1", [np.frombuffer(data, np.uint8)])

    def add_strings(self, name: str, strings: Iterable[str]) -> None:
        """Write strings as two arrays: `name.text`, their UTF-8, and `name.start`, its offsets."""
        strings = list(strings)
        text = "".join(strings)
        sizes = map(len, strings if text.isascii() else map(encode, strings))
        self.add_bytes(f"{name}.text", encode(text))
        self.add(f"{name}.start", starts_of(sizes))

    def stream(self, name: str, kind: str, parts: Iterable[Array]) -> None:
        """Write an array from consecutive parts, converted to the type with the code `kind`."""
        self._pad(ALIGNMENT)
        offset, count = self._size, 0
        for part in parts:
            self._write(np.ascontiguousarray(part, kind).data.cast("B") if len(part) else b"")
            count += len(part)
        self._written.arrays[name] = (kind, offset, count)

    def pause(self) -> UnfinishedFile:
        """Pad the file to a whole block and close it without a footer."""
        self._pad(BLOCK)
        self._file.flush()
        self._file.close()
        return self._written._replace(size=self._size)

    def finish(self) -> Footer:
        """Write checksums and footer, fsync the file and close it."""
        self._pad(BLOCK)
        checksums = np.array(self._written.checksums, "<u4").tobytes()
        footer = {
            "name": self.name,
            "arrays": self._written.arrays,
            "checksums": [self._size, zlib.crc32(checksums)],
        }
        data = json.dumps(footer, separators=(",", ":")).encode()
        self._file.write(checksums)
        self._file.write(data)
        self._folder.fsync(self._file)
        self._file.close()
        return Footer(self._size + len(checksums), len(data), zlib.crc32(data))

    def close(self) -> None:
        """Close the file, finished or not."""
        self._file.close()

    def _pad(self, multiple: int) -> None:
        self._write(bytes(-self._size % multiple))

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        view = memoryview(data)
        while view:
            room = BLOCK - self._size % BLOCK
            piece, view = view[:room], view[room:]
            self._checksum = zlib.crc32(piece, self._checksum)
            self._size += len(piece)
            if self._size % BLOCK == 0:
                self._written.checksums.append(self._checksum)
                self._checksum = 0

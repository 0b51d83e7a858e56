"""A file of plain arrays: written once from front to back, then read through a memory map.

    arrays      little-endian, each at a multiple of 8 bytes
    checksums   a CRC-32 of every block of 4 KiB before this point
    directory   JSON: the file's name, and where each array is and what it holds

Whoever opens the file brings the place and the CRC-32 of the directory, so that a file that is
cut short, emptied or another's is refused at once. Blocks are checked against their checksums
when an array in them is first read: a file is opened without being read, and a flipped bit is
found before it can do harm. Nothing in it is ever unpickled or evaluated.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.engine.storage.folder import Folder
from painsci_search.errors import IndexDamaged, PainSciSearchError

Array = npt.NDArray[Any]

_BLOCK = 4096
_ALIGNMENT = 8
# The kinds of array that a file may hold, and the format by which memoryview knows them.
_FORMATS = {"|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q"}


class Seal(NamedTuple):
    """What a manifest must know of a file to trust it: the place and CRC-32 of its directory."""

    offset: int
    length: int
    checksum: int


class Unsealed(NamedTuple):
    """A file that is not sealed yet: its arrays so far, and the checksums of its blocks."""

    name: str
    size: int
    arrays: dict[str, tuple[str, int, int]]
    checksums: list[int]


def empty_draft(name: str) -> Unsealed:
    """Return the draft of a file that is yet to be begun."""
    return Unsealed(name, 0, {}, [])


def starts_of(sizes: Iterable[int]) -> Array:
    """Return where things of these sizes start, one behind the other, and where the last ends."""
    return np.cumsum([0, *sizes])


def narrow(values: Array) -> Array:
    """Return the values, none negative, in the narrowest unsigned type that holds them all."""
    return values.astype(narrowest(int(values.max()) if len(values) else 0), copy=False)


def narrowest(highest: int) -> str:
    """Name the narrowest unsigned type for numbers up to ``highest``."""
    return next(kind for kind in _FORMATS if highest <= np.iinfo(kind).max)


def encode(string: str) -> bytes:
    """Write a string as UTF-8, whatever is in it: a file's name may not be Unicode at all."""
    return string.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """Read what ``encode`` wrote."""
    return data.decode("utf-8", "surrogatepass")


class ColumnWriter:
    """Writes the arrays of a new file, one after the other.

    A file may be finished by another process than the one that began it: that goes on from what
    ``pause`` gave.

    Args:
        draft: ``empty_draft(name)``, or what ``pause`` gave.
    """

    def __init__(self, folder: Folder, draft: Unsealed) -> None:
        self.name = draft.name
        self._folder = folder
        begin = folder.go_on if draft.size else folder.create
        self._file: BinaryIO = begin(draft.name)
        self._file.seek(draft.size)
        self._draft = draft
        self._size = draft.size
        self._checksum = 0

    def add(self, name: str, values: Array) -> None:
        """Write an array of unsigned numbers."""
        self.stream(name, narrow(values).dtype.newbyteorder("<").str, [values])

    def add_bytes(self, name: str, data: bytes) -> None:
        """Write bytes as they are."""
        self.stream(name, "|u1", [np.frombuffer(data, np.uint8)])

    def add_strings(self, name: str, strings: Iterable[str]) -> None:
        """Write strings as one run of UTF-8 and the offsets at which they start."""
        encoded = [encode(string) for string in strings]
        self.add_bytes(f"{name}.text", b"".join(encoded))
        self.add(f"{name}.start", starts_of(map(len, encoded)))

    def stream(self, name: str, kind: str, parts: Iterable[Array]) -> None:
        """Write an array that comes in parts, as numbers of that kind."""
        self._pad(_ALIGNMENT)
        offset, count = self._size, 0
        for part in parts:
            self._write(np.ascontiguousarray(part, kind).data.cast("B") if len(part) else b"")
            count += len(part)
        self._draft.arrays[name] = (kind, offset, count)

    def pause(self) -> Unsealed:
        """Close the file for now, at the end of a block."""
        self._pad(_BLOCK)
        self._file.flush()
        self._file.close()
        return self._draft._replace(size=self._size)

    def seal(self) -> Seal:
        """Write the checksums and the directory, and wait until all of it is on the disk."""
        self._pad(_BLOCK)
        checksums = np.array(self._draft.checksums, "<u4").tobytes()
        directory = {
            "name": self.name,
            "arrays": self._draft.arrays,
            "checksums": [self._size, zlib.crc32(checksums)],
        }
        data = json.dumps(directory, separators=(",", ":")).encode()
        self._file.write(checksums)
        self._file.write(data)
        self._folder.settle(self._file)
        self._file.close()
        return Seal(self._size + len(checksums), len(data), zlib.crc32(data))

    def close(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def _pad(self, multiple: int) -> None:
        self._write(bytes(-self._size % multiple))

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        view = memoryview(data)
        while view:
            room = _BLOCK - self._size % _BLOCK
            piece, view = view[:room], view[room:]
            self._checksum = zlib.crc32(piece, self._checksum)
            self._size += len(piece)
            if self._size % _BLOCK == 0:
                self._draft.checksums.append(self._checksum)
                self._checksum = 0


def view_file(folder: Folder, name: str) -> mmap.mmap | bytes:
    """Open a file to be read, even when a writer has removed it meanwhile.

    Raises:
        FileNotFoundError: it is gone.
        IndexDamaged: it is empty.
        PainSciSearchError: it cannot be opened.
    """
    try:
        view = folder.view(name)
    except FileNotFoundError:
        raise
    except OSError as error:
        place = _place(folder, name)
        raise PainSciSearchError(f"{place} cannot be opened: {error.strerror}") from error
    if not view:
        raise _damaged(folder, name, "it is empty")
    return view


def _damaged(folder: Folder, name: str, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"{_place(folder, name)}: the index is damaged ({reason}): "
        "delete the folder's contents and index again"
    )


def _place(folder: Folder, name: str) -> str:
    return os.path.join(str(folder), name)  # noqa: PTH118  a folder need not be on a disk


class Columns:
    """The arrays of a file, opened through a memory map.

    Raises:
        IndexDamaged: from opening, or from reading an array, where the file is not as written.
    """

    def __init__(self, folder: Folder, name: str, seal: Seal) -> None:
        self.folder = folder
        self.name = name
        self._map = view_file(folder, name)
        if min(seal) < 0 or seal.offset + seal.length != len(self._map):
            raise self.damaged("its length is not what it was")
        data = self._map[seal.offset :]
        if zlib.crc32(data) != seal.checksum:
            raise self.damaged("its directory is not what it was")
        directory = json.loads(data)
        end, checksum = directory["checksums"]
        if directory["name"] != name or not 0 <= end <= seal.offset:
            raise self.damaged("its directory is of another file")
        checksums = self._map[end : seal.offset]
        if zlib.crc32(checksums) != checksum or len(checksums) != end // _BLOCK * 4 or end % _BLOCK:
            raise self.damaged("its checksums are not what they were")
        self._checksums = memoryview(checksums).cast("I")
        self._checked = bytearray(len(self._checksums))
        self._view = memoryview(self._map)
        self._arrays: dict[str, Column] = {}
        self._places: dict[str, list[Any]] = directory["arrays"]
        for kind, offset, count in self._places.values():
            if not (
                kind in _FORMATS
                and offset >= 0
                and count >= 0
                and offset % _ALIGNMENT == 0
                and offset + count * int(kind[2]) <= end
            ):
                raise self.damaged("an array of it lies outside of it")

    def __getitem__(self, name: str) -> Column:
        column = self._arrays.get(name)
        if column is None:
            if name not in self._places:
                raise self.damaged(f"it has no array {name}")
            kind, offset, count = self._places[name]
            column = self._arrays[name] = Column(self, kind, offset, count)
        return column

    def strings(self, name: str) -> Strings:
        """Return the strings that were written under that name."""
        return Strings(self[f"{name}.text"], self[f"{name}.start"])

    def check(self, start: int, end: int) -> None:
        """Make sure that the bytes from start to end are what was written.

        Raises:
            IndexDamaged: they are not.
        """
        first, last = start // _BLOCK, -(-end // _BLOCK)
        while (block := self._checked.find(0, first, last)) >= 0:
            data = self._view[block * _BLOCK : (block + 1) * _BLOCK]
            if zlib.crc32(data) != self._checksums[block]:
                raise self.damaged(f"a checksum is wrong at byte {block * _BLOCK}")
            self._checked[block] = 1

    def check_all(self) -> None:
        """Make sure that the whole file is what was written.

        Raises:
            IndexDamaged: it is not.
        """
        self.check(0, len(self._checksums) * _BLOCK)

    def view(self, start: int, end: int, kind: str) -> memoryview:
        """Look at bytes of the file as numbers of a kind, unchecked and without a copy."""
        return self._view[start:end].cast(_FORMATS[kind])  # type: ignore[call-overload, no-any-return]

    def damaged(self, reason: str) -> IndexDamaged:
        """Make the error that says what is wrong with this file."""
        return _damaged(self.folder, self.name, reason)


class Column:
    """One array of a file: whole numbers, read a slice or an item at a time, never copied."""

    __slots__ = ("_all", "_columns", "_items", "_offset", "_size", "_whole", "count")

    def __init__(self, columns: Columns, kind: str, offset: int, count: int) -> None:
        self._columns = columns
        self._size = int(kind[2])
        self._offset = offset
        self._items = columns.view(offset, offset + count * self._size, kind)
        self._all = np.frombuffer(self._items, kind) if count else np.zeros(0, kind)
        self._whole: memoryview | None = None
        self.count = count

    def __len__(self) -> int:
        return self.count

    def whole(self) -> memoryview:
        """Return the whole array for reading single numbers."""
        whole = self._whole
        if whole is None:
            whole = self._whole = self.items(0, self.count)
        return whole

    def items(self, start: int, end: int) -> memoryview:
        """Return a slice for reading single numbers."""
        if self._whole is None or not 0 <= start <= end <= self.count:
            self._require(start, end)
        return self._items[start:end]

    def slice(self, start: int, end: int) -> Array:
        """Return a slice for reckoning."""
        if self._whole is None or not 0 <= start <= end <= self.count:
            self._require(start, end)
        return self._all[start:end]

    def all(self) -> Array:
        """Return the whole array for reckoning."""
        return self.slice(0, self.count)

    def highest(self) -> int:
        """Return the highest number, 0 of none."""
        return int(self.all().max(initial=0))

    def _require(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= self.count:
            raise self._columns.damaged("a slice points outside of an array")
        if end > start:
            size = self._size
            self._columns.check(self._offset + start * size, self._offset + end * size)


class Strings:
    """Strings of a file, by number."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: Column, starts: Column) -> None:
        self._text = text
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def encoded(self, number: int) -> bytes:
        """Return one string as UTF-8."""
        starts = self._starts.whole()
        return bytes(self._text.items(starts[number], starts[number + 1]))

    def __getitem__(self, number: int) -> str:
        return decode(self.encoded(number))

    def list(self, start: int = 0, end: int | None = None) -> list[str]:
        """Return the strings from number start up to end."""
        if end is None:
            end = len(self)
        starts = self._starts.items(start, end + 1).tolist()
        text = bytes(self._text.items(starts[0], starts[-1]))
        base = starts[0]
        return [decode(text[low - base : high - base]) for low, high in pairwise(starts)]

    def find(self, string: str) -> int:
        """Return the number of a string in strings that are sorted as UTF-8, or -1."""
        sought = encode(string)
        number = self.first(sought)
        return number if number < len(self) and self.encoded(number) == sought else -1

    def first(self, sought: bytes) -> int:
        """Return the number of the first of the sorted strings that is not before ``sought``."""
        starts, text = self._starts.whole(), self._text.whole()
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(text[starts[middle] : starts[middle + 1]]) < sought:
                low = middle + 1
            else:
                high = middle
        return low

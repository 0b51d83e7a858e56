"""A file of plain integer arrays: written once from front to back, then read by memory map.

    arrays      little-endian, each aligned to 8 bytes
    checksums   a CRC-32 of every block of 4 KiB before this point
    footer      JSON: the file's name, and type, offset and length of each array

A reader needs the position and the CRC-32 of the footer, which the manifest keeps: so a file
that is truncated, emptied or swapped is refused when it is opened. Blocks are checked against their
checksums when an array in them is first read, so that opening reads little and a flipped bit is
found before it is used. Nothing in a file is ever unpickled or evaluated.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from painsci_search.engine.storage.folder import Folder, rebuild_advice
from painsci_search.errors import IndexDamaged, PainSciSearchError
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import compiled

Array = npt.NDArray[Any]

# Bytes under one checksum: a page of memory, which is what a memory map reads at least. Part of the
# format: a file that was written with another value fails its checksums.
BLOCK = 4096
# Bytes that are read or written at a time where a whole array is: a multiple of `BLOCK`.
_PART = 1 << 20
# Items of an array that is verified as a whole where single ones of it are read, at most: then they
# are read faster, but that of a larger one would take too long in the first query.
_LARGE = 1 << 17
# Bytes, the size of the widest item: NumPy and memoryview read aligned items fastest. A reader
# refuses arrays at other offsets.
ALIGNMENT = 8
# Steps of a binary search whose strings are kept, 2 ** _FIRST_STEPS of them at most: later
# searches compare the same ones. It changes speed only.
_FIRST_STEPS = 10
# The types that an array of a file may have, narrowest first, by their codes in NumPy and in
# memoryview. All are unsigned: counts, offsets and numbers are never negative.
_FORMATS = {"|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q"}


class Footer(NamedTuple):
    """The location of a file's footer: what the manifest keeps to recognise the file.

    Attributes:
        offset, length: in bytes; the footer ends the file.
        checksum: its CRC-32.
    """

    offset: int
    length: int
    checksum: int


def starts_of(sizes: Iterable[int]) -> Array:
    """Return the offsets of items of these sizes, and the end of the last: shape (n + 1,)."""
    return np.cumsum(np.fromiter(chain((0,), sizes), np.int64))


def narrow(values: Array) -> Array:
    """Return non-negative integers in the narrowest unsigned type that holds all of them."""
    return values.astype(narrowest(int(values.max()) if len(values) else 0), copy=False)


def narrowest(highest: int) -> str:
    """Return the code of the narrowest unsigned type for integers up to `highest`."""
    return next(kind for kind in _FORMATS if highest <= np.iinfo(kind).max)


def encode(string: str) -> bytes:
    """Encode a string as UTF-8; lone surrogates, as in undecodable file names, are kept."""
    return string.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """Decode the bytes that `encode` returned."""
    return data.decode("utf-8", "surrogatepass")


def view_file(folder: Folder, name: str) -> mmap.mmap | bytes:
    """Map a file into memory; the bytes stay readable after a writer has removed the file.

    Raises:
        FileNotFoundError: the file does not exist.
        IndexDamaged: the file is empty.
        PainSciSearchError: the file cannot be opened.
    """
    try:
        view = folder.view(name)
    except FileNotFoundError:
        raise
    except OSError as error:
        path = _path(folder, name)
        raise PainSciSearchError(f"{path} cannot be opened: {error.strerror}") from error
    if not view:
        raise _damaged(folder, name, "it is empty")
    return view


def _damaged(folder: Folder, name: str, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"{_path(folder, name)}: the index is damaged ({reason}): {rebuild_advice(folder)}"
    )


def _path(folder: Folder, name: str) -> str:
    return os.path.join(str(folder), name)  # noqa: PTH118 - a folder in memory has no path


class Columns:
    """The arrays of a file, opened by memory map.

    Args:
        footer: its location and checksum, from the manifest.

    Attributes:
        checked: for each block, 1 if its checksum has been verified.

    Raises:
        IndexDamaged: when the file is opened or an array is first read, and is not as written.
    """

    def __init__(self, folder: Folder, name: str, footer: Footer) -> None:
        self.folder = folder
        self.name = name
        self._map = view_file(folder, name)
        if min(footer) < 0 or footer.offset + footer.length != len(self._map):
            raise self.damaged("its length is wrong")
        data = self._map[footer.offset :]
        if zlib.crc32(data) != footer.checksum:
            raise self.damaged("the checksum of its footer is wrong")
        content = json.loads(data)
        end, checksum = content["checksums"]
        if content["name"] != name or not 0 <= end <= footer.offset:
            raise self.damaged("its footer is of another file")
        checksums = self._map[end : footer.offset]
        if zlib.crc32(checksums) != checksum or len(checksums) != end // BLOCK * 4 or end % BLOCK:
            raise self.damaged("its checksums are damaged")
        self._checksums = memoryview(checksums).cast("I")
        self.checked = bytearray(len(self._checksums))
        self._view = memoryview(self._map)
        self._columns: dict[str, Column] = {}
        self._arrays: dict[str, list[Any]] = content["arrays"]
        for kind, offset, count in self._arrays.values():
            if not (
                kind in _FORMATS
                and offset >= 0
                and count >= 0
                and offset % ALIGNMENT == 0
                and offset + count * int(kind[2]) <= end
            ):
                raise self.damaged("an array extends beyond its file")

    def __getitem__(self, name: str) -> Column:
        column = self._columns.get(name)
        if column is None:
            if name not in self._arrays:
                raise self.damaged(f"it has no array {name}")
            kind, offset, count = self._arrays[name]
            column = self._columns[name] = Column(self, kind, offset, count)
        return column

    def strings(self, name: str) -> Strings:
        """Return the strings that `add_strings` wrote under `name`."""
        return Strings(self[f"{name}.text"], self[f"{name}.start"])

    def check(self, start: int, end: int) -> None:
        """Verify the checksums of the blocks with the bytes from `start` to `end`, each block once.

        Raises:
            IndexDamaged: a checksum is wrong.
        """
        first, last = start // BLOCK, -(-end // BLOCK)
        while (block := self.checked.find(0, first, last)) >= 0:
            data = self._view[block * BLOCK : (block + 1) * BLOCK]
            if zlib.crc32(data) != self._checksums[block]:
                raise self.damaged(f"a checksum is wrong at byte {block * BLOCK}")
            self.checked[block] = 1

    def check_all(self) -> None:
        """Verify all checksums of the file.

        Raises:
            IndexDamaged: a checksum is wrong.
        """
        end = len(self._checksums) * BLOCK
        for start in range(0, end, _PART):
            self.check(start, min(start + _PART, end))
            self.release()

    def release(self, start: int = 0, end: int | None = None) -> None:
        """Give back the memory of bytes that were read; they are read again when needed.

        For those who read a whole array or file: what they read would stay in the memory of the
        process.
        """
        if isinstance(self._map, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            first = start // mmap.PAGESIZE * mmap.PAGESIZE
            last = len(self._map) if end is None else end
            self._map.madvise(mmap.MADV_DONTNEED, first, last - first)

    def view(self, start: int, end: int, kind: str) -> memoryview:
        """Return bytes of the file as integers of a type, without checking or copying them."""
        return self._view[start:end].cast(_FORMATS[kind])  # type: ignore[call-overload, no-any-return]

    def damaged(self, reason: str) -> IndexDamaged:
        """Return the error that reports damage to this file."""
        return _damaged(self.folder, self.name, reason)


class Unread(NamedTuple):
    """An array whose blocks may not be verified yet, for a function that verifies what it reads.

    Attributes:
        items: the whole array.
        offset: of the array in its file, in bytes.
        checked: for each block of the file, 1 if it has been verified.
        verify: verifies the blocks of a range of items, from the first up to the second index.
    """

    # in quotes: mypyc would look for these types in this module
    items: "memoryview"  # noqa: UP037
    offset: int
    checked: "bytearray"  # noqa: UP037
    verify: Callable[[int, int], None]


class Column:
    """One array of a file: unsigned integers, read by item or by slice without a copy."""

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
        """Return the whole array as a memoryview, the fastest way to read single items."""
        whole = self._whole
        if whole is None:
            whole = self._whole = self.items(0, self.count)
        return whole

    def unread(self) -> Unread:
        """Return the whole array without verifying it."""
        return Unread(self._items, self._offset, self._columns.checked, self._require)

    def two(self, index: int) -> tuple[int, int]:
        """Return an item and the one after it; of a large array only their blocks are verified."""
        if self.count < _LARGE:
            items = self.whole()
        else:
            self._require(index, index + 2)
            items = self._items
        return items[index], items[index + 1]

    def with_verified(self, start: int, end: int) -> memoryview:
        """Return the whole array, of which a large one is verified from `start` up to `end`."""
        if self.count < _LARGE:
            return self.whole()
        self._require(start, min(end, self.count))
        return self._items

    def items(self, start: int, end: int) -> memoryview:
        """Return a slice as a memoryview, to read single items."""
        if self._whole is None or not 0 <= start <= end <= self.count:
            self._require(start, end)
        return self._items[start:end]

    def parts_at(self, starts: Column, numbers: Iterable[int]) -> list[memoryview]:
        """Return parts of the array, each from one of the `starts` to the one after it.

        Args:
            numbers: the index of each part's start.
        """
        checked, offset, size, count = self._columns.checked, self._offset, self._size, self.count
        bounds = starts.whole() if starts.count < _LARGE else None
        found = []
        for number in numbers:
            low, high = (
                starts.two(number) if bounds is None else (bounds[number], bounds[number + 1])
            )
            first, last = offset + low * size, offset + high * size
            if not low <= high <= count or checked.find(0, first // BLOCK, -(-last // BLOCK)) >= 0:
                self._require(low, high)
            found.append(self._items[low:high])
        return found

    def slice(self, start: int, end: int) -> Array:
        """Return a slice as a read-only NumPy array, to compute with."""
        if self._whole is None or not 0 <= start <= end <= self.count:
            self._require(start, end)
        return self._all[start:end]

    def all(self) -> Array:
        """Return the whole array as a read-only NumPy array, to compute with."""
        return self.slice(0, self.count)

    def parts(self) -> Iterator[Array]:
        """Yield the array in parts, in order, and give back the memory of each."""
        count = _PART // self._size
        for start in range(0, self.count, count):
            yield self.slice(start, min(start + count, self.count))
            self._columns.release()

    def release(self) -> None:
        """Give back the memory of the array, see `Columns.release`."""
        self._columns.release(self._offset, self._offset + self.count * self._size)

    def highest(self) -> int:
        """Return the maximum, 0 of an empty array."""
        return max((int(part.max()) for part in self.parts()), default=0)

    def _require(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= self.count:
            raise self._columns.damaged("a slice extends beyond its array")
        if end > start:
            columns, size = self._columns, self._size
            low, high = self._offset + start * size, self._offset + end * size
            if columns.checked.find(0, low // BLOCK, -(-high // BLOCK)) >= 0:
                columns.check(low, high)


class Strings:
    """Strings of a file, by number."""

    __slots__ = ("_compared", "_starts", "_text")

    def __init__(self, text: Column, starts: Column) -> None:
        self._text = text
        self._starts = starts
        # The strings that binary searches begin with, by number.
        self._compared: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._starts) - 1

    def encoded(self, number: int) -> bytes:
        """Return one string as UTF-8, without decoding it."""
        starts = self._starts.whole()
        return bytes(self._text.items(starts[number], starts[number + 1]))

    def __getitem__(self, number: int) -> str:
        return decode(self.encoded(number))

    def list(self, start: int = 0, end: int | None = None) -> list[str]:
        """Return the strings with the numbers from `start` up to `end`, exclusive."""
        if end is None:
            end = len(self)
        starts = self._starts.items(start, end + 1).tolist()
        text = bytes(self._text.items(starts[0], starts[-1]))
        base = starts[0]
        if text.isascii():
            string = text.decode("ascii")
            return [string[low - base : high - base] for low, high in pairwise(starts)]
        return [decode(text[low - base : high - base]) for low, high in pairwise(starts)]

    def arrays(self) -> tuple[memoryview, memoryview]:
        """Return the UTF-8 of all strings, and the offset of each: shape (strings + 1,)."""
        return self._text.whole(), self._starts.whole()

    def find(self, string: str) -> int:
        """Return the number of a string, or -1, by binary search in strings sorted as UTF-8."""
        return self.find_encoded(encode(string))

    def find_encoded(self, string: bytes) -> int:
        """Return the number of a string, given as UTF-8, or -1."""
        return find_string(self._text.whole(), self._starts.whole(), string, self._compared)

    def first(self, sought: bytes) -> int:
        """Return the number of the first of the sorted strings that is not less than `sought`."""
        return first_string(self._text.whole(), self._starts.whole(), sought, self._compared)


@compiled
def find_string(
    text: memoryview, starts: memoryview, sought: bytes, compared: dict[int, bytes]
) -> int:
    """Return the number of a string in sorted strings, or -1.

    Args:
        text, starts: the strings, as in `Strings`.
        compared: strings that earlier searches began with; it is added to.
    """
    number = first_string(text, starts, sought, compared)
    is_found = number < len(starts) - 1 and _string(text, starts, number) == sought
    return number if is_found else -1


@compiled
def first_string(
    text: memoryview, starts: memoryview, sought: bytes, compared: dict[int, bytes]
) -> int:
    """Return the number of the first of the sorted strings that is not less than `sought`.

    Args:
        text, starts, compared: as in `find_string`.

    Raises:
        ValueError: a string extends beyond the text.
    """
    low, high = 0, len(starts) - 1
    least = high >> _FIRST_STEPS
    while low < high:
        middle = (low + high) // 2
        string = compared.get(middle)
        if string is None:
            string = _string(text, starts, middle)
            if high - low > least:
                compared[middle] = string
        if string < sought:
            low = middle + 1
        else:
            high = middle
    return low


def _string(text: memoryview, starts: memoryview, number: int) -> bytes:
    start, end = starts[number], starts[number + 1]
    if not start <= end <= len(text):
        raise ValueError("a string extends beyond its text")
    return bytes(text[start:end])

"""The bytes of a zip archive in, its entries out, within limits; nothing is written to a disk."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from painsci_search.errors import ReadError

ZIP = b"PK\x03\x04"
# Entries; a book of a thousand pictures has fewer.
_MOST_ENTRIES = 20_000
# Bytes; parsing takes many times as much memory.
_LARGEST_ENTRY = 32 * 1024 * 1024
_LARGEST_TOTAL = 64 * 1024 * 1024
# Repetitive markup shrinks to a hundredth; a bomb shrinks to a thousandth.
_HIGHEST_RATIO = 400
# Bytes: a small entry of one repeated character does no harm.
_SMALL = 1024 * 1024
# Bytes: the type is in the first entry, the other entries that matter are among the first.
_LONGEST_TYPE = 200
_START = 65536
_MIME_TYPES = (
    (b"mimetypeapplication/epub+zip", ".epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
)
_ENTRIES = (
    (b"META-INF/container.xml", ".epub"),
    (b"OEBPS/", ".epub"),
    (b"word/", ".docx"),
)
_SUFFIXES = frozenset({".epub", ".docx", ".odt"})
_FAILURES = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


class Archive:
    """The entries of a zip archive by name.

    Args:
        data: the bytes of the archive.
        source: the path of the file, for messages.

    Raises:
        ReadError: the archive is damaged, or has too many entries.
    """

    def __init__(self, data: bytes, source: str) -> None:
        self.source = source
        try:
            self._zip = ZipFile(BytesIO(data))
        except _FAILURES as err:
            raise ReadError(f"{source}: a damaged zip archive ({err}); save it again") from err
        entries = self._zip.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise ReadError(f"{source}: {len(entries)} entries; at most {_MOST_ENTRIES} are read")
        self._entries = {entry.filename.replace("\\", "/"): entry for entry in entries}
        self._left = _LARGEST_TOTAL

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def read(self, name: str) -> bytes:
        """Return the content of an entry.

        Raises:
            ReadError: there is no such entry, it is encrypted or damaged, or it is too big.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise ReadError(f"{self.source}: {name} is missing; save the file again")
        if entry.flag_bits & 1:
            raise ReadError(f"{self.source}: encrypted; save it without a password")
        self._check_size(entry)
        try:
            # never more than the size that was checked
            content = self._zip.read(entry)
        except _FAILURES as err:
            raise ReadError(f"{self.source}: {name} is damaged ({err}); save it again") from err
        self._left -= len(content)
        return content

    def _check_size(self, entry: ZipInfo) -> None:
        size = entry.file_size
        if size > min(_LARGEST_ENTRY, self._left):
            raise ReadError(f"{self.source}: {entry.filename} is too big ({size / 1e6:.0f} MB)")
        if size > _SMALL and size > _HIGHEST_RATIO * max(entry.compress_size, 1):
            raise ReadError(
                f"{self.source}: {entry.filename} is compressed beyond {_HIGHEST_RATIO} to 1, "
                "as only a zip bomb is"
            )


def kind_of_archive(data: bytes, suffix: str) -> str:
    """Return the usual extension of a zip archive that is a document, or "" for any other file.

    The first entries show the kind, so that the beginning of a file is enough.

    Args:
        suffix: the extension of the file, which decides where the first entries show nothing.
    """
    if not data.startswith(ZIP):
        return ""
    start = data[:_START]
    kinds = [kind for mark, kind in _MIME_TYPES if mark in start[:_LONGEST_TYPE]]
    names = tuple(_names_in(start))
    kinds += [kind for beginning, kind in _ENTRIES if _any_starts(names, beginning)]
    return kinds[0] if kinds else suffix if suffix in _SUFFIXES else ""


def _names_in(start: bytes) -> Iterator[bytes]:
    """Yield the names in the local headers of a zip archive (APPNOTE 4.3.7)."""
    header = start.find(ZIP)
    while header >= 0:
        length = int.from_bytes(start[header + 26 : header + 28], "little")
        yield start[header + 30 : header + 30 + length]
        header = start.find(ZIP, header + 4)


def _any_starts(names: tuple[bytes, ...], beginning: bytes) -> bool:
    return any(name.startswith(beginning) for name in names)

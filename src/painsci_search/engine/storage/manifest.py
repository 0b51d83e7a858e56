"""The manifest: the one file that names the files of the latest commit.

Replacing it by an atomic rename is what commits a change. It has two lines: JSON, and the SHA-256
of the JSON. Files that it does not name belong to no commit, and the next writer removes them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import struct
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import Any

from painsci_search.engine.storage.columns import Footer
from painsci_search.engine.storage.folder import SPOOL, Folder, rebuild_advice
from painsci_search.errors import (
    IndexDamaged,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
)
from painsci_search.late_tuples import NamedTuple

# The version of the format on disk. Raise it when segments, stored records or the manifest change:
# an index with another version raises IndexVersionError instead of being misread.
FORMAT = 7
MANIFEST = "painsci-search.json"
_TEMPORARY = MANIFEST + ".new"
# Bytes. A manifest has a line for each of a few segments and about 20 bytes for each run of deleted
# records; a longer one is forged, and must not fill the memory.
_LONGEST = 64 * 1024 * 1024
# Names of the files that a commit can have: 64 random bits, and the suffix of the kind.
_OURS = re.compile(r"[0-9a-f]{16}\.(?:segment|files|vectors)")
_SPOOLED = re.compile(SPOOL + r"\w+")

# The exceptions that reading may raise for a forged file whose checksums are right.
BAD_DATA_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

# The first record, and the one after the last.
RecordRange = tuple[int, int]


class SegmentEntry(NamedTuple):
    """A segment of a commit.

    Attributes:
        name: of its file.
        footer: the location and checksum of the footer of its file.
        deleted: (first, last + 1) ranges of its deleted records, ascending and apart.
    """

    name: str
    footer: Footer
    deleted: tuple[RecordRange, ...] = ()


class Attachment(NamedTuple):
    """A file of arbitrary bytes that is committed together with the records.

    Attributes:
        name: of the file.
        length: in bytes.
        checksum: SHA-256 in hexadecimal digits.
    """

    name: str
    length: int
    checksum: str


class Manifest(NamedTuple):
    """The content of one commit.

    Attributes:
        generation: the number of the commit, counted from 0 for the empty index.
        files: the table of indexed files; None if no file was ever indexed.
        analyzer: the version of the code that made the segments; if several versions did, the
            oldest.
        vectors: the vectors of passages, see the room `semantic`; the engine only keeps them.
    """

    generation: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    files: Attachment | None = None
    analyzer: str = ""
    vectors: tuple[Attachment, ...] = ()

    def names(self) -> set[str]:
        """Return the names of the files of the commit, besides its own."""
        attached = self.vectors if self.files is None else (self.files, *self.vectors)
        return {entry.name for entry in self.segments}.union(each.name for each in attached)


def new_name(suffix: str) -> str:
    """Return a random file name of 64 bits, so that no name is ever used twice."""
    return os.urandom(8).hex() + suffix


def load_manifest(folder: Folder) -> bytes:
    """Return the bytes of the manifest of an index.

    Raises:
        IndexMissing, IndexDamaged, PainSciSearchError: see `read_manifest`.
    """
    try:
        data = folder.read(MANIFEST, _LONGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            f"no index at {folder}: make one with "
            f"'painsci-search index --index {shlex.quote(str(folder))} FOLDER', "
            "FOLDER being your articles"
        ) from None
    except OSError as error:
        raise PainSciSearchError(
            f"the index at {folder} cannot be opened: {error.strerror}"
        ) from error
    if len(data) > _LONGEST:
        raise damaged(folder, "its manifest is too long")
    return data


def read_manifest(folder: Folder) -> Manifest:
    """Read the manifest of an index.

    Raises:
        IndexMissing: the folder has no manifest.
        IndexVersionError: the index has another format than `FORMAT`.
        IndexDamaged: the manifest is not as written.
        PainSciSearchError: the manifest cannot be opened.
    """
    data = load_manifest(folder)
    line, _, rest = data.partition(b"\n")
    try:
        content = json.loads(line)
        version = content["format"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(folder, "its manifest is not valid JSON") from error
    if rest and rest != _digest(line):
        raise damaged(folder, "the checksum of its manifest is wrong")
    if version != FORMAT:
        is_older = isinstance(version, int) and version < FORMAT
        advice = "" if is_older else "use the newer version that made it, or "
        raise IndexVersionError(
            f"the index at {folder} has format {version}, this version reads {FORMAT}: "
            f"{advice}{rebuild_advice(folder)}",
            is_older=is_older,
        )
    if not rest:
        raise damaged(folder, "its manifest is truncated")
    try:
        return _parse(content)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise damaged(folder, "its manifest has unexpected values") from error


def read_remains(folder: Folder) -> Manifest:
    """Read what can be read of a manifest that is damaged or of another format.

    Returns:
        A manifest without segments.
    """
    try:
        data = folder.read(MANIFEST, _LONGEST + 1)
        if len(data) > _LONGEST:
            return Manifest()
        content = json.loads(data.partition(b"\n")[0])
        return _parse({**content, "segments": (), "analyzer": ""})
    except (OSError, *BAD_DATA_ERRORS):
        return Manifest()


def write_manifest(folder: Folder, manifest: Manifest) -> None:
    """Replace the manifest atomically and durably: write and fsync, rename, fsync the folder.

    Raises:
        PainSciSearchError: the change is made, but cannot be made durable.
        OSError: the manifest is as it was before.
    """
    files = manifest.files and list(manifest.files)
    segments = [[entry.name, list(entry.footer), entry.deleted] for entry in manifest.segments]
    content = {
        "format": FORMAT,
        "generation": manifest.generation,
        "segments": segments,
        "files": files,
        "analyzer": manifest.analyzer,
        "vectors": [list(each) for each in manifest.vectors],
    }
    line = json.dumps(content, separators=(",", ":")).encode()
    folder.write(_TEMPORARY, [line, b"\n", _digest(line)])
    folder.replace(_TEMPORARY, MANIFEST)
    try:
        folder.fsync_names()
    except OSError as error:
        raise PainSciSearchError(
            f"the index at {folder} is changed, but the disk may lose the change if the machine "
            f"stops now: {error.strerror or error}"
        ) from error


def remove_orphans(folder: Folder, manifest: Manifest) -> None:
    """Remove the files of killed writers and of commits before the latest one."""
    remove_files(folder, manifest.names())


def remove_files(folder: Folder, kept: Container[str]) -> None:
    """Remove the files that writers of indexes make, except those with the names `kept`."""
    for name in folder.names():
        ours = _OURS.fullmatch(name) or _SPOOLED.fullmatch(name)
        if (ours or name == _TEMPORARY) and name not in kept:
            try:
                folder.remove(name)
            except OSError:  # Windows: a reader has the file open; the next writer tries again
                continue


@contextmanager
def reporting_damage(folder: Folder) -> Iterator[None]:
    """Convert errors that a damaged index can cause into IndexDamaged; not OSError."""
    try:
        yield
    except BAD_DATA_ERRORS as error:
        raise damaged_by(folder, error) from error


@contextmanager
def reporting_write_errors(folder: Folder) -> Iterator[None]:
    """Convert OSError while writing into PainSciSearchError."""
    try:
        yield
    except OSError as error:
        raise PainSciSearchError(
            f"cannot write the index at {folder}: {error.strerror or error}; the index is unchanged"
        ) from error


def damaged(folder: Folder, reason: str) -> IndexDamaged:
    """Return the error that reports damage to an index."""
    return IndexDamaged(f"the index at {folder} is damaged ({reason}): {rebuild_advice(folder)}")


def damaged_by(folder: Folder, error: Exception) -> IndexDamaged:
    """Return the error that reports the damage which one of `BAD_DATA_ERRORS` shows."""
    return damaged(folder, f"{type(error).__name__}: {error}".splitlines()[0])


def _digest(line: bytes) -> bytes:
    return b"sha256 " + hashlib.sha256(line).hexdigest().encode() + b"\n"


def _parse(content: dict[str, Any]) -> Manifest:
    segments = tuple(
        SegmentEntry(
            _own(name),
            Footer(*map(int, footer)),
            tuple((int(first), int(end)) for first, end in deleted),
        )
        for name, footer, deleted in content["segments"]
    )
    if len({entry.name for entry in segments}) < len(segments):
        raise ValueError("a segment is named twice")
    files = content["files"]
    return Manifest(
        int(content["generation"]),
        segments,
        None if files is None else _parse_attachment(files),
        str(content["analyzer"]),
        # an older format, from which an index is rebuilt, has none
        tuple(map(_parse_attachment, content.get("vectors", ()))),
    )


def _parse_attachment(value: list[Any]) -> Attachment:
    name, length, checksum = value
    return Attachment(_own(name), int(length), str(checksum))


def _own(name: str) -> str:
    """Return a name from the manifest; ValueError unless it has the form of `new_name`'s."""
    if not _OURS.fullmatch(name):
        raise ValueError(name)
    return name

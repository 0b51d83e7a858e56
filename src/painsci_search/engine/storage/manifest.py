"""The one file that says what an index consists of; replacing it is what commits a change.

It is two lines of text: JSON, and the SHA-256 of that JSON. Whatever file of the folder it does
not name belongs to no one, and the next writer removes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from painsci_search.engine.storage.columns import Seal
from painsci_search.engine.storage.folder import SPOOL, Folder
from painsci_search.errors import (
    IndexDamaged,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
)

FORMAT = 3
MANIFEST = "painsci-search.json"
_TEMPORARY = MANIFEST + ".new"
_OURS = re.compile(r"[0-9a-f]{16}\.(?:segment|files)")
_SPOOLED = re.compile(SPOOL + r"\w+")

# What reading may raise over a file that was made up, checksums and all.
_OF_BAD_DATA = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

Range = tuple[int, int]


class SegmentEntry(NamedTuple):
    """A segment of an index: its file, and the (first, last + 1) ranges of its deleted records."""

    name: str
    seal: Seal
    dead: tuple[Range, ...] = ()


class Attachment(NamedTuple):
    """Bytes committed beside the records: their file, its length in bytes, its SHA-256."""

    name: str
    length: int
    checksum: str


class Manifest(NamedTuple):
    """What an index consists of since its latest commit."""

    generation: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    files: Attachment | None = None


def new_name(suffix: str) -> str:
    """Make up a name for a file of an index that none has had before."""
    return os.urandom(8).hex() + suffix


def read_manifest(folder: Folder) -> Manifest:
    """Read the manifest of an index.

    Raises:
        IndexMissing, IndexVersionError, IndexDamaged: as their names say.
        PainSciSearchError: it cannot be opened.
    """
    try:
        data = folder.read(MANIFEST)
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
    line, _, rest = data.partition(b"\n")
    try:
        content = json.loads(line)
        version = content["format"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(folder, "its manifest is not what was written") from error
    if rest and rest != _digest(line):
        raise damaged(folder, "its manifest is not what was written")
    if version != FORMAT:
        is_newer = isinstance(version, int) and version > FORMAT
        advice = "use the newer version that made it, or " if is_newer else ""
        raise IndexVersionError(
            f"the index at {folder} has format {version}, this version reads {FORMAT}: "
            f"{advice}delete the folder's contents and index again"
        )
    if not rest:
        raise damaged(folder, "its manifest is cut short")
    try:
        return _parse(content)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise damaged(folder, "its manifest makes no sense") from error


def write_manifest(folder: Folder, manifest: Manifest) -> None:
    """Put a new manifest in the place of the old one, in one step that lasts."""
    files = manifest.files and list(manifest.files)
    segments = [[entry.name, list(entry.seal), entry.dead] for entry in manifest.segments]
    content = {
        "format": FORMAT,
        "generation": manifest.generation,
        "segments": segments,
        "files": files,
    }
    line = json.dumps(content, separators=(",", ":")).encode()
    folder.write(_TEMPORARY, [line, b"\n", _digest(line)])
    folder.replace(_TEMPORARY, MANIFEST)
    folder.settle_names()


def remove_orphans(folder: Folder, manifest: Manifest) -> None:
    """Remove the files that a killed writer, or a commit before the latest, left behind."""
    kept = {entry.name for entry in manifest.segments}
    if manifest.files is not None:
        kept.add(manifest.files.name)
    for name in folder.names():
        ours = _OURS.fullmatch(name) or _SPOOLED.fullmatch(name)
        if (ours or name == _TEMPORARY) and name not in kept:
            try:
                folder.remove(name)
            except OSError:  # a reader holds it, where that matters; the next writer tries again
                continue


@contextmanager
def reporting_damage(folder: Folder) -> Iterator[None]:
    """Turn whatever a damaged index may cause into IndexDamaged; errors of the system stay."""
    try:
        yield
    except _OF_BAD_DATA as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise damaged(folder, reason) from error


@contextmanager
def reporting_write_errors(folder: Folder) -> Iterator[None]:
    """Turn what the system says against writing into an error that says what became of it."""
    try:
        yield
    except OSError as error:
        raise PainSciSearchError(
            f"cannot write the index at {folder}: {error.strerror or error}; it is as it was before"
        ) from error


def damaged(folder: Folder, reason: str) -> IndexDamaged:
    """Make the error that says what is wrong with an index."""
    return IndexDamaged(
        f"the index at {folder} is damaged ({reason}): delete the folder's contents and index again"
    )


def _digest(line: bytes) -> bytes:
    return b"sha256 " + hashlib.sha256(line).hexdigest().encode() + b"\n"


def _parse(content: dict[str, Any]) -> Manifest:
    segments = tuple(
        SegmentEntry(
            _own(name),
            Seal(*map(int, seal)),
            tuple((int(first), int(end)) for first, end in dead),
        )
        for name, seal, dead in content["segments"]
    )
    files = content["files"]
    if files is not None:
        name, length, checksum = files
        files = Attachment(_own(name), int(length), str(checksum))
    return Manifest(int(content["generation"]), segments, files)


def _own(name: str) -> str:
    """Make sure that a file's name is one of ours, and no way out of the folder."""
    if not _OURS.fullmatch(name):
        raise ValueError(name)
    return name

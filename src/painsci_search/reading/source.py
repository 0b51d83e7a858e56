"""Paths in, the files of articles and their bytes out; unreadable files are refused by name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from painsci_search.errors import ReadError
from painsci_search.reading.forms import SUFFIXES

# Bytes; far more than an article has. Reading takes many times the file's size in memory.
MAX_BYTES = 32 * 1024 * 1024
_CLOSED_FOLDER = "the folder cannot be opened; check its rights"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: absolute, below the real path of the given folder.
        source: the path as the user would write it: as given, or below the given folder.
        relative: the path below the given folder, with "/"; for a given file, its name.
    """

    path: Path
    source: str
    relative: str


def find_files(paths: Sequence[str | Path]) -> list[FoundFile]:
    """Find the articles below folders, and the given files, each once and ordered by source.

    Raises:
        ReadError: a path does not exist.
    """
    found: dict[Path, FoundFile] = {}
    # If a folder and a folder in it are given, files are named from the outer one.
    for given in sorted(paths, key=lambda path: len(Path(path).resolve().parts)):
        root = Path(given)
        if not root.exists():
            raise ReadError(f"{given}: no such file or folder; check the path")
        top = root if root.is_dir() else root.parent
        for file in _walk_folder(root) if root.is_dir() else iter((root,)):
            relative = file.relative_to(top)
            path = top.resolve() / relative
            found.setdefault(file.resolve(), FoundFile(path, str(file), relative.as_posix()))
    return sorted(found.values(), key=lambda file: file.source)


def _walk_folder(root: Path) -> Iterator[Path]:
    """Yield the articles below a folder; a folder reached twice through links is entered once."""
    seen: set[tuple[int, int]] = set()
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            status = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            if folder is root:
                raise ReadError(f"{folder}: {_CLOSED_FOLDER}") from None
            yield folder  # reading it fails, so it is reported as unreadable
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders: list[Path] = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            if path.is_dir():
                if not entry.name.endswith("_files"):
                    folders.append(path)
            elif path.suffix.lower() in SUFFIXES:
                yield path
        stack.extend(reversed(folders))


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file that may be an article.

    Args:
        limit: the greatest size in bytes.

    Raises:
        ReadError: the file is missing, unreadable, empty, or too big.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{path}: {_CLOSED_FOLDER}")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path}: not a file; name a file of HTML or text")
        if status.st_size > limit:
            size, most = status.st_size / 1e6, limit / 1e6
            raise ReadError(f"{path}: too big ({size:.0f} MB; at most {most:.0f} MB are read)")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file; check the path") from None
    except OSError as err:
        raise ReadError(f"{path}: cannot be opened ({err.strerror}); check its rights") from err
    if not data.strip():
        raise ReadError(f"{path}: the file is empty")
    return data

"""Paths in, the files of articles and their bytes out; unreadable files are refused by name."""

from __future__ import annotations

import errno
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from painsci_search.errors import ReadError

# Bytes. A page of this size that is mostly pictures is read within 1 GB of memory; what a page of
# text takes depends on its elements, whose number is limited, too (`parse.MAX_SIZE`).
MAX_BYTES = 64 * 1000 * 1000
CLOSED_FOLDER = "the folder cannot be opened; check its rights"
# Bytes of a read beyond the size that the file had.
_CHUNK = 1 << 20
_BROKEN = "a broken link; remove it, or restore the file that it leads to"
LINK_AWAY = "a broken link; check that the disk to which it leads is mounted, or remove the link"
_LOOP = "a loop of symbolic links; remove it"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: absolute, below the real path of the given folder.
        source: the path as the user would write it: as given, or below the given folder.
        relative: the path below the given folder, with "/"; for a given file, its name.
        is_given: whether the file itself was given.
    """

    path: Path
    source: str
    relative: str
    is_given: bool = False


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file that may be an article.

    Args:
        limit: the greatest size in bytes.

    Raises:
        ReadError: the file is missing, unreadable, empty, or too big.
    """
    try:
        _check(path, path.stat(), limit)
        with io.FileIO(path, opener=_open_at_once) as file:
            # what the name leads to may be another file by now, or have grown
            status = os.fstat(file.fileno())
            _check(path, status, limit)
            data = _read_up_to(file, status.st_size, limit)
        if len(data) > limit:
            raise _too_big(path, len(data), limit)
    except FileNotFoundError:
        if leads_away(path):
            raise ReadError(f"{path}: {LINK_AWAY}", is_closed=True) from None
        reason = _BROKEN if path.is_symlink() else "no such file; check the path"
        raise ReadError(f"{path}: {reason}") from None
    except OSError as err:
        if err.errno == errno.ELOOP:
            raise ReadError(f"{path}: {_LOOP}") from None
        reason = f"cannot be opened ({err.strerror}); check its rights"
        # a file of a folder that is a file now is gone
        is_closed = not isinstance(err, NotADirectoryError)
        raise ReadError(f"{path}: {reason}", is_closed=is_closed) from err
    if not data.strip():
        raise ReadError(f"{path}: the file is empty")
    return data


def leads_away(path: Path) -> bool:
    """Return whether a path is a link into a folder that is missing or empty.

    It may be the folder of a disk that is not mounted.
    """
    if not path.is_symlink():
        return False
    target = Path(os.path.realpath(path))
    folder = target if target.is_dir() else target.parent
    return not folder.exists() or is_empty_folder(folder)


def is_empty_folder(path: Path) -> bool:
    """Return whether a path is a folder with nothing in it, not even a hidden file."""
    try:
        with os.scandir(path) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def _check(path: Path, status: os.stat_result, limit: int) -> None:
    """Raise ReadError for a folder, a device, a pipe, or a file that is too big."""
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(f"{path}: {CLOSED_FOLDER}")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(f"{path}: not a file; name a file of HTML or text")
    if status.st_size > limit:
        raise _too_big(path, status.st_size, limit)


def _too_big(path: Path, size: int, limit: int) -> ReadError:
    most = limit / 1e6
    return ReadError(f"{path}: too big ({size / 1e6:.0f} MB; at most {most:.0f} MB are read)")


def _open_at_once(path: str, flags: int) -> int:
    """Open a file, but never wait for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read_up_to(file: io.FileIO, size: int, limit: int) -> bytes:
    """Return the content of a file, and no more than one byte beyond a limit.

    Args:
        size: that of the file when it was opened.
    """
    pieces = [file.read(size + 1)]
    left = limit + 1 - len(pieces[0])
    while len(pieces[-1]) and left > 0:
        pieces.append(file.read(min(left, _CHUNK)))
        left -= len(pieces[-1])
    return b"".join(pieces)

"""Paths in, the files of articles and their bytes out; unreadable files are refused by name."""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass
from pathlib import Path

from painsci_search.errors import ReadError

# Bytes. A page of this size that is mostly pictures is read within 1 GB of memory; what a page of
# text takes depends on its elements, whose number is limited, too (`parse.MAX_SIZE`).
MAX_BYTES = 64 * 1000 * 1000
CLOSED_FOLDER = "the folder cannot be opened; check its rights"
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
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{path}: {CLOSED_FOLDER}")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path}: not a file; name a file of HTML or text")
        if status.st_size > limit:
            size, most = status.st_size / 1e6, limit / 1e6
            raise ReadError(f"{path}: too big ({size:.0f} MB; at most {most:.0f} MB are read)")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file; check the path") from None
    except OSError as err:
        if err.errno == errno.ELOOP:
            raise ReadError(f"{path}: {_LOOP}") from None
        raise ReadError(f"{path}: cannot be opened ({err.strerror}); check its rights") from err
    if not data.strip():
        raise ReadError(f"{path}: the file is empty")
    return data

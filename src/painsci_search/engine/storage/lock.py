"""One writer at a time: a lock on a file of the index's folder.

The system holds the lock for the process, so that it ends with it, however it ends; the file only
tells others who that is.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from painsci_search.errors import IndexLocked

_NAME = "write.lock"

if sys.platform == "win32":
    import msvcrt

    # Far behind the text, which others must be able to read.
    _LOCKED_BYTE = 1 << 30

    def _try_lock(file: BinaryIO) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

    def _unlock(file: BinaryIO) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write to the index in that folder.

    Raises:
        IndexLocked: another process, or another part of this one, holds it.
        OSError: the folder cannot be written.
    """
    path = folder / _NAME
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:
        try:
            _try_lock(file)
        except (BlockingIOError, PermissionError):
            raise IndexLocked(
                f"{_holder(path)} is writing to the index at {folder}: try again when it is done"
            ) from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode())
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            _unlock(file)  # whoever was forked meanwhile has the file open, too


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_bytes())
        return f"process {holder['pid']} on {holder['host']}"
    except (OSError, ValueError, TypeError, KeyError):
        return "another process"  # it has locked the file and not written its name yet

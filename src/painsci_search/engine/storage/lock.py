"""The write lock of an index on disk: one writer at a time, by a lock on the file `write.lock`.

The operating system releases the lock when the process ends, however it ends. The content of the
file, process id and host name as JSON, is only for the messages of other writers.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from painsci_search.engine.storage.folder import NO_LINKS
from painsci_search.errors import IndexLocked

_NAME = "write.lock"
# Seconds between attempts to take a lock: systems have no call that waits for a limited time.
_POLL = 0.1

if sys.platform == "win32":
    import msvcrt

    # Bytes: an offset far beyond the text, since Windows locks ranges against reading, and other
    # writers must be able to read the text.
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
def write_lock(folder: Path, timeout: float = 0) -> Iterator[None]:
    """Hold the write lock of the index in a folder.

    Args:
        timeout: for how many seconds to wait for another writer.

    Raises:
        IndexLocked: another process, or another thread of this one, holds the lock.
        OSError: the folder cannot be written.
    """
    path = folder / _NAME
    # the file is emptied: a link in its place must not lead to another one
    flags = os.O_RDWR | os.O_CREAT | NO_LINKS
    with os.fdopen(os.open(path, flags, 0o644), "r+b") as file:
        if not _take_lock(file, timeout):
            raise IndexLocked(
                f"{_holder(path)} is writing to the index at {folder}: try again when it is done"
            )
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode())
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            _unlock(file)  # closing is not enough: a child forked meanwhile has the file open


def _take_lock(file: BinaryIO, timeout: float) -> bool:
    """Return whether the lock was free, or became free in time."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            _try_lock(file)
        except (BlockingIOError, PermissionError):
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(_POLL, left))
        else:
            return True


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_bytes())
        return f"process {holder['pid']} on {holder['host']}"
    except (OSError, ValueError, TypeError, KeyError):
        return "another process"  # it holds the lock, but has not written its name yet

"""The files of an index: names and bytes in and out, in a folder on disk or in memory.

All access of an index to a disk goes through `Folder`, so that an index in memory is the same code
over `MemoryFolder`, and tests can make a write fail.
"""

from __future__ import annotations

import errno
import io
import mmap
import os
import shlex
import stat
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from painsci_search.errors import IndexLocked

# Prefix of a merge's temporary files, by which a later writer recognises and removes those of a
# killed one. On Linux they have no name at all.
SPOOL = "merge-"
# O_NONBLOCK: opening a named pipe does not wait for its writer. O_BINARY: Windows changes no bytes.
_OPEN_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# A file is written only where it is, never where a symbolic link in its place leads to.
NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def rebuild_advice(folder: Folder) -> str:
    """Return the end of a message about an index that cannot be read."""
    if folder.path is None:
        return "create it again"
    name = shlex.quote(str(folder))
    return (
        f"rebuild it with 'painsci-search index --rebuild --index {name} FOLDER', "
        "FOLDER being your articles"
    )


class Folder(ABC):
    """Files by name, with the operations of a durable commit: fsync, atomic rename and a lock.

    `str(folder)` is its location, for messages.

    Attributes:
        path: of a folder on disk; None of one in memory.
    """

    path: Path | None

    @abstractmethod
    def make(self) -> None:
        """Create the folder unless it exists."""

    @abstractmethod
    def names(self) -> list[str]:
        """Return the names of all files."""

    @abstractmethod
    def read(self, name: str, most: int) -> bytes:
        """Return the content of a file, but not more than its first `most` bytes.

        Raises:
            FileNotFoundError: the file does not exist.
        """

    @abstractmethod
    def view(self, name: str) -> mmap.mmap | bytes:
        """Map a file into memory; the bytes stay readable after the file is removed.

        Raises:
            FileNotFoundError: the file does not exist.
        """

    @abstractmethod
    def size(self, name: str) -> int:
        """Return the size of a file in bytes; 0 if it does not exist."""

    @abstractmethod
    def modified_at(self, name: str) -> float:
        """Return when a file was last written, in seconds since 1970-01-01 UTC."""

    @abstractmethod
    def create(self, name: str) -> BinaryIO:
        """Create an empty file, in place of an existing one, and open it for writing."""

    @abstractmethod
    def reopen(self, name: str) -> BinaryIO:
        """Open an existing file for writing, at its beginning, without truncating it."""

    @abstractmethod
    def fsync(self, file: BinaryIO) -> None:
        """Flush and fsync a file that `create` or `reopen` opened."""

    @abstractmethod
    def fsync_names(self) -> None:
        """Fsync the folder, so that new and renamed files survive a crash."""

    @abstractmethod
    def replace(self, name: str, other: str) -> None:
        """Atomically rename `name` to `other`, replacing it."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file."""

    @abstractmethod
    def spool(self) -> IO[bytes]:
        """Open a temporary file for reading and writing; closing it removes it."""

    @abstractmethod
    @contextmanager
    def lock(self, timeout: float = 0) -> Iterator[None]:
        """Hold the write lock.

        Args:
            timeout: for how many seconds to wait for another writer.

        Raises:
            IndexLocked: another writer holds the lock.
        """
        yield

    def write(self, name: str, parts: Sequence[bytes]) -> None:
        """Write a file and fsync it."""
        with self.create(name) as file:
            file.writelines(parts)
            self.fsync(file)


class DiskFolder(Folder):
    """A folder on disk, which other processes may read and write at the same time."""

    def __init__(self, path: Path) -> None:
        self.path: Path = path
        self._place = str(path)

    def __str__(self) -> str:
        return str(self.path)

    def make(self) -> None:
        """Create the folder and its parents unless they exist, so that they survive a crash."""
        missing = [path for path in (self.path, *self.path.parents) if not path.exists()]
        self.path.mkdir(parents=True, exist_ok=True)
        for path in missing:
            _fsync_folder(path.parent)

    def names(self) -> list[str]:
        """Return the names of all files."""
        return [path.name for path in self.path.iterdir()]

    def read(self, name: str, most: int) -> bytes:
        """Return the content of a file, but not more than its first `most` bytes."""
        descriptor, size = self._open(name)
        try:  # without a file object, whose buffer and calls take twice as long
            left = min(most, size)
            data = os.read(descriptor, left)
            while len(data) < left and (more := os.read(descriptor, left - len(data))):
                data += more
            return data
        finally:
            os.close(descriptor)

    def view(self, name: str) -> mmap.mmap | bytes:
        """Map a file into memory; an empty file cannot be mapped and is b""."""
        descriptor, size = self._open(name)
        try:
            return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) if size else b""
        finally:
            os.close(descriptor)

    def _open(self, name: str) -> tuple[int, int]:
        """Open a regular file; a named pipe in its place is refused instead of waited for.

        Returns:
            Its descriptor and its size in bytes.
        """
        path = f"{self._place}{os.sep}{name}"  # a server opens the manifest for each answer
        descriptor = os.open(path, os.O_RDONLY | _OPEN_FLAGS)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, f"{name} is not a regular file", path)
        return descriptor, found.st_size

    def size(self, name: str) -> int:
        """Return the size of a file in bytes; 0 if it does not exist."""
        try:
            return (self.path / name).stat().st_size
        except FileNotFoundError:
            return 0

    def modified_at(self, name: str) -> float:
        """Return when a file was last written, in seconds since 1970-01-01 UTC."""
        return (self.path / name).stat().st_mtime

    def create(self, name: str) -> BinaryIO:
        """Open a new file for writing; what a killed writer left under its name is removed."""
        path = self.path / name
        path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINKS
        return os.fdopen(os.open(path, flags, 0o666), "wb")

    def reopen(self, name: str) -> BinaryIO:
        """Open an existing file for writing without truncating it."""
        return os.fdopen(os.open(self.path / name, os.O_RDWR | NO_LINKS), "r+b")

    def fsync(self, file: BinaryIO) -> None:
        """Flush and fsync a file."""
        file.flush()
        os.fsync(file.fileno())

    def fsync_names(self) -> None:
        """Fsync the folder, on systems and file systems that can."""
        _fsync_folder(self.path)

    def replace(self, name: str, other: str) -> None:
        """Atomically rename `name` to `other`, replacing it."""
        (self.path / name).replace(self.path / other)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.path / name).unlink()

    def spool(self) -> IO[bytes]:
        """Open a temporary file in the folder, so that it counts against the same disk."""
        import tempfile

        return tempfile.TemporaryFile(dir=self.path, prefix=SPOOL)

    @contextmanager
    def lock(self, timeout: float = 0) -> Iterator[None]:
        """Hold the write lock against all other processes, and threads of this one."""
        from painsci_search.engine.storage.lock import write_lock

        with write_lock(self.path, timeout):
            yield


def _fsync_folder(path: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # not supported here
            raise
    finally:
        os.close(descriptor)


class MemoryFolder(Folder):
    """Files in memory, which only this process can see."""

    def __init__(self) -> None:
        self.path = None
        self._files: dict[str, bytes] = {}
        self._modified: dict[str, float] = {}
        self._lock = threading.Lock()

    def __str__(self) -> str:
        return "<memory>"

    def make(self) -> None:
        """Do nothing: the folder exists as long as the object."""

    def names(self) -> list[str]:
        """Return the names of all files."""
        return list(self._files)

    def read(self, name: str, most: int) -> bytes:
        """Return the content of a file, but not more than its first `most` bytes."""
        return self.view(name)[:most]

    def view(self, name: str) -> bytes:
        """Return the content of a file."""
        try:
            return self._files[name]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from None

    def size(self, name: str) -> int:
        """Return the size of a file in bytes; 0 if it does not exist."""
        return len(self._files.get(name, b""))

    def modified_at(self, name: str) -> float:
        """Return when a file was last written, in seconds since 1970-01-01 UTC."""
        return self._modified[name]

    def create(self, name: str) -> BinaryIO:
        """Open a file for writing; it appears in the folder when it is closed."""
        return _MemoryFile(self, name)

    def reopen(self, name: str) -> BinaryIO:
        """Open an existing file for writing without truncating it."""
        return _MemoryFile(self, name, self.view(name))

    def fsync(self, file: BinaryIO) -> None:
        """Do nothing: no file in memory survives the process."""

    def fsync_names(self) -> None:
        """Do nothing: no file in memory survives the process."""

    def store(self, name: str, data: bytes) -> None:
        """Set the content of a file, replacing any that exists."""
        self._files[name] = data
        self._modified[name] = time.time()

    def replace(self, name: str, other: str) -> None:
        """Atomically rename `name` to `other`, replacing it."""
        self.store(other, self._files.pop(name))

    def remove(self, name: str) -> None:
        """Remove a file."""
        del self._files[name]

    def spool(self) -> IO[bytes]:
        """Open a temporary file outside the folder."""
        return io.BytesIO()

    @contextmanager
    def lock(self, timeout: float = 0) -> Iterator[None]:
        """Hold the write lock against all other threads."""
        if not self._lock.acquire(timeout=min(timeout, threading.TIMEOUT_MAX)):
            raise IndexLocked(
                f"another part of this program is writing to the index at {self}: "
                "try again when it is done"
            )
        try:
            yield
        finally:
            self._lock.release()


class _MemoryFile(io.BytesIO):
    """A file open for writing, stored in its folder when it is closed."""

    def __init__(self, folder: MemoryFolder, name: str, data: bytes = b"") -> None:
        super().__init__(data)
        self._folder = folder
        self._name = name

    def close(self) -> None:
        if not self.closed:
            self._folder.store(self._name, self.getvalue())
        super().close()

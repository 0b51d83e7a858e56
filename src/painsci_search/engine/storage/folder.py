"""Where the files of an index lie: in a folder on a disk, or in memory for as long as the program.

All that the index asks of a disk goes through here.
"""

from __future__ import annotations

import errno
import io
import mmap
import os
import stat
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from painsci_search.errors import IndexLocked

# Runs of a merge; most systems give them no name at all.
SPOOL = "merge-"
# To open without waiting for anybody; and bytes as they are, on Windows.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Folder(ABC):
    """Files by name, with what it takes to replace one in a step that lasts.

    ``str`` of it is where it is, for messages.

    Attributes:
        path: of a folder on a disk; None elsewhere.
    """

    path: Path | None

    @abstractmethod
    def make(self) -> None:
        """Make the folder, if it is not there."""

    @abstractmethod
    def names(self) -> list[str]:
        """List the files."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Read a file.

        Raises:
            FileNotFoundError: it is not there.
        """

    @abstractmethod
    def view(self, name: str) -> mmap.mmap | bytes:
        """Look at a file without reading it; what is seen stays when the file is removed.

        Raises:
            FileNotFoundError: it is not there.
        """

    @abstractmethod
    def size(self, name: str) -> int:
        """The length of a file in bytes; 0 where it is not there."""

    @abstractmethod
    def changed(self, name: str) -> float:
        """When a file was last written, in seconds since 1970."""

    @abstractmethod
    def create(self, name: str) -> BinaryIO:
        """Begin a new file."""

    @abstractmethod
    def go_on(self, name: str) -> BinaryIO:
        """Open a file that was begun before, to write more."""

    @abstractmethod
    def settle(self, file: BinaryIO) -> None:
        """Wait until what was written to a file is where it lasts."""

    @abstractmethod
    def settle_names(self) -> None:
        """Wait until the names of the files are where they last."""

    @abstractmethod
    def replace(self, name: str, other: str) -> None:
        """Give a file another's name, in one step; the other is gone."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file."""

    @abstractmethod
    def spool(self) -> IO[bytes]:
        """Open a file that is gone when it is closed."""

    @abstractmethod
    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write.

        Raises:
            IndexLocked: another holds it.
        """
        yield

    def write(self, name: str, parts: Sequence[bytes]) -> None:
        """Write a file and wait until it is where it lasts."""
        with self.create(name) as file:
            file.writelines(parts)
            self.settle(file)


class DiskFolder(Folder):
    """A folder on a disk; other processes may read and write it, too."""

    def __init__(self, path: Path) -> None:
        self.path: Path = path

    def __str__(self) -> str:
        return str(self.path)

    def make(self) -> None:
        """Make the folder and those above it."""
        self.path.mkdir(parents=True, exist_ok=True)

    def names(self) -> list[str]:
        """List the files."""
        return [path.name for path in self.path.iterdir()]

    def read(self, name: str) -> bytes:
        """Read a file."""
        with self._open(name) as file:
            return file.read()

    def view(self, name: str) -> mmap.mmap | bytes:
        """Map a file into memory."""
        with self._open(name) as file:
            if not os.fstat(file.fileno()).st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def _open(self, name: str) -> BinaryIO:
        """Open a file. Whoever opens a pipe of that name would wait for its other end for ever."""
        path = self.path / name
        descriptor = os.open(path, os.O_RDONLY | _AT_ONCE)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, f"{name} is no file", str(path))
        return os.fdopen(descriptor, "rb")

    def size(self, name: str) -> int:
        """The length of a file in bytes; 0 where it is not there."""
        try:
            return (self.path / name).stat().st_size
        except FileNotFoundError:
            return 0

    def changed(self, name: str) -> float:
        """When a file was last written."""
        return (self.path / name).stat().st_mtime

    def create(self, name: str) -> BinaryIO:
        """Begin a new file; one that a killed writer left under that name is overwritten."""
        return (self.path / name).open("wb")

    def go_on(self, name: str) -> BinaryIO:
        """Open a file that was begun before."""
        return (self.path / name).open("r+b")

    def settle(self, file: BinaryIO) -> None:
        """Wait until a file is on the disk."""
        file.flush()
        os.fsync(file.fileno())

    def settle_names(self) -> None:
        """Wait until the names are on the disk, where the system can tell."""
        if os.name == "posix":
            descriptor = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems cannot
                    raise
            finally:
                os.close(descriptor)

    def replace(self, name: str, other: str) -> None:
        """Give a file another's name."""
        (self.path / name).replace(self.path / other)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.path / name).unlink()

    def spool(self) -> IO[bytes]:
        """Open a temporary file on the same disk."""
        return tempfile.TemporaryFile(dir=self.path, prefix=SPOOL)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write, against all other processes."""
        from painsci_search.engine.storage.lock import write_lock

        with write_lock(self.path):
            yield


class MemoryFolder(Folder):
    """Files in memory, seen by this program alone."""

    def __init__(self) -> None:
        self.path = None
        self._files: dict[str, bytes] = {}
        self._changed: dict[str, float] = {}
        self._lock = threading.Lock()

    def __str__(self) -> str:
        return "<memory>"

    def make(self) -> None:
        """It is there for as long as the object is."""

    def names(self) -> list[str]:
        """List the files."""
        return list(self._files)

    def read(self, name: str) -> bytes:
        """Read a file."""
        try:
            return self._files[name]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from None

    view = read

    def size(self, name: str) -> int:
        """The length of a file in bytes; 0 where it is not there."""
        return len(self._files.get(name, b""))

    def changed(self, name: str) -> float:
        """When a file was last written."""
        return self._changed[name]

    def create(self, name: str) -> BinaryIO:
        """Begin a new file."""
        return _MemoryFile(self, name)

    def go_on(self, name: str) -> BinaryIO:
        """Open a file that was begun before."""
        return _MemoryFile(self, name, self.read(name))

    def settle(self, file: BinaryIO) -> None:
        """Nothing lasts longer than the program."""

    def settle_names(self) -> None:
        """Nothing lasts longer than the program."""

    def keep(self, name: str, data: bytes) -> None:
        """Put a whole file in its place."""
        self._files[name] = data
        self._changed[name] = time.time()

    def replace(self, name: str, other: str) -> None:
        """Give a file another's name."""
        self.keep(other, self._files.pop(name))

    def remove(self, name: str) -> None:
        """Remove a file."""
        del self._files[name]

    def spool(self) -> IO[bytes]:
        """Open a file that no one else knows."""
        return io.BytesIO()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write, against all other threads."""
        if not self._lock.acquire(blocking=False):
            raise IndexLocked(
                f"another part of this program is writing to the index at {self}: "
                "try again when it is done"
            )
        try:
            yield
        finally:
            self._lock.release()


class _MemoryFile(io.BytesIO):
    """A file in the making: it is in its folder when it is closed."""

    def __init__(self, folder: MemoryFolder, name: str, data: bytes = b"") -> None:
        super().__init__(data)
        self._folder = folder
        self._name = name

    def close(self) -> None:
        if not self.closed:
            self._folder.keep(self._name, self.getvalue())
        super().close()

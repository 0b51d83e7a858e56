"""Replace a folder by another so that, whenever the process dies, the old or the new one is there.

The new folder is filled beside the old one, written to the disk, and exchanged with it in one step
of the file system. Where the file system cannot exchange folders, two renames take its place, and
the next replacement restores the old folder if the process died between them (not on Windows, where
a folder cannot be locked).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from painsci_search.static_site.folder import write_file

# Of linux/fs.h, and AT_FDCWD of fcntl.h.
_RENAME_EXCHANGE = 2
_HERE = -100


class Replacement:
    """A new folder in place of an old one; files with the same content are linked, not written.

    So a file that did not change keeps its time, and programs that copy a site leave it alone.

    Attributes:
        folder: the new folder.
        files, bytes: the number of its files and their size.
        unchanged: how many of them are those of the old folder.
    """

    def __init__(self, folder: Path, old: Path) -> None:
        self.folder = folder
        self.files = self.bytes = self.unchanged = 0
        self._old = old

    def write(self, name: str, content: bytes) -> None:
        """Put a file with this content into the folder.

        Raises:
            OSError: it cannot be written; the error has its name.
        """
        file, old = self.folder / name, self._old / name
        file.parent.mkdir(parents=True, exist_ok=True)
        self.files += 1
        self.bytes += len(content)
        if _has_content(old, content):
            self.unchanged += 1
            if _link(old, file):
                return
        write_file(file, content)


def _has_content(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _link(old: Path, new: Path) -> bool:
    """Make a file another name of an old one, or a copy with its time; return whether it is."""
    if old.is_symlink():
        return False
    for copy in (os.link, shutil.copy2):
        with contextlib.suppress(OSError):
            copy(old, new)
            return True
    return False


@contextlib.contextmanager
def replacing(folder: Path, check: Callable[[Path], None]) -> Iterator[Replacement]:
    """Yield a new folder to fill, which takes the place of `folder` at the end.

    If anything fails, the old folder stays or is restored. What replacements left that were ended
    half-way is removed.

    Args:
        check: called with the old folder before it is replaced, to raise if it must stay.
    """
    # the folder may be a symbolic link to that of the site
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clean_up(folder)
    suffix = secrets.token_hex(4)
    new = folder.with_name(f".{folder.name}.new-{suffix}")
    old = folder.with_name(f".{folder.name}.old-{suffix}")
    new.mkdir()
    with _locked(new):
        try:
            yield Replacement(new, folder)
            _write_to_disk()
            check(folder)  # files may have been added meanwhile
            if not (folder.exists() and _exchange(new, folder)):
                _rename_both(folder, new, old)
            _write_to_disk()
        finally:
            shutil.rmtree(new, ignore_errors=True)
            if folder.exists():
                shutil.rmtree(old, ignore_errors=True)


def _rename_both(folder: Path, new: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(rename(_HERE, paths[0], _HERE, paths[1], _RENAME_EXCHANGE) == 0)


def _write_to_disk() -> None:
    """Write all that the system holds in memory to the disk: one call for thousands of files."""
    if sys.platform != "win32":
        os.sync()


def _clean_up(folder: Path) -> None:
    """Remove what earlier replacements left; restore the old folder if none is in its place."""
    for kind in ("old", "new"):
        beginning = f".{folder.name}.{kind}-"
        lefts = [each for each in folder.parent.iterdir() if each.name.startswith(beginning)]
        for left in lefts:
            with _locked(left) as is_free:
                if is_free and kind == "old" and not folder.exists():
                    left.rename(folder)
                elif is_free:
                    shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Lock a folder, and yield whether no other process has locked it.

    The system unlocks it when the process ends in any way. Windows has no such locks of folders.
    """
    if sys.platform == "win32":
        yield False
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):  # removed by another, or not of a replacement
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)

"""Recognise given paths that are missing, empty or closed now, though files below them are indexed.

The given paths and the paths of indexed files go in; which of the files stay in the index comes
out. A folder that is missing may be on a disk that is not mounted, and one that is empty may be
where one is mounted, so the articles of both are kept, and those of one that cannot be opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from painsci_search.ingest.files import FileState, is_below, roots_of
from painsci_search.model import Problem
from painsci_search.reading.files.source import is_empty_folder


class MissingPath(NamedTuple):
    """A given path that does not exist, is an empty folder or cannot be opened, but was indexed.

    Attributes:
        given: the path as given.
        files: the paths of the indexed files at or below it.
        is_folder: whether it was a folder.
        is_kept: whether its files stay in the index.
        is_empty: whether it is a folder that is there, without anything in it.
        is_closed: whether it is there, but cannot be opened.
    """

    given: str | Path
    files: frozenset[str]
    is_folder: bool
    is_kept: bool
    is_empty: bool
    is_closed: bool


def find_missing(paths: Iterable[str | Path], indexed: Iterable[str]) -> list[MissingPath]:
    """Return the given paths where nothing can be found, and at or below which files were.

    A folder is kept, and a file if its folder is missing, too. A file alone was removed; so was the
    only file of a folder that is empty now.
    """
    missing = [path for path in paths if _has_nothing(Path(path))]
    known = list(indexed) if missing else []
    found = [_missing_path(path, known) for path in missing]
    return [each for each in found if len(each.files) > each.is_empty]


def _missing_path(path: str | Path, indexed: Iterable[str]) -> MissingPath:
    roots = roots_of(path)
    files = frozenset(each for each in indexed if is_below(Path(each), roots))
    is_folder = not files <= set(map(str, roots))
    is_empty, is_closed = is_empty_folder(Path(path)), _is_closed(Path(path))
    is_kept = is_folder or is_closed or not all(root.parent.exists() for root in roots)
    return MissingPath(path, files, is_folder, is_kept, is_empty, is_closed)


def _has_nothing(path: Path) -> bool:
    """Return whether a path is missing, an empty folder, or cannot be opened."""
    return _is_closed(path) or not path.exists() or is_empty_folder(path)


def _is_closed(path: Path) -> bool:
    """Return whether a folder, or one above a path, cannot be opened."""
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            os.scandir(path).close()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        return error.errno != errno.ELOOP
    return False


def kept_files(missing: Iterable[MissingPath]) -> frozenset[str]:
    """Return the paths of the files of missing folders that stay in the index."""
    return frozenset(path for each in missing if each.is_kept for path in each.files)


def missing_problem(
    missing: MissingPath, before: Mapping[str, FileState], files: Mapping[str, FileState]
) -> Problem | None:
    """Return a problem that counts the articles that are kept; None if no file is kept.

    Args:
        before, files: the table of files before and after the update, by path.
    """
    # a rebuild may lose articles, and names the file of each
    kept = [
        files[path]
        for path in missing.files
        if path in files and (files[path].known_id or not before[path].known_id)
    ]
    if not (missing.is_kept and kept):
        return None
    if missing.is_closed:
        return Problem(
            str(missing.given),
            f"cannot be opened; {count_kept(kept)}: check its rights, or remove them with "
            "'painsci-search remove ID...'",
        )
    if missing.is_empty:
        reason, help_ = "the folder is empty", "check that its disk is mounted"
    else:
        which = "folder" if missing.is_folder else "file, nor its folder"
        reason, help_ = f"no such {which}", "bring the folder back"
    return Problem(
        str(missing.given),
        f"{reason}; {count_kept(kept)}: {help_}, or remove them with 'painsci-search remove "
        "ID...', or all by indexing in its place a folder that has a file such as '.keep'",
    )


def count_kept(kept: Iterable[FileState]) -> str:
    """Return how many articles of some files are kept."""
    articles = sum(state.article_id is not None for state in kept)
    if not articles:  # further saves, or files that could not be read
        return "its indexed files are kept"
    return "its 1 article is kept" if articles == 1 else f"its {articles:,} articles are kept"

"""Recognise given paths that are missing now, though files at or below them are indexed.

The given paths and the paths of indexed files go in; which of the files stay in the index comes
out. A folder that is missing may be on a disk that is not mounted, so its articles are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from painsci_search.ingest.files import FileState, is_below, roots_of
from painsci_search.model import Problem


class MissingPath(NamedTuple):
    """A given path that does not exist, but was indexed.

    Attributes:
        given: the path as given.
        files: the paths of the indexed files at or below it.
        is_folder: whether it was a folder.
        is_kept: whether its files stay in the index.
    """

    given: str | Path
    files: frozenset[str]
    is_folder: bool
    is_kept: bool


def find_missing(paths: Iterable[str | Path], indexed: Iterable[str]) -> list[MissingPath]:
    """Return the given paths that do not exist, and at or below which files were indexed.

    A folder is kept, and a file if its folder is missing, too. A file alone was removed.
    """
    missing = [path for path in paths if not Path(path).exists()]
    known = list(indexed) if missing else []
    return [each for path in missing if (each := _missing_path(path, known)).files]


def _missing_path(path: str | Path, indexed: Iterable[str]) -> MissingPath:
    roots = roots_of(path)
    files = frozenset(each for each in indexed if is_below(Path(each), roots))
    is_folder = not files <= set(map(str, roots))
    is_kept = is_folder or not all(root.parent.exists() for root in roots)
    return MissingPath(path, files, is_folder, is_kept)


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
    which = "folder" if missing.is_folder else "file, nor its folder"
    return Problem(
        str(missing.given),
        f"no such {which}; {_count_kept(kept)}: bring the folder back, or remove them with "
        "'painsci-search remove ID...', or all by indexing an empty folder in its place",
    )


def _count_kept(kept: Iterable[FileState]) -> str:
    articles = sum(state.article_id is not None for state in kept)
    if not articles:  # further saves, or files that could not be read
        return "its indexed files are kept"
    return "its 1 article is kept" if articles == 1 else f"its {articles:,} articles are kept"

"""Make an index anew that cannot be updated: one that is damaged or has another format.

Its place and paths go in, one commit that replaces all of its contents comes out. Everything of
the old index that can be read is used: its table of files, and the articles without files.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from painsci_search.engine.seam import AnySnapshot, Remains
from painsci_search.errors import (
    IndexDamaged,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
)
from painsci_search.ingest.files import FileState, indexed_files, is_below, roots_of
from painsci_search.ingest.missing import find_missing, kept_files
from painsci_search.ingest.update import IndexUpdate, Paths, UpdateOptions
from painsci_search.model import Problem, UpdateReport
from painsci_search.reading.files.finding import find_files


def rebuild(
    remains: Remains,
    paths: Paths,
    options: UpdateOptions,
    *,
    if_complete: bool = False,
) -> UpdateReport:
    """Make an index anew, in whatever state it is, from its own files and those given.

    Articles that a program added are kept if they can be read.

    Args:
        if_complete: only if the index has an older format, and all of its files can be read again.

    Raises:
        ReadError: one of the paths does not exist.
        IndexMissing: there is no index, and no path is given.
        IndexDamaged, IndexVersionError: nothing of the index can be read, and no path is given; or
            the index is not one that `if_complete` allows.
        IndexLocked: another process is writing.
    """
    with suppress(IndexDamaged, IndexVersionError):
        _create_missing(remains, paths)
    with remains.rebuilding(options.timeout) as (writer, error):
        files, problems = _load_readable_files(writer.snapshot)
        if error is not None:
            is_allowed = not if_complete or _is_complete(error, files, paths)
            if not is_allowed or not (paths or files):
                raise error
        work = IndexUpdate(writer, files, salvage=True)
        work.start_over(is_damaged=isinstance(error, IndexDamaged))
        report = work.run(paths, options)
    return replace(report, problems=(*problems, *report.problems))


def _create_missing(remains: Remains, paths: Paths) -> None:
    """Create an index if none is there and the paths exist."""
    try:
        remains.check()
    except IndexMissing:
        if not paths:
            raise
        find_files(paths)
        remains.create()


def _load_readable_files(
    snapshot: AnySnapshot,
) -> tuple[tuple[FileState, ...], tuple[Problem, ...]]:
    """Load the table of files, or report why it is lost."""
    try:
        return indexed_files(snapshot), ()
    except IndexDamaged:
        lost = "its table of files was damaged: only the given files and folders are indexed"
        return (), (Problem(str(snapshot.folder), lost),)


def _is_complete(error: PainSciSearchError, files: Iterable[FileState], paths: Paths) -> bool:
    """Return whether an index of an older format can be made anew from its files and the paths."""
    if not isinstance(error, IndexVersionError) or not error.is_older:
        return False
    roots = [root for path in paths for root in roots_of(path)]
    known = [state.path for state in files]
    kept = kept_files(find_missing(paths, known))
    return bool(known) and all(
        (path not in kept and is_below(Path(path), roots)) or Path(path).is_file() for path in known
    )

"""Keep an index up to date: the paths of files that changed in, a report of each update out.

Time comes as moments (`moments_of`), each with the paths that changed in it. A file is complete
after a moment without a change, if its size and time are those of the moment before; until then,
updates leave it as it is in the index, so that no file is read half-written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from painsci_search.errors import ExtraMissing, IndexLocked, ReadError
from painsci_search.ingest.files import roots_of
from painsci_search.model import Problem, UpdateReport

# Milliseconds. Programs that write a file seldom rest longer, and people do not mind the wait.
_MOMENT = 500
# Milliseconds after which changes are reported though there are more all the time.
_LONGEST_MOMENT = 2000

_Look = tuple[int, int] | None


def watch(
    folders: Sequence[Path],
    update: Callable[[frozenset[str]], UpdateReport],
    moments: Iterable[frozenset[str]],
) -> Iterator[UpdateReport]:
    """Update an index in the first moment, and whenever files that changed are complete.

    While another process writes to the index, the update is tried again each moment.

    Args:
        folders: those that must go on to exist: if one was unmounted, no article is to be removed.
        update: updates the index, but leaves files with these paths as they are in it.
        moments: the paths that changed in each moment.

    Yields:
        The report of each update that changed something, or found other problems than before.

    Raises:
        ReadError: one of the folders is gone.
    """
    waiting: dict[str, _Look] = {}
    problems: tuple[Problem, ...] = ()
    is_due = True
    for changed in moments:
        looks = {path: _look_at(path) for path in waiting.keys() | changed}
        incomplete = changed | {path for path, look in waiting.items() if looks[path] != look}
        is_due = is_due or bool(looks.keys() - incomplete)
        waiting = {path: looks[path] for path in incomplete}
        if not is_due:
            continue
        _check_exist(folders)
        try:
            report = update(frozenset(waiting))
        except IndexLocked:
            continue
        is_due = False
        if _has_changes(report) or report.problems != problems:
            yield report
        problems = report.problems


def _look_at(path: str) -> _Look:
    """Return the size and the time of a file, which change while it is written; None if gone."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _check_exist(folders: Iterable[Path]) -> None:
    for folder in folders:
        if not folder.is_dir():
            raise ReadError(
                f"{folder}: the folder is gone; its articles stay until you index again"
            )


def _has_changes(report: UpdateReport) -> bool:
    return bool(report.added or report.changed or report.removed or report.moved or report.rebuilt)


def moments_of(paths: Sequence[Path], index: Path | None) -> Iterator[frozenset[str]]:
    """Watch files and folders: yield the paths that changed in each moment, in many ones none.

    Args:
        index: the folder of the index, whose own changes are left out.

    Raises:
        ExtraMissing: the library is not installed.
        ReadError: one of the paths does not exist.
    """
    watchfiles = load_library()
    for path in paths:
        if not path.exists():
            raise ReadError(f"{path}: no such file or folder; check the path")
    folders = {path.resolve() if path.is_dir() else path.parent.resolve() for path in paths}
    roots = [root for path in paths for root in roots_of(path)]
    own = None if index is None else index.resolve()
    moments = watchfiles.watch(
        *sorted(folders),
        watch_filter=None,  # else there are no moments while only other files change
        debounce=_LONGEST_MOMENT,
        step=_MOMENT,
        rust_timeout=_MOMENT,
        yield_on_timeout=True,
        recursive=any(path.is_dir() for path in paths),
        ignore_permission_denied=True,
    )
    return (
        frozenset(path for _, path in moment if is_relevant(Path(path), roots, own))
        for moment in moments
    )


def load_library() -> ModuleType:
    """Import the library that watches files.

    Raises:
        ExtraMissing: it is not installed.
    """
    try:
        import watchfiles
    except ImportError:
        raise ExtraMissing("watch") from None
    library: ModuleType = watchfiles
    return library


def is_relevant(path: Path, roots: Iterable[Path], index: Path | None) -> bool:
    """Return whether a changed file or folder can change the articles below some roots.

    Hidden ones cannot, and those of the index must not: each update would lead to the next.
    """
    if index is not None and path.is_relative_to(index):
        return False
    return any(
        path.is_relative_to(root)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        for root in roots
    )

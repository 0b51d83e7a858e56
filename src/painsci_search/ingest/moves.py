"""Recognise files that were renamed or moved, by their content, and saves that took over.

The files that are new to an index and the states of those that are gone go in; which of them are
the same file comes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath

from painsci_search.ingest.files import FileState
from painsci_search.reading.files.source import FoundFile


def match_moved(
    new: Mapping[str, str], found: Mapping[str, FoundFile], known: Iterable[FileState]
) -> dict[str, FileState]:
    """Return the former state of each file that was renamed or moved.

    Args:
        new: the fingerprints of the files that the index does not know, by path.
        found: all files that were found, by path.
        known: the states of the files that the index knows.
    """
    wanted = set(new.values()) - {""}  # files that cannot be read are not alike
    gone: dict[str, list[FileState]] = defaultdict(list)
    for each in known:
        if each.fingerprint in wanted and each.path not in found and not is_there(each.path):
            gone[each.fingerprint].append(each)
    moved: dict[str, FileState] = {}
    # Of several files with one content, those that keep their place below the folder come first,
    # then those that keep their name.
    for is_same_place in (_keeps_place, _keeps_name, _is_any):
        for path in sorted(new.keys() - moved.keys()):
            states = gone.get(new[path], [])
            state = next((each for each in states if is_same_place(each, found[path])), None)
            if state is not None:
                moved[path] = state
                states.remove(state)
    return moved


def match_heirs(
    gone: Iterable[FileState],
    files: Mapping[str, FileState],
    previous: Callable[[str], FileState | None],
) -> dict[str, str]:
    """Return the files that were further saves of articles whose own files are gone.

    Args:
        gone: the states of files that the index does not have any more.
        files: the states of those that it has, by path.
        previous: returns the state of a file before the update, by path.

    Returns:
        By the path of each that has the article now, the path of the file that had it.
    """
    former = {state.article_id: state.path for state in gone if state.article_id is not None}
    return {
        path: former[state.article_id]
        for path, state in files.items()
        if state.article_id in former
        and (before := previous(path)) is not None
        and before.save_of == state.article_id
    }


def is_there(path: str) -> bool:
    """Return whether a file exists, as far as can be known."""
    try:
        return Path(path).exists()
    except OSError:
        return False


def _keeps_place(state: FileState, file: FoundFile) -> bool:
    return state.relative == file.relative


def _keeps_name(state: FileState, file: FoundFile) -> bool:
    return PurePath(state.path).name == file.path.name


def _is_any(_: FileState, __: FoundFile) -> bool:
    return True

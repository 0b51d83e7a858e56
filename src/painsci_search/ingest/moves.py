"""Recognise files that were renamed or moved, by their content.

The files that are new to an index and the states of those that are gone go in; which of them are
the same file comes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from painsci_search.ingest.files import FileState
from painsci_search.reading.source import FoundFile


def match_moved(
    new: Mapping[str, str], found: Mapping[str, FoundFile], known: Iterable[FileState]
) -> dict[str, FileState]:
    """Return the former state of each file that was renamed or moved.

    Args:
        new: the fingerprints of the files that the index does not know, by path.
        found: all files that were found, by path.
        known: the states of the files that the index knows.
    """
    wanted = set(new.values())
    gone: dict[str, list[FileState]] = defaultdict(list)
    for each in known:
        if each.fingerprint in wanted and each.path not in found and not _is_there(each.path):
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


def _is_there(path: str) -> bool:
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

"""Assign article ids that are unique in an index.

The ids that files suggest and the paths of the files go in, an id for each file comes out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import PurePath


def assign_ids(suggested: Mapping[str, str]) -> dict[str, str]:
    """Assign an id to each file.

    It is the one that the file suggests. If several files suggest the same one, files of one folder
    get their names, and files of different folders get the names of folders before the id. The
    result depends on the files alone, never on their order.

    Args:
        suggested: the id that a file suggests, by the file's absolute path.

    >>> assign_ids({"/a/back/pain.html": "pain", "/a/neck/pain.html": "pain", "/a/x.html": "x"})
    {'/a/back/pain.html': 'back/pain', '/a/neck/pain.html': 'neck/pain', '/a/x.html': 'x'}
    """
    folders = {path: PurePath(path).parent.parts for path in suggested}
    together = Counter((article_id, folders[path]) for path, article_id in suggested.items())
    names = {
        path: PurePath(path).name if together[article_id, folders[path]] > 1 else article_id
        for path, article_id in suggested.items()
    }
    ids = dict(names)
    deepest = max((len(parts) for parts in folders.values()), default=0)
    for depth in range(1, deepest + 1):
        clashing = _find_clashing(ids)
        if not clashing:
            break
        for path in clashing:
            above = [part.strip("/\\:") for part in folders[path][-depth:]]
            ids[path] = "/".join([*filter(None, above), names[path]])
    for path in _find_clashing(ids):  # a file suggests the name of another file
        ids[path] = PurePath(path).as_posix().strip("/")
    return ids


def _find_clashing(ids: Mapping[str, str]) -> list[str]:
    """Return the paths of files whose ids are not unique."""
    users: dict[str, list[str]] = defaultdict(list)
    for path, article_id in ids.items():
        users[article_id].append(path)
    return [path for paths in users.values() if len(paths) > 1 for path in paths]

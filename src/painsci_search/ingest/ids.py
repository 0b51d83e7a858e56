"""Article ids that are unique in an index, from what articles ask for and where they lie."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import PurePath


def assign_ids(wanted: Mapping[str, str]) -> dict[str, str]:
    """Give each file an id: the one it asks for, or, where several ask for the same one, the
    file's name within a folder and parent folders before it between folders.

    The result depends on the files alone, never on their order.

    Args:
        wanted: the id that a file asks for, by the file's absolute path.

    >>> assign_ids({"/a/back/pain.html": "pain", "/a/neck/pain.html": "pain", "/a/x.html": "x"})
    {'/a/back/pain.html': 'back/pain', '/a/neck/pain.html': 'neck/pain', '/a/x.html': 'x'}
    """
    folders = {path: PurePath(path).parent.parts for path in wanted}
    together = Counter((article_id, folders[path]) for path, article_id in wanted.items())
    names = {
        path: PurePath(path).name if together[article_id, folders[path]] > 1 else article_id
        for path, article_id in wanted.items()
    }
    ids = dict(names)
    deepest = max((len(parts) for parts in folders.values()), default=0)
    for depth in range(1, deepest + 1):
        clashing = _clashing(ids)
        if not clashing:
            break
        for path in clashing:
            above = [part.strip("/\\:") for part in folders[path][-depth:]]
            ids[path] = "/".join([*filter(None, above), names[path]])
    for path in _clashing(ids):  # one asks for what another one's file is called
        ids[path] = PurePath(path).as_posix().strip("/")
    return ids


def _clashing(ids: Mapping[str, str]) -> list[str]:
    users: dict[str, list[str]] = defaultdict(list)
    for path, article_id in ids.items():
        users[article_id].append(path)
    return [path for paths in users.values() if len(paths) > 1 for path in paths]

"""Assign article ids that are unique in an index and stay.

The ids that articles have, and the ids and addresses that their files suggest, go in; an id for
each article comes out. Ids are compared as `fold_id` folds them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import PurePath
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from painsci_search.records import fold_id

# Characters of an id with a host or folders before it; a suggested id has at most 100.
_LONGEST = 160
# Bytes of undecodable names of folders: UTF-8 does not encode them, so that no link could lead to
# an article whose id has one.
_SURROGATES = re.compile("[\ud800-\udfff]+")


class Naming(NamedTuple):
    """What the id of an article is made of.

    Attributes:
        path: of its file, absolute.
        suggested: the id that its file suggests.
        url: its canonical URL.
        kept: the id that it has and keeps; None for a new article.
        rank: of several articles that keep one id, the one with the lowest rank gets it.
        aliases: its former ids, which no other article gets.
    """

    path: str
    suggested: str
    url: str | None = None
    kept: str | None = None
    rank: int = 0
    aliases: tuple[str, ...] = ()


def assign_ids(namings: Iterable[Naming]) -> dict[str, str]:
    """Assign an id to each article, by the path of its file.

    An article that has an id keeps it. A new one gets the id that its file suggests. If that is
    taken, or if several new ones suggest it, hosts of addresses or names of folders are put before
    it. The result does not depend on the order of the articles.

    >>> assign_ids([Naming("/a/back/pain.html", "pain"), Naming("/a/neck/pain.html", "pain")])
    {'/a/back/pain.html': 'back/pain', '/a/neck/pain.html': 'neck/pain'}
    >>> assign_ids([Naming("/b/pain.html", "pain"), Naming("/a/pain.html", "pain", kept="pain")])
    {'/a/pain.html': 'pain', '/b/pain.html': 'b/pain'}
    """
    ordered = sorted(namings, key=lambda naming: (naming.rank, naming.path))
    ids: dict[str, str] = {}
    owners: dict[str, str] = {}
    for naming in ordered:
        if naming.kept is not None and owners.setdefault(fold_id(naming.kept), naming.path) == (
            naming.path
        ):
            ids[naming.path] = normalize("NFC", naming.kept)
    for naming in ordered:
        for alias in naming.aliases:
            owners.setdefault(fold_id(alias), naming.path)
    new = sorted(naming for naming in ordered if naming.path not in ids)
    _name_new(new, ids, owners)
    return dict(sorted(ids.items()))


def _name_new(new: Sequence[Naming], ids: dict[str, str], owners: dict[str, str]) -> None:
    """Give ids to new articles, adding more of their addresses or folders until they differ."""
    suggested = {naming.path: naming.suggested for naming in new}
    left = {naming.path: _candidates(naming) for naming in new}
    while left:
        names = {path: next(candidates, None) for path, candidates in left.items()}
        uses = Counter(fold_id(name) for name in names.values() if name is not None)
        for path, candidate in names.items():
            if candidate is not None and uses[fold_id(candidate)] > 1:
                continue
            # Where no candidate is left, the article gets a number.
            name = candidate or next(_numbered(suggested[path], owners))
            if owners.setdefault(fold_id(name), path) == path:
                ids[path] = name
                del left[path]


def _candidates(naming: Naming) -> Iterator[str]:
    """Yield ids for an article, the shortest first, as far as they are not too long."""
    names = (_SURROGATES.sub("-", normalize("NFC", name)) for name in _qualified(naming))
    return (name for name in names if len(name) <= _LONGEST)


def _qualified(naming: Naming) -> Iterator[str]:
    yield naming.suggested
    parts = _parts_of(naming.url)
    if parts:
        host, *above = parts
        yield f"{host}/{naming.suggested}"
        if above:
            yield "/".join(parts)
    file = PurePath(naming.path)
    folders = [part.strip("/\\:") for part in file.parent.parts]
    for depth in range(1, len(folders) + 1):
        yield "/".join([*filter(None, folders[-depth:]), naming.suggested])
    if fold_id(file.stem) != fold_id(naming.suggested):
        yield f"{naming.suggested}-{file.stem}"
    yield file.name
    yield file.as_posix().strip("/")


def _parts_of(url: str | None) -> list[str]:
    """Return the host and the parts of the path of a URL."""
    if not url:
        return []
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return []
    return [part for part in (host, *unquote(parts.path).split("/")) if part]


def _numbered(suggested: str, owners: dict[str, str]) -> Iterator[str]:
    """Yield free ids that end in a number."""
    names = (f"{suggested}-{number}" for number in count(2))
    return (name for name in names if fold_id(name) not in owners)

"""Choose one file for each article, and its id, among all files of an index.

States of files before and after an update go in; the states with ids, further saves and former ids
come out. Nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from painsci_search.ingest.files import FileState
from painsci_search.ingest.ids import Naming, assign_ids
from painsci_search.ingest.moves import is_there
from painsci_search.ingest.saves import address_of, best_of, group_saves, shares_text
from painsci_search.records import fold_id

# What browsers and file managers put after the name of a copy.
_COPY = re.compile(r" ?\([0-9]+\)")
_Previous = Callable[[FileState], FileState | None]


class _Saves(NamedTuple):
    """The saves of one article.

    Attributes:
        chosen: the best one.
        further: the others.
        former: the ids that they had, the one to keep first.
    """

    chosen: FileState
    further: tuple[FileState, ...]
    former: tuple[str, ...]


def choose_articles(
    states: Iterable[FileState],
    gone: Iterable[FileState],
    previous: _Previous,
    found: Container[str],
) -> dict[str, FileState]:
    """Choose the best save of each article, and assign ids.

    Args:
        states: the files of the index; those without an article are left as they are.
        gone: the states of files that this update drops.
        previous: returns the state of a file before this update.
        found: the paths of files that are there; others are looked for if there are other saves.

    Returns:
        The states by path, without the files that are not there if another save of theirs is.
    """
    ordered = sorted(states, key=lambda state: state.path)
    chosen = {state.path: state for state in ordered}
    candidates = [state for state in ordered if state.base_id is not None]
    here = frozenset(state.path for state in candidates)
    groups, namings = [], []
    for members in group_saves(candidates, (each for each in gone if each.base_id is not None)):
        saves = [state for state in members if state.path in here]
        there = _those_there(saves, found)
        for path in {state.path for state in saves} - {state.path for state in there}:
            del chosen[path]
        best = best_of(there)
        former = tuple(dict.fromkeys(_former_ids(best, members, previous)))
        further = tuple(each for each in there if each is not best)
        group = _Saves(best, further, former)
        groups.append(group)
        namings.append(_naming(group, previous))
    ids = assign_ids(namings)
    taken = {fold_id(article_id): path for path, article_id in ids.items()}
    for naming in namings:
        for alias in naming.aliases:
            taken.setdefault(fold_id(alias), naming.path)
    for group in groups:
        chosen |= _named(group, ids[group.chosen.path], taken, previous)
    return chosen


def _those_there(saves: Sequence[FileState], found: Container[str]) -> Sequence[FileState]:
    """Return the saves of an article whose files are there; all of them if no file is."""
    if len(saves) == 1:
        return saves
    return [state for state in saves if state.path in found or is_there(state.path)] or saves


def _former_ids(
    best: FileState, members: Sequence[FileState], previous: _Previous
) -> Iterator[str]:
    """Yield the ids that the saves of an article had, that of the best one first."""
    others = (state for state in members if state is not best)
    for state in (best, *others):
        before = previous(state)
        if before is not None and before.known_id is not None and _continues(before, state):
            yield before.known_id


def _continues(before: FileState, state: FileState) -> bool:
    """Return whether a file still has the article that it had."""
    if before.fingerprint == state.fingerprint or before.base_id == state.base_id:
        return True
    addresses = address_of(before.url), address_of(state.url)
    return bool(addresses[0] and addresses[0] == addresses[1]) or shares_text(before, state)


def _naming(group: _Saves, previous: _Previous) -> Naming:
    best = group.chosen
    kept = next(iter(group.former), None)
    before = previous(best)
    rank = 0 if before is not None and before.article_id is not None else 1
    if before is not None and before.known_id == kept and _is_renamed(before, best):
        kept = None
    if kept is not None and _is_of_copy(kept, group):
        kept = None
    aliases = (*group.former, *_former_aliases(group, previous))
    return Naming(best.path, best.base_id or "", best.url, kept, rank, aliases)


def _is_renamed(before: FileState, state: FileState) -> bool:
    """Return whether an article's address or title changed so that it suggests another id.

    The name of a file is not part of its article: it may be changed with the id staying.
    """
    old, new = fold_id(before.base_id or ""), fold_id(state.base_id or "")
    return old != new and new != fold_id(PurePath(state.path).stem)


def _is_of_copy(kept: str, group: _Saves) -> bool:
    """Return whether an id is that of another copy of the chosen file, such as "one (1)" of "one".

    Older versions chose one of several copies by chance. The id goes on working as a former one.
    """
    base_id = fold_id(group.chosen.base_id or "")
    name = fold_id(kept)
    if not name.startswith(base_id) or not _COPY.fullmatch(name, len(base_id)):
        return False
    return any(
        each.fingerprint == group.chosen.fingerprint and fold_id(each.base_id or "") == name
        for each in group.further
    )


def _ends_in(article_id: str, suggested: str) -> bool:
    """Return whether an id is the suggested one, or that with folders or a host before it."""
    return f"/{fold_id(article_id)}".endswith(f"/{fold_id(suggested)}")


def _former_aliases(group: _Saves, previous: _Previous) -> Iterator[str]:
    for state in (group.chosen, *group.further):
        before = previous(state)
        if before is not None and before.known_id in group.former:
            yield from before.aliases


def _named(
    group: _Saves, article_id: str, taken: dict[str, str], previous: _Previous
) -> Mapping[str, FileState]:
    """Return the states of an article's saves with its id, its former ids and its saves."""
    addressed = (
        state.base_id
        for state in (group.chosen, *group.further)
        if state.url and state.base_id and not _ends_in(article_id, state.base_id)
    )
    aliases: dict[str, str] = {}
    for name in (*group.former, *_former_aliases(group, previous), *addressed):
        folded = fold_id(name)
        is_free = taken.setdefault(folded, group.chosen.path) == group.chosen.path
        if is_free and folded != fold_id(article_id):
            aliases.setdefault(folded, name)
    names = tuple(aliases.values())
    best = replace(
        group.chosen,
        article_id=article_id,
        problem=None,
        save_of=None,
        aliases=names,
        saves=tuple(sorted(state.source for state in group.further)),
    )
    further = {
        state.path: replace(
            state, article_id=None, problem=None, save_of=article_id, aliases=names, saves=()
        )
        for state in group.further
    }
    return {best.path: best, **further}

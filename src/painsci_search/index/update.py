"""Bring an index up to date with folders of articles, reading only what changed.

A file is known by the fingerprint of its bytes. The outcome depends on the files and the folders
given, not on the order in which they are read nor on which were indexed before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from painsci_search.errors import ReadError
from painsci_search.index.ids import assign_ids
from painsci_search.index.staleness import fingerprint
from painsci_search.index.store import Changes, FileState, Store
from painsci_search.model import Article, Problem, UpdateReport
from painsci_search.reading import read_article_bytes
from painsci_search.reading.source import FoundFile, find_files, read_bytes

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class _Plan:
    """The files of the index as they will be, and what is at hand of them."""

    files: dict[str, FileState]
    articles: dict[str, Article] = field(default_factory=dict)


def update(
    store: Store, paths: Sequence[str | Path], progress: Progress | None = None
) -> UpdateReport:
    """Make the index hold what the given files and folders hold.

    Files that were indexed from one of the given folders and are gone are dropped; files of
    other folders stay.

    Args:
        progress: called with (files done, files in all, source) after each file.

    Raises:
        ReadError: one of the paths does not exist, and the index has nothing from there.
        IndexLocked: another process is writing.
    """
    with store.writing() as stage:
        before = {state.path: state for state in store.files()}
        roots = [Path(path).resolve() for path in paths]
        found = find_files(_present(paths, before))
        kept = {
            path: state
            for path, state in before.items()
            if not any(Path(path).is_relative_to(root) for root in roots)
        }
        plan = _Plan(dict(kept))
        for number, file in enumerate(found, 1):
            _examine(file, before.get(str(file.path)), plan)
            if progress is not None:
                progress(number, len(found), file.source)
        _settle(plan)
        _complete(store, before, plan)
        changes = _compare(before, plan)
        if changes is not None:
            stage(changes)
    return _report(before, plan, {str(file.path) for file in found})


def _present(paths: Sequence[str | Path], before: dict[str, FileState]) -> list[str | Path]:
    """Leave out paths that are gone, if the index has files from there: those are dropped."""
    return [
        path
        for path in paths
        if Path(path).exists()
        or not any(Path(known).is_relative_to(Path(path).resolve()) for known in before)
    ]


def _examine(file: FoundFile, known: FileState | None, plan: _Plan) -> None:
    """Read a file if its content is new."""
    path = str(file.path)
    # Of a folder and a folder in it, the outer one tells where the file is served.
    relative = max(file.relative, known.relative if known else "", key=len)
    try:
        data = read_bytes(file.path)
    except ReadError as error:
        problem = _reason(error, file)
        plan.files[path] = FileState(path, file.source, relative, "", problem=problem)
        return
    mark = fingerprint(data)
    if known is not None and known.fingerprint == mark:
        plan.files[path] = replace(known, source=file.source, relative=relative)
        return
    state = FileState(path, file.source, relative, mark)
    try:
        article = read_article_bytes(data, file.source)
    except ReadError as error:
        plan.files[path] = replace(state, problem=_reason(error, file))
        return
    plan.articles[path] = article
    plan.files[path] = replace(state, base_id=article.id, url=article.url)


def _reason(error: ReadError, file: FoundFile) -> str:
    """The error's message without the path, which stands beside it in a report."""
    return str(error).removeprefix(f"{file.path}: ").removeprefix(f"{file.source}: ")


def _settle(plan: _Plan) -> None:
    """Choose one file for each address, or content without one, then an id for each file."""
    same: dict[str, list[str]] = defaultdict(list)
    for path, state in sorted(plan.files.items()):
        if state.base_id is not None:
            address = state.url and state.url.partition("#")[0].rstrip("/")
            same[address or state.fingerprint].append(path)
    copies = {path: paths[0] for paths in same.values() for path in paths[1:]}
    for path, state in plan.files.items():
        if state.base_id is None:
            plan.files[path] = replace(state, article_id=None)
            continue
        problem = None
        if path in copies:
            first = plan.files[copies[path]].source
            reason = f"both name {state.url}" if state.url else "the same content"
            problem = f"a copy of {first} ({reason}): left out"
        plan.files[path] = replace(state, problem=problem, article_id=None)
    ids = assign_ids(
        {
            path: state.base_id
            for path, state in plan.files.items()
            if state.base_id is not None and state.problem is None
        }
    )
    for path, article_id in ids.items():
        plan.files[path] = replace(plan.files[path], article_id=article_id)


def _complete(store: Store, before: dict[str, FileState], plan: _Plan) -> None:
    """Get the articles that are to be written anew although their files did not change.

    Those are articles with a new id, which the index has, and those of which another copy was
    indexed before, which are read now. If one cannot be read, the choice is made again.
    """
    while True:
        missing = [
            state
            for path, state in plan.files.items()
            if state.article_id and path not in plan.articles and before.get(path) != state
        ]
        if not missing:
            return
        for state in missing:
            old = before.get(state.path)
            article = store.article(old.article_id) if old and old.article_id else None
            try:
                plan.articles[state.path] = article or read_article_bytes(
                    read_bytes(Path(state.path)), state.source
                )
            except ReadError as error:
                reason = str(error).removeprefix(f"{state.path}: ")
                plan.files[state.path] = replace(state, base_id=None, problem=reason)
        _settle(plan)


def _compare(before: dict[str, FileState], plan: _Plan) -> Changes | None:
    """What must be written for the index to be as planned; None where it is already."""
    touched = sorted(
        path
        for path in before.keys() | plan.files.keys()
        if before.get(path) != plan.files.get(path) or path in plan.articles
    )
    if not touched:
        return None
    states = [plan.files[path] for path in touched if path in plan.files]
    gone = [before[path].article_id for path in touched if path in before]
    come = [state.article_id for state in states]
    return Changes(
        remove_articles=tuple(dict.fromkeys(name for name in gone + come if name)),
        remove_files=tuple(touched),
        articles=(
            (replace(plan.articles[state.path], id=state.article_id, source=state.source), state)
            for state in states
            if state.article_id
        ),
        left_out=tuple(state for state in states if not state.article_id),
    )


def _as_indexed(state: FileState | None) -> tuple[str, str | None] | None:
    return None if state is None else (state.fingerprint, state.article_id)


def _report(before: dict[str, FileState], plan: _Plan, seen: set[str]) -> UpdateReport:
    groups: dict[str, list[str]] = defaultdict(list)
    for path in sorted(seen | (before.keys() - plan.files.keys())):
        old, new = before.get(path), plan.files.get(path)
        was = old is not None and old.article_id is not None
        now = new is not None and new.article_id is not None
        state = new or old
        if state is None or not (was or now):
            continue
        same = was and now and _as_indexed(old) == _as_indexed(new)
        kind = "unchanged" if same else "changed" if was and now else "added" if now else "removed"
        groups[kind].append(state.source)
    problems = [
        Problem(state.source, state.problem)
        for path, state in sorted(plan.files.items())
        if state.problem is not None and path in seen
    ]
    return UpdateReport(
        added=tuple(groups["added"]),
        changed=tuple(groups["changed"]),
        removed=tuple(groups["removed"]),
        unchanged=tuple(groups["unchanged"]),
        problems=tuple(problems),
    )

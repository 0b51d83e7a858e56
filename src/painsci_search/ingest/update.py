"""Bring an index up to date with folders of articles, reading only what changed.

A file is known by the fingerprint of its bytes. The outcome depends on the files and the folders
given, not on the order in which they are read nor on which were indexed before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from painsci_search.documents import Origin, join_records, make_records
from painsci_search.engine.storage.builder import Shard
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.store import Store
from painsci_search.engine.storage.writer import Writer
from painsci_search.errors import ReadError
from painsci_search.ingest.files import FileState, dump_files, indexed_files
from painsci_search.ingest.ids import assign_ids
from painsci_search.ingest.staleness import fingerprint
from painsci_search.ingest.workers import FileToRead, ReadFile, take_file, take_files
from painsci_search.model import Article, Problem, UpdateReport
from painsci_search.reading.source import FoundFile, find_files, read_bytes

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class _Plan:
    """The files of the index as they will be, and where the articles are that were read anew."""

    files: dict[str, FileState]
    built: dict[str, tuple[str, int]] = field(default_factory=dict)


def update(
    store: Store,
    paths: Sequence[str | Path],
    progress: Progress | None = None,
    workers: int = 1,
) -> UpdateReport:
    """Make the index hold what the given files and folders hold.

    Files that were indexed from one of the given folders and are gone are dropped; files of
    other folders stay.

    Args:
        progress: called with (files done, files in all, source) after each file.
        workers: how many processes may read files.

    Raises:
        ReadError: one of the paths does not exist, and the index has nothing from there.
        IndexLocked: another process is writing.
    """
    with store.writing() as writer:
        before = {state.path: state for state in indexed_files(writer.snapshot)}
        roots = [root for path in paths for root in _roots(path)]
        found = find_files(_present(paths, before))
        kept = {
            path: state
            for path, state in before.items()
            if not any(Path(path).is_relative_to(root) for root in roots)
        }
        plan = _Plan(dict(kept))
        done = _Counter(progress, len(found))
        wanted = [_wanted(file, before) for file in found]
        changed = [file for file in wanted if not _is_unchanged(file, before, plan, done)]
        for outcome in _read(writer, changed, workers):
            _note(plan, outcome)
            done.add(outcome.file.source)
        _settle(plan)
        _complete(writer, before, plan)
        _stage(writer, before, plan)
    return _report(before, plan, {str(file.path) for file in found})


class _Counter:
    """Tells the caller how far the work has come."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def add(self, source: str) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total, source)


def _present(paths: Sequence[str | Path], before: dict[str, FileState]) -> list[str | Path]:
    """Leave out paths that are gone, if the index has files from there: those are dropped."""
    return [
        path
        for path in paths
        if Path(path).exists()
        or not any(Path(known).is_relative_to(root) for known in before for root in _roots(path))
    ]


def _roots(path: str | Path) -> tuple[Path, Path]:
    """Where a path leads, and where it lies: a link to a file is known by its own name."""
    return Path(path).resolve(), Path(path).parent.resolve() / Path(path).name


def _wanted(file: FoundFile, before: dict[str, FileState]) -> FileToRead:
    path = str(file.path)
    known = before[path].relative if path in before else ""
    # Of a folder and a folder in it, the outer one tells where the file is served.
    return FileToRead(path, file.source, max(file.relative, known, key=len))


def _is_unchanged(
    file: FileToRead, before: dict[str, FileState], plan: _Plan, done: _Counter
) -> bool:
    """Plan to keep a file that has the content that was indexed."""
    known = before.get(file.path)
    if known is None:
        return False
    try:
        data = read_bytes(Path(file.path))
    except ReadError:  # it is reported when it is read
        return False
    if fingerprint(data) != known.fingerprint:
        return False
    plan.files[file.path] = replace(known, source=file.source, relative=file.relative)
    done.add(file.source)
    return True


def _read(writer: Writer, files: list[FileToRead], workers: int) -> Iterator[ReadFile]:
    """Read files into segments."""
    for result in take_files(writer.builder, files, workers):
        if isinstance(result, Shard):
            writer.take([result])
        else:
            yield result


def _note(plan: _Plan, outcome: ReadFile) -> None:
    """Plan with what came of a file."""
    path, source, relative = outcome.file
    plan.files[path] = FileState(
        path,
        source,
        relative,
        outcome.fingerprint,
        base_id=outcome.base_id,
        url=outcome.url,
        problem=outcome.problem,
    )
    if outcome.at is not None:
        plan.built[path] = outcome.at


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


def _complete(writer: Writer, before: dict[str, FileState], plan: _Plan) -> None:
    """Get the articles that are to be written anew although their files did not change.

    Those are articles with a new id or source, which the index has, and those of which another
    copy was indexed before, which are read now. If one cannot be read, the choice is made again.
    """
    while True:
        missing = [
            state
            for path, state in plan.files.items()
            if state.article_id and path not in plan.built and before.get(path) != state
        ]
        if not missing:
            return
        for state in missing:
            old = before.get(state.path)
            article = _indexed_article(writer, old)
            if article is not None:
                place = Origin(state.path, state.relative, state.fingerprint)
                again = replace(article, source=state.source)
                plan.built[state.path] = writer.builder.add(make_records(again, place))
            else:
                wanted = FileToRead(state.path, state.source, state.relative)
                _note(plan, take_file(writer.builder, wanted))
        _settle(plan)


def _indexed_article(writer: Writer, state: FileState | None) -> Article | None:
    """Load the article that the index has from a file, if it has one."""
    if state is None or state.article_id is None:
        return None
    with reporting_damage(writer.folder):
        records = writer.snapshot.load_all(state.article_id)
        return None if records is None else join_records(state.article_id, records)


def _stage(writer: Writer, before: dict[str, FileState], plan: _Plan) -> None:
    """Tell the index what comes and what goes."""
    for path in sorted(before.keys() | plan.files.keys()):
        old, new = before.get(path), plan.files.get(path)
        if old == new and path not in plan.built:
            continue
        if old is not None and old.article_id:
            writer.remove([old.article_id])
    for path, at in sorted(plan.built.items()):
        article_id = plan.files[path].article_id
        if article_id is not None:
            writer.accept(at, article_id)
    states = tuple(sorted(plan.files.values(), key=lambda state: state.path))
    if states != indexed_files(writer.snapshot):
        writer.attach(dump_files(states))


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

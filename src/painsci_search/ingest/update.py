"""Bring an index up to date with files and folders, reading only what changed.

Paths go in, one commit and a report come out, in the steps of `IndexUpdate.run`. The outcome
depends on the files and the folders given, not on the order of reading. What was indexed before
decides only about ids: an article keeps the one that it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from painsci_search import versions
from painsci_search.documents import make_records, update_records
from painsci_search.engine.local import in_pages
from painsci_search.engine.seam import AnyWriter, Engine
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.errors import IndexDamaged, ReadError
from painsci_search.ingest.choice import choose_articles
from painsci_search.ingest.closed import ClosedFiles
from painsci_search.ingest.files import (
    FileState,
    FileToRead,
    ReadOutcome,
    dump_files,
    indexed_files,
    is_below,
    roots_of,
)
from painsci_search.ingest.missing import MissingPath, find_missing, kept_files, missing_problem
from painsci_search.ingest.moves import match_heirs, match_moved
from painsci_search.ingest.staleness import fingerprint, is_analyzed_by_this_version
from painsci_search.loading import Origin, join_records, load_origin
from painsci_search.model import FurtherSave, Problem, UpdateReport
from painsci_search.reading.files.finding import FoundFiles, find_files
from painsci_search.reading.files.source import FoundFile, read_bytes
from painsci_search.records import Record

Progress = Callable[[int, int, str], None]
Paths = Sequence[str | Path]


class UpdateOptions(NamedTuple):
    """How to update or rebuild an index.

    Attributes:
        progress: called with (files done, files in all, source) after each file.
        workers: how many processes may read files.
        timeout: for how many seconds to wait for another writer.
        follow_links: whether to follow symbolic links that lead out of the given folders.
        incomplete: the paths of files that are being written, and stay as they are in the index.
    """

    progress: Progress | None = None
    workers: int = 1
    timeout: float = 0
    follow_links: bool = False
    incomplete: frozenset[str] = frozenset()


def update(store: Engine, paths: Paths, options: UpdateOptions) -> UpdateReport:
    """Make the index hold what the given files and folders hold.

    Files that were indexed from one of the given folders and are gone are dropped. If a given
    folder itself is gone or cannot be opened, its files stay, and so does a file that cannot be
    opened, or to which a link led whose disk may not be mounted; the report has a problem for each.
    Files of other folders stay; those that another version of the reader read are read again. If
    another version of the analyzer made the index, it is rebuilt as a whole.

    Raises:
        ReadError: one of the paths does not exist, and the index has nothing from there.
        IndexLocked: another process is writing.
    """
    with store.writing(options.timeout) as writer:
        work = IndexUpdate(writer, indexed_files(writer.snapshot))
        if not is_analyzed_by_this_version(writer.snapshot):
            work.start_over()
        return work.run(paths, options)


class IndexUpdate:
    """One update of an index.

    Args:
        writer: collects the changes.
        files: the table of files of the index.
        salvage: whether to skip what is damaged in the index.
    """

    def __init__(
        self, writer: AnyWriter, files: Iterable[FileState], *, salvage: bool = False
    ) -> None:
        self._writer = writer
        self._before = {state.path: state for state in files}
        # The table of files as it will be, by path.
        self._files: dict[str, FileState] = {}
        # The articles that this update makes, by path.
        self._made: dict[str, _Made] = {}
        # The states of files that this update does not look for.
        self._others: dict[str, FileState] = {}
        # The former states of files that were renamed or moved, by their new paths.
        self._moved: dict[str, FileState] = {}
        self._is_rebuild = False
        self._salvage = salvage
        self._lost_articles = False
        self._incomplete: frozenset[str] = frozenset()
        self._search = FoundFiles()
        self._missing: list[MissingPath] = []
        self._closed = ClosedFiles()
        # The paths found below the given ones, and those whose files are read.
        self._found: set[str] = set()
        self._read: set[str] = set()

    def start_over(self, *, is_damaged: bool = False) -> None:
        """Make all articles anew, also those whose files did not change or that have no file."""
        self._is_rebuild = True
        self._lost_articles = is_damaged
        self._writer.start_over()
        for page in in_pages(self._writer.snapshot, self._skipping_damage):
            for view in page.views:
                for number in range(len(view.segment.ids)):
                    with self._skipping_damage():
                        self._keep_added_article(view, number)

    def run(self, paths: Paths, options: UpdateOptions) -> UpdateReport:
        """Compare the files with the index, make articles, stage the commit, and report."""
        progress = _ProgressCounter(options.progress)
        to_read = self._plan(paths, options, progress)
        for outcome in self._read_files(to_read, options.workers):
            known = self._previous(outcome.file.path)
            if outcome.is_closed and known is not None and known.known_id is not None:
                self._keep_closed(outcome, known)
            elif outcome.state.fingerprint or outcome.file.path in self._found:
                self._record(outcome)
            # Otherwise it is a file of another folder, and out of reach: its article stays.
            progress.add(outcome.file.source)
        self._choose_articles()
        self._make_missing_articles(options.workers)
        self._stage()
        return self._report()

    @contextmanager
    def _skipping_damage(self) -> Iterator[None]:
        """Skip what is damaged, if that is allowed, and remember that articles may be lost."""
        try:
            with reporting_damage(self._writer.folder):
                yield
        except IndexDamaged:
            if not self._salvage:
                raise
            self._lost_articles = True

    def _keep_added_article(self, view: SegmentView, number: int) -> None:
        """Index an article of a segment again if a program added it."""
        segment = view.segment
        first, end = segment.records_of(number)
        if not view.is_live(first):
            return
        head = segment.load(first)
        if load_origin(head).path:
            return
        records = [head, *(segment.load(record) for record in range(first + 1, end))]
        article_id = segment.ids[number]
        self._writer.add(article_id, make_records(join_records(article_id, records)))

    def _plan(
        self, paths: Paths, options: UpdateOptions, progress: _ProgressCounter
    ) -> list[FileToRead]:
        """Fill the table with files that need not be read; return the others."""
        roots = [root for path in paths for root in roots_of(path)]
        self._missing = find_missing(paths, self._before)
        missing = {each.given for each in self._missing}
        existing = [path for path in paths if path not in missing]
        self._search = find_files(existing, follow_links=options.follow_links)
        files = {str(file.path): file for file in self._search.files}
        found = {path: file for path, file in files.items() if path not in options.incomplete}
        self._found = set(found)
        # Files of a new index are only read later, by several processes.
        digests = {path: _digest(file) for path, file in found.items()} if self._before else {}
        new = {path: digest for path, digest in digests.items() if path not in self._before}
        self._moved = match_moved(new, found, self._before.values())
        moved = {state.path for state in self._moved.values()}
        self._incomplete = options.incomplete
        kept = options.incomplete | kept_files(self._missing)
        unseen = {
            path: state
            for path, state in self._before.items()
            if path not in found and path not in moved
        }
        gone = {path for path in unseen.keys() - kept if is_below(Path(path), roots)}
        folders = [path for path, file in found.items() if file.source in self._search.closed]
        gone -= self._closed.find(gone, folders)
        self._others = others = {path: unseen[path] for path in unseen if path not in gone}
        self._files = dict(others)
        outdated = [state for state in others.values() if self._is_outdated(state)]
        progress.total = len(found) + len(outdated)
        to_read = [_to_read(state, state) for state in outdated]
        for path, file in found.items():
            known = self._previous(path)
            state = replace(
                known or FileState(path, file.source, file.relative, ""),
                path=path,
                source=file.source,
                relative=self._relative(file),
            )
            # a file that cannot be read has no digest: it may be for another reason than before
            is_same = known is not None and digests[path] == known.fingerprint != ""
            if known is None or self._is_outdated(known) or not is_same:
                to_read.append(_to_read(state, known))
            else:
                self._files[path] = state
                progress.add(file.source)
        self._read = {file.path for file in to_read}
        return to_read

    def _previous(self, path: str) -> FileState | None:
        """Return the state of a file before this update, also under its former path."""
        return self._before.get(path) or self._moved.get(path)

    def _is_outdated(self, state: FileState) -> bool:
        return self._is_rebuild or state.reader != versions.reader_version()

    def _relative(self, file: FoundFile) -> str:
        """Return the path of a file below the outermost of the folders that it was found in.

        That is the folder that is served.
        """
        known = self._before.get(str(file.path))
        return file.relative if known is None else max(file.relative, known.relative, key=len)

    def _read_files(self, files: list[FileToRead], workers: int) -> Iterator[ReadOutcome]:
        """Read files into segments."""
        if not files:  # then the workers need not be imported
            return
        from painsci_search.ingest.workers import read_files  # noqa: PLC0415

        for result in read_files(self._writer.builder, files, workers):
            if isinstance(result, ReadOutcome):
                yield result
            else:
                self._writer.take([result])

    def _record(self, outcome: ReadOutcome) -> None:
        """Enter the outcome of reading a file into the table."""
        path = outcome.file.path
        self._files[path] = outcome.state
        self._made.pop(path, None)
        if outcome.at is not None:
            self._made[path] = _Made(outcome.at, outcome.file.aliases, outcome.file.saves)

    def _keep_closed(self, outcome: ReadOutcome, known: FileState) -> None:
        """Leave the article of a file that cannot be opened as it is."""
        file = outcome.file
        self._files[file.path] = replace(
            known, path=file.path, source=file.source, relative=file.relative
        )
        if file.path in self._found:
            self._closed.add(file.path, outcome.state.problem or "", [file.path])

    def _choose_articles(self) -> None:
        """Choose one file for each article, and assign an id to it; the others are its saves."""
        moved = {state.path for state in self._moved.values()}
        # those that the last choice left out are there again, in case another save was not read
        files = self._others | self._files
        gone = {
            path: state
            for path, state in self._before.items()
            if path not in files and path not in moved
        }
        self._files = choose_articles(
            files.values(),
            gone.values(),
            lambda state: self._previous(state.path),
            self._found | self._incomplete,
        )

    def _make_missing_articles(self, workers: int) -> None:
        """Make the articles that are to be written although their files were not read.

        Articles with a new id, source or save are in the index. Others are read now: those of
        further saves, when the file that was indexed before is gone, and those that got other
        former ids or saves than they were read with. If one cannot be read, the choice is made
        again.
        """
        while missing := [state for state in self._files.values() if self._is_missing(state)]:
            to_read: list[FileToRead] = []
            for state in missing:
                records = None if state.path in self._made else self._remake_records(state)
                if records is not None:
                    at = self._writer.builder.add(records)
                    self._made[state.path] = _Made(at, state.aliases, state.saves)
                else:
                    to_read.append(_to_read(state, state))
            for outcome in self._read_files(to_read, workers):
                self._record(outcome)
            self._choose_articles()

    def _is_missing(self, state: FileState) -> bool:
        if state.article_id is None:
            return False
        made = self._made.get(state.path)
        if made is not None:
            return (made.aliases, made.saves) != (state.aliases, state.saves)
        return self._is_rebuild or self._before.get(state.path) != state

    def _remake_records(self, state: FileState) -> list[Record] | None:
        """Make the records of a file anew from those that the index has, if it has some."""
        before = self._previous(state.path)
        if before is None or before.article_id is None:
            return None
        origin = Origin(state.path, state.relative, state.fingerprint, state.reader)
        with self._skipping_damage():
            stored = self._writer.snapshot.load_all(before.article_id)
            if stored is None:
                return None
            article = replace(
                join_records(before.article_id, stored),
                source=state.source,
                aliases=state.aliases,
                sources=state.saves,
            )
            if not self._is_rebuild:
                return list(update_records(article, stored, origin))
            return list(make_records(article, origin))
        return None

    def _stage(self) -> None:
        """Add to the commit what changes: articles that go, articles that come, the table."""
        for path in sorted(self._before.keys() | self._files.keys()):
            old, new = self._before.get(path), self._files.get(path)
            if old is not None and old.article_id and (old != new or path in self._made):
                self._writer.remove([old.article_id])
        for path, made in sorted(self._made.items()):
            article_id = self._files[path].article_id
            if article_id is not None:
                self._writer.accept(made.at, article_id)
        states = sorted(self._files.values(), key=lambda state: state.path)
        if self._is_rebuild or states != list(self._before.values()):
            self._writer.attach(dump_files(states))

    def _report(self) -> UpdateReport:
        sources: dict[str, list[str]] = defaultdict(list)
        moved = {state.path for state in self._moved.values()}
        gone = self._before.keys() - self._files.keys() - moved
        heirs = match_heirs([self._before[path] for path in gone], self._files, self._previous)
        paths = (self._found | self._read | gone | heirs.keys()) - set(heirs.values())
        for path in sorted(paths):
            old, new = self._previous(path), self._files.get(path)
            state = new or old
            kind = _classify(old, new)
            if kind is not None and (path in self._moved or path in heirs):
                kind = "moved"
            if state is not None and kind is not None:
                sources[kind].append(state.source)
        given = {str(file.path) for file in self._search.files if file.is_given}
        missing = (missing_problem(each, self._before, self._files) for each in self._missing)
        problems = [problem for problem in missing if problem is not None]
        problems += self._closed.problems_of_links(self._files)
        for path, state in sorted(self._files.items()):
            closed = self._closed.problem(path, self._files)
            if closed is not None:
                problems.append(closed)
                continue
            if state.problem is None or path not in paths:
                continue
            if state.kind and path not in given:
                self._search.skip(state.kind, state.source, path)
            else:
                problems.append(Problem(state.source, state.problem))
        if self._lost_articles:
            lost = "was damaged: articles that a program added may be lost"
            problems.insert(0, Problem(str(self._writer.snapshot.folder), lost))
        return UpdateReport(
            added=tuple(sources["added"]),
            changed=tuple(sources["changed"]),
            removed=tuple(sources["removed"]),
            unchanged=tuple(sources["unchanged"]),
            problems=tuple(problems),
            rebuilt=self._is_rebuild,
            moved=tuple(sources["moved"]),
            saves=tuple(
                FurtherSave(state.source, state.save_of)
                for path, state in sorted(self._files.items())
                if state.save_of is not None and path in paths
            ),
            skipped=self._search.skipped,
            resources=self._search.resources,
        )


class _Made(NamedTuple):
    """An article that an update makes.

    Attributes:
        at: the name of its segment, and its number in it.
        aliases, saves: the former ids and further saves that it is stored with.
    """

    at: tuple[str, int]
    aliases: tuple[str, ...]
    saves: tuple[str, ...]


class _ProgressCounter:
    """Counts files, and calls back after each."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0
        self.total = 0

    def add(self, source: str) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self.total, source)


def _digest(file: FoundFile) -> str:
    """Return the fingerprint of a file; "" for one that cannot be read."""
    try:
        return fingerprint(read_bytes(file.path))
    except ReadError:  # reported when the file is read
        return ""


def _to_read(state: FileState, known: FileState | None) -> FileToRead:
    """Return a file to read, with what is known of its article."""
    names = (known.aliases, known.saves) if known is not None and known.article_id else ((), ())
    return FileToRead(state.path, state.source, state.relative, *names)


def _classify(
    old: FileState | None, new: FileState | None
) -> Literal["added", "changed", "removed", "unchanged", "moved"] | None:
    """Return what happened to the article of a file; None if it had and has none."""
    was = old is not None and old.article_id is not None
    now = new is not None and new.article_id is not None
    if old is not None and new is not None and was and now:
        same = (old.fingerprint, old.reader, old.article_id) == (
            new.fingerprint,
            new.reader,
            new.article_id,
        )
        return "unchanged" if same else "changed"
    return "added" if now else "removed" if was else None

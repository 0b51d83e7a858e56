"""The index on disk: opening it, and one atomic, lasting change at a time.

Segments and the table of files are written and synced first; then the manifest that names them
takes the place of the old one. Until that moment nothing has happened, and after it everything.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from painsci_search.errors import PainSciSearchError
from painsci_search.index.builder import SegmentBuilder, Shard, write_ids
from painsci_search.index.columns import ColumnWriter
from painsci_search.index.lock import write_lock
from painsci_search.index.manifest import (
    MANIFEST,
    FilesEntry,
    Manifest,
    Range,
    SegmentEntry,
    damaged,
    read_manifest,
    remove_orphans,
    sync_folder,
    write_durably,
    write_manifest,
)
from painsci_search.index.merge import choose, merge
from painsci_search.index.records import NOWHERE, Place
from painsci_search.index.segment import Segment
from painsci_search.index.snapshot import (
    FileState,
    Snapshot,
    View,
    describe_files,
    pack_files,
)
from painsci_search.model import Article

# What reading may raise over a file that was made up, checksums and all.
_OF_BAD_DATA = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Store:
    """An index's folder, and the snapshot of it that answers until ``refresh``."""

    def __init__(self, path: Path, snapshot: Snapshot) -> None:
        self.path = path
        self._snapshot: Snapshot | None = snapshot

    @classmethod
    def create(cls, path: Path) -> Store:
        """Make an empty index, or open the one that is there.

        Raises:
            PainSciSearchError: the folder cannot be made or written.
            IndexLocked: another process is making it.
            IndexDamaged, IndexVersionError: an index is there that cannot be used.
        """
        if not (path / MANIFEST).exists():
            try:
                path.mkdir(parents=True, exist_ok=True)
                with write_lock(path):
                    if not (path / MANIFEST).exists():
                        write_manifest(path, Manifest())
            except OSError as error:
                raise PainSciSearchError(
                    f"cannot make an index at {path}: {error.strerror or error}"
                ) from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open an index.

        Raises:
            IndexMissing, IndexVersionError, IndexDamaged: as their names say.
        """
        return cls(path, _take_snapshot(path, None))

    @property
    def snapshot(self) -> Snapshot:
        """The index as it was when it was opened or refreshed."""
        if self._snapshot is None:
            self._snapshot = _take_snapshot(self.path, None)
        return self._snapshot

    def refresh(self) -> None:
        """Take the latest snapshot; segments that are open already stay so."""
        self._snapshot = _take_snapshot(self.path, self._snapshot)

    def close(self) -> None:
        """Let go of the snapshot; its files close when nobody uses it any more."""
        self._snapshot = None

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn whatever a damaged index may cause into IndexDamaged."""
        with _translated(self.path):
            yield

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Take the write lock and the latest snapshot; yield what collects the changes.

        They are committed together at the end; after an exception, none is.

        Raises:
            IndexLocked: another process is writing.
            PainSciSearchError: the folder cannot be written, or the disk is full.
        """
        try:
            with write_lock(self.path):
                self.refresh()
                remove_orphans(self.path, self.snapshot.manifest)
                writing = Writing(self.path, self.snapshot)
                try:
                    yield writing
                    if writing.has_changes():
                        with self.translated():
                            writing.commit()
                finally:
                    remove_orphans(self.path, read_manifest(self.path))
                self.refresh()
        except OSError as error:
            raise PainSciSearchError(
                f"cannot write the index at {self.path}: {error.strerror or error}; "
                "it is as it was before"
            ) from error


class Writing:
    """A change of an index in the making."""

    def __init__(self, path: Path, snapshot: Snapshot) -> None:
        self.path = path
        self.snapshot = snapshot
        self.builder = SegmentBuilder(path)
        self._shards: list[Shard] = []
        self._ids: dict[tuple[str, int], str] = {}
        self._removed: dict[str, None] = {}
        self._files: list[FileState] | None = None

    def has_changes(self) -> bool:
        """Tell whether there is anything to commit."""
        return bool(self._ids or self._removed) or self._files is not None

    def _new_files(self) -> list[FileState] | None:
        """The table of files, if it changes: a file whose article goes is forgotten."""
        if self._files is not None:
            return self._files
        before = self.snapshot.files()
        left = [state for state in before if state.article_id not in self._removed]
        return left if left != before else None

    def add(self, article: Article, place: Place = NOWHERE) -> None:
        """Add an article; one of the same id is replaced."""
        self.accept(self.builder.add(article, place), article.id)

    def take(self, shards: Iterable[Shard]) -> None:
        """Take segments that others built; what is not accepted of them is left out."""
        self._shards += shards

    def accept(self, at: tuple[str, int], article_id: str) -> None:
        """Accept an article that was built, under an id; one of the same id is replaced."""
        self._ids[at] = article_id
        self.remove([article_id])

    def remove(self, ids: Iterable[str]) -> None:
        """Remove the articles that the index has under these ids."""
        self._removed.update(dict.fromkeys(ids))

    def replace_files(self, states: list[FileState]) -> None:
        """Replace the table of files."""
        if states != self.snapshot.files():
            self._files = states

    def commit(self) -> None:
        """Write all changes and make them the index's contents."""
        old = self.snapshot.manifest
        sealed = map(self._seal, [*self._shards, *self.builder.finish()])
        new = [entry for entry in sealed if entry is not None]
        entries = self._merged([*self._without_removed(), *new])
        states = self._new_files()
        files = old.files if states is None else self._write_files(states)
        sync_folder(self.path)
        write_manifest(self.path, Manifest(old.generation + 1, tuple(entries), files))

    def _without_removed(self) -> Iterator[SegmentEntry]:
        """The segments that there are, without what is removed from them."""
        gone: dict[str, list[Range]] = {}
        for article_id in self._removed:
            found = self.snapshot.find(article_id)
            if found is not None:
                segment = found.view.segment
                gone.setdefault(segment.name, []).append(segment.records_of(found.number))
        for view, entry in zip(self.snapshot.views, self.snapshot.manifest.segments, strict=True):
            dead = _unite([*entry.dead, *gone.get(entry.name, [])])
            if sum(end - first for first, end in dead) < view.segment.size:
                yield entry._replace(dead=dead)

    def _seal(self, shard: Shard) -> SegmentEntry | None:
        """Give a segment its ids; articles that were not accepted are deleted in it."""
        name = shard.draft.name
        ids = [self._ids.get((name, number)) for number in range(shard.articles)]
        if not any(ids):
            return None
        with ColumnWriter.resume(self.path, shard.draft) as writer:
            write_ids(writer, [article_id or "" for article_id in ids])
            seal = writer.seal()
        segment = Segment(self.path, name, seal)
        dead = _unite(
            [segment.records_of(n) for n, article_id in enumerate(ids) if article_id is None]
        )
        return SegmentEntry(name, seal, dead)

    def _merged(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        """Merge segments for as long as there are too many of one size."""
        known = {view.segment.name: view.segment for view in self.snapshot.views}
        while True:
            views = Snapshot(self.path, Manifest(0, tuple(entries)), known).views
            known |= {view.segment.name: view.segment for view in views}
            chosen = choose([_words(view) for view in views], [_share(view) for view in views])
            if not chosen:
                return entries
            merged = merge(self.path, [views[index] for index in chosen])
            entries = [
                *(entry for index, entry in enumerate(entries) if index not in chosen),
                merged,
            ]

    def _write_files(self, states: list[FileState]) -> FilesEntry:
        name = secrets.token_hex(8) + ".files"
        data = pack_files(states)
        write_durably(self.path / name, [data])
        return describe_files(name, data)


def _words(view: View) -> int:
    segment = view.segment
    return sum(len(field.positions) for field in segment.fields.values())


def _share(view: View) -> float:
    size = view.segment.size
    return 1 - sum(end - first for first, end in view.dead) / size if size else 1.0


def _unite(ranges: list[Range]) -> tuple[Range, ...]:
    """Sort ranges and join those that touch."""
    united: list[Range] = []
    for first, end in sorted(ranges):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((first, end))
    return tuple(united)


def _take_snapshot(path: Path, before: Snapshot | None) -> Snapshot:
    """Open the latest commit; again where a writer commits another just then."""
    known = {view.segment.name: view.segment for view in before.views} if before else {}
    manifest = read_manifest(path)
    while True:
        if before is not None and manifest == before.manifest:
            return before
        try:
            with _translated(path):
                return Snapshot(path, manifest, known)
        except FileNotFoundError as error:
            latest = read_manifest(path)
            if latest.generation == manifest.generation:
                raise damaged(path, f"{Path(error.filename).name} is missing") from error
            manifest = latest


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file may cause into IndexDamaged; errors of the system stay."""
    try:
        yield
    except _OF_BAD_DATA as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise damaged(path, reason) from error

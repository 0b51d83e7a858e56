"""The store: a folder in; snapshots to read from, and one writer at a time, out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from painsci_search import versions
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import (
    MANIFEST,
    Manifest,
    damaged,
    load_manifest,
    read_manifest,
    read_remains,
    remove_files,
    remove_orphans,
    reporting_damage,
    reporting_write_errors,
    write_manifest,
)
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.errors import IndexDamaged, IndexVersionError, PainSciSearchError

if TYPE_CHECKING:
    from painsci_search.engine.storage.writer import Writer


class Store:
    """The folder of an index, and the snapshot that is read until the next `refresh`."""

    def __init__(self, folder: Folder, snapshot: Snapshot) -> None:
        self.folder = folder
        self._snapshot: Snapshot | None = snapshot
        self._manifest = b""  # as it was when the snapshot was taken
        self._refreshing = Lock()

    @classmethod
    def create(cls, folder: Folder) -> Store:
        """Create an empty index, or open the existing one.

        Raises:
            PainSciSearchError: the folder cannot be created or written.
            IndexLocked: another process is creating the index.
            IndexDamaged: the existing index is not as written.
            IndexVersionError: the existing index has another format.
        """
        try:
            folder.make()
            if MANIFEST not in folder.names():
                with folder.lock():
                    if MANIFEST not in folder.names():
                        write_manifest(folder, Manifest(analyzer=versions.analyzer_version()))
        except OSError as error:
            raise PainSciSearchError(
                f"cannot make an index at {folder}: {error.strerror or error}"
            ) from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Folder) -> Store:
        """Open an existing index.

        Raises:
            IndexMissing: the folder has no index.
            IndexVersionError: the index has another format.
            IndexDamaged: the index is not as written.
        """
        return cls(folder, _take_snapshot(folder, None))

    @property
    def path(self) -> Path | None:
        """The folder; None for an index in memory."""
        return self.folder.path

    @property
    def snapshot(self) -> Snapshot:
        """The index when it was opened or last refreshed; taken anew after `close`."""
        snapshot = self._snapshot
        return self.refresh() if snapshot is None else snapshot

    def refresh(self) -> Snapshot:
        """Take a snapshot of the latest commit, sharing the segments that are open already."""
        with self._refreshing:  # a slower thread must not replace a newer snapshot by an older one
            data, snapshot = load_manifest(self.folder), self._snapshot
            # a server asks before each answer, and most often nothing was committed
            if snapshot is None or data != self._manifest:
                snapshot = self._snapshot = _take_snapshot(self.folder, snapshot)
                self._manifest = data
        return snapshot

    def close(self) -> None:
        """Release the snapshot; its files are closed when no one refers to it."""
        self._snapshot = None

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Convert errors that a damaged index can cause into IndexDamaged."""
        with reporting_damage(self.folder):
            yield

    @contextmanager
    def writing(self, timeout: float = 0) -> Iterator[Writer]:
        """Take the write lock and the latest snapshot, and yield a writer.

        The writer's changes are committed together at the end; after an exception, none is.

        Args:
            timeout: for how many seconds to wait for another writer.

        Raises:
            IndexLocked: another writer holds the lock.
            PainSciSearchError: the folder cannot be written, or the disk is full.
        """
        from painsci_search.engine.storage.writer import Writer

        with ExitStack() as stack:
            with reporting_write_errors(self.folder):
                stack.enter_context(self.folder.lock(timeout))
            snapshot = self.refresh()
            remove_orphans(self.folder, snapshot.manifest)
            writer = Writer(self.folder, snapshot)
            try:
                yield writer
                if writer.has_changes():
                    with reporting_write_errors(self.folder):
                        writer.commit()
            finally:
                remove_orphans(self.folder, read_manifest(self.folder))
            self.refresh()


@contextmanager
def rebuilding(
    folder: Folder, timeout: float = 0
) -> Iterator[tuple[Writer, PainSciSearchError | None]]:
    """Take the write lock of an index in any state; yield a writer of all its new contents.

    They replace the old contents in one commit at the end; after an exception, these remain.

    Yields:
        The writer, with a snapshot of those old contents that can be read; and why others cannot.

    Raises:
        IndexLocked: another process is writing.
        PainSciSearchError: the folder cannot be written, or the disk is full.
    """
    from painsci_search.engine.storage.writer import Writer

    with ExitStack() as stack:
        with reporting_write_errors(folder):
            stack.enter_context(folder.lock(timeout))
        names = frozenset(folder.names())
        snapshot, error = _take_remains(folder)
        writer = Writer(folder, snapshot)
        writer.start_over()
        try:
            yield writer, error
            with reporting_write_errors(folder):
                writer.commit()
        except BaseException:
            # the old manifest may be unreadable, and the new one may be in its place already
            remove_files(folder, names | _named(folder))
            raise
        remove_orphans(folder, read_manifest(folder))


def _named(folder: Folder) -> set[str]:
    """Return the names of the files of the latest commit; none where it cannot be read."""
    try:
        return read_manifest(folder).names()
    except PainSciSearchError:
        return set()


def _take_remains(folder: Folder) -> tuple[Snapshot, PainSciSearchError | None]:
    """Open those parts of the latest commit that can be read; return why others cannot."""
    try:
        return _take_snapshot(folder, None), None
    except (IndexDamaged, IndexVersionError) as error:
        reason = error
    try:
        manifest = read_manifest(folder)
    except (IndexDamaged, IndexVersionError):
        manifest = read_remains(folder)
    segments = tuple(
        entry for entry in manifest.segments if _can_open(folder, Manifest(segments=(entry,)))
    )
    files = manifest.files if _can_open(folder, Manifest(files=manifest.files)) else None
    return Snapshot(folder, manifest._replace(segments=segments, files=files), {}), reason


def _can_open(folder: Folder, manifest: Manifest) -> bool:
    try:
        with reporting_damage(folder):
            Snapshot(folder, manifest, {})
    except (FileNotFoundError, IndexDamaged):
        return False
    return True


def _take_snapshot(folder: Folder, before: Snapshot | None) -> Snapshot:
    """Open the latest commit; try again if a writer commits another one in the meantime."""
    manifest = read_manifest(folder)
    if before is not None and manifest == before.manifest:
        return before
    known = {view.segment.name: view.segment for view in before.views} if before else {}
    while True:
        try:
            with reporting_damage(folder):
                snapshot = Snapshot(folder, manifest, known)
            if snapshot.has_all_vectors:
                return snapshot
            latest = read_manifest(folder)
            if latest.generation == manifest.generation:
                return snapshot
            manifest = latest
        except FileNotFoundError as error:
            latest = read_manifest(folder)
            if latest.generation == manifest.generation:
                raise damaged(folder, f"{Path(error.filename).name} is missing") from error
            manifest = latest

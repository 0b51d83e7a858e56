"""The index on disk: opening it, and one change of it at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from painsci_search.errors import PainSciSearchError
from painsci_search.index.manifest import (
    MANIFEST,
    Manifest,
    damaged,
    read_manifest,
    remove_orphans,
    told,
    translated,
    write_manifest,
)
from painsci_search.index.snapshot import Snapshot

if TYPE_CHECKING:
    from painsci_search.index.writing import Writing


class Store:
    """An index's folder, and the snapshot of it that answers until ``refresh``."""

    def __init__(self, path: Path, snapshot: Snapshot) -> None:
        self.path = path
        self._snapshot: Snapshot | None = snapshot
        self._refreshing = Lock()

    @classmethod
    def create(cls, path: Path) -> Store:
        """Make an empty index, or open the one that is there.

        Raises:
            PainSciSearchError: the folder cannot be made or written.
            IndexLocked: another process is making it.
            IndexDamaged, IndexVersionError: an index is there that cannot be used.
        """
        if not (path / MANIFEST).exists():
            from painsci_search.index.lock import write_lock

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
        snapshot = self._snapshot
        return self.refresh() if snapshot is None else snapshot

    def refresh(self) -> Snapshot:
        """Take the latest snapshot; segments that are open already stay so."""
        with self._refreshing:  # a slower thread must not put an older one in its place
            snapshot = self._snapshot = _take_snapshot(self.path, self._snapshot)
        return snapshot

    def close(self) -> None:
        """Let go of the snapshot; its files close when nobody uses it any more."""
        self._snapshot = None

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn whatever a damaged index may cause into IndexDamaged."""
        with translated(self.path):
            yield

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Take the write lock and the latest snapshot; yield what collects the changes.

        They are committed together at the end; after an exception, none is.

        Raises:
            IndexLocked: another process is writing.
            PainSciSearchError: the folder cannot be written, or the disk is full.
        """
        from painsci_search.index.lock import write_lock
        from painsci_search.index.writing import Writing

        with ExitStack() as stack:
            with told(self.path):
                stack.enter_context(write_lock(self.path))
            snapshot = self.refresh()
            remove_orphans(self.path, snapshot.manifest)
            writing = Writing(self.path, snapshot)
            try:
                yield writing
                if writing.has_changes():
                    with told(self.path):
                        writing.commit()
            finally:
                remove_orphans(self.path, read_manifest(self.path))
            self.refresh()


def _take_snapshot(path: Path, before: Snapshot | None) -> Snapshot:
    """Open the latest commit; again where a writer commits another just then."""
    known = {view.segment.name: view.segment for view in before.views} if before else {}
    manifest = read_manifest(path)
    while True:
        if before is not None and manifest == before.manifest:
            return before
        try:
            with translated(path):
                return Snapshot(path, manifest, known)
        except FileNotFoundError as error:
            latest = read_manifest(path)
            if latest.generation == manifest.generation:
                raise damaged(path, f"{Path(error.filename).name} is missing") from error
            manifest = latest

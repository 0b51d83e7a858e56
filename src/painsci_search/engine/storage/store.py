"""The index on disk: opening it, and one change of it at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import (
    MANIFEST,
    Manifest,
    damaged,
    read_manifest,
    remove_orphans,
    reporting_damage,
    reporting_write_errors,
    write_manifest,
)
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.errors import PainSciSearchError

if TYPE_CHECKING:
    from painsci_search.engine.storage.writer import Writer


class Store:
    """An index's folder, and the snapshot of it that answers until ``refresh``."""

    def __init__(self, folder: Folder, snapshot: Snapshot) -> None:
        self.folder = folder
        self._snapshot: Snapshot | None = snapshot
        self._refreshing = Lock()

    @classmethod
    def create(cls, folder: Folder) -> Store:
        """Make an empty index, or open the one that is there.

        Raises:
            PainSciSearchError: the folder cannot be made or written.
            IndexLocked: another process is making it.
            IndexDamaged, IndexVersionError: an index is there that cannot be used.
        """
        try:
            folder.make()
            if MANIFEST not in folder.names():
                with folder.lock():
                    if MANIFEST not in folder.names():
                        write_manifest(folder, Manifest())
        except OSError as error:
            raise PainSciSearchError(
                f"cannot make an index at {folder}: {error.strerror or error}"
            ) from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Folder) -> Store:
        """Open an index.

        Raises:
            IndexMissing, IndexVersionError, IndexDamaged: as their names say.
        """
        return cls(folder, _take_snapshot(folder, None))

    @property
    def snapshot(self) -> Snapshot:
        """The index as it was when it was opened or refreshed."""
        snapshot = self._snapshot
        return self.refresh() if snapshot is None else snapshot

    def refresh(self) -> Snapshot:
        """Take the latest snapshot; segments that are open already stay so."""
        with self._refreshing:  # a slower thread must not put an older one in its place
            snapshot = self._snapshot = _take_snapshot(self.folder, self._snapshot)
        return snapshot

    def close(self) -> None:
        """Let go of the snapshot; its files close when nobody uses it any more."""
        self._snapshot = None

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Turn whatever a damaged index may cause into IndexDamaged."""
        with reporting_damage(self.folder):
            yield

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Take the write lock and the latest snapshot; yield what collects the changes.

        They are committed together at the end; after an exception, none is.

        Raises:
            IndexLocked: another process is writing.
            PainSciSearchError: the folder cannot be written, or the disk is full.
        """
        from painsci_search.engine.storage.writer import Writer

        with ExitStack() as stack:
            with reporting_write_errors(self.folder):
                stack.enter_context(self.folder.lock())
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


def _take_snapshot(folder: Folder, before: Snapshot | None) -> Snapshot:
    """Open the latest commit; again where a writer commits another just then."""
    known = {view.segment.name: view.segment for view in before.views} if before else {}
    manifest = read_manifest(folder)
    while True:
        if before is not None and manifest == before.manifest:
            return before
        try:
            with reporting_damage(folder):
                return Snapshot(folder, manifest, known)
        except FileNotFoundError as error:
            latest = read_manifest(folder)
            if latest.generation == manifest.generation:
                raise damaged(folder, f"{Path(error.filename).name} is missing") from error
            manifest = latest

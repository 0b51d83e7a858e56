"""The store of an index on a cluster: an address in; snapshots, and one writer at a time, out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from painsci_search import versions
from painsci_search.engine.opensearch.address import Address
from painsci_search.engine.opensearch.connection import Conflict, Connection, NotFound
from painsci_search.engine.opensearch.lease import Lease
from painsci_search.engine.opensearch.manifest import (
    MANIFEST_ID,
    ClusterManifest,
    dump_manifest,
    read_any_manifest,
    read_manifest,
)
from painsci_search.engine.opensearch.schema import (
    record_index,
    settings_of_records,
    settings_of_state,
    state_index,
)
from painsci_search.engine.opensearch.snapshot import ClusterSnapshot
from painsci_search.engine.opensearch.writer import ClusterWriter
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.errors import IndexMissing, IndexUnavailable, PainSciSearchError


class ClusterStore:
    """An index on a cluster, and the snapshot that is read until the next `refresh`.

    Raises:
        IndexMissing: the cluster has no such index.
        IndexVersionError: the index has another format.
        PainSciSearchError: the cluster cannot be reached.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._refreshing = Lock()
        self._snapshot: ClusterSnapshot | None = self._take(None)

    @classmethod
    def open(cls, address: Address) -> ClusterStore:
        """Open an existing index."""
        return cls(Connection(address))

    @classmethod
    def create(cls, address: Address) -> ClusterStore:
        """Create an empty index, or open the existing one."""
        connection = Connection(address)
        for name, settings in (
            (record_index(address), settings_of_records(address)),
            (state_index(address), settings_of_state(address)),
        ):
            _create_index(connection, name, settings)
        empty = ClusterManifest(analyzer=versions.analyzer_version())
        try:
            path = f"/{state_index(address)}/_doc/{MANIFEST_ID}"
            connection.put(path, dump_manifest(empty), op_type="create")
        except Conflict:  # it exists
            pass
        return cls(connection)

    @property
    def path(self) -> Path | None:
        """None: the index is in no folder."""
        return None

    @property
    def snapshot(self) -> ClusterSnapshot:
        """The index when it was opened or last refreshed; taken anew after `close`."""
        snapshot = self._snapshot
        return self.refresh() if snapshot is None else snapshot

    def refresh(self) -> ClusterSnapshot:
        """Take a snapshot of the latest commit."""
        with self._refreshing:
            snapshot = self._snapshot = self._take(self._snapshot)
        return snapshot

    def close(self) -> None:
        """Release the snapshot and the connections."""
        self._snapshot = None
        self._connection.close()

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Do nothing: what is read of a cluster is checked where it is read."""
        yield

    @contextmanager
    def writing(self, timeout: float = 0) -> Iterator[ClusterWriter]:
        """Take the lock and the latest commit, and yield a writer.

        The writer's changes are committed together at the end; after an exception, none is.

        Args:
            timeout: for how many seconds to wait for another writer.

        Raises:
            IndexLocked: another writer holds the lock.
            PainSciSearchError: the cluster cannot be written.
        """
        latest = read_manifest(self._connection).manifest.generation
        lease = Lease(self._connection, latest, timeout)
        try:
            with tempfile.TemporaryDirectory(prefix="painsci-search-") as folder:
                before = read_manifest(self._connection)
                writer = ClusterWriter(self._connection, lease, DiskFolder(Path(folder)), before)
                try:
                    yield writer
                    if writer.has_changes():
                        writer.commit()
                finally:
                    writer.builder.finish()
        finally:
            lease.release()
        try:
            self.refresh()
        except IndexUnavailable:  # what was committed stays so: the next reader takes it
            self._snapshot = None

    @staticmethod
    @contextmanager
    def rebuilding(
        address: Address, timeout: float = 0
    ) -> Iterator[tuple[ClusterWriter, PainSciSearchError | None]]:
        """Take the lock of an index in any state; yield a writer of all its new contents.

        They get an index of records of their own, which the manifest names from the commit on;
        after an exception, the old contents remain.

        Yields:
            The writer, with a snapshot of those old contents that can be read; and why others
            cannot.

        Raises:
            IndexMissing: the cluster has no such index.
            IndexLocked: another writer holds the lock.
            PainSciSearchError: the cluster cannot be written.
        """
        connection = Connection(address)
        generation = read_any_manifest(connection)[0].manifest.generation
        lease = Lease(connection, generation, timeout)
        own = record_index(address, lease.number)
        try:
            before, error = read_any_manifest(connection)
            connection.delete(f"/{own}", ignore_unavailable="true")
            copied = _with_shards_of(connection, record_index(address, before.manifest.rebuilt))
            _create_index(connection, own, settings_of_records(copied))
            with tempfile.TemporaryDirectory(prefix="painsci-search-") as folder:
                temporary = DiskFolder(Path(folder))
                writer = ClusterWriter(connection, lease, temporary, before, rebuilds=True)
                try:
                    yield writer, error
                    writer.commit()
                finally:
                    writer.builder.finish()
        except BaseException:
            with suppress(PainSciSearchError):
                # the manifest may have been replaced already
                if read_any_manifest(connection)[0].manifest.rebuilt != lease.number:
                    connection.delete(f"/{own}", ignore_unavailable="true")
            raise
        finally:
            lease.release()
            connection.close()

    def _take(self, before: ClusterSnapshot | None) -> ClusterSnapshot:
        manifest = read_manifest(self._connection).manifest
        if before is not None and before.manifest == manifest:
            return before
        return ClusterSnapshot(self._connection, manifest)


def _create_index(connection: Connection, name: str, settings: dict[str, Any]) -> None:
    """Create an index of the cluster unless it is there."""
    try:
        connection.put(f"/{name}", settings)
    except PainSciSearchError as error:
        if "resource_already_exists" not in str(error):
            raise


def _with_shards_of(connection: Connection, name: str) -> Address:
    """Return the address with the shards and replicas of an index, where it states none."""
    address = connection.address
    try:
        (found,) = connection.get(f"/{name}/_settings").values()
    except (IndexMissing, NotFound):
        return address
    known = found["settings"]["index"]
    shards = int(known["number_of_shards"]) if address.shards == 1 else address.shards
    replicas = address.replicas
    if replicas is None and known.get("auto_expand_replicas", "false") == "false":
        replicas = int(known["number_of_replicas"])
    return address._replace(shards=shards, replicas=replicas)

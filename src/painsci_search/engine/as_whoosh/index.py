"""A snapshot as a read-only `whoosh.index.Index`."""

from __future__ import annotations

from typing import Any, NoReturn

from whoosh.fields import Schema
from whoosh.filedb.filestore import ReadOnlyError
from whoosh.index import Index
from whoosh.reading import IndexReader

from painsci_search.engine.as_whoosh.reader import Rebuild, open_reader
from painsci_search.engine.as_whoosh.schema import make_schema
from painsci_search.engine.storage.manifest import read_manifest
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.store import Store


class WhooshIndex(Index):  # type: ignore[misc]
    """The index at one commit, for Whoosh.

    Args:
        snapshot: the commit.
        rebuild: see `reader.Rebuild`.

    Attributes:
        schema: the fields; see `make_schema`.
    """

    def __init__(self, snapshot: Snapshot, rebuild: Rebuild) -> None:
        self._rebuild = rebuild
        self._store = Store(snapshot.folder, snapshot)
        self.schema: Schema = make_schema()

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """Return a reader of the snapshot.

        Args:
            reuse: a reader that is to be replaced. If given, this index moves to the latest commit
                first, as `whoosh.searching.Searcher.refresh` expects.
        """
        if reuse is not None:
            self._store.refresh()
        return open_reader(self._store.snapshot, self.schema, self._rebuild)

    def writer(self, **_: Any) -> NoReturn:
        """Refuse to write: articles are added through `painsci_search.Index`.

        Raises:
            ReadOnlyError: always.
        """
        raise ReadOnlyError("articles are added and removed through painsci_search.Index")

    def is_empty(self) -> bool:
        """Return whether the index has no records."""
        return bool(self.doc_count_all() == 0)

    def latest_generation(self) -> int:
        """Return the number of the latest commit on disk."""
        return read_manifest(self._store.folder).generation

    def up_to_date(self) -> bool:
        """Return whether the snapshot is of the latest commit."""
        return self.latest_generation() == self._store.snapshot.manifest.generation

    def refresh(self) -> WhooshIndex:
        """Return the index at the latest commit; itself if it is up to date."""
        if self.up_to_date():
            return self
        latest = Store(self._store.folder, self._store.snapshot)
        latest.refresh()
        return WhooshIndex(latest.snapshot, self._rebuild)

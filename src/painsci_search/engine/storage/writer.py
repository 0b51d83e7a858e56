"""The writer: articles to add and remove in; one commit out.

Segments and the attachment are written and fsynced first; then the manifest that names them
replaces the old one. Before the replacement readers see no change, and after it all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing

from painsci_search import versions
from painsci_search.engine.pending import PendingChanges
from painsci_search.engine.storage.builder import SegmentBuilder, Shard, write_ids
from painsci_search.engine.storage.column_writer import ColumnWriter
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import (
    Attachment,
    Manifest,
    RecordRange,
    SegmentEntry,
    new_name,
    reporting_damage,
    write_manifest,
)
from painsci_search.engine.storage.merge import choose, merge
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.records import Record


class Writer(PendingChanges):
    """Collects changes of an index; `commit` applies all of them at once.

    Attributes:
        snapshot: the commit that is changed.
        builder: builds segments for `add`.
    """

    def __init__(self, folder: Folder, snapshot: Snapshot) -> None:
        super().__init__()
        self.folder = folder
        self.snapshot = snapshot
        self.builder = SegmentBuilder(folder)
        self._shards: list[Shard] = []
        self._vectors: bytes | None = None
        self._kept_vectors: Container[str] = ()

    def add(self, article_id: str, records: Iterable[Record]) -> None:
        """Add an article, given by its records; it replaces an article with the same id."""
        self.accept(self.builder.add(records), article_id)

    def attach_vectors(self, data: bytes, kept: Container[str] = ()) -> None:
        """Add a file of vectors, in place of those whose names are not `kept`."""
        self._vectors = data
        self._kept_vectors = kept

    def has_changes(self) -> bool:
        """Return whether there is anything to commit."""
        return super().has_changes() or self._vectors is not None

    def take(self, shards: Iterable[Shard]) -> None:
        """Take segments built elsewhere; their articles are committed if `accept` names them."""
        self._shards += shards

    def commit(self) -> None:
        """Write all changes, durably, and make them the latest commit."""
        old = self.snapshot.manifest
        finished = map(self._finish, [*self._shards, *self.builder.finish()])
        new = [entry for entry in finished if entry is not None]
        with reporting_damage(self.folder):
            entries = self._merged(new if self._starts_over else [*self._without_removed(), *new])
        is_new = self._starts_over or not old.segments
        # An index with segments of two analyzers is one of the older.
        analyzer = versions.analyzer_version() if is_new else old.analyzer
        data = self._attachment
        files = old.files if data is None else self._write_attachment(data, ".files")
        vectors = old.vectors
        if self._vectors is not None:
            kept = [each for each in vectors if each.name in self._kept_vectors]
            vectors = (*kept, self._write_attachment(self._vectors, ".vectors"))
        self.folder.fsync_names()
        write_manifest(
            self.folder, Manifest(old.generation + 1, tuple(entries), files, analyzer, vectors)
        )

    def _without_removed(self) -> Iterator[SegmentEntry]:
        """Yield the existing segments with the removed articles marked as deleted."""
        removed: dict[str, list[RecordRange]] = {}
        for article_id in self.removed:
            found = self.snapshot.find(article_id)
            if found is not None:
                segment = found.view.segment
                removed.setdefault(segment.name, []).append(segment.records_of(found.number))
        for view, entry in zip(self.snapshot.views, self.snapshot.manifest.segments, strict=True):
            deleted = _unite([*entry.deleted, *removed.get(entry.name, [])])
            if sum(end - first for first, end in deleted) < view.segment.size:
                yield entry._replace(deleted=deleted)

    def _finish(self, shard: Shard) -> SegmentEntry | None:
        """Write the ids of a segment; articles without an id are deleted. None if all are."""
        name = shard.file.name
        ids = [self._ids.get((name, number)) for number in range(shard.articles)]
        if not any(ids):
            return None
        with closing(ColumnWriter(self.folder, shard.file)) as writer:
            write_ids(writer, [article_id or "" for article_id in ids])
            footer = writer.finish()
        segment = Segment(self.folder, name, footer)
        deleted = _unite(
            [segment.records_of(n) for n, article_id in enumerate(ids) if article_id is None]
        )
        return SegmentEntry(name, footer, deleted)

    def _merged(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        """Merge segments of one language until `choose` finds none to merge."""
        known = {view.segment.name: view.segment for view in self.snapshot.views}
        while True:
            views = Snapshot(self.folder, Manifest(0, tuple(entries)), known).views
            known |= {view.segment.name: view.segment for view in views}
            chosen = _choose(views)
            if not chosen:
                return entries
            merged = merge(self.folder, [views[index] for index in chosen])
            entries = [
                *(entry for index, entry in enumerate(entries) if index not in chosen),
                merged,
            ]

    def _write_attachment(self, data: bytes, suffix: str) -> Attachment:
        name = new_name(suffix)
        self.folder.write(name, [data])
        return Attachment(name, len(data), hashlib.sha256(data).hexdigest())


def _choose(views: Sequence[SegmentView]) -> list[int]:
    """Return the indices of segments of one language to merge; none if no merge is due."""
    by_language: dict[str, list[int]] = {}
    for index, view in enumerate(views):
        by_language.setdefault(view.segment.language, []).append(index)
    for indices in by_language.values():
        own = [views[index] for index in indices]
        chosen = choose([_words(view) for view in own], [_live_share(view) for view in own])
        if chosen:
            return [indices[index] for index in chosen]
    return []


def _words(view: SegmentView) -> int:
    segment = view.segment
    return sum(len(field.positions) for field in segment.fields.values())


def _live_share(view: SegmentView) -> float:
    size = view.segment.size
    return 1 - sum(end - first for first, end in view.deleted) / size if size else 1.0


def _unite(ranges: list[RecordRange]) -> tuple[RecordRange, ...]:
    """Sort ranges and join those that touch or overlap."""
    united: list[RecordRange] = []
    for first, end in sorted(ranges):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((first, end))
    return tuple(united)

"""A change of an index in the making: what comes, what goes, and the commit.

Segments and the table of files are written and synced first; then the manifest that names them
takes the place of the old one. Until that moment nothing has happened, and after it everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing

from painsci_search.engine.storage.builder import SegmentBuilder, Shard, write_ids
from painsci_search.engine.storage.columns import ColumnWriter
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import (
    Attachment,
    Manifest,
    Range,
    SegmentEntry,
    new_name,
    reporting_damage,
    write_manifest,
)
from painsci_search.engine.storage.merge import choose, merge
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.records import Record


class Writer:
    """Collects the changes of an index; `commit` makes all of them at once."""

    def __init__(self, folder: Folder, snapshot: Snapshot) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self.builder = SegmentBuilder(folder)
        self._shards: list[Shard] = []
        self._ids: dict[tuple[str, int], str] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self.removed: dict[str, None] = {}
        self._attachment: bytes | None = None

    def has_changes(self) -> bool:
        """Tell whether there is anything to commit."""
        return bool(self._ids or self.removed) or self._attachment is not None

    def add(self, article_id: str, records: Iterable[Record]) -> None:
        """Add an article; one of the same id is replaced."""
        self.accept(self.builder.add(records), article_id)

    def take(self, shards: Iterable[Shard]) -> None:
        """Take segments that others built; what is not accepted of them is left out."""
        self._shards += shards

    def accept(self, at: tuple[str, int], article_id: str) -> None:
        """Accept an article that was built, under an id; one of the same id is replaced."""
        before = self._places.pop(article_id, None)
        if before is not None:
            del self._ids[before]
        self._ids[at] = article_id
        self._places[article_id] = at
        self.remove([article_id])

    def remove(self, ids: Iterable[str]) -> None:
        """Remove the articles that the index has under these ids."""
        self.removed.update(dict.fromkeys(ids))

    def attach(self, data: bytes) -> None:
        """Replace the bytes that are committed beside the records."""
        self._attachment = data

    def commit(self) -> None:
        """Write all changes and make them the index's contents."""
        old = self.snapshot.manifest
        sealed = map(self._seal, [*self._shards, *self.builder.finish()])
        new = [entry for entry in sealed if entry is not None]
        with reporting_damage(self.folder):
            entries = self._merged([*self._without_removed(), *new])
        data = self._attachment
        files = old.files if data is None else self._write_attachment(data)
        self.folder.settle_names()
        write_manifest(self.folder, Manifest(old.generation + 1, tuple(entries), files))

    def _without_removed(self) -> Iterator[SegmentEntry]:
        """The segments that there are, without what is removed from them."""
        gone: dict[str, list[Range]] = {}
        for article_id in self.removed:
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
        with closing(ColumnWriter(self.folder, shard.draft)) as writer:
            write_ids(writer, [article_id or "" for article_id in ids])
            seal = writer.seal()
        segment = Segment(self.folder, name, seal)
        dead = _unite(
            [segment.records_of(n) for n, article_id in enumerate(ids) if article_id is None]
        )
        return SegmentEntry(name, seal, dead)

    def _merged(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        """Merge segments for as long as there are too many of one size."""
        known = {view.segment.name: view.segment for view in self.snapshot.views}
        while True:
            views = Snapshot(self.folder, Manifest(0, tuple(entries)), known).views
            known |= {view.segment.name: view.segment for view in views}
            chosen = choose([_words(view) for view in views], [_share(view) for view in views])
            if not chosen:
                return entries
            merged = merge(self.folder, [views[index] for index in chosen])
            entries = [
                *(entry for index, entry in enumerate(entries) if index not in chosen),
                merged,
            ]

    def _write_attachment(self, data: bytes) -> Attachment:
        name = new_name(".files")
        self.folder.write(name, [data])
        return Attachment(name, len(data), hashlib.sha256(data).hexdigest())


def _words(view: SegmentView) -> int:
    segment = view.segment
    return sum(len(field.places) for field in segment.fields.values())


def _share(view: SegmentView) -> float:
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

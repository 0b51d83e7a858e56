"""A snapshot: the segments of one commit, which of their records are deleted, and its files.

A manifest goes in; what a query reads comes out. A snapshot never changes, whatever writers do in
the meantime.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from painsci_search.engine.storage.columns import Array, view_file
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import Attachment, Manifest, RecordRange, damaged
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.errors import PainSciSearchError
from painsci_search.late_tuples import NamedTuple
from painsci_search.records import Kind, StoredRecord


class SegmentView(NamedTuple):
    """A segment as a snapshot sees it.

    Attributes:
        deleted: (first, last + 1) ranges of its deleted records.
        live: for each record whether it is not deleted: bool, shape (segment.size,); None if no
            record is deleted.
    """

    segment: Segment
    deleted: tuple[RecordRange, ...]
    live: Array | None

    def is_live(self, number: int) -> bool:
        """Return whether a record of the segment is not deleted."""
        return self.live is None or bool(self.live[number])

    def only_live(self, numbers: Array) -> Array:
        """Return the given record numbers without those of deleted records."""
        return numbers if self.live is None else numbers[self.live[numbers]]

    def numbers(self, kind: Kind) -> Array:
        """Return the live records of a kind by number in the segment, ascending."""
        return self.only_live(self.segment.of_kind(kind))

    def own_records(self, chosen: Array | None = None) -> Iterator[tuple[int, PackedRecord]]:
        """Yield live articles, by number in the segment, with their own records.

        Args:
            chosen: for each article of the segment whether it is wanted: bool; None for all.
        """
        numbers = self.numbers("article")
        articles = self.segment.articles()[numbers]
        if chosen is not None:
            numbers, articles = numbers[chosen[articles]], articles[chosen[articles]]
        wholes = self.segment.read(numbers.tolist())
        for article, whole in zip(articles.tolist(), wholes, strict=True):
            yield article, PackedRecord("article", whole)


class ArticleLocation(NamedTuple):
    """The segment of an article, and the article's number in it."""

    view: SegmentView
    number: int

    @property
    def id(self) -> str:
        """The id of the article."""
        return self.view.segment.ids[self.number]

    def load_all(self) -> list[StoredRecord]:
        """Read the records of the article in order."""
        segment = self.view.segment
        return [segment.load(number) for number in range(*segment.records_of(self.number))]


class Snapshot:
    """The index at one commit, opened for reading; safe to share between threads.

    Args:
        manifest: the commit.
        known: segments that are open already, by name, to be shared.

    Attributes:
        views: the segments.
        caches: values computed for the snapshot, by `engine.caching.cached_for`.

    Raises:
        FileNotFoundError: a file is gone, since a later commit replaced it.
        IndexDamaged: a file is not as written.
    """

    def __init__(self, folder: Folder, manifest: Manifest, known: Mapping[str, Segment]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.caches: dict[Callable[..., Any], Any] = {}
        segments = []
        for entry in manifest.segments:
            segment = known.get(entry.name)
            if segment is None or segment.footer != entry.footer:
                segment = Segment(folder, entry.name, entry.footer)
            segments.append(segment)
        # Mapped at once: a later commit may remove the file.
        self._attachment = view_file(folder, manifest.files.name) if manifest.files else None
        self._vectors = [_view_or_none(folder, entry.name) for entry in manifest.vectors]
        self.views = tuple(
            SegmentView(segment, entry.deleted, _live(segment, entry.deleted))
            for segment, entry in zip(segments, manifest.segments, strict=True)
        )

    def own_records(self) -> Iterator[tuple[str, PackedRecord]]:
        """Yield the id of each article with its own record, which is not kept in memory."""
        for view in self.views:
            ids = view.segment.ids.list()
            for article, record in view.own_records():
                yield ids[article], record

    def whole(self) -> Snapshot:
        """Return this snapshot: it has all of the index at hand; see `engine/seam.py`."""
        return self

    def of(self, _: Iterable[str]) -> Snapshot:
        """Return this snapshot, which has the named articles at hand."""
        return self

    def heads(self, _: Iterable[str] | None = None) -> Snapshot:
        """Return this snapshot, which has each article's own record at hand."""
        return self

    def find(self, article_id: str) -> ArticleLocation | None:
        """Find an article by its id; None if the snapshot does not have it."""
        for view in self.views:
            for number in view.segment.find_article(article_id):
                if view.is_live(view.segment.records_of(number)[0]):
                    return ArticleLocation(view, number)
        return None

    def load_all(self, article_id: str) -> list[StoredRecord] | None:
        """Read the records of an article in order; None if the snapshot does not have it."""
        found = self.find(article_id)
        return None if found is None else found.load_all()

    @cached_property
    def generation(self) -> str:
        """Identify the commit by 16 hexadecimal digits, unique among all indexes."""
        return hashlib.sha256(repr(self.manifest).encode()).hexdigest()[:16]

    def read_attachment(self) -> bytes:
        """Return the bytes that were committed together with the records; b"" if there are none.

        Raises:
            IndexDamaged: their length or checksum is wrong.
        """
        entry, data = self.manifest.files, self._attachment
        if entry is None or data is None:
            return b""
        if not _is_as_written(entry, data):
            raise damaged(self.folder, f"the checksum of {entry.name} is wrong")
        return bytes(data)

    @property
    def has_all_vectors(self) -> bool:
        """Return whether the files of vectors were all there when the snapshot was taken."""
        return None not in self._vectors

    def vectors(self) -> Iterator[tuple[str, mmap.mmap | bytes | None]]:
        """Yield the name and the bytes of each file of vectors; None for one not as written."""
        for entry, data in zip(self.manifest.vectors, self._vectors, strict=True):
            is_whole = data is not None and _is_as_written(entry, data)
            yield entry.name, data if is_whole else None

    def check(self) -> None:
        """Verify the checksums of all files of the commit.

        Raises:
            IndexDamaged: a file is not as written.
        """
        self.read_attachment()
        for view in self.views:
            view.segment.columns.check_all()


def _view_or_none(folder: Folder, name: str) -> mmap.mmap | bytes | None:
    """Map a file of vectors; None if it cannot be: all but a search by meaning works without it."""
    try:
        return view_file(folder, name)
    except (OSError, PainSciSearchError):
        return None


def _is_as_written(entry: Attachment, data: mmap.mmap | bytes) -> bool:
    return len(data) == entry.length and hashlib.sha256(data).hexdigest() == entry.checksum


def _live(segment: Segment, deleted: tuple[RecordRange, ...]) -> Array | None:
    if not deleted:
        return None
    live = np.ones(segment.size, np.bool_)
    for first, end in deleted:
        if not 0 <= first <= end <= segment.size:
            raise segment.columns.damaged("its deleted records lie outside of it")
        live[first:end] = False
    return live

"""An index as of one commit: its segments, the records that are deleted in them, its files.

A snapshot never changes, whatever writers do meanwhile. Records are numbered through all segments.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from painsci_search.engine.storage.columns import Array, view_file
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import Manifest, Range, damaged
from painsci_search.engine.storage.segment import Segment
from painsci_search.records import StoredRecord


class SegmentView(NamedTuple):
    """A segment in a snapshot.

    Attributes:
        base: the number of its first record in the snapshot.
        dead: (first, last + 1) ranges of its deleted records.
        alive: for each record whether it is not deleted; None where all are alive.
    """

    segment: Segment
    base: int
    dead: tuple[Range, ...]
    alive: Array | None

    def is_alive(self, number: int) -> bool:
        """Tell whether a record of the segment is not deleted."""
        return self.alive is None or bool(self.alive[number])

    def living(self, numbers: Array) -> Array:
        """Leave out the deleted ones of some records."""
        return numbers if self.alive is None else numbers[self.alive[numbers]]


class ArticleAt(NamedTuple):
    """An article in a snapshot: where it is."""

    view: SegmentView
    number: int


class Snapshot:
    """An index as of one commit.

    Attributes:
        caches: what was computed for it, by `engine.caching.cached_for`.
    """

    def __init__(self, folder: Folder, manifest: Manifest, known: Mapping[str, Segment]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.caches: dict[Callable[..., Any], Any] = {}
        segments = []
        for entry in manifest.segments:
            segment = known.get(entry.name)
            if segment is None or segment.seal != entry.seal:
                segment = Segment(folder, entry.name, entry.seal)
            segments.append(segment)
        # A later commit removes it, but what is mapped stays.
        self._attachment = view_file(folder, manifest.files.name) if manifest.files else None
        self._bases = [0, *accumulate(segment.size for segment in segments)]
        self.views = tuple(
            SegmentView(segment, base, entry.dead, _alive(segment, entry.dead))
            for segment, base, entry in zip(segments, self._bases, manifest.segments, strict=False)
        )

    def locate(self, number: int) -> tuple[SegmentView, int]:
        """Return the segment of a record and the record's number there."""
        view = self.views[bisect_right(self._bases, number) - 1]
        return view, number - view.base

    def load(self, number: int) -> StoredRecord:
        """Read a record."""
        view, local = self.locate(number)
        return view.segment.load(local)

    def article_id(self, number: int) -> str:
        """The id of a record's article."""
        view, local = self.locate(number)
        return view.segment.article_id(local)

    def numbers(self, kind: int) -> Iterator[int]:
        """Yield the numbers of the records of a kind, given as its number in KINDS."""
        for view in self.views:
            found = np.flatnonzero(view.segment.kinds() == kind)
            yield from (view.living(found) + view.base).tolist()

    def find(self, article_id: str) -> ArticleAt | None:
        """Find an article by its id."""
        for view in self.views:
            for number in view.segment.find_article(article_id):
                if view.is_alive(view.segment.records_of(number)[0]):
                    return ArticleAt(view, number)
        return None

    def load_all(self, article_id: str) -> list[StoredRecord] | None:
        """Read the records of an article in their order; None where the index has no such one."""
        found = self.find(article_id)
        if found is None:
            return None
        segment = found.view.segment
        return [segment.load(number) for number in range(*segment.records_of(found.number))]

    @cached_property
    def generation(self) -> str:
        """A name of the commit, in hexadecimal digits, that no other has, here or elsewhere."""
        return hashlib.sha256(repr(self.manifest).encode()).hexdigest()[:16]

    def read_attachment(self) -> bytes:
        """Read the bytes that the writer committed beside the records; b"" where there are none.

        Raises:
            IndexDamaged: they are not what was written.
        """
        entry, data = self.manifest.files, self._attachment
        if entry is None or data is None:
            return b""
        if len(data) != entry.length or hashlib.sha256(data).hexdigest() != entry.checksum:
            raise damaged(self.folder, f"{entry.name} is not what was written")
        return bytes(data)

    def check(self) -> None:
        """Make sure that every file of the index is what was written.

        Raises:
            IndexDamaged: one is not.
        """
        self.read_attachment()
        for view in self.views:
            view.segment.columns.check_all()


def _alive(segment: Segment, dead: tuple[Range, ...]) -> Array | None:
    if not dead:
        return None
    alive = np.ones(segment.size, np.bool_)
    for first, end in dead:
        if not 0 <= first <= end <= segment.size:
            raise segment.columns.damaged("records are deleted that it does not have")
        alive[first:end] = False
    return alive

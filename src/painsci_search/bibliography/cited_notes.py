"""A snapshot in; its notes that cite works out, and the hits of some of them.

An index that is elsewhere brings these notes alone, in pages; their hits are brought when they are
made.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

from painsci_search.bibliography.merged_works import Cited
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import cached_for
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.loading import load_references
from painsci_search.model import Hit
from painsci_search.query.ast import Or
from painsci_search.search.hits import HitMaker

# A note of a snapshot: the numbers of its segment there and of its record in the segment, or, of an
# index that is elsewhere, the id of its article and the number of its record in the article.
NotePosition: TypeAlias = tuple[int, int] | tuple[str, int]


class CitingNote(NamedTuple):
    """A note that cites works."""

    position: NotePosition
    article_id: str
    citations: tuple[Cited, ...]


class CitingNotes(ABC):
    """The notes of a snapshot that cite works."""

    @abstractmethod
    def __iter__(self) -> Iterator[CitingNote]:
        """Yield the notes, those of an article in their order."""

    @abstractmethod
    def at(self, article_id: str, anchors: Iterable[str]) -> list[NotePosition]:
        """Return the notes of an article with some anchors, in this order; unknown ones not."""

    @abstractmethod
    def hits(self, positions: Sequence[NotePosition], base_url: str | None) -> Mapping[Any, Hit]:
        """Make a hit of each of some notes, by position."""


def citing_notes(snapshot: AnySnapshot) -> CitingNotes:
    """Return the notes of a snapshot that cite works."""
    return _RemoteNotes(snapshot) if isinstance(snapshot, RemoteSnapshot) else _Notes(snapshot)


class _Notes(CitingNotes):
    """The notes of a snapshot at hand.

    The citations of a segment are cached with the segment, so after a commit only new segments are
    read.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __iter__(self) -> Iterator[CitingNote]:
        for number, view in enumerate(self._snapshot.views):
            for note, citations in _citations_of(view.segment):
                if view.is_live(note):
                    yield CitingNote((number, note), view.segment.article_id(note), citations)

    def at(self, article_id: str, anchors: Iterable[str]) -> list[NotePosition]:
        found = self._snapshot.find(article_id)
        if found is None:
            return []
        segment = found.view.segment
        number = next(at for at, view in enumerate(self._snapshot.views) if view is found.view)
        first, _ = segment.records_of(found.number)
        known = segment.anchors_of(found.number)
        return [(number, first + known.index(each)) for each in anchors if each and each in known]

    def hits(self, positions: Sequence[NotePosition], base_url: str | None) -> Mapping[Any, Hit]:
        maker = HitMaker(self._snapshot, ScoredQuery(Or(()), self._snapshot), [], base_url)
        local = cast("Sequence[tuple[int, int]]", positions)
        return {at: maker.make(0, 0.0, *at) for at in local}


class _RemoteNotes(CitingNotes):
    """The notes of an index that is elsewhere; where each is remembered once they were read."""

    def __init__(self, snapshot: RemoteSnapshot) -> None:
        self._snapshot = snapshot
        self._anchors: dict[tuple[str, str], int] = {}

    def __iter__(self) -> Iterator[CitingNote]:
        for article_id, number, record in self._snapshot.citing_notes():
            self._anchors[article_id, record.anchor] = number
            yield CitingNote((article_id, number), article_id, _load(record.stored))

    def at(self, article_id: str, anchors: Iterable[str]) -> list[NotePosition]:
        found = (self._anchors.get((article_id, each)) for each in anchors if each)
        return [(article_id, number) for number in found if number is not None]

    def hits(self, positions: Sequence[NotePosition], base_url: str | None) -> Mapping[Any, Hit]:
        from painsci_search.search.remote import note_hits

        notes = cast("Sequence[tuple[str, int]]", positions)
        return note_hits(self._snapshot, notes, base_url)


@cached_for
def _citations_of(segment: Segment) -> list[tuple[int, tuple[Cited, ...]]]:
    """Return the notes of a segment that have citations, with these; deleted ones too."""
    notes = segment.of_kind("note").tolist()
    loaded = (
        (number, _load(PackedRecord("note", whole).data))
        for number, whole in zip(notes, segment.read(notes), strict=True)
    )
    return [each for each in loaded if each[1]]


def _load(stored: Mapping[str, Any]) -> tuple[Cited, ...]:
    return tuple(map(Cited, load_references(stored)))

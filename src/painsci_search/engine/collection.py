"""What ranking needs to know of an index as a whole: counts, lengths, what an occurrence counts."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.exact import has_text
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.records import KINDS, Kind

Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# How much the length of a field matters.
B = 0.75
# How much a word counts in a field, against 1 in a section's body. A note is short and may be no
# more than a citation: the passage that cites it comes first.
WEIGHTS: dict[Kind, dict[str, float]] = {
    "article": {"title": 1.0, "body": 1.0, "author": 1.0},
    "section": {"title": 3.0, "heading": 3.0, "path": 1.0, "body": 1.0, "author": 1.0},
    "note": {"title": 0.3, "note": 0.6, "author": 1.0, "journal": 1.0},
}

_ARTICLE = KINDS.index("article")


class Collection:
    """What ranking needs to know of a snapshot as a whole: the same however it is cut in segments.

    Attributes:
        searchable: for each segment which records have any text and are not deleted.
        count: sections and notes among them. Articles are not counted, here or where a word's
            records are counted: their titles stand in their sections, too.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.views = snapshot.views
        self.searchable = [_searchable(view) for view in snapshot.views]
        self._passages = [view.segment.kinds() != _ARTICLE for view in snapshot.views]
        self.count = sum(
            int(np.count_nonzero(mask & passages))
            for mask, passages in zip(self.searchable, self._passages, strict=True)
        )
        self._averages: dict[str, float] = {}
        self._coefficients: dict[tuple[int, str], Scores] = {}

    def average(self, field: str) -> float:
        """The average length of a field in words, where it has any."""
        known = self._averages.get(field)
        if known is None:
            words = records = 0
            for view, mask in zip(self.views, self.searchable, strict=True):
                lengths = view.segment.fields[field].length.all()[mask]
                words += int(lengths.sum(dtype=np.int64))
                records += int(np.count_nonzero(lengths))
            known = self._averages[field] = words / records if records else 1.0
        return known

    def coefficients(self, number: int, field: str) -> Scores:
        """What one occurrence in a field counts, for each record of a segment."""
        known = self._coefficients.get((number, field))
        if known is None:
            view = self.views[number]
            lengths = view.segment.fields[field].length.all()
            weights = np.array([WEIGHTS[kind].get(field, 0.0) for kind in KINDS])
            known = weights[view.segment.kinds()] / (1 - B + B * lengths / self.average(field))
            self._coefficients[number, field] = known
        return known

    def passages(self, number: int, docs: Array) -> int:
        """How many of some records of a segment are no articles."""
        return int(np.count_nonzero(self._passages[number][docs]))

    def idf(self, passages: int) -> float:
        """The inverse document frequency of what matches in so many sections and notes."""
        return math.log1p((self.count - passages + 0.5) / (passages + 0.5))


@cached_for
def collection_of(snapshot: Snapshot) -> Collection:
    """Return the collection statistics of a snapshot."""
    return Collection(snapshot)


def _searchable(view: SegmentView) -> Mask:
    filled: Mask = has_text(view.segment)
    return filled if view.alive is None else filled & view.alive

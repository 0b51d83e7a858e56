"""Collection statistics: a snapshot in; counts, field lengths and weights for ranking out."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from painsci_search.engine.adding import Scores
from painsci_search.engine.caching import cached_for
from painsci_search.engine.exact import has_text
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.records import KINDS, Kind

Mask = npt.NDArray[np.bool_]

# Length normalisation: 0 ignores the length of a field, 1 divides the frequency by it. The usual
# value of BM25; lower, and long sections outrank short ones that are about the query.
B = 0.75
# Weight of an occurrence by kind and field, relative to 1 in a section's body. A note is short and
# often no more than a citation, so it weighs less: the passage that cites it comes first. A field
# that is missing from a kind does not count there.
WEIGHTS: dict[Kind, dict[str, float]] = {
    "article": {"title": 1.0, "body": 1.0, "author": 1.0},
    "section": {"title": 3.0, "heading": 3.0, "path": 1.0, "body": 1.0, "author": 1.0},
    "note": {"title": 0.3, "note": 0.6, "author": 1.0, "journal": 1.0},
}

_ARTICLE = KINDS.index("article")


class Collection:
    """Statistics of a snapshot as a whole, independent of its division into segments.

    Attributes:
        searchable: for each segment the records that have text and are live: bool, shape
            (segment.size,).
        count: the number of searchable sections and notes. Articles are not counted, neither here
            nor in document frequencies, since their titles are repeated in their sections.
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
        self._coefficients: dict[tuple[int, str | None], Scores] = {}

    def average(self, field: str) -> float:
        """Return the average length of a field in words, over the records that have the field."""
        known = self._averages.get(field)
        if known is None:
            words = records = 0
            for view in self.views:
                lengths = view.segment.fields[field].length.all()
                lengths = lengths if view.live is None else lengths[view.live]
                words += int(lengths.sum(dtype=np.int64))
                records += int(np.count_nonzero(lengths))
            known = self._averages[field] = words / records if records else 1.0
        return known

    def coefficients(self, number: int, field: str | None) -> Scores:
        """Return the normalised weight of one occurrence in a field: float64, shape (records,).

        It is weight / (1 - B + B * length / average length), and 1 of an exact value, which is in
        no field.
        """
        known = self._coefficients.get((number, field))
        if known is None:
            segment = self.views[number].segment
            known = np.ones(segment.size) if field is None else self._weigh(segment, field)
            self._coefficients[number, field] = known
        return known

    def _weigh(self, segment: Segment, field: str) -> Scores:
        lengths = segment.fields[field].length.all()
        weights = np.array([WEIGHTS[kind].get(field, 0.0) for kind in KINDS])
        return np.asarray(
            weights[segment.kinds()] / (1 - B + B * lengths / self.average(field)), np.float64
        )

    def passages(self, number: int, docs: Array) -> int:
        """Return how many of some records of a segment are sections or notes."""
        return int(np.count_nonzero(self._passages[number][docs]))

    def idf(self, passages: int) -> float:
        """Return the inverse document frequency of a leaf, given its number of matching passages.

        It is ln(1 + (count - passages + 0.5) / (passages + 0.5)), as in Lucene.
        """
        return math.log1p((self.count - passages + 0.5) / (passages + 0.5))


@cached_for
def collection_of(snapshot: Snapshot) -> Collection:
    """Return the collection statistics of a snapshot."""
    return Collection(snapshot)


def _searchable(view: SegmentView) -> Mask:
    filled: Mask = has_text(view.segment)
    return filled if view.live is None else filled & view.live

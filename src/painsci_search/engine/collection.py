"""Collection statistics: a snapshot in; counts, field lengths and weights for ranking out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from painsci_search.engine.adding import Scores
from painsci_search.engine.caching import cached_for
from painsci_search.engine.exact import has_text
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

# Records that are weighed at a time: so few that what is computed stays in the processor's cache.
_AT_ONCE = 1 << 14
ARTICLE = KINDS.index("article")


class Collection:
    """Statistics of a snapshot as a whole, independent of its division into segments.

    Attributes:
        searchable: for each segment the records that have text and are live: bool, shape
            (segment.size,).
        is_passage: for each segment the records that are sections or notes: bool.
        count: the number of searchable sections and notes. Articles are not counted, neither here
            nor in document frequencies, since their titles are repeated in their sections.
        counts: the same by the code of the language.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.views = snapshot.views
        self.searchable = [_searchable(view) for view in snapshot.views]
        self.is_passage = [view.segment.kinds() != ARTICLE for view in snapshot.views]
        self.count = sum(
            int(np.count_nonzero(mask & passages))
            for mask, passages in zip(self.searchable, self.is_passage, strict=True)
        )
        self.counts = self._count_by_language()
        self._averages: dict[str, float] = {}
        self._coefficients: dict[tuple[int, str | None], Scores] = {}

    def _count_by_language(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for view, mask, passages in zip(self.views, self.searchable, self.is_passage, strict=True):
            language = view.segment.language
            counts[language] = counts.get(language, 0) + int(np.count_nonzero(mask & passages))
        return counts

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

    def assume_averages(self, averages: Mapping[str, float]) -> None:
        """Let fields have other average lengths: those of an index that the records are part of.

        This comes before a query is evaluated.
        """
        self._averages.update(averages)

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
        lengths, kinds = segment.fields[field].length.all(), segment.kinds()
        by_kind = np.array([WEIGHTS[kind].get(field, 0.0) for kind in KINDS])
        average = self.average(field)
        width = int(lengths.max(initial=0)) + 1
        if width > len(kinds):
            return np.asarray(by_kind[kinds] / (1 - B + B * lengths / average), np.float64)
        # Far fewer lengths than records: each is computed once for each kind.
        table = (by_kind[:, np.newaxis] / (1 - B + B * np.arange(width) / average)).ravel()
        weights = np.empty(len(kinds))
        for low in range(0, len(kinds), _AT_ONCE):
            part = slice(low, low + _AT_ONCE)
            weights[part] = table[kinds[part].astype(np.intp) * width + lengths[part]]
        return weights

    def idf(self, passages: int) -> float:
        """Return the inverse document frequency of a leaf, given its number of matching passages.

        It is ln(1 + (count - passages + 0.5) / (passages + 0.5)), as in Lucene.
        """
        return idf(self.count, passages)

    def weight(self, passages: Sequence[int]) -> float:
        """Return the weight of a leaf, given its number of matching passages in each segment.

        In an index of one language it is the inverse document frequency. In one of several it is
        the mean of those in each language, weighted by the passages that match there. So a word is
        as rare as in the language that uses it, and a passage scores alike in each.
        """
        if len(self.counts) < 2:
            return self.idf(sum(passages))
        found: dict[str, int] = {}
        for view, number in zip(self.views, passages, strict=True):
            found[view.segment.language] = found.get(view.segment.language, 0) + number
        return mean_idf(self.counts, found)


def mean_idf(counts: Mapping[str, int], found: Mapping[str, int]) -> float:
    """Return the mean inverse document frequency of a leaf over languages, see `weight`.

    Args:
        counts, found: the passages of each language, and those that match.

    >>> mean_idf({"": 100, "de": 10}, {"de": 5}) == idf(10, 5)
    True
    """
    total = sum(found.values())
    if not total:
        return idf(sum(counts.values()), 0)
    weighed = (number * idf(counts[language], number) for language, number in found.items())
    return sum(weighed) / total


def idf(count: int, passages: int) -> float:
    """Return the inverse document frequency, see `Collection.idf`."""
    return math.log1p((count - passages + 0.5) / (passages + 0.5))


@cached_for
def collection_of(snapshot: Snapshot) -> Collection:
    """Return the collection statistics of a snapshot."""
    return Collection(snapshot)


def _searchable(view: SegmentView) -> Mask:
    filled: Mask = has_text(view.segment)
    return filled if view.live is None else filled & view.live

"""Top-k selection: the scored records of all segments in; one page of them, in order, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from painsci_search.engine.adding import Scores
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.native import compiled
from painsci_search.records import Sort

# Factor by which more records are selected if `per_article` left too few for the page. Lower, and
# an article with many matches costs more rounds; higher, and more records are sorted than needed.
_WIDEN = 8
# Blocks of scores for each record that is selected: enough that the bound excludes most records.
_BLOCKS = 8


class RankedRecord(NamedTuple):
    """A selected record.

    Attributes:
        sort_key: the number that it is ordered by, highest first.
        doc: its number in its segment.
        segment: the number of the segment in the snapshot.
    """

    sort_key: float
    article_id: str
    doc: int
    segment: int
    score: float


class Ranking(NamedTuple):
    """The order of the matches, and the page of them to select.

    Attributes:
        limit: the highest number of records; 1 or more.
        offset: the number of records to skip first.
        per_article: the highest number of records of one article; 0 for no limit.
        sort: "relevance"; "date", that of the article's last update, latest first; or "position",
            by article id and position in the article.
    """

    limit: int = 10
    offset: int = 0
    per_article: int = 0
    sort: Sort = "relevance"

    def select(
        self, results: Sequence[ScoredRecords], views: Sequence[SegmentView]
    ) -> list[RankedRecord]:
        """Return the records of the page in order; ties by article id, then position in it."""
        total = sum(len(result.docs) for result in results)
        count = end = self.offset + self.limit
        while True:
            page: list[RankedRecord] = []
            taken: Counter[str] = Counter()
            records = self._first(results, views, count)
            for record in records:
                if not self.per_article or taken[record.article_id] < self.per_article:
                    taken[record.article_id] += 1
                    page.append(record)
            if len(page) >= end or len(records) == total:
                return page[self.offset : end]
            count *= _WIDEN

    def _first(
        self, results: Sequence[ScoredRecords], views: Sequence[SegmentView], count: int
    ) -> list[RankedRecord]:
        """Return the first `count` records of all segments in order, whatever their articles."""
        records = []
        for number, (result, view) in enumerate(zip(results, views, strict=True)):
            segment = view.segment
            keys = self._sort_keys(result, segment)
            order = _article_order(segment)
            records += [
                RankedRecord(key, segment.article_id(doc), doc, number, score)
                for key, doc, score in first_ranked(keys, *result, order, count)
            ]
        if len(results) > 1:
            records.sort(key=lambda record: (-record.sort_key, record.article_id, record.doc))
        return records[:count]

    def _sort_keys(self, result: ScoredRecords, segment: Segment) -> Array:
        match self.sort:
            case "date":
                return _dates(segment)[segment.articles()[result.docs]]
            case "position":
                return np.zeros(len(result.docs))
            case _:
                return result.scores


@compiled
def first_ranked(
    keys: Scores, docs: Array, scores: Scores, order: Array, count: int
) -> list[tuple[float, int, float]]:
    """Return the first `count` records in order, each as (key, record, score).

    Args:
        keys: what the records are ordered by, highest first.
        order: the rank of each record of the segment; ties are ordered by it, then by record.
    """
    top = indices_of_highest(keys, count)
    docs, keys, scores = docs[top], keys[top], scores[top]
    chosen = np.lexsort((docs, order[docs], -keys))[:count]
    return list(zip(*(each[chosen].tolist() for each in (keys, docs, scores)), strict=True))


def indices_of_highest(scores: Scores, count: int) -> Array:
    """Return the indices of the `count` highest scores, and of all that tie with the last of them.

    The scores are divided into blocks; the `count`-th highest of the blocks' maxima is a bound that
    the best scores must reach, so that few of them are partitioned.
    """
    size = len(scores) // (_BLOCKS * count)
    if size > 1:
        whole = len(scores) // size * size
        maxima = scores[:whole].reshape(-1, size).max(axis=1)
        bound = np.partition(maxima, len(maxima) - count)[len(maxima) - count]
        chosen = np.flatnonzero(scores >= bound)
    else:
        chosen = np.arange(len(scores))
    if len(chosen) > count:
        values = scores[chosen]
        bound = np.partition(values, len(values) - count)[len(values) - count]
        chosen = chosen[values >= bound]
    return chosen


@cached_for
def _article_order(segment: Segment) -> Array:
    """Return the rank of each record's article by id: shape (records,)."""
    return np.asarray(segment.article_order()[segment.articles()])


@cached_for
def _dates(segment: Segment) -> Array:
    """Return each article's date as an integer such as 20240600; 0 without one."""
    dates = np.zeros(len(segment.ids))
    for value in segment.values("updated"):
        digits = "".join(char for char in value if char.isdecimal())[:8]
        articles = segment.articles()[segment.value("updated", value)]
        dates[articles] = int(digits.ljust(8, "0") or 0)
    return dates

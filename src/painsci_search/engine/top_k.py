"""Top-k selection: the scored records of all segments in; one page of them, in order, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np

from painsci_search.engine.adding import Scores
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.bounded import MOST_FIRST, AnyRecords, BoundedRecords
from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.late_tuples import NamedTuple
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
        self, results: Sequence[AnyRecords], views: Sequence[SegmentView]
    ) -> list[RankedRecord]:
        """Return the records of the page in order; ties by article id, then position in it."""
        count = end = self.offset + self.limit
        while True:
            records = self._first(results, views, count)
            page = self._of_few_articles(records, views) if self.per_article else records
            if len(page) >= end or len(records) == sum(result.size for result in results):
                return page[self.offset : end]
            count *= _WIDEN

    def _of_few_articles(
        self, records: list[RankedRecord], views: Sequence[SegmentView]
    ) -> list[RankedRecord]:
        """Return the first `per_article` records of each article."""
        taken: Counter[tuple[int, int]] = Counter()
        kept = []
        for record in records:
            article = record.segment, views[record.segment].segment.article_of(record.doc)
            if taken[article] < self.per_article:
                taken[article] += 1
                kept.append(record)
        return kept

    def _first(
        self, results: Sequence[AnyRecords], views: Sequence[SegmentView], count: int
    ) -> list[RankedRecord]:
        """Return the first `count` records of all segments in order, whatever their articles."""
        records = []
        for number, (result, view) in enumerate(zip(results, views, strict=True)):
            if not result.size:
                continue
            segment = view.segment
            if isinstance(result, BoundedRecords):
                if self.sort == "relevance" and count <= MOST_FIRST:
                    first = result.first(count, (segment.articles(), _article_ranks(segment)))
                    records += [RankedRecord(key, doc, number, score) for key, doc, score in first]
                    continue
                result = result.scored  # noqa: PLW2901
            keys, order = self._sort_keys(result, segment), _article_order(segment)
            first = first_ranked(keys, result.docs, result.scores, order, count)
            records += [RankedRecord(key, doc, number, score) for key, doc, score in first]
        return records if len(results) == 1 else _in_order(records, views)[:count]

    def _sort_keys(self, result: ScoredRecords, segment: Segment) -> Array:
        match self.sort:
            case "date":
                return _dates(segment)[segment.articles()[result.docs]]
            case "position":
                return np.zeros(len(result.docs))
            case _:
                return result.scores


def day_of(date: str) -> int:
    """Return a date as a number such as 20240600; 0 without one.

    >>> day_of("2024-06")
    20240600
    """
    digits = "".join(char for char in date if char.isdecimal())[:8]
    return int(digits.ljust(8, "0") or 0)


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
    chosen = docs[top]
    top = top[np.lexsort((chosen, order[chosen], -keys[top]))[:count]]
    return list(zip(*(each[top].tolist() for each in (keys, docs, scores)), strict=True))


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


def _in_order(records: list[RankedRecord], views: Sequence[SegmentView]) -> list[RankedRecord]:
    """Sort records of several segments, with the ids of only those articles that tie."""

    def article(record: RankedRecord) -> tuple[str, int]:
        return views[record.segment].segment.article_id(record.doc), record.doc

    ordered = []
    records = sorted(records, key=attrgetter("sort_key"), reverse=True)
    for _, tied in groupby(records, attrgetter("sort_key")):
        same = list(tied)
        ordered += sorted(same, key=article) if len(same) > 1 else same
    return ordered


@cached_for
def _article_order(segment: Segment) -> Array:
    """Return the rank of each record's article by id: shape (records,)."""
    return np.asarray(_article_ranks(segment)[segment.articles()])


@cached_for
def _article_ranks(segment: Segment) -> Array:
    """Return the rank of each article by id: shape (articles,)."""
    return segment.article_order()


@cached_for
def _dates(segment: Segment) -> Array:
    """Return each article's date, see `day_of`."""
    dates = np.zeros(len(segment.ids))
    for value in segment.values("updated"):
        articles = segment.articles()[segment.value("updated", value)]
        dates[articles] = day_of(value)
    return dates

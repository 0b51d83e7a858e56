"""The order of what matches: by relevance, by date or by place; and the page of it asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, get_args

import numpy as np

from painsci_search.engine.bm25f import ScoredRecords, best
from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.records import Sort


def check_count(name: str, value: object, least: int) -> None:
    """Refuse what cannot be a number of things.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is less than the least.
    """
    if not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if value < least:
        raise ValueError(f"{name} must be {least} or more, not {value}")


class RankedRecord(NamedTuple):
    """A match: its score, and where it is.

    Attributes:
        key: what it is ordered by, the highest first.
        segment: the number of its segment.
        doc: its number there.
    """

    key: float
    article_id: str
    doc: int
    segment: int
    score: float


class Ranking(NamedTuple):
    """Which of the matches are wanted.

    Attributes:
        limit: how many; 1 or more.
        offset: how many to pass over first.
        per_article: the most of one article; 0 for any number.
        sort: "relevance"; "date", that of the article's last update, latest first; "position",
            that is by article and place in it.
    """

    limit: int = 10
    offset: int = 0
    per_article: int = 0
    sort: Sort = "relevance"

    def checked(self) -> Ranking:
        """Return the page itself, if there can be such a one.

        Raises:
            TypeError: a number of it is none, or not a whole one.
            ValueError: there cannot.
        """
        for name, least in (("limit", 1), ("offset", 0), ("per_article", 0)):
            check_count(name, getattr(self, name), least)
        if self.sort not in get_args(Sort):
            raise ValueError(f"sort must be one of {', '.join(get_args(Sort))}, not {self.sort!r}")
        return self

    def of(
        self, results: Sequence[ScoredRecords], views: Sequence[SegmentView]
    ) -> list[RankedRecord]:
        """Choose the matches of the page; ties go by article, then by the place in it."""
        total = sum(len(result.docs) for result in results)
        wanted = end = self.offset + self.limit
        while True:
            page: list[RankedRecord] = []
            taken: Counter[str] = Counter()
            places = self._first(results, views, wanted)
            for place in places:
                if not self.per_article or taken[place.article_id] < self.per_article:
                    taken[place.article_id] += 1
                    page.append(place)
            if len(page) >= end or len(places) == total:
                return page[self.offset : end]
            wanted *= 8

    def _first(
        self, results: Sequence[ScoredRecords], views: Sequence[SegmentView], count: int
    ) -> list[RankedRecord]:
        places = []
        for number, (result, view) in enumerate(zip(results, views, strict=True)):
            segment = view.segment
            keys = self._keys(result, segment)
            top = best(keys, count)
            docs, keys, scores = result.docs[top], keys[top], result.scores[top]
            order = _article_order(segment)
            chosen = np.lexsort((docs, order[docs], -keys))[:count]
            found = zip(*(a[chosen].tolist() for a in (keys, docs, scores)), strict=True)
            places += [
                RankedRecord(key, segment.article_id(doc), doc, number, score)
                for key, doc, score in found
            ]
        if len(results) > 1:
            places.sort(key=lambda place: (-place.key, place.article_id, place.doc))
        return places[:count]

    def _keys(self, result: ScoredRecords, segment: Segment) -> Array:
        match self.sort:
            case "date":
                return _dates(segment)[segment.articles()[result.docs]]
            case "position":
                return np.zeros(len(result.docs))
            case _:
                return result.scores


@cached_for
def _article_order(segment: Segment) -> Array:
    """Return the rank of each record's article id among those of the segment."""
    return np.asarray(segment.article_order()[segment.articles()])


@cached_for
def _dates(segment: Segment) -> Array:
    """For each article its date as a number such as 20240600; 0 where it has none."""
    dates = np.zeros(len(segment.ids))
    for value in segment.values("updated"):
        digits = "".join(sign for sign in value if sign.isdecimal())[:8]
        articles = segment.articles()[segment.value("updated", value)]
        dates[articles] = int(digits.ljust(8, "0") or 0)
    return dates

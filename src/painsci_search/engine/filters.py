"""Narrowing what a query finds: by kind, and by the article that a record belongs to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.exact import articles_dated, of_articles
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.query.ast import Phrase, Word
from painsci_search.query.fields import check_date, lies_within
from painsci_search.records import KINDS, Kind
from painsci_search.text import tokenize


class Filters(NamedTuple):
    """What hits must be, besides matching the query.

    Attributes:
        kind: of which kind; None for any.
        articles: ids, in which "*" may stand for any letters: of one of these articles.
        author: words of a name: the article is by that author.
        since, until: dates: the article was last updated, or else published, between them.
        cited_since: a year: the article cites a work of that year or a later one.
    """

    kind: Kind | None = None
    articles: tuple[str, ...] = ()
    author: str | None = None
    since: str | None = None
    until: str | None = None
    cited_since: int | None = None

    def checked(self) -> Filters:
        """Return the narrowing itself, if its values can be right.

        Raises:
            TypeError, ValueError: they cannot.
        """
        if self.kind is not None and self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {self.kind!r}")
        for name in self.articles:
            if not isinstance(name, str):
                raise TypeError(f"articles must be ids, not {name!r}")
        if self.author is not None and not isinstance(self.author, str):
            raise TypeError(f"author must be a name, not {self.author!r}")
        if self.author is not None and not any(tokenize(self.author)):
            raise ValueError(f"author must be a name, not {self.author!r}")
        for name, date in (("since", self.since), ("until", self.until)):
            if date is not None:
                check_date(name, date)
        if self.cited_since is not None and not isinstance(self.cited_since, int):
            raise TypeError(f"cited_since must be a year, not {self.cited_since!r}")
        return self

    def narrow(
        self, results: list[ScoredRecords], views: tuple[SegmentView, ...]
    ) -> list[ScoredRecords]:
        """Leave out of the records of each segment what is not wanted."""
        if self == Filters():
            return results
        return [self._narrowed(result, view) for result, view in zip(results, views, strict=True)]

    def _narrowed(self, result: ScoredRecords, view: SegmentView) -> ScoredRecords:
        kept = np.ones(len(result.docs), np.bool_)
        for docs in self._wanted(view):
            mask = np.zeros(view.segment.size, np.bool_)
            mask[docs] = True
            kept &= mask[result.docs]
        return ScoredRecords(result.docs[kept], result.scores[kept])

    def _wanted(self, view: SegmentView) -> list[Array]:
        """For each condition the records that meet it."""
        segment = view.segment
        wanted = []
        if self.kind is not None:
            wanted.append(np.flatnonzero(segment.kinds() == KINDS.index(self.kind)))
        if self.articles:
            named = [
                LeafPostings(view, Word(name, "article", 0, 0)).records() for name in self.articles
            ]
            wanted.append(np.unique(np.concatenate(named)))
        if self.author is not None:
            found = LeafPostings(view, Phrase(self.author, "author", 0, 0)).records()
            own = found[segment.kinds()[found] == KINDS.index("article")]
            wanted.append(of_articles(segment, segment.articles()[own]))
        bounds = [(">=", self.since), ("<=", self.until)]
        dated = tuple((sign, date) for sign, date in bounds if date is not None)
        if dated:
            wanted.append(of_articles(segment, articles_dated(segment, dated)))
        if self.cited_since is not None:
            wanted.append(_citing_since(view, self.cited_since))
        return wanted


def _citing_since(view: SegmentView, year: int) -> Array:
    """The records of the articles that cite a work of that year or a later one."""
    segment = view.segment
    bounds = ((">=", f"{year:04}"),)
    years = [value for value in segment.values("year") if lies_within(value, bounds)]
    found = [segment.value("year", value).astype(np.intp) for value in years]
    docs = np.concatenate(found) if found else np.zeros(0, np.intp)
    notes = docs[segment.kinds()[docs] == KINDS.index("note")]
    return of_articles(segment, np.unique(segment.articles()[notes]))

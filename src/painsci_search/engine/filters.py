"""Filters: scored records in; those of a kind, or of certain articles, out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.bounded import AnyRecords, all_of
from painsci_search.engine.collection import Mask
from painsci_search.engine.exact import articles_dated, of_articles
from painsci_search.engine.maps import bits_of
from painsci_search.engine.postings import records_of
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import Phrase, Word
from painsci_search.query.fields import lies_within
from painsci_search.records import KINDS, Kind


class Filters(NamedTuple):
    """Conditions that matches of a query must meet, besides the query; None and () are ignored.

    Attributes:
        kind: the kind of record.
        articles: ids of articles; "*" matches any letters. One of them must match.
        author: words of the name of an author of the article.
        since, until: ISO dates, full or partial, that the article's last update, or else its
            publication, must not precede or follow.
        cited_since: a year in which, or after which, a work that the article cites appeared.
    """

    kind: Kind | None = None
    articles: tuple[str, ...] = ()
    author: str | None = None
    since: str | None = None
    until: str | None = None
    cited_since: int | None = None

    def narrow(
        self, results: list[ScoredRecords], views: tuple[SegmentView, ...]
    ) -> list[ScoredRecords]:
        """Return the records of each segment that meet all conditions."""
        if self == Filters():
            return results
        return [self._narrowed(result, view) for result, view in zip(results, views, strict=True)]

    def matches(self, query: ScoredQuery, views: tuple[SegmentView, ...]) -> list[AnyRecords]:
        """Return the records of each segment that match a query and meet all conditions.

        Raises:
            TooManyWords: see `ScoredQuery.evaluate`.
        """
        return [self._matches(query, number, view) for number, view in enumerate(views)]

    def _matches(self, query: ScoredQuery, number: int, view: SegmentView) -> AnyRecords:
        bounded = query.bounded(number)
        if bounded is not None:
            return bounded.within(self._bits(view))
        records = query.records(number)
        return records if self == Filters() else self._narrowed(records, view)

    def _bits(self, view: SegmentView) -> Array | None:
        """Return the bits of the records that meet all conditions; None without conditions."""
        return all_of(map(bits_of, self._masks(view)))

    def _narrowed(self, result: ScoredRecords, view: SegmentView) -> ScoredRecords:
        kept = np.ones(len(result.docs), np.bool_)
        for mask in self._masks(view):
            kept &= mask[result.docs]
        return ScoredRecords(result.docs[kept], result.scores[kept])

    def _masks(self, view: SegmentView) -> Iterator[Mask]:
        """Yield for each condition whether each record of a segment meets it."""
        for docs in self._conditions(view):
            mask = np.zeros(view.segment.size, np.bool_)
            mask[docs] = True
            yield mask

    def _conditions(self, view: SegmentView) -> list[Array]:
        """Return for each condition the records of a segment that meet it."""
        segment = view.segment
        conditions = []
        if self.kind is not None:
            conditions.append(np.flatnonzero(segment.kinds() == KINDS.index(self.kind)))
        if self.articles:
            named = [records_of(view, Word(name, "article", 0, 0)) for name in self.articles]
            conditions.append(np.unique(np.concatenate(named)))
        if self.author is not None:
            found = records_of(view, Phrase(self.author, "author", 0, 0))
            own = found[segment.kinds()[found] == KINDS.index("article")]
            conditions.append(of_articles(segment, segment.articles()[own]))
        bounds = [(">=", self.since), ("<=", self.until)]
        dated = tuple((operator, date) for operator, date in bounds if date is not None)
        if dated:
            conditions.append(of_articles(segment, articles_dated(segment, dated)))
        if self.cited_since is not None:
            conditions.append(_citing_since(view, self.cited_since))
        return conditions


def _citing_since(view: SegmentView, year: int) -> Array:
    """Return the records of the articles that cite a work of `year` or later."""
    segment = view.segment
    bounds = ((">=", f"{year:04}"),)
    years = [value for value in segment.values("year") if lies_within(value, bounds)]
    found = [segment.value("year", value).astype(np.intp) for value in years]
    docs = np.concatenate(found) if found else np.zeros(0, np.intp)
    notes = docs[segment.kinds()[docs] == KINDS.index("note")]
    return of_articles(segment, np.unique(segment.articles()[notes]))

"""Count the matches of a query by kind, article, author, year, language, tag and metadata.

Matching records in, facets named like the fields of queries out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from painsci_search.engine.bounded import AnyRecords
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.model import ArticleInfo, Facet, FacetValue
from painsci_search.records import KINDS, fold_label
from painsci_search.search.hits import article_metadata

# The most values of a facet.
MOST_VALUES = 20


def count_facets(results: Sequence[AnyRecords], views: Sequence[SegmentView]) -> tuple[Facet, ...]:
    """Count the matching records by kind, and by the metadata of their articles.

    Returns:
        Facets named like the fields of queries, each with its values by count, then by name.
    """
    kinds: Counter[str] = Counter()
    articles: list[tuple[ArticleInfo, int]] = []
    for result, view in zip(results, views, strict=True):
        segment = view.segment
        of_kind = np.bincount(segment.kinds()[result.docs], minlength=len(KINDS)).tolist()
        for kind, count in zip(KINDS, of_kind, strict=True):
            kinds[kind] += count
        of_article = np.bincount(segment.articles()[result.docs])
        numbers = np.flatnonzero(of_article).tolist()
        articles += [(article_metadata(segment, n)[0], int(of_article[n])) for n in numbers]
    authors: Counter[str] = Counter()
    languages = _count_languages(results, views)
    years: Counter[str] = Counter()
    labels: dict[str, Counter[str]] = {"tag": Counter(), "meta": Counter()}
    for info, count in articles:
        for author in dict.fromkeys(info.authors):
            authors[author] += count
        date = info.updated or info.published
        if date:
            years[date[:4]] += count
        for label in dict.fromkeys(map(fold_label, info.tags)):
            labels["tag"][label] += count
        for name, text in info.metadata.items():
            labels["meta"][fold_label(f"{name}={text}")] += count
    return (
        _facet("kind", kinds.items()),
        Facet(
            "article",
            tuple(
                FacetValue(info.id, count, info.title)
                for info, count in sorted(articles, key=lambda pair: (-pair[1], pair[0].id))
            )[:MOST_VALUES],
        ),
        _facet("author", authors.items()),
        _facet("updated", years.items()),
        *([_facet("lang", languages.items())] if languages else []),
        *(_facet(field, counts.items()) for field, counts in labels.items() if counts),
    )


def _count_languages(results: Sequence[AnyRecords], views: Sequence[SegmentView]) -> Counter[str]:
    """Count the matching records by language; none in an index of one language."""
    found: Counter[str] = Counter()
    if len({view.segment.language for view in views}) < 2:
        return found
    for result, view in zip(results, views, strict=True):
        segment = view.segment
        of_article = np.bincount(segment.articles()[result.docs], minlength=len(segment.ids))
        for language in segment.values("lang"):
            articles = segment.articles()[segment.value("lang", language)]
            found[language] += int(of_article[articles].sum())
    return found


def _facet(field: str, counts: Iterable[tuple[str, int]]) -> Facet:
    chosen = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    values = tuple(FacetValue(value, count, value) for value, count in chosen if count)
    return Facet(field, values[:MOST_VALUES])

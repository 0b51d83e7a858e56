"""Count the matches of a query by kind, article, author, year, language, tag and metadata.

Matching records in, facets named like the fields of queries out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from operator import itemgetter
from typing import Any

import numpy as np

from painsci_search.engine.bounded import AnyRecords
from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.loading import date_in
from painsci_search.model import Facet, FacetValue
from painsci_search.records import KINDS, fold_label
from painsci_search.search.hit_sources import article_metadata

# The most values of a facet.
MOST_VALUES = 20
# A value of an article that matches are counted by: the field, and the value as it is shown.
_Label = tuple[str, str]


def count_facets(results: Sequence[AnyRecords], views: Sequence[SegmentView]) -> tuple[Facet, ...]:
    """Count the matching records by kind, and by the metadata of their articles.

    Returns:
        Facets named like the fields of queries, each with its values by count, then by name.
    """
    kinds: Counter[str] = Counter()
    labels: Counter[_Label] = Counter()
    most: list[tuple[int, str, Segment, int]] = []
    for result, view in zip(results, views, strict=True):
        segment = view.segment
        of_kind = np.bincount(segment.kinds()[result.docs], minlength=len(KINDS)).tolist()
        for kind, count in zip(KINDS, of_kind, strict=True):
            kinds[kind] += count
        of_article = np.bincount(segment.articles()[result.docs])
        numbers = np.flatnonzero(of_article)
        counts = of_article[numbers]
        most += _most_matching(segment, numbers, counts)
        for found, count in zip(
            _labels_of(segment, numbers.tolist()), counts.tolist(), strict=True
        ):
            for label in found:
                labels[label] += count
    languages = _count_languages(results, views)
    by_field = defaultdict[str, list[tuple[str, int]]](list)
    for (field, value), count in labels.items():
        by_field[field].append((value, count))
    return (
        _facet("kind", kinds.items()),
        Facet(
            "article",
            tuple(
                FacetValue(article_id, -fewer, article_metadata(segment, number)[0].title)
                for fewer, article_id, segment, number in _first(most)
            ),
        ),
        _facet("author", by_field["author"]),
        _facet("updated", by_field["updated"]),
        *([_facet("lang", languages.items())] if languages else []),
        *(_facet(field, by_field[field]) for field in ("tag", "meta") if by_field[field]),
    )


def _first(articles: list[tuple[int, str, Segment, int]]) -> list[tuple[int, str, Segment, int]]:
    """Return the articles with the most matches, then by id; at most `MOST_VALUES`."""
    return nsmallest(MOST_VALUES, articles, key=itemgetter(0, 1))


def _most_matching(
    segment: Segment, numbers: Array, counts: Array
) -> list[tuple[int, str, Segment, int]]:
    """Return the articles of a segment that may be among those with the most matches.

    Returns:
        For each the number of its matches, negated; its id; the segment; and its number.
    """
    if len(numbers) > MOST_VALUES:
        # those with as many matches as the last are chosen from by id
        enough = counts >= np.partition(counts, -MOST_VALUES)[-MOST_VALUES]
        numbers, counts = numbers[enough], counts[enough]
    return _first(
        [
            (-count, segment.ids[number], segment, number)
            for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        ]
    )


def _labels_of(segment: Segment, articles: Sequence[int]) -> Iterator[tuple[_Label, ...]]:
    """Yield the labels of articles, in order; what is read is kept with the segment."""
    known, shared = _label_cache(segment)
    missing = [article for article in articles if article not in known]
    wholes = segment.read([segment.records_of(article)[0] for article in missing])
    for article, whole in zip(missing, wholes, strict=True):
        labels = dict.fromkeys(_read_labels(PackedRecord("article", whole).data))
        known[article] = tuple([shared.setdefault(label, label) for label in labels])
    return map(known.__getitem__, articles)


def _read_labels(data: Mapping[str, Any]) -> Iterator[_Label]:
    """Yield the labels of an article, some of them twice, from its stored values."""
    for author in data["authors"]:
        yield "author", author
    date = date_in(data)
    if date:
        yield "updated", date[:4]
    for tag in data.get("tags", ()):
        yield "tag", fold_label(tag)
    for name, text in data.get("metadata", {}).items():
        yield "meta", fold_label(f"{name}={text}")


@cached_for
def _label_cache(_: Segment) -> tuple[dict[int, tuple[_Label, ...]], dict[_Label, _Label]]:
    """Return the labels of a segment's articles that were read so far, and each label once.

    Articles share labels, so an article takes about a hundred bytes.
    """
    return {}, {}


def _count_languages(results: Sequence[AnyRecords], views: Sequence[SegmentView]) -> Counter[str]:
    """Count the matching records by language; none in an index of one language."""
    found: Counter[str] = Counter()
    if len({view.segment.language for view in views}) < 2:
        return found
    for result, view in zip(results, views, strict=True):
        segment = view.segment
        of_article = np.bincount(segment.articles()[result.docs], minlength=len(segment.ids))
        for tag in segment.values("lang"):
            articles = segment.articles()[segment.value("lang", tag)]
            # as the field finds it: lang:de finds de-AT
            found[tag.partition("-")[0]] += int(of_article[articles].sum())
    return found


def _facet(field: str, counts: Iterable[tuple[str, int]]) -> Facet:
    chosen = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    values = tuple(FacetValue(value, count, value) for value, count in chosen if count)
    return Facet(field, values[:MOST_VALUES])

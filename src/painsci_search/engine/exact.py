"""Exact values: a leaf such as `year:2018` in; the records of a segment that have the value out.

Values of an article as a whole (id, language, date) are indexed with the article's own record, and
apply to all its records.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from painsci_search.engine.article_names import articles_named
from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.query.ast import Leaf, Range
from painsci_search.query.fields import lies_within
from painsci_search.query.patterns import compile_pattern
from painsci_search.records import FIELDS, KINDS


def records_with(segment: Segment, leaf: Leaf) -> Array:
    """Return the records with a leaf's value or range, including deleted ones, ascending."""
    match leaf.field:
        case "kind":
            number = [str(kind) for kind in KINDS].index(leaf.text)
            return np.flatnonzero((segment.kinds() == number) & has_text(segment))
        case "article":
            return of_articles(segment, articles_named(segment, leaf.text))
        case "lang":
            found = [
                segment.value("lang", value)
                for value in segment.values("lang")
                if value == leaf.text or value.startswith(leaf.text + "-")
            ]
            return of_articles(segment, _owners(segment, found))
        case "updated" if isinstance(leaf, Range):
            return of_articles(segment, articles_dated(segment, leaf.bounds))
        case "year" if isinstance(leaf, Range):
            years = (year for year in segment.values("year") if lies_within(year, leaf.bounds))
            return _union(segment, [segment.value("year", year) for year in years])
        case "tag" | "meta" if "*" in leaf.text:
            matches = compile_pattern(leaf.text).fullmatch
            labels = filter(matches, segment.values(leaf.field))
            return _union(segment, [segment.value(leaf.field, label) for label in labels])
        case _:
            return segment.value(str(leaf.field), leaf.text)


@cached_for
def has_text(segment: Segment) -> Array:
    """Return for each record whether it has indexed text: bool, shape (segment.size,)."""
    filled = np.zeros(segment.size, np.bool_)
    for field in FIELDS:
        filled |= segment.fields[field].length.all() > 0
    return filled


def of_articles(segment: Segment, articles: Array) -> Array:
    """Return the records with indexed text of some articles, given by number, ascending."""
    if not len(articles):
        return np.zeros(0, np.intp)
    chosen = np.zeros(len(segment.ids), np.bool_)
    chosen[articles] = True
    return np.flatnonzero(chosen[segment.articles()] & has_text(segment))


def articles_dated(segment: Segment, bounds: tuple[tuple[str, str], ...]) -> Array:
    """Return the articles, by number, whose date may lie within bounds.

    The date of an article is that of its last update, or else of its publication.
    """
    dates = [date for date in segment.values("updated") if lies_within(date, bounds)]
    return _owners(segment, [segment.value("updated", date) for date in dates])


def _owners(segment: Segment, found: Iterable[Array]) -> Array:
    """Return the articles, by number, of some records."""
    return np.unique(segment.articles()[_union(segment, found)])


def _union(segment: Segment, found: Iterable[Array]) -> Array:
    """Return the records that are in one of several lists, ascending."""
    either = np.zeros(segment.size, np.bool_)
    for docs in found:
        either[docs] = True
    return np.flatnonzero(either)

"""The records of a segment that have an exact value, or one in a range.

Values of an article as a whole (id, language, date) are kept with its own record only, and hold
for all its records.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.query.ast import Leaf, Range
from painsci_search.query.fields import lies_within
from painsci_search.query.patterns import compile_pattern
from painsci_search.records import FIELDS, KINDS


def records_with(segment: Segment, leaf: Leaf) -> Array:
    """The records with the value that a leaf names, ascending; deleted ones may be among them."""
    match leaf.field:
        case "kind":
            number = [str(kind) for kind in KINDS].index(leaf.text)
            return np.flatnonzero((segment.kinds() == number) & has_text(segment))
        case "article":
            return of_articles(segment, _articles_named(segment, leaf.text))
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
            years = (y for y in segment.values("year") if lies_within(y, leaf.bounds))
            return _union([segment.value("year", year) for year in years])
        case _:
            return segment.value(str(leaf.field), leaf.text)


@cached_for
def has_text(segment: Segment) -> Array:
    """For each record whether it has any text to be found."""
    filled = np.zeros(segment.size, np.bool_)
    for field in FIELDS:
        filled |= segment.fields[field].length.all() > 0
    return filled


def of_articles(segment: Segment, articles: Array) -> Array:
    """The records with any text of some articles, given by number."""
    if not len(articles):
        return np.zeros(0, np.intp)
    chosen = np.zeros(len(segment.ids), np.bool_)
    chosen[articles] = True
    return np.flatnonzero(chosen[segment.articles()] & has_text(segment))


def articles_dated(segment: Segment, bounds: tuple[tuple[str, str], ...]) -> Array:
    """The articles whose date may lie within bounds: that of the last update, or publication."""
    dates = [date for date in segment.values("updated") if lies_within(date, bounds)]
    return _owners(segment, [segment.value("updated", date) for date in dates])


def _articles_named(segment: Segment, pattern: str) -> Array:
    wanted = compile_pattern(pattern.casefold()).fullmatch
    ids = _folded_ids(segment)
    return np.array([number for number, name in enumerate(ids) if wanted(name)], np.intp)


@cached_for
def _folded_ids(segment: Segment) -> list[str]:
    return [name.casefold() for name in segment.ids.list()]


def _owners(segment: Segment, found: Iterable[Array]) -> Array:
    """The articles, by number, of some records."""
    return np.unique(segment.articles()[_union(found)])


def _union(found: Iterable[Array]) -> Array:
    parts = [docs.astype(np.intp) for docs in found]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.intp)

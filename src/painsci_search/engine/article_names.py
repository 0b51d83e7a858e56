"""Find articles by name: an id, in any case and normal form, or a former id.

A name in; an article of a snapshot, or the articles of a segment, out. An id is preferred to a
former id, and the exact spelling to others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import overload

import numpy as np

from painsci_search.engine.caching import cached_for
from painsci_search.engine.seam import AnySnapshot, RemoteArticle, RemoteSnapshot
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import ArticleLocation, Snapshot
from painsci_search.query.patterns import compile_pattern
from painsci_search.records import fold_id

# The exact value of an article's own record that holds its former ids, folded.
ALIAS = "alias"


@overload
def find_article(snapshot: Snapshot, name: str) -> ArticleLocation | None: ...
@overload
def find_article(snapshot: AnySnapshot, name: str) -> ArticleLocation | RemoteArticle | None: ...


def find_article(snapshot: AnySnapshot, name: str) -> ArticleLocation | RemoteArticle | None:
    """Find an article by its id or a former id; None if the snapshot does not have it."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.find(name)
    found = snapshot.find(name)
    if found is not None:
        return found
    folded = fold_id(name)
    for numbers_of in (_with_id, _with_alias):
        for view in snapshot.views:
            for number in numbers_of(view.segment, folded):
                if view.is_live(view.segment.records_of(number)[0]):
                    return ArticleLocation(view, number)
    return None


def find_ids(snapshot: AnySnapshot, names: Iterable[str]) -> dict[str, str]:
    """Return the ids of articles by their names, see `find_article`; unknown names are left out."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.ids_of(names)
    found = {name: find_article(snapshot, name) for name in names}
    return {name: article.id for name, article in found.items() if article is not None}


def articles_named(segment: Segment, pattern: str) -> Array:
    """Return the articles, by number, whose ids or former ids match a pattern with "*"."""
    matches = compile_pattern(fold_id(pattern)).fullmatch
    numbers = {
        number
        for folded, articles in _by_folded_id(segment).items()
        if matches(folded)
        for number in articles
    }
    for alias in segment.values(ALIAS):
        if matches(alias):
            numbers.update(_with_alias(segment, alias))
    return np.array(sorted(numbers), np.intp)


def _with_id(segment: Segment, folded: str) -> list[int]:
    return _by_folded_id(segment).get(folded, [])


def _with_alias(segment: Segment, folded: str) -> list[int]:
    return [segment.article_of(record) for record in segment.value(ALIAS, folded).tolist()]


@cached_for
def _by_folded_id(segment: Segment) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, article_id in enumerate(segment.ids.list()):
        numbers[fold_id(article_id)].append(number)
    return dict(numbers)

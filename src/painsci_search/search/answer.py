"""Answers: a query string in, ranked hits with snippets, evidence and links out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.filters import Filters
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import RankedRecord, Ranking
from painsci_search.errors import QueryError
from painsci_search.model import Facet, Hit, Results
from painsci_search.query.ast import Leaf, Node, Phrase, spelled
from painsci_search.query.expand import parse_expanded
from painsci_search.query.relax import relax
from painsci_search.query.stop_words import scored_leaves
from painsci_search.query.synonyms import Synonyms
from painsci_search.search.hits import HitMaker
from painsci_search.search.suggest import is_known, suggest_query
from painsci_search.text import tokenize

# More parts than a query can have.
_MOST_PARTS = 1 << 16


class Request(NamedTuple):
    """What is asked of an index.

    Attributes:
        page: which of the matches.
        narrowing: what they must be besides.
        synonyms: what words are looked for besides those that were typed; None for none, and for
            no other spellings either.
        explain: whether each hit is to tell where its score comes from.
        facets: whether to count how all matches divide.
        base_url: where the indexed folders are served.
    """

    query: str
    page: Ranking = Ranking()
    narrowing: Filters = Filters()
    synonyms: Synonyms | None = None
    explain: bool = False
    facets: bool = False
    base_url: str | None = None


def search(snapshot: Snapshot, request: Request) -> Results:
    """Answer a query.

    Raises:
        QueryError: the query cannot be understood, or asks for too much.
        IndexDamaged: the index cannot be read.
    """
    began = time.perf_counter()
    tree = parse_expanded(request.query, request.synonyms)
    try:
        with reporting_damage(snapshot.folder):
            results = _answer(snapshot, tree, request)
    except TooManyWords as error:
        raise error.as_query_error(request.query) from None
    return replace(results, took_ms=_since(began))


def iterate(snapshot: Snapshot, request: Request) -> Iterator[Hit]:
    """Rank all that matches a query, and make the hits one by one as they are asked for.

    Args:
        request: the limit of its page is not looked at.

    Raises:
        QueryError, IndexDamaged: as of ``search``, at once.
    """
    tree = parse_expanded(request.query, request.synonyms)
    try:
        with reporting_damage(snapshot.folder):
            query, found, _ = _find(snapshot, tree, request)
            every = sum(len(result.docs) for result in found)
            page = request.page._replace(limit=max(every, 1))
            places = page.select(found, snapshot.views)
    except TooManyWords as error:
        raise error.as_query_error(request.query) from None
    return _made(snapshot, _maker(snapshot, query, request), places, page.offset)


def _made(
    snapshot: Snapshot, maker: HitMaker, places: list[RankedRecord], offset: int
) -> Iterator[Hit]:
    for rank, place in enumerate(places, offset + 1):
        with reporting_damage(snapshot.folder):
            hit = maker.make(rank, place.score, place.segment, place.doc)
        yield hit


def find_similar(
    snapshot: Snapshot, article_id: str, anchor: str, request: Request
) -> Results | None:
    """Find the passages that are most like a section or note, or like an article as a whole.

    Args:
        anchor: of the section or note; "" for the article.
        request: its query is not looked at.

    Returns:
        Results whose query asks for the words that were looked for; the passage itself, or the
        article's own passages, are not among the hits. None where there is no such article,
        section or note.
    """
    from painsci_search.search.similar import telling_words, tree_of

    began = time.perf_counter()
    with reporting_damage(snapshot.folder):
        article = snapshot.find(article_id)
        if article is None:
            return None
        segment = article.view.segment
        anchors = segment.anchors_of(article.number)
        if anchor and anchor not in anchors:
            return None
        first, end = segment.records_of(article.number)
        own = range(first, end)
        if anchor:
            own = range(first + anchors.index(anchor), first + anchors.index(anchor) + 1)
        words = telling_words([segment.load(number).text for number in own], snapshot)
        tree = tree_of(words)
        query = ScoredQuery(tree, snapshot)
        results = []
        for view, (docs, scores) in zip(snapshot.views, query.evaluate(), strict=True):
            mine = (docs >= own.start) & (docs < own.stop) & (view.segment is segment)
            results.append(ScoredRecords(docs[~mine], scores[~mine]))
        narrowed = request.narrowing.narrow(results, snapshot.views)
        answer = _tell(snapshot, query, narrowed, request._replace(query=" ".join(words)))
    return replace(answer, took_ms=_since(began))


def _answer(snapshot: Snapshot, tree: Node, request: Request) -> Results:
    query, found, asked = _find(snapshot, tree, request)
    partial = query is not asked or not _has_complete(query, found)
    results = _tell(snapshot, query, found, request)
    unknown = [word for leaf in scored_leaves(tree) for word in _unknown(asked, leaf, snapshot)]
    return replace(
        results,
        suggestion=_suggest(asked, snapshot, request),
        partial=partial and results.total > 0,
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _find(
    snapshot: Snapshot, tree: Node, request: Request
) -> tuple[ScoredQuery, list[ScoredRecords], ScoredQuery]:
    """Find what matches a query, or else its relaxed form.

    Returns:
        The query that was answered, the matches in each segment, and the query as asked.
    """
    asked = query = ScoredQuery(tree, snapshot)
    found = request.narrowing.narrow(query.evaluate(), snapshot.views)
    if not any(len(result.docs) for result in found) and (relaxed := relax(tree)) is not None:
        query = ScoredQuery(relaxed, snapshot, asked)
        found = request.narrowing.narrow(query.evaluate(), snapshot.views)
    return query, found, asked


def _unknown(query: ScoredQuery, leaf: Leaf, snapshot: Snapshot) -> list[str]:
    """What of a leaf occurs nowhere in the index, as it is typed."""
    if query.resolve(leaf).is_known:
        return []
    if isinstance(leaf, Phrase):
        words = [token for token in tokenize(leaf.text) if token.parts == 1]
        return [
            leaf.text[token.start : token.end]
            for token in words
            if not is_known(token.word, snapshot, leaf.field)
        ]
    return [f"{leaf.field}:{spelled(leaf)}" if leaf.field else spelled(leaf)]


def _has_complete(query: ScoredQuery, found: list[ScoredRecords]) -> bool:
    """Tell whether any of the matches has all parts of the query."""
    return any(
        _share_any(query.complete(number), result.docs) for number, result in enumerate(found)
    )


def _share_any(some: Array, others: Array) -> bool:
    """Tell whether two ascending arrays have a number in common."""
    if not len(some) or not len(others):
        return False
    places = np.searchsorted(others, some)
    places[places == len(others)] = 0
    return bool((others[places] == some).any())


def _tell(
    snapshot: Snapshot, query: ScoredQuery, found: list[ScoredRecords], request: Request
) -> Results:
    """Make the hits of the page that is asked for."""
    places = request.page.select(found, snapshot.views)
    maker = _maker(snapshot, query, request)
    hits = [
        maker.make(rank, place.score, place.segment, place.doc)
        for rank, place in enumerate(places, request.page.offset + 1)
    ]
    if request.explain:
        from painsci_search.search.explain import explain

        hits = [
            replace(hit, explanation=explain(query, place.segment, place.doc, place.score))
            for hit, place in zip(hits, places, strict=True)
        ]
    facets: tuple[Facet, ...] = ()
    if request.facets:
        from painsci_search.search.facets import count_facets

        facets = count_facets(found, snapshot.views)
    total = sum(len(result.docs) for result in found)
    return Results(request.query, total, 0.0, tuple(hits), facets=facets)


def _maker(snapshot: Snapshot, query: ScoredQuery, request: Request) -> HitMaker:
    telling = {replace(leaf, start=0, end=0): leaf for leaf in scored_leaves(query.tree)}
    return HitMaker(snapshot, query, list(telling.values()), request.base_url)


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


def _suggest(query: ScoredQuery, snapshot: Snapshot, request: Request) -> str | None:
    """Find a spelling of the query that brings passages nearer to all of what it asks for, or more
    of them as near.
    """

    def nearest(asked: ScoredQuery) -> tuple[int, int]:
        """How many parts the best passages lack, and how many passages lack no more, below 0."""
        found = request.narrowing.narrow(asked.evaluate(), snapshot.views)
        lacking = [np.zeros(0, np.intp)]
        for number, result in enumerate(found):
            docs, missing = asked.missing(number)
            lacking.append(missing[np.isin(docs, result.docs)])
        every = np.concatenate(lacking).astype(np.intp)
        least = int(every.min(initial=_MOST_PARTS))
        return least, -int(np.count_nonzero(every == least))

    before: list[tuple[int, int]] = []

    def is_better(other: str) -> bool:
        try:
            tree = parse_expanded(other, request.synonyms)
        except QueryError:  # a word that was corrected has become part of something else
            return False
        before.extend([] if before else [nearest(query)])
        asked = ScoredQuery(tree, snapshot, query)
        after = nearest(asked)
        # One word of several is no better than another.
        is_near = after[0] == 0 or asked.size - after[0] > 1 or not before[0][1]
        return is_near and after < before[0]

    def is_found(leaf: Leaf) -> bool:
        return query.resolve(leaf).is_known

    return suggest_query(request.query, query.tree, snapshot, is_better, is_found)

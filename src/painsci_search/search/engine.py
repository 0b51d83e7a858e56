"""Answers: a query string in, ranked hits with snippets, evidence and links out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from painsci_search.errors import QueryError
from painsci_search.index.records import KINDS
from painsci_search.index.snapshot import Snapshot
from painsci_search.index.store import Store
from painsci_search.model import Kind, Results
from painsci_search.search.explain import explain
from painsci_search.search.hits import HitMaker
from painsci_search.search.language import parse_query
from painsci_search.search.ranking import Query, Result, best, drop_stop_words
from painsci_search.search.suggest import is_known, suggest_query
from painsci_search.search.tree import And, Leaf, Node, Not, Or, Phrase, Ranked, Word, leaves
from painsci_search.text import tokenize


class Request(NamedTuple):
    """What is asked of an index.

    Attributes:
        limit: the most hits to return; 1 or more.
        offset: how many hits to pass over first.
        kind: only records of that kind.
        per_article: the most hits of one article; 0 for any number.
        explain: whether each hit is to tell where its score comes from.
        base_url: where the indexed folders are served.
    """

    query: str
    limit: int = 10
    offset: int = 0
    kind: Kind | None = None
    per_article: int = 0
    explain: bool = False
    base_url: str | None = None


class _Place(NamedTuple):
    """A match: its score, and where it is: the number of the segment and that in the segment."""

    score: float
    article_id: str
    doc: int
    segment: int


def search(store: Store, request: Request) -> Results:
    """Answer a query over the store's snapshot.

    Raises:
        QueryError: the query cannot be understood.
        IndexDamaged: the index cannot be read.
    """
    began = time.perf_counter()
    tree = parse_query(request.query)
    with store.translated():
        snapshot = store.snapshot
        query = Query(tree, snapshot)
        results = _of_kind(query.evaluate(), snapshot, request.kind)
        total = sum(len(result.docs) for result in results)
        wanted = _page(snapshot, results, total, request)
        telling = {replace(leaf, start=0, end=0): leaf for leaf in telling_leaves(tree)}
        maker = HitMaker(snapshot, query, list(telling.values()), request.base_url)
        hits = tuple(
            maker.make(rank, place.score, place.segment, place.doc)
            for rank, place in enumerate(wanted, request.offset + 1)
        )
        if request.explain:
            hits = tuple(
                replace(hit, explanation=explain(query, place.segment, place.doc, place.score))
                for hit, place in zip(hits, wanted, strict=True)
            )
        suggestion = _suggest(query, snapshot, request, has_hits=total > 0)
    took = round((time.perf_counter() - began) * 1000, 2)
    return Results(request.query, total, took, hits, suggestion)


def telling_leaves(node: Node) -> Iterable[Leaf]:
    """The leaves that speak for a match, without the stop words that ranking leaves out."""
    match node:
        case Ranked(_, must, _, within):
            for part in (*drop_stop_words(node), *must, *within):
                yield from telling_leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from telling_leaves(part)
        case Not():
            return
        case _:
            yield node


def _of_kind(results: list[Result], snapshot: Snapshot, kind: Kind | None) -> list[Result]:
    if kind is None:
        return results
    number = KINDS.index(kind)
    chosen = []
    for (docs, scores), view in zip(results, snapshot.views, strict=True):
        mine = view.segment.kinds()[docs] == number
        chosen.append(Result(docs[mine], scores[mine]))
    return chosen


def _page(snapshot: Snapshot, results: list[Result], total: int, request: Request) -> list[_Place]:
    """The matches asked for, of each article no more than asked for."""
    wanted = request.offset + request.limit
    while True:
        page: list[_Place] = []
        taken: Counter[str] = Counter()
        places = _first(snapshot, results, wanted)
        for place in places:
            if not request.per_article or taken[place.article_id] < request.per_article:
                taken[place.article_id] += 1
                page.append(place)
        if len(page) >= request.offset + request.limit or len(places) == total:
            return page[request.offset : request.offset + request.limit]
        wanted *= 8


def _first(snapshot: Snapshot, results: list[Result], count: int) -> list[_Place]:
    """The first matches of all; ties by article and by the place in it."""
    places = []
    for number, (found, values) in enumerate(results):
        segment = snapshot.views[number].segment
        top = best(values, count)
        docs, scores = found[top], values[top]
        order = segment.memo.get("order")
        if order is None:
            order = segment.memo["order"] = segment.article_order()[segment.articles()]
        chosen = np.lexsort((docs, order[docs], -scores))[:count]
        places += [
            _Place(score, segment.article_id(doc), doc, number)
            for doc, score in zip(docs[chosen].tolist(), scores[chosen].tolist(), strict=True)
        ]
    if len(results) > 1:
        places.sort(key=lambda place: (-place.score, place.article_id, place.doc))
    return places[:count]


def _suggest(query: Query, snapshot: Snapshot, request: Request, *, has_hits: bool) -> str | None:
    asked = leaves(query.tree)
    words = [leaf for leaf in asked if isinstance(leaf, Word | Phrase)]
    if has_hits and all(query.resolve(leaf).is_known for leaf in words):
        return None
    forms = [token.word for leaf in words for token in tokenize(leaf.text)]
    if has_hits and all(is_known(form, snapshot) for form in forms):
        return None
    better = suggest_query(request.query, asked, snapshot)
    if better is None:
        return None
    try:
        tree = parse_query(better)
    except QueryError:  # a word that was corrected has become part of something else
        return None
    results = Query(tree, snapshot).evaluate()
    found = _of_kind(results, snapshot, request.kind)
    return better if any(len(result.docs) for result in found) else None

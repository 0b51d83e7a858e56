"""Answers: a query string in, ranked hits with snippets, evidence and links out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from whoosh import query as whoosh_query

from painsci_search.index.store import Store
from painsci_search.model import Kind, Results
from painsci_search.search.compile import compile_query, drop_stop_words
from painsci_search.search.hits import HitMaker
from painsci_search.search.language import parse_query
from painsci_search.search.suggest import is_known, suggest_query
from painsci_search.search.tree import And, Leaf, Node, Not, Or, Phrase, Ranked, Word, leaves
from painsci_search.text import tokenize

# Scores that agree to so many digits are a tie.
_DIGITS = 9


class Request(NamedTuple):
    """What is asked of an index.

    Attributes:
        limit: the most hits to return; 1 or more.
        offset: how many hits to pass over first.
        kind: only records of that kind.
        per_article: the most hits of one article; 0 for any number.
        base_url: where the indexed folders are served.
    """

    query: str
    limit: int = 10
    offset: int = 0
    kind: Kind | None = None
    per_article: int = 0
    base_url: str | None = None


def search(store: Store, request: Request) -> Results:
    """Answer a query over the store's snapshot.

    Raises:
        QueryError: the query cannot be understood.
        IndexDamaged: the index cannot be read.
    """
    began = time.perf_counter()
    tree = parse_query(request.query)
    with store.translated():
        ranked = _rank(store, tree, request.kind)
        wanted = _page(store, ranked, request)
        maker = HitMaker(store, list(telling_leaves(tree)), request.base_url)
        hits = tuple(
            maker.make(rank, score, number)
            for rank, (score, number) in enumerate(wanted, request.offset + 1)
        )
        suggestion = _suggest(store, tree, request, has_hits=bool(ranked))
    took = round((time.perf_counter() - began) * 1000, 2)
    return Results(request.query, len(ranked), took, hits, suggestion)


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


def _rank(store: Store, tree: Node, kind: Kind | None) -> list[tuple[float, int]]:
    """All matches as (score, record number), best first."""
    query = compile_query(tree, store.searcher)
    if kind is not None:
        query = whoosh_query.Require(query, whoosh_query.Term("kind", kind))
    else:
        query = whoosh_query.AndNot(query, whoosh_query.Term("kind", "file"))
    found = store.searcher.search(query, limit=None)
    return [(float(score), int(number)) for score, number in found.top_n]


def _page(
    store: Store, ranked: list[tuple[float, int]], request: Request
) -> list[tuple[float, int]]:
    """The matches asked for, of each article no more than asked for."""
    taken: Counter[str] = Counter()
    page: list[tuple[float, int]] = []
    passed = 0
    for score, number, article_id in _in_order(store, ranked):
        if request.per_article and taken[article_id] == request.per_article:
            continue
        taken[article_id] += 1
        if passed < request.offset:
            passed += 1
            continue
        page.append((score, number))
        if len(page) == request.limit:
            break
    return page


def _in_order(store: Store, ranked: list[tuple[float, int]]) -> Iterator[tuple[float, int, str]]:
    """Yield (score, record number, article); ties by article and by the place in it."""
    for _, group in groupby(ranked, key=lambda item: round(item[0], _DIGITS)):
        tied = []
        for score, number in group:
            fields = store.searcher.stored_fields(number)
            tied.append((fields["article"], fields["order"], score, number))
        for article_id, _, score, number in sorted(tied):
            yield score, number, article_id


def _suggest(store: Store, tree: Node, request: Request, *, has_hits: bool) -> str | None:
    asked = leaves(tree)
    words = [
        token.word
        for leaf in asked
        if isinstance(leaf, Word | Phrase)
        for token in tokenize(leaf.text)
    ]
    if has_hits and all(is_known(word, store.searcher) for word in words):
        return None
    better = suggest_query(request.query, asked, store.searcher)
    if better is None or not _rank(store, parse_query(better), request.kind):
        return None
    return better

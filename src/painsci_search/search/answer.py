"""Answer a query: a query string and its options in, ranked hits with snippets and links out.

The steps of `search`: parse and expand the query, evaluate it, make the hits of one page, and add
what helps further: missing words, a better spelling, and offers where nothing matches. Operators,
phrases and fields bind; `remote.py` evaluates where the index is elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.bounded import AnyRecords, BoundedRecords
from painsci_search.engine.evaluation import AnyQuery, query_on
from painsci_search.engine.filters import Filters
from painsci_search.engine.lexicon import is_known
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.seam import AnySnapshot, RemoteQuery, RemoteSnapshot
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import RankedRecord, Ranking
from painsci_search.errors import QueryError
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Hit, Offer, Results
from painsci_search.model.late import set_fields
from painsci_search.query.ast import EXACT, WORDS, Leaf, Node, Phrase, Word, key_of, spelled
from painsci_search.query.expand import read
from painsci_search.query.looser import Lookups, split_compounds, without_in_text
from painsci_search.query.synonyms import Synonyms
from painsci_search.query.words import parts_of
from painsci_search.search.hits import HitMaker
from painsci_search.search.languages import (
    in_languages_of,
    languages_of,
    letters_within_words,
    words_in,
)
from painsci_search.search.suggest import suggest_query

if TYPE_CHECKING:
    from painsci_search.search.by_meaning import Meaning
    from painsci_search.semantic.model import Encoder


class Request(NamedTuple):
    """A query with its options.

    Attributes:
        page: the order of the matches, and the page of them to return.
        narrowing: filters that the matches must pass.
        synonyms: the synonyms for expanding the query; None for no expansion at all, not even by
            other spellings.
        explain: whether to explain the score of each hit.
        facets: whether to count all matches by kind, article, author, year, language, tag and
            metadata.
        base_url: the URL at which the indexed folders are served.
        lenient: whether to read a text that is no valid query as words.
        encoder: the model for a search by meaning besides words; None for words alone.
    """

    query: str
    page: Ranking = Ranking()
    narrowing: Filters = Filters()
    synonyms: Synonyms | None = None
    explain: bool = False
    facets: bool = False
    base_url: str | None = None
    lenient: bool = False
    encoder: Encoder | None = None

    def read(self) -> tuple[Node, str | None]:
        """Parse and expand the query, see `query.expand.read`."""
        return read(self.query, self.synonyms, lenient=self.lenient)


class Matches(NamedTuple):
    """The records that match a query.

    Attributes:
        query: the query that was evaluated.
        found: the matches in each segment.
        meaning: what ranked them besides their words, if anything did.
    """

    query: ScoredQuery
    found: Sequence[AnyRecords]
    meaning: Meaning | None = None

    @property
    def total(self) -> int:
        """The number of matches in all segments."""
        return sum(each.size for each in self.found)

    @property
    def complete(self) -> int:
        """The number of matches in all segments that have all parts of the query."""
        return sum(
            each.complete
            if isinstance(each, BoundedRecords)
            else self.query.count_complete(number, each.docs)
            for number, each in enumerate(self.found)
        )

    def scored(self) -> list[ScoredRecords]:
        """Return the matches in each segment, with the scores of all of them."""
        return [each.scored if isinstance(each, BoundedRecords) else each for each in self.found]


class Answered(NamedTuple):
    """A query that was evaluated, with the hits of one page.

    Attributes:
        lacking: where no match has all parts of the query, the leaves that the best one lacks.
    """

    results: Results
    lacking: tuple[Leaf, ...]


def search(snapshot: AnySnapshot, request: Request) -> Results:
    """Answer a query.

    Raises:
        QueryError: the query has a syntax error, unless the search is lenient; or it is too
            expensive.
        IndexDamaged: the index cannot be read.
    """
    began = time.perf_counter()
    tree, read_as = request.read()
    try:
        results, helps = _answer(snapshot, tree, _as_read(request, read_as))
    except QueryError as error:
        if not request.lenient:
            raise
        from painsci_search.query.lenient import parse_leniently
        from painsci_search.query.quoting import escape

        # too expensive: without patterns and synonyms any words can be answered
        words = escape(error.query or request.query)
        tree, repaired = parse_leniently(words)
        read_as = words if repaired is None else repaired
        given = _as_read(request, read_as)._replace(synonyms=None)
        results, helps = _answer(snapshot, tree, given)
    if helps["read_as"] is None:
        helps["read_as"] = read_as
    # nobody has these results yet, so that they need not be copied
    set_fields(results, {**helps, "query": request.query, "took_ms": milliseconds_since(began)})
    return results


def _as_read(request: Request, read_as: str | None) -> Request:
    return request if read_as is None else request._replace(query=read_as)


def _answer(snapshot: AnySnapshot, tree: Node, request: Request) -> tuple[Results, dict[str, Any]]:
    """Answer a query, given its tree; return what helps further by its name in `Results`."""
    with reporting_errors(snapshot, request):
        typed = query_on(snapshot, in_languages_of(tree, snapshot))
        query = relaxed(snapshot, typed)
        results, lacking = _evaluate(snapshot, query, request)
        unknown = unknown_words(snapshot, typed, is_answered=results.total > 0)
        # a compound that was split is not in the passages as it was typed
        complete = results.complete if query is typed else 0
        partial = results.total > 0 and not complete
        words = (word for leaf in lacking for word in words_missing(leaf, snapshot))
        return results, {
            "suggestion": _suggest(snapshot, typed, request, results.total),
            "partial": partial,
            "complete": complete,
            "read_as": None if query is typed else _with_words(request.query, typed, query),
            "unknown": unknown,
            "missing": tuple(dict.fromkeys((*unknown, *words))) if partial else unknown,
            "offers": _offers(snapshot, typed, request, results.total),
        }


def _evaluate(snapshot: AnySnapshot, query: AnyQuery, request: Request) -> Answered:
    if not isinstance(query, ScoredQuery):
        from painsci_search.search import remote

        return remote.evaluate(cast("RemoteSnapshot", snapshot), query, request)
    local = snapshot.whole()
    by_words = match(local, query, request.narrowing)
    complete = by_words.complete
    lacking = () if complete else _lacking(local, by_words)
    matches = _by_meaning(local, query, by_words, request)
    return Answered(make_results(local, matches, request, complete), lacking)


def _lacking(snapshot: Snapshot, matches: Matches) -> tuple[Leaf, ...]:
    """Return the leaves that the best of the matches lacks; all where nothing matches."""
    best = Ranking(limit=1).select(matches.found, snapshot.views)
    return lacking_leaves(matches.query, [(record.segment, record.doc) for record in best])


def _suggest(snapshot: AnySnapshot, typed: AnyQuery, request: Request, total: int) -> str | None:
    """Suggest a better spelling; where no match passes the filters, one that has any without."""
    text, synonyms = request.query, request.synonyms
    found = suggest_query(text, typed, snapshot, request.narrowing, synonyms)
    if found is None and not total and request.narrowing != Filters():
        return suggest_query(text, typed, snapshot, Filters(), synonyms)
    return found


def relaxed(snapshot: AnySnapshot, typed: AnyQuery) -> AnyQuery:
    """Return the query to evaluate: without bare compounds that occur nowhere, see `looser`."""
    solid = partial(words_in, snapshot=snapshot) if languages_of(snapshot) else None
    tree = split_compounds(typed.tree, typed.is_known, solid)
    if tree is typed.tree:
        return typed
    return query_on(snapshot, in_languages_of(tree, snapshot), typed)


def _with_words(text: str, typed: AnyQuery, query: AnyQuery) -> str | None:
    """Return a query with the words of its solid compounds that were split; None for none."""
    by_start: dict[int, list[Leaf]] = {}
    for leaf in query.scored_leaves:
        by_start.setdefault(leaf.start, []).append(leaf)
    split = [leaf for leaf in typed.scored_leaves if len(by_start.get(leaf.start, ())) > 1]
    read = text
    for leaf in sorted(split, key=lambda leaf: -leaf.start):
        words = " ".join(word.text for word in by_start[leaf.start])
        read = f"{read[: leaf.start]}{words}{read[leaf.end :]}"
    return read if split else None


def _offers(
    snapshot: AnySnapshot, typed: AnyQuery, request: Request, found: int
) -> tuple[Offer, ...]:
    """Offer the query without its filters, and looser queries with matches that pass them.

    Where there are none, looser queries are offered without the filters. A query with matches is
    only offered with more of them, where titles and headings have what it excludes.
    """
    if found and not any(True for _ in without_in_text(typed.tree)):
        return ()
    from painsci_search.search.offers import (
        dois_like,
        find_offers,
        offer_in_text,
        offer_unfiltered,
        without_filters,
    )

    def total(query: AnyQuery, narrowing: Filters) -> int:
        query = relaxed(snapshot, query)
        if isinstance(query, RemoteQuery):
            return query.page(narrowing, Ranking(limit=1)).total
        return match(snapshot.whole(), query, narrowing).total

    def count(tree: Node, narrowing: Filters) -> int:
        return total(query_on(snapshot, in_languages_of(tree, snapshot), typed), narrowing)

    def find(narrowing: Filters) -> tuple[Offer, ...]:
        counted = partial(count, narrowing=narrowing)
        like = partial(dois_like, snapshot=snapshot)
        within = partial(letters_within_words, snapshot=snapshot)
        lookups = Lookups(typed.is_known, like, within)
        return find_offers(typed.tree, request.synonyms, lookups, counted)

    if found:
        counted = partial(count, narrowing=request.narrowing)
        return offer_in_text(typed.tree, request.synonyms, counted, found)
    looser = find(request.narrowing)
    if request.narrowing == Filters():
        return looser
    others = (*offer_unfiltered(request.query, total(typed, Filters())), *looser)
    return others or tuple(map(without_filters, find(Filters())))


def iterate(snapshot: AnySnapshot, request: Request) -> Iterator[Hit]:
    """Rank all matches of a query, and make each hit when it is read.

    Args:
        request: the limit of its page is ignored.

    Raises:
        QueryError, IndexDamaged: see `search`; before the first hit.
    """
    tree, read_as = request.read()
    request = _as_read(request, read_as)
    with reporting_errors(snapshot, request):
        query = relaxed(snapshot, query_on(snapshot, in_languages_of(tree, snapshot)))
        if isinstance(query, RemoteQuery):
            from painsci_search.search import remote

            return remote.iterate(cast("RemoteSnapshot", snapshot), query, request)
        local = snapshot.whole()
        matches = _by_meaning(local, query, match(local, query, request.narrowing), request)
        page = request.page._replace(limit=max(matches.total, 1))
        ranked = page.select(matches.scored(), local.views)
        maker = hit_maker(local, query, request, matches.meaning)
    return _make_hits(local, maker, ranked, page.offset)


def _make_hits(
    snapshot: Snapshot, maker: HitMaker, ranked: list[RankedRecord], offset: int
) -> Iterator[Hit]:
    for rank, record in enumerate(ranked, offset + 1):
        with reporting_damage(snapshot.folder):
            hit = maker.make(rank, record.score, record.segment, record.doc)
        yield hit


def make_results(
    snapshot: Snapshot, matches: Matches, request: Request, complete: int = 0
) -> Results:
    """Make the hits of the requested page, with explanations and facets where requested.

    Args:
        complete: the number of matches that have all parts of the query, see `Results`.
    """
    query, found, meaning = matches
    ranked = request.page.select(found, snapshot.views)
    maker = hit_maker(snapshot, query, request, meaning)
    hits = maker.make_all(ranked, request.page.offset + 1)
    without = 0 if meaning is None else meaning.without
    results = Results(
        request.query,
        matches.total,
        0.0,
        tuple(hits),
        without_vectors=without,
        complete=complete,
    )
    if request.explain:
        from painsci_search.search.explain import explain_fused

        explained = tuple(
            replace(hit, explanation=explain_fused(query, record, meaning))
            for hit, record in zip(hits, ranked, strict=True)
        )
        results = replace(results, hits=explained)
    if request.facets:
        from painsci_search.search.facets import count_facets

        results = replace(results, facets=count_facets(found, snapshot.views))
    return results


def lacking_leaves(query: ScoredQuery, places: Sequence[tuple[int, int]]) -> tuple[Leaf, ...]:
    """Return the leaves of a query that match none of some records.

    Args:
        places: the number of the segment, and that of the record in it.
    """
    return tuple(
        leaf
        for leaf in query.scored_leaves
        if not any(query.matches(leaf, number, doc) for number, doc in places)
    )


def milliseconds_since(began: float) -> float:
    """Return the time since a value of `time.perf_counter()`, in milliseconds."""
    return round((time.perf_counter() - began) * 1000, 2)


@contextmanager
def reporting_errors(snapshot: AnySnapshot, request: Request) -> Iterator[None]:
    """Raise IndexDamaged for unreadable files, QueryError for patterns of too many words."""
    try:
        with reporting_damage(snapshot.folder):
            yield
    except TooManyWords as error:
        raise error.as_query_error(request.query) from None


def match(snapshot: Snapshot, query: ScoredQuery, narrowing: Filters) -> Matches:
    """Match a query, and narrow the matches."""
    return Matches(query, narrowing.matches(query, snapshot.views))


def _by_meaning(
    snapshot: Snapshot, query: ScoredQuery, matches: Matches, request: Request
) -> Matches:
    """Add the passages that are nearest in meaning, where the request has a model for it.

    Args:
        query: its operators hold for these passages, too.
    """
    if request.encoder is None:
        return matches
    from painsci_search.search.by_meaning import Meaning, allowed_by

    meaning = Meaning.of_query(snapshot, query.tree, request.encoder)
    allowed = allowed_by(snapshot, query, request.narrowing)
    return Matches(matches.query, meaning.fuse(matches.scored(), allowed), meaning)


def hit_maker(
    snapshot: Snapshot, query: ScoredQuery, request: Request, meaning: Meaning | None = None
) -> HitMaker:
    """Return a maker of hits whose snippets show each scored leaf of the query once."""
    distinct = {key_of(leaf): leaf for leaf in query.scored_leaves}
    return HitMaker(snapshot, query, list(distinct.values()), request.base_url, meaning)


def unknown_words(snapshot: AnySnapshot, query: AnyQuery, *, is_answered: bool) -> tuple[str, ...]:
    """List the words of a query, as and in the order typed, that occur nowhere in the index.

    A word that is in longer ones, of a language that writes compounds so, is only among them where
    nothing matches.
    """
    leaves = [leaf for leaf in query.scored_leaves if not query.resolve(leaf).is_known]
    leaves.sort(key=lambda leaf: leaf.start)
    words = dict.fromkeys(word for leaf in leaves for word in _unknown(leaf, snapshot))
    if not is_answered:
        return tuple(words)
    return tuple(word for word in words if not letters_within_words(word, snapshot))


def _unknown(leaf: Leaf, snapshot: AnySnapshot) -> list[str]:
    """List the unknown words of a leaf that matches nothing; of a compound at least the whole."""
    is_doi = isinstance(leaf, Word) and any(kind == "doi" for kind, _ in leaf.values)
    if not isinstance(leaf, WORDS) or leaf.field in EXACT or is_doi:
        return [_as_typed(leaf)]
    parts = parts_of(leaf.text)
    if isinstance(leaf, Word) and len(parts) < 2:
        return [_as_typed(leaf)]
    words = [
        leaf.text[token.start : token.end]
        for token in parts
        if not is_known(token.word, snapshot, leaf.field)
    ]
    if isinstance(leaf, Phrase):
        return words
    is_part = len(words) < len(parts) and words
    return words if is_part and leaf.field is None else [_as_typed(leaf)]


def words_missing(leaf: Leaf, snapshot: AnySnapshot) -> list[str]:
    """List the words of a leaf that the hits lack: the unknown ones, or the leaf as a whole."""
    return _unknown(leaf, snapshot) or [_as_typed(leaf)]


def _as_typed(leaf: Leaf) -> str:
    return f"{leaf.field}:{spelled(leaf)}" if leaf.field else spelled(leaf)

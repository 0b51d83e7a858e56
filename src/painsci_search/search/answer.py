"""Answer a query: a query string and its options in, ranked hits with snippets and links out.

The steps of `search`: parse and expand the query, evaluate it (relaxed where nothing matches),
make the hits of one page, and add what helps further: unknown words and a better spelling.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.evaluation import AnyQuery
from painsci_search.engine.filters import Filters
from painsci_search.engine.lexicon import is_known
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import RankedRecord, Ranking
from painsci_search.model import Hit, Results
from painsci_search.query.ast import Leaf, Node, Phrase, key_of, spelled
from painsci_search.query.expand import read
from painsci_search.query.relax import relax
from painsci_search.query.synonyms import Synonyms
from painsci_search.query.words import parts_of
from painsci_search.search.hits import HitMaker
from painsci_search.search.languages import in_languages_of
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
        facets: whether to count all matches by kind, article, author and year.
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
        query: the query that was evaluated: the query as typed, or its relaxed form.
        records: the matches in each segment.
        meaning: what ranked them besides their words, if anything did.
    """

    query: ScoredQuery
    records: list[ScoredRecords]
    meaning: Meaning | None = None

    @property
    def total(self) -> int:
        """The number of matches in all segments."""
        return sum(len(each.docs) for each in self.records)


def search(snapshot: AnySnapshot, request: Request) -> Results:
    """Answer a query.

    Raises:
        QueryError: the query has a syntax error, or is too expensive.
        IndexDamaged: the index cannot be read.
    """
    if isinstance(snapshot, RemoteSnapshot):
        from painsci_search.search import remote

        return remote.search(snapshot, request)
    began = time.perf_counter()
    tree, read_as = request.read()
    tree = in_languages_of(tree, snapshot)
    with reporting_errors(snapshot, request):
        query = ScoredQuery(tree, snapshot)
        matches = _by_meaning(snapshot, query, _match(snapshot, query, request), request)
        results = make_results(snapshot, matches, request)
        is_complete = matches.query is query and _has_complete_match(matches)
        return replace(
            results,
            suggestion=suggest_query(
                request.query if read_as is None else read_as,
                query,
                snapshot,
                request.narrowing,
                request.synonyms,
            ),
            partial=results.total > 0 and not is_complete,
            unknown=unknown_words(snapshot, query),
            read_as=read_as,
            without_vectors=0 if matches.meaning is None else matches.meaning.without,
            took_ms=milliseconds_since(began),
        )


def iterate(snapshot: AnySnapshot, request: Request) -> Iterator[Hit]:
    """Rank all matches of a query, and make each hit when it is read.

    Args:
        request: the limit of its page is ignored.

    Raises:
        QueryError, IndexDamaged: see `search`; before the first hit.
    """
    if isinstance(snapshot, RemoteSnapshot):
        from painsci_search.search import remote

        return remote.iterate(snapshot, request)
    tree, _ = request.read()
    tree = in_languages_of(tree, snapshot)
    with reporting_errors(snapshot, request):
        query = ScoredQuery(tree, snapshot)
        matches = _by_meaning(snapshot, query, _match(snapshot, query, request), request)
        page = request.page._replace(limit=max(matches.total, 1))
        ranked = page.select(matches.records, snapshot.views)
        maker = hit_maker(snapshot, matches.query, request, matches.meaning)
    return _make_hits(snapshot, maker, ranked, page.offset)


def _make_hits(
    snapshot: Snapshot, maker: HitMaker, ranked: list[RankedRecord], offset: int
) -> Iterator[Hit]:
    for rank, record in enumerate(ranked, offset + 1):
        with reporting_damage(snapshot.folder):
            hit = maker.make(rank, record.score, record.segment, record.doc)
        yield hit


def make_results(snapshot: Snapshot, matches: Matches, request: Request) -> Results:
    """Make the hits of the requested page, with explanations and facets where requested."""
    query, records, meaning = matches
    ranked = request.page.select(records, snapshot.views)
    maker = hit_maker(snapshot, query, request, meaning)
    hits = [
        maker.make(rank, record.score, record.segment, record.doc)
        for rank, record in enumerate(ranked, request.page.offset + 1)
    ]
    results = Results(request.query, matches.total, 0.0, tuple(hits))
    if request.explain:
        from painsci_search.search.explain import explain_fused

        explained = tuple(
            replace(hit, explanation=explain_fused(query, record, meaning))
            for hit, record in zip(hits, ranked, strict=True)
        )
        results = replace(results, hits=explained)
    if request.facets:
        from painsci_search.search.facets import count_facets

        results = replace(results, facets=count_facets(records, snapshot.views))
    return results


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


def _match(snapshot: Snapshot, query: ScoredQuery, request: Request) -> Matches:
    """Match a query, or its relaxed form where the query itself matches nothing."""
    matches = Matches(query, request.narrowing.narrow(query.evaluate(), snapshot.views))
    relaxed = None if matches.total else relax(query.tree)
    if relaxed is None:
        return matches
    query = ScoredQuery(relaxed, snapshot, query)
    return Matches(query, request.narrowing.narrow(query.evaluate(), snapshot.views))


def _by_meaning(
    snapshot: Snapshot, query: ScoredQuery, matches: Matches, request: Request
) -> Matches:
    """Add the passages that are nearest in meaning, where the request has a model for it.

    Args:
        query: the query as typed, whose operators hold for these passages, too.
    """
    if request.encoder is None:
        return matches
    from painsci_search.search.by_meaning import Meaning, allowed_by

    meaning = Meaning(snapshot, query.tree, request.encoder)
    allowed = allowed_by(snapshot, query, request.narrowing)
    return Matches(matches.query, meaning.fuse(matches.records, allowed), meaning)


def _has_complete_match(matches: Matches) -> bool:
    """Return whether any of the matches has all parts of the query."""
    return any(
        matches.query.has_complete(number, each.docs) for number, each in enumerate(matches.records)
    )


def hit_maker(
    snapshot: Snapshot, query: ScoredQuery, request: Request, meaning: Meaning | None = None
) -> HitMaker:
    """Return a maker of hits whose snippets show each scored leaf of the query once."""
    distinct = {key_of(leaf): leaf for leaf in query.scored_leaves}
    return HitMaker(snapshot, query, list(distinct.values()), request.base_url, meaning)


def unknown_words(snapshot: AnySnapshot, query: AnyQuery) -> tuple[str, ...]:
    """List the words of a query, as typed, that occur nowhere in the index."""
    leaves = [leaf for leaf in query.scored_leaves if not query.resolve(leaf).is_known]
    return tuple(dict.fromkeys(word for leaf in leaves for word in _unknown(leaf, snapshot)))


def _unknown(leaf: Leaf, snapshot: AnySnapshot) -> list[str]:
    """List the unknown words of a leaf that matches nothing."""
    if not isinstance(leaf, Phrase):
        return [f"{leaf.field}:{spelled(leaf)}" if leaf.field else spelled(leaf)]
    return [
        leaf.text[token.start : token.end]
        for token in parts_of(leaf.text)
        if not is_known(token.word, snapshot, leaf.field)
    ]

"""An index on a cluster answers as an embedded index of the same articles does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from clusters import delete
from corpora import TREES, TYPED, Corpus, build
from hypothesis import HealthCheck, given

from painsci_search import Index, QueryError, Results
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.filters import Filters
from painsci_search.engine.opensearch.snapshot import ClusterSnapshot
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.query.ast import Node
from profiles import examples

_EXAMPLES = examples(60, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module", params=[1, 2, 3])
def pair(
    request: pytest.FixtureRequest, hosts: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Corpus, Index]]:
    """Made-up articles in an embedded index, and added, replaced and removed on a cluster."""
    corpus = build(tmp_path_factory.mktemp("corpus"), request.param)
    address = f"opensearch://{hosts}/conformance-{request.param}"
    delete(address)
    with Index.create(f"{address}?shards=3") as index:
        first, *rest = corpus.articles
        index.add([replace(first, title="Replaced later"), *rest])
        index.add(replace(first, id="removed-later"))
        index.remove("removed-later")
        index.add(first)
        yield corpus, index
    delete(address)


def _found(snapshot: Snapshot, tree: Node) -> dict[tuple[str, str], float]:
    """Return the records that an embedded index finds, with their scores."""
    return {
        (view.segment.article_id(doc), view.segment.anchors[doc]): score
        for view, result in zip(snapshot.views, ScoredQuery(tree, snapshot).evaluate(), strict=True)
        for doc, score in zip(result.docs.tolist(), result.scores.tolist(), strict=True)
    }


def _found_there(snapshot: ClusterSnapshot, tree: Node) -> dict[tuple[str, str], float]:
    page = snapshot.query(tree).page(Filters(), Ranking(limit=10_000))
    found = {(each.article_id, each.anchor): each.score for each in page.found}
    assert len(found) == page.total
    return found


@_EXAMPLES
@given(tree=TREES)
def test_the_same_records_match_whatever_the_query(pair: tuple[Corpus, Index], tree: Node) -> None:
    corpus, index = pair
    snapshot = index._store.snapshot
    try:
        expected = _found(corpus.once._store.snapshot, tree)
    except TooManyWords:
        with pytest.raises(TooManyWords):
            _found_there(snapshot, tree)
        return
    found = _found_there(snapshot, tree)
    assert found.keys() == expected.keys()
    if snapshot.query(tree)._is_rough():  # the others come from the cluster alone
        return
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)


def _comparable(results: Results) -> Results:
    hits = tuple(
        replace(
            hit,
            score=round(hit.score, 4),
            explanation=tuple(replace(s, score=round(s.score, 4)) for s in hit.explanation),
        )
        for hit in results.hits
    )
    return replace(results, took_ms=0.0, hits=hits)


@_EXAMPLES
@given(query=TYPED)
def test_answers_are_equal(pair: tuple[Corpus, Index], query: str) -> None:
    corpus, index = pair
    try:
        expected = corpus.once.search(query, facets=True, explain=True)
    except QueryError as error:
        with pytest.raises(QueryError) as raised:
            index.search(query)
        assert str(raised.value) == str(error)
        return
    found = index.search(query, facets=True, explain=True)
    assert _comparable(found) == _comparable(expected)


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "date"},
        {"sort": "position"},
        {"kind": "note"},
        {"articles": "a*"},
        {"articles": ("b", "zzz")},
        {"author": "Moseley"},
        {"since": "2000"},
        {"until": "2018"},
        {"since": "2018", "until": "2021-06"},
        {"cited_since": 2018},
        {"offset": 3, "limit": 4},
        {"per_article": 1},
        {"per_article": 2, "offset": 2},
        {"exact": True},
    ],
)
def test_filters_orders_and_pages_are_equal(
    pair: tuple[Corpus, Index], options: dict[str, object]
) -> None:
    corpus, index = pair
    for query in ("pain", "knee sham", "quality OR placebo", "sur* L4/L5"):
        expected = corpus.once.search(query, **options)
        assert _comparable(index.search(query, **options)) == _comparable(expected)
        hits = index.iter_search(query, **{k: v for k, v in options.items() if k != "limit"})
        every = corpus.once.iter_search(query, **{k: v for k, v in options.items() if k != "limit"})
        assert [(hit.article.id, hit.anchor) for hit in hits] == [
            (hit.article.id, hit.anchor) for hit in every
        ]


def test_articles_works_and_suggestions_are_equal(pair: tuple[Corpus, Index]) -> None:
    corpus, index = pair
    here = corpus.once
    assert index.articles() == here.articles()
    assert index.references() == here.references()
    assert index.bibliography("pain") == here.bibliography("pain")
    assert index.cites("PMID 30397584") == here.cites("PMID 30397584")
    assert index.news("1999") == here.news("1999")
    for info in here.articles():
        assert index.get(info.id) == here.get(info.id)
        assert index.get(info.id.upper()) == here.get(info.id.upper())
        assert index.read(info.id) == here.read(info.id)
        found, expected = index.like(info.id), here.like(info.id)
        assert found is not None
        assert expected is not None
        assert _comparable(found) == _comparable(expected)
    for query in ("plcebo", "kneepain", "sugery", "sham sur", "high quali"):
        assert index.suggest(query) == here.suggest(query)
        assert index.search(query).suggestion == here.search(query).suggestion
    results = here.search("sham")
    assert index.evidence(results, year=2026) == here.evidence(results, year=2026)
    quotes = here.quotes(results).quotes
    assert index.quotes(results).quotes == quotes
    assert index.verify(quotes) == here.verify(quotes)
    counted, expected_counts = index.stats(), here.stats()
    assert replace(counted, bytes=0, updated=None) == replace(
        expected_counts, bytes=0, updated=None
    )
    assert index.check() == ()


def test_a_whoosh_searcher_finds_the_same_keys(pair: tuple[Corpus, Index]) -> None:
    from whoosh.query import Or, Term

    query = Or([Term("body", word) for word in ("pain", "knee", "placebo", "sham")])
    corpus, index = pair
    keys = []
    for each in (corpus.once, index):
        with each.whoosh().searcher() as searcher:
            hits = searcher.search(query, limit=None)
            keys.append(sorted(hit["key"] for hit in hits))
    assert keys[0] == keys[1] != []


def test_the_demo_corpus_answers_alike(address: str, tmp_path: Path) -> None:
    here = Index.create(tmp_path / "index")
    here.update("corpus")
    with Index.create(f"{address}?shards=2") as index:
        report = index.update("corpus", workers=2)
        assert len(report.added) == len(here.articles())
        assert not index.update("corpus").added
        for query in ("placebo", "back pain surgery", '"low back"', "exercise*", "massage -neck"):
            expected = _comparable(here.search(query, facets=True))
            assert _comparable(index.search(query, facets=True)) == expected

"""The scores and the order that a cluster computes are those of an embedded index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clusters import delete

from painsci_search import Article, Index, Section
from painsci_search.engine.filters import Filters
from painsci_search.engine.opensearch.query import ClusterQuery
from painsci_search.engine.top_k import Ranking
from painsci_search.query.parser import parse_query

_WORDS = [f"hum{number}" for number in range(1200)]
_TEXTS = (
    " ".join(_WORDS),
    "hum1 rest hum1 rest hum2 and other sounds",
    "hum3 hum3 hum3 hum3",
    "Loud music and no drums, drums and much music, drums or music, music with drums",
    "Loud music of many quite different drums",
    "drums music drums. Loud loud music",
    "music music music before all of the drums",
)
_ARTICLES = [
    Article(f"a{number}", "Sounds", (Section("s", "Part", text),), published=f"{2010 + 2 * number}")
    for number, text in enumerate(_TEXTS)
]


@pytest.fixture(scope="module")
def pair(hosts: str) -> Iterator[tuple[Index, Index]]:
    here = Index.in_memory()
    here.add(_ARTICLES)
    address = f"opensearch://{hosts}/scores"
    delete(address)
    with Index.create(f"{address}?shards=2") as there:
        there.add(_ARTICLES)
        yield here, there
    delete(address)


@pytest.mark.parametrize(
    "query",
    [
        "hum*",
        "h?m1",
        "hum1~1",
        '"music drums"~2',
        '"music drums"~5',
        '"drums music"~1',
        "*usic",
        "music",
    ],
)
def test_patterns_and_distant_words_count_as_often_as_they_occur(
    pair: tuple[Index, Index], query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = pair
    expected = {hit.article.id: hit.score for hit in here.search(query, limit=50)}
    # the scores of the cluster itself, before the first are computed anew
    monkeypatch.setattr(ClusterQuery, "_is_rough", lambda _: False)
    asked = there._store.snapshot.query(parse_query(query))
    found = asked.page(Filters(), Ranking(limit=50)).found
    assert len(found) > 1
    assert {each.article_id: each.score for each in found} == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("query", ["mus* OR updated:>=2020", "mus* OR article:a5", "hum* OR a6"])
def test_what_an_article_has_as_a_whole_counts_for_the_order(
    pair: tuple[Index, Index], query: str
) -> None:
    expected, found = ([hit.article.id for hit in index.search(query, limit=9)] for index in pair)
    assert found == expected

"""The scores and the order that a cluster computes are those of an embedded index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clusters import pair_of

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
    "Bars 512-521 and 77, then bars 512-513 and 9",
    "Bar 519, then bar 51",
)
_ARTICLES = [
    Article(f"a{number}", "Sounds", (Section("s", "Part", text),), published=f"{2010 + 2 * number}")
    for number, text in enumerate(_TEXTS)
]


@pytest.fixture(scope="module")
def pair(hosts: str) -> Iterator[tuple[Index, Index]]:
    with pair_of(_ARTICLES, f"opensearch://{hosts}/scores", shards=2) as indexes:
        yield indexes


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
        "51*",
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


@pytest.fixture(scope="module")
def alike(hosts: str) -> Iterator[tuple[Index, Index]]:
    """Indexes of articles that differ in their length alone, the longest first."""
    articles = [
        Article(
            f"b{number:02}",
            "Tides",
            (Section("s", "Part", f"tide {'sand ' * (60 - number)}"),),
            published="2012" if number % 2 else "2013",
        )
        for number in range(40)
    ]
    with pair_of(articles, f"opensearch://{hosts}/alike", shards=2) as indexes:
        yield indexes


@pytest.mark.parametrize(
    "query", ["+body:tide +updated:2012", "body:tide updated:2012", "tide body:sand updated:2013"]
)
def test_the_order_of_records_with_all_parts_is_kept(
    alike: tuple[Index, Index], query: str
) -> None:
    here, there = (index.search(query, limit=40).hits for index in alike)
    assert len({hit.score for hit in here}) > 15
    assert [hit.article.id for hit in here] == [hit.article.id for hit in there]
    assert [hit.score for hit in there] == pytest.approx([hit.score for hit in here])
    # also as the cluster itself reports them
    found = alike[1]._store.snapshot.query(parse_query(query)).page(Filters(), Ranking(limit=40))
    assert [each.score for each in found.found] == pytest.approx(
        [hit.score for hit in here], rel=1e-5
    )

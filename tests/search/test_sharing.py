"""One index that many threads read, while commits come in; and hits that are made one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from painsci_search import Article, Index, QueryError

pytestmark = pytest.mark.slow

QUERIES = ("placebo", '"low back pain"', "sham OR knee", "catastrophi*", "artroscopy~2", "asmr")


def test_threads_that_share_an_index_get_what_one_gets_alone(demo_index: Index) -> None:
    alone = {query: demo_index.search(query, facets=True).hits for query in QUERIES}
    cited = demo_index.cites("30397584")
    fresh = Index.open(demo_index.path or "")
    ready = threading.Barrier(8)

    def ask(number: int) -> None:
        ready.wait()
        for turn in range(12):
            query = QUERIES[(number + turn) % len(QUERIES)]
            assert fresh.search(query, facets=True).hits == alone[query]
            assert fresh.cites("30397584") == cited
            assert fresh.suggest("sham s")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))


def test_threads_go_on_answering_while_commits_come_in(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add(make_article("a0", "placebo number 0"))
    shared = Index.open(index.path or "")
    done = threading.Event()

    def ask(_: int) -> int:
        least = 0
        while not done.is_set():
            shared.refresh()
            total = sum(hit.kind == "section" for hit in shared.search("placebo", limit=100))
            assert total >= least
            least = total
        return least

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            for number in range(1, 30):
                index.add(make_article(f"a{number}", f"placebo number {number}"))
        finally:
            done.set()
        assert all(asked.result() for asked in asking)
    shared.refresh()
    assert shared.search("placebo", kind="section").total == 30


def test_refresh_tells_whether_there_was_a_commit(
    index: Index, make_article: Callable[..., Article]
) -> None:
    reader = Index.open(index.path or "")
    before = reader.generation
    assert not reader.refresh()
    index.add(make_article("a", "placebo"))
    assert (reader.search("placebo").total, reader.generation) == (0, before)
    assert reader.refresh()
    assert reader.search("placebo").total
    assert reader.generation == index.generation != before
    assert not reader.refresh()


def test_every_change_has_a_generation_of_its_own(
    index: Index, make_article: Callable[..., Article]
) -> None:
    seen = {index.generation}
    for _ in range(3):
        index.add(make_article("a", "placebo"))
        index.remove("a")
        seen.add(index.generation)
    assert len(seen) == 4


@pytest.mark.parametrize("sort", ["relevance", "date", "position"])
def test_hits_one_by_one_are_those_of_a_search(demo_index: Index, sort: str) -> None:
    for query in QUERIES:
        asked = {"sort": sort, "per_article": 2, "offset": 1}
        every = list(demo_index.iter_search(query, **asked))
        assert tuple(every) == demo_index.search(query, limit=1000, **asked).hits
        assert tuple(islice(demo_index.iter_search(query, **asked), 3)) == tuple(every[:3])


def test_hits_one_by_one_are_narrowed_alike(demo_index: Index) -> None:
    found = list(demo_index.iter_search("pain", kind="note", articles="asmr"))
    assert found
    assert {(hit.kind, hit.article.id) for hit in found} == {("note", "asmr")}


def test_a_query_that_cannot_be_understood_fails_before_the_first_hit(demo_index: Index) -> None:
    with pytest.raises(QueryError):
        demo_index.iter_search('"sham')
    with pytest.raises(ValueError, match="offset"):
        demo_index.iter_search("sham", offset=-1)


def test_hits_of_a_query_stay_those_of_one_commit(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add([make_article(f"a{number}", f"placebo {number}") for number in range(3)])
    hits = index.iter_search("placebo")
    first = next(hits)
    index.remove(["a0", "a1", "a2"])
    assert [first.article.id, *(hit.article.id for hit in hits)] == ["a0", "a1", "a2"]
    assert not list(index.iter_search("placebo"))


def test_where_nothing_has_all_the_best_of_the_rest_is_given(demo_index: Index) -> None:
    assert list(demo_index.iter_search("sham zebra"))


@pytest.mark.parametrize("ask", ["search", "iter_search", "bibliography", "understand"])
def test_every_way_to_ask_refuses_what_is_no_string(demo_index: Index, ask: str) -> None:
    with pytest.raises(TypeError, match="a query must be a string"):
        getattr(demo_index, ask)(7)

"""Requests that cost little do not wait for those that cost much; what nobody waits for ends."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from serving import bounded, get
from starlette.requests import Request

from painsci_search import Article, Index, Section
from painsci_search.errors import TooSlow
from painsci_search.server.lanes import is_costly
from painsci_search.time_limit import check_time, time_limit


def request(path: str, query: str = "") -> Request:
    return Request({"type": "http", "path": path, "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/search", "q=pain*"),
        ("/v1/search", "q=p%3Fin"),
        ("/v1/suggest", "q=paim~2+mus"),
        ("/v1/search", "q=" + "+".join("abcdefghijklmnop")),
        ("/v1/search", "q=pain&limit=100"),
        ("/v1/references", "q=pain"),
        ("/sub/v1/cites", "work=pmid+7"),
        ("/", "q=knee+back*"),
    ],
)
def test_a_request_that_costs_much_is_known_by_its_letters(path: str, query: str) -> None:
    assert is_costly(request(path, query))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/search", "q=why+does+it+hurt%3F"),
        ("/v1/search", "q=%22sham+surgery%22&limit=10"),
        ("/v1/suggest", "q=mus"),
        ("/v1/articles/asmr", ""),
        ("/", ""),
    ],
)
def test_others_are_cheap(path: str, query: str) -> None:
    assert not is_costly(request(path, query))


def test_a_cheap_request_is_answered_while_costly_ones_wait(
    demo_index: Index, tmp_path: Path
) -> None:
    with bounded(tmp_path, demo_index.path, waiting=8, answer_seconds=600) as server:
        waiting = [server.connect() for _ in range(4)]
        for client in waiting:
            client.sendall(get("/v1/search?q=held*"))
        server.wait_for_search()
        assert server.ask("/v1/search?q=placebo").status == 200
        server.release()
        for client in waiting:
            client.close()


@pytest.mark.parametrize("query", ["knee", "kne*", "knie", '"knee pain"'])
def test_a_search_ends_when_its_time_is_over(query: str) -> None:
    index = Index.in_memory()
    index.add(Article("a", "A", sections=(Section("s", "S", "Knee pain, knee pain."),)))
    with time_limit(-math.inf), pytest.raises(TooSlow, match="takes too long"):
        index.search(query)
    assert index.search("knee").total == 1


def test_a_limit_holds_for_its_block_alone() -> None:
    with time_limit(math.inf), time_limit(-math.inf), pytest.raises(TooSlow):
        check_time()
    check_time()


def test_a_later_limit_does_not_extend_an_earlier_one() -> None:
    with time_limit(-math.inf), time_limit(math.inf), pytest.raises(TooSlow):
        check_time()

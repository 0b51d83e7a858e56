"""The calls of functions that an answer takes: they are most of its time in the compiled build."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from operations import count_calls
from painsci_search import Article, Index, Section, native
from painsci_search.render.json import results_object

WORDS = "back pain chronic therapy exercise sleep nerve muscle joint load rest dose".split()
# Queries of two words and of one, with the calls of Python's functions and C's that they take, and
# that the JSON of their ten hits takes: today's, and a twentieth.
COSTS = [("back sleep", 654, 504), ("nerve", 444, 498)]

pytestmark = pytest.mark.skipif(native.KERNEL is None, reason="the native kernel is not compiled")


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with Index.in_memory() as index:
        index.add(_article(number) for number in range(40))
        for query, *_ in COSTS:
            results_object(index.search(query))
        yield index


def _article(number: int) -> Article:
    texts = [
        " ".join(WORDS[(number + at * step) % len(WORDS)] for step in range(1, 9)).capitalize()
        + "."
        for at in (1, 2, 5)
    ]
    sections = [Section(f"s{at}", f"Part {at}", text) for at, text in enumerate(texts)]
    return Article(f"a{number}", f"Article {number}", sections=tuple(sections))


@pytest.mark.parametrize(("query", "search", "json"), COSTS)
def test_a_warm_query_and_its_json_take_few_calls(
    index: Index, query: str, search: int, json: int
) -> None:
    results = index.search(query)
    assert len(results.hits) == 10
    assert count_calls(lambda: index.search(query)) <= search
    assert count_calls(lambda: results_object(results)) <= json

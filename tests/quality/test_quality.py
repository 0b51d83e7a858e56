"""Quality is a number with a floor: reading, ranking and snippets on material of our own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from painsci_search import Index
from quality import floors, ranking_figures, reading_figures, snippet_figures
from quality.scoring import HERE, PAGES, Count, digest

CORPUS = HERE.parents[1] / "corpus"
GOLD: dict[str, Iterable[Path]] = {
    "reading": [HERE / "reading.json", *PAGES.iterdir()],
    "ranking": [HERE / "ranking.json", *CORPUS.glob("*.html")],
    "snippets": [HERE / "snippets.json", *CORPUS.glob("*.html")],
}


@pytest.fixture(scope="module")
def read() -> dict[str, Count]:
    return reading_figures.measure()


@pytest.fixture(scope="module")
def shown(demo_index: Index) -> dict[str, Count]:
    return snippet_figures.measure(demo_index)


@pytest.mark.parametrize("name", GOLD)
def test_the_gold_is_that_on_which_the_floors_were_measured(name: str) -> None:
    assert digest(GOLD[name]) == floors.GOLD[name]


def test_every_measure_has_a_floor(read: dict[str, Count], shown: dict[str, Count]) -> None:
    assert read.keys() == floors.READING.keys()
    assert shown.keys() == floors.SNIPPETS.keys()


def test_every_page_has_its_gold() -> None:
    pages = {row["page"] for row in reading_figures.load("reading.json")}
    assert pages == {path.name for path in PAGES.iterdir()}
    assert len(pages) >= 12


@pytest.mark.parametrize("measure", floors.READING)
def test_pages_of_many_generators_are_read(measure: str, read: dict[str, Count]) -> None:
    assert read[measure].f1 >= floors.READING[measure], "\n".join(read[measure].wrong)


@pytest.mark.parametrize("measure", floors.SNIPPETS)
def test_snippets_show_the_sentence_and_the_words(measure: str, shown: dict[str, Count]) -> None:
    assert shown[measure].f1 >= floors.SNIPPETS[measure], "\n".join(shown[measure].wrong)


def test_queries_find_the_passages_that_answer_them(demo_index: Index) -> None:
    found = ranking_figures.measure(demo_index)
    worst = sorted(found.queries.items(), key=lambda each: each[1])[:10]
    assert found.ndcg >= floors.RANKING["ndcg"], worst
    assert found.first >= floors.RANKING["first"], worst

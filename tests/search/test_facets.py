"""Facets of an index with more articles than a facet has values."""

from __future__ import annotations

import pytest

from painsci_search import Article, ArticleInfo, Facet, Index, Results, Section
from painsci_search.records import StoredRecord
from painsci_search.search import facets, hit_sources

ARTICLES = 60


@pytest.fixture
def index() -> Index:
    """Return an index of two commits, so of two segments; the later ids come first."""
    made = Index.in_memory()
    for first in (ARTICLES // 2, 0):
        made.add([article(number) for number in range(first, first + ARTICLES // 2)])
    return made


def article(number: int) -> Article:
    sections = tuple(
        Section(f"s{each}", "Tape", "Tape holds a knee.") for each in range(1 + (number % 10 == 7))
    )
    return Article(
        f"a{number:02}",
        f"Article {number}",
        sections,
        authors=("Kim Doe", "Kim Doe", f"Author {number % 2}"),
        published=f"20{number % 3:02}-05",
        tags=("Knee", "knee"),
        metadata={"topic": "x"},
    )


def by_field(results: Results) -> dict[str, Facet]:
    return {facet.field: facet for facet in results.facets}


def test_the_articles_with_the_most_matches_come_first_then_by_id(index: Index) -> None:
    found = [
        value.value for value in by_field(index.search("holds", facets=True))["article"].values
    ]

    more = [f"a{number:02}" for number in range(7, ARTICLES, 10)]
    rest = [f"a{number:02}" for number in range(ARTICLES) if number % 10 != 7]
    assert found == (more + rest)[: facets.MOST_VALUES]


def test_every_match_counts_once_for_a_value_of_its_article(index: Index) -> None:
    found = by_field(index.search("holds", facets=True))

    matches = ARTICLES + ARTICLES // 10
    counts = {name: {v.value: v.count for v in facet.values} for name, facet in found.items()}
    assert counts["author"]["Kim Doe"] == counts["tag"]["knee"] == matches
    assert counts["meta"] == {"topic=x": matches}
    assert sum(counts["updated"].values()) == matches
    assert counts["author"]["Author 1"] == ARTICLES // 2 + ARTICLES // 10


def test_metadata_is_loaded_of_the_shown_articles_only(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    load_info = hit_sources.load_info

    def load(name: str, record: StoredRecord) -> ArticleInfo:
        loaded.append(name)
        return load_info(name, record)

    monkeypatch.setattr(hit_sources, "load_info", load)

    index.search("holds", facets=True, limit=1)

    assert 0 < len(loaded) <= facets.MOST_VALUES + 1


def test_the_labels_of_an_article_are_read_once(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    read_labels = facets._read_labels
    monkeypatch.setattr(facets, "_read_labels", lambda data: read.append(data) or read_labels(data))

    first = index.search("holds", facets=True).facets
    assert len(read) == ARTICLES
    assert index.search("holds", facets=True).facets == first
    assert len(read) == ARTICLES

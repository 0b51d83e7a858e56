"""Numbers and names that are written in several ways are found by each of them."""

from __future__ import annotations

import pytest

from painsci_search import Article, Index, Section

TEXTS = {
    "journal": "It was seen (P<0.001) in all.",
    "apa": "It was seen (p < .001) in all.",
    "equal": "It was p=.001 there.",
    "nights": "They had 1001 nights.",
    "small": "Take 0.5 mg of it.",
    "large": "Take 5 mg of it.",
    "per kilogram": "Give 10 µg/kg of it.",
    "per hour": "Give 25 mcg/h of it.",
}


@pytest.fixture(scope="module")
def index() -> Index:
    index = Index.in_memory()
    index.add(Article(name, "T", (Section("s", "H", text),)) for name, text in TEXTS.items())
    return index


@pytest.mark.parametrize("query", ["p<.001", "p<0.001", "P < 0.001", '"p < .001"', "p≤0.001"])
def test_a_probability_is_found_with_and_without_its_zero(query: str, index: Index) -> None:
    found = index.search(query)
    assert {hit.article.id for hit in found.hits} == {"journal", "apa", "equal"}
    assert not found.partial


@pytest.mark.parametrize("query", ["0.5mg", '"0.5 mg"'])
def test_a_dose_keeps_its_zero(query: str, index: Index) -> None:
    assert [hit.article.id for hit in index.search(query).hits] == ["small"]


@pytest.mark.parametrize(
    ("query", "article"),
    [
        ("mcg/kg", "per kilogram"),
        ("10 mcg/kg", "per kilogram"),
        ("10mcg/kg", "per kilogram"),
        ('"10 mcg/kg"', "per kilogram"),
        ("µg/h", "per hour"),
        ("25 ug/h", "per hour"),
    ],
)
def test_micrograms_of_something_are_written_in_two_ways(
    query: str, article: str, index: Index
) -> None:
    found = index.search(query)
    assert found.hits[0].article.id == article
    assert not found.partial

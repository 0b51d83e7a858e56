"""Articles in several languages on a cluster are found as in an embedded index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clusters import pair_of

from painsci_search import Article, Index, Section

TEXTS = {
    "de": ("Die Therapie der Schmerzen braucht Zeit.", "Eine Schmerztherapie hilft dem Rücken."),
    "fr": ("Le traitement de l’arthrose du genou.", "Les douleurs d'arthrose varient."),
    "en": ("The treatment of pain takes time.", "Placebo treats it, and so does heat."),
}
ARTICLES = [
    Article(
        language,
        f"Title {language}",
        tuple(Section(f"s{n}", f"Part {n}", text) for n, text in enumerate(texts)),
        language=language,
    )
    for language, texts in TEXTS.items()
]


@pytest.fixture(scope="module")
def pair(hosts: str) -> Iterator[tuple[Index, Index]]:
    with pair_of(ARTICLES, f"opensearch://{hosts}/languages") as indexes:
        yield indexes


@pytest.mark.parametrize(
    "query",
    [
        "Schmerz", "Therapien", '"Therapie der Schmerz"', "arthroses", "l'arthrose", "treatments",
        "placebo Schmerz time", "was hilft bei Schmerzen", "lang:de Therapie", "pains OR Rücken",
        '"Schmerz Zeit"~5', "Schmerztherapien -time", "traitements",
    ],
)  # fmt: skip
def test_a_query_in_each_language_is_answered_alike(pair: tuple[Index, Index], query: str) -> None:
    here, there = (index.search(query, limit=20) for index in pair)
    assert [(h.article.id, h.anchor, h.snippet) for h in there.hits] == [
        (h.article.id, h.anchor, h.snippet) for h in here.hits
    ]
    assert [h.score for h in there.hits] == pytest.approx([h.score for h in here.hits], rel=1e-5)
    assert there.total == here.total
    assert here.total


def test_facets_count_the_languages(pair: tuple[Index, Index]) -> None:
    here, there = (index.search("Therapie OR treatment", facets=True).facets for index in pair)
    assert here == there
    assert [(value.value, value.count) for value in here[-1].values] == [("de", 2), ("en", 1)]


def test_the_languages_are_counted(pair: tuple[Index, Index]) -> None:
    assert pair[1]._store.snapshot.languages == {"": 2, "de": 2, "fr": 2}

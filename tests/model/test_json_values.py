"""JSON of the model, read back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from render_samples import hits

from painsci_search import (
    Article,
    Citations,
    Excerpt,
    Hit,
    Index,
    QuotePack,
    References,
    Results,
    Stats,
)
from painsci_search.render.json import (
    article_object,
    excerpt_object,
    plain,
    render_json,
    results_object,
)

QUERIES = ("placebo", '"sham surgery"', "author:lochte", "zebra", "title:asmr touch")


@pytest.mark.parametrize("query", QUERIES)
def test_results_are_equal_when_read_back(demo_index: Index, query: str) -> None:
    results = demo_index.search(query, facets=True, explain=True)
    assert Results.from_json(render_json(results)) == results
    assert Results.from_json(render_json(results).encode()) == results
    assert Results.from_json(results_object(results)) == results


@given(hits())
def test_any_hit_is_equal_when_read_back(hit: Hit) -> None:
    results = Results("q", 1, 0.0, (hit,))
    again = Results.from_json(json.loads(json.dumps(results_object(results))))
    assert results_object(again) == results_object(results)


def test_articles_are_equal_when_read_back(demo_index: Index) -> None:
    for info in demo_index.articles():
        article = demo_index.get(info.id)
        assert article is not None
        assert Article.from_json(json.dumps(article_object(article))) == article


def test_all_else_is_equal_when_read_back(demo_index: Index) -> None:
    excerpt = demo_index.read("asmr", "brain")
    assert excerpt is not None
    assert Excerpt.from_json(excerpt_object(excerpt)) == excerpt
    works = demo_index.references(limit=5, cited_with="30397584")
    assert References.from_json(plain(works)) == works
    citations = demo_index.cites("30397584")
    assert Citations.from_json(plain(citations)) == citations
    quotes = demo_index.quotes(demo_index.search("placebo"))
    assert QuotePack.from_json(plain(quotes)) == quotes
    stats = demo_index.stats()
    assert Stats.from_json(plain(stats)) == stats


def test_unknown_keys_are_ignored_and_those_with_defaults_may_be_missing() -> None:
    assert Article.from_json({"id": "a", "title": "A", "new": 1}) == Article("a", "A")
    assert Results.from_json('{"query": "q", "total": 0, "took_ms": 1}') == Results("q", 0, 1.0)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[]", r"expected a JSON object, not \[\]"),
        ("{", "Expecting property name"),
        ("{}", "id is missing"),
        ({"id": 1, "title": "A"}, "id: expected str, not 1"),
        ({"id": "a", "title": "A", "sections": {}}, r"sections: expected an array, not \{\}"),
        (
            {"id": "a", "title": "A", "sections": [{"anchor": "s", "heading": "S"}]},
            r"sections\[0\].text is missing",
        ),
        (
            {"id": "a", "title": "A", "notes": [{"label": "1", "anchor": "n", "text": True}]},
            r"notes\[0\].text: expected str, not True",
        ),
    ],
)
def test_what_is_no_article_is_refused_with_the_path(source: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Article.from_json(source)


def test_a_choice_and_the_length_of_a_pair_are_checked() -> None:
    hit: dict[str, Any] = {
        "rank": 1,
        "score": 1,
        "kind": "page",
        "article": {"id": "a", "title": "A"},
        "heading": "H",
        "path": [],
        "anchor": None,
        "link": "",
        "snippet": {"text": "", "highlights": []},
    }
    results = {"query": "q", "total": 1, "took_ms": 0, "hits": [hit]}
    with pytest.raises(ValueError, match=r"hits\[0\].kind: expected one of article, section, note"):
        Results.from_json(results)
    hit.update(kind="note", title_highlights=[[1]])
    with pytest.raises(
        ValueError, match=r"hits\[0\].title_highlights\[0\]: expected an array of 2"
    ):
        Results.from_json(results)

"""What programs get under /v1: the same objects as from the library, in pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asking import Client

import described
from painsci_search import Article, Index, Note, Reference, Section
from painsci_search.render.json import article_object, excerpt_object, plain, results_object
from painsci_search.render.works import citations_object, references_object


def validate(name: str, value: Any) -> None:
    described.validate(f"{name}.schema.json", value)


def links(response: Any) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers["link"])
    return {name: target for target, name in found}


def problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    value = response.json()
    validate("problem", value)
    assert value["status"] == status
    assert value["type"] == f"urn:painsci-search:problem:{kind}"
    return value


def test_a_search_gives_what_the_library_gives(client: Client, demo_index: Index) -> None:
    response = client.get("/v1/search", params={"q": "sham surgery", "limit": 3})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    value = response.json()
    validate("results", value)
    expected = results_object(demo_index.search("sham surgery", limit=3))
    assert {**value, "took_ms": 0} == {**expected, "took_ms": 0}


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ({"limit": 2, "offset": 3}, {"limit": 2, "offset": 3}),
        ({"kind": "note"}, {"kind": "note"}),
        ({"article": ["placebo", "sham*"]}, {"articles": ["placebo", "sham*"]}),
        ({"author": "nobody"}, {"author": "nobody"}),
        ({"since": "2024", "until": "2024-06-30"}, {"since": "2024", "until": "2024-06-30"}),
        ({"cited_since": 2020}, {"cited_since": 2020}),
        ({"sort": "position", "per_article": 1}, {"sort": "position", "per_article": 1}),
        ({"exact": "true"}, {"exact": True}),
        ({"explain": "true", "facets": "true"}, {"explain": True, "facets": True}),
    ],
)
def test_every_parameter_of_a_search_reaches_the_library(
    parameters: dict[str, Any], wanted: dict[str, Any], client: Client, demo_index: Index
) -> None:
    value = client.get("/v1/search", params={"q": "placebo", **parameters}).json()
    expected = results_object(demo_index.search("placebo", **wanted))
    assert {**value, "took_ms": 0} == {**expected, "took_ms": 0}
    assert parameters.keys() & {"exact", "author", "since", "cited_since"} or value["hits"]


def test_pages_of_an_answer_are_linked(client: Client, demo_index: Index) -> None:
    total = demo_index.search("placebo", kind="note").total
    target: str | None = "/v1/search?q=placebo&kind=note&limit=7"
    anchors = []
    while target:
        response = client.get(target)
        anchors += [(hit["article"]["id"], hit["anchor"]) for hit in response.json()["hits"]]
        found = links(response)
        assert found["first"] == "/v1/search?q=placebo&kind=note&limit=7"
        target = found.get("next")
    assert len(set(anchors)) == len(anchors) == total
    assert client.get(found["prev"]).status_code == 200


def test_a_link_keeps_what_was_asked_word_for_word(client: Client) -> None:
    asked = {"q": '"back pain" OR knie/schmerz & 100% #1', "limit": "1"}
    following = links(client.get("/v1/search", params=asked))["next"]
    assert client.get(following).json()["query"] == asked["q"]


def test_a_hit_with_long_names_can_be_asked_for(make_client: Callable[..., Client]) -> None:
    name, anchor = "i" * 900, "a" * 900
    client = make_client(Article(name, "Long", (Section(anchor, "Names", "A zebra."),)))
    (hit,) = client.get(f"/v1/search?q=zebra&article={name}").json()["hits"]
    found = client.get(f"/v1/articles/{name}?anchor={hit['anchor']}")
    assert found.json()["sections"][0]["heading"] == "Names"


def test_no_link_leads_beyond_the_deepest_page(client: Client) -> None:
    deepest = client.get("/v1/search?q=placebo&offset=10000&limit=100")
    assert deepest.status_code == 200
    assert "next" not in links(deepest)
    problem(client.get("/v1/search?q=placebo&offset=10001"), 400, "bad-parameter")


def test_works_are_found(client: Client, demo_index: Index) -> None:
    response = client.get("/v1/references?q=placebo&sort=year&limit=3&offset=1")
    validate("references", response.json())
    expected = demo_index.references("placebo", sort="year", limit=3, offset=1)
    assert response.json() == references_object(expected)
    assert set(links(response)) == {"first", "prev", "next"}
    both = client.get("/v1/references?cited_with=30397584").json()
    assert both == references_object(demo_index.references(cited_with="30397584", limit=10))
    assert both["works"]


def test_works_of_a_kind_and_since_a_year_are_found(client: Client, demo_index: Index) -> None:
    response = client.get("/v1/references?kind=review&since=2015&limit=3")
    validate("references", response.json())
    expected = demo_index.references(kind="review", since=2015, limit=3)
    assert response.json() == references_object(expected)
    assert expected.works
    value = problem(client.get("/v1/references?kind=revew"), 400, "bad-parameter")
    assert "did you mean review?" in value["detail"]


def test_the_evidence_of_a_search_is_added_where_it_is_asked_for(
    client: Client, demo_index: Index
) -> None:
    response = client.get("/v1/search?q=placebo&limit=3&evidence=true")
    validate("results", response.json())
    expected = demo_index.evidence(demo_index.search("placebo", limit=3))
    assert response.json()["evidence"] == plain(expected)
    assert expected.claims
    assert "evidence" not in client.get("/v1/search?q=placebo&limit=3").json()


def test_notices_are_in_answers(tmp_path: Path, make_client: Callable[..., Client]) -> None:
    (tmp_path / "notices.csv").write_text("pmid,kind\n99000001,retracted\n", encoding="utf-8")
    work = Reference("Hummer A. 2018.", ("Hummer A",), "Hums", year=2018, pmid="99000001")
    with Index.create(tmp_path / "index") as index:
        index.add(Article("a", "A", notes=(Note("1", "n1", work.raw, (work,)),)))
    with Index.open(tmp_path / "index", notices=tmp_path / "notices.csv") as index:
        value = make_client(index).get("/v1/references").json()
        assert value["works"][0]["reference"]["notices"][0]["kind"] == "retracted"
        assert b"RETRACTED" in make_client(index).get("/articles/a").content


def test_it_is_told_where_a_work_is_cited(client: Client, demo_index: Index) -> None:
    value = client.get("/v1/cites", params={"work": "10.15171/bi.2018.32"}).json()
    validate("citations", value)
    assert value == citations_object(demo_index.cites("10.15171/bi.2018.32"))
    value = client.get("/v1/cites", params={"work": "30397584"}).json()
    assert value["citations"]
    unknown = client.get("/v1/cites", params={"work": "99999999"}).json()
    assert not unknown["works"]


def test_articles_are_listed_in_pages(client: Client, demo_index: Index) -> None:
    response = client.get("/v1/articles?limit=5&offset=5")
    value = response.json()
    validate("articles", value)
    known = demo_index.articles()
    assert value["total"] == len(known)
    assert [each["id"] for each in value["articles"]] == [info.id for info in known[5:10]]
    assert set(links(response)) == {"first", "prev", "next"}


def test_an_article_is_read_whole_or_in_part(client: Client, demo_index: Index) -> None:
    value = client.get("/v1/articles/placebo").json()
    validate("article", value)
    article = demo_index.get("placebo")
    assert article is not None
    assert value == article_object(article)
    for anchor in (article.sections[-1].anchor, article.notes[0].anchor):
        part = client.get("/v1/articles/placebo", params={"anchor": anchor}).json()
        validate("excerpt", part)
        excerpt = demo_index.read("placebo", anchor)
        assert excerpt is not None
        assert part == excerpt_object(excerpt)


@pytest.mark.parametrize(
    "name",
    ["a/b/c", "what?", "100% #1", "naïve & co", "..", "../../etc/passwd", "a//b", " x ", "%2F"],
)
def test_an_article_of_any_id_is_found(name: str, make_client: Callable[..., Client]) -> None:
    client = make_client(Article(name, "Odd", (Section("s", "S", "Odd text."),)))
    # Clients take dots as steps in a path, so that these are to be written as %2E.
    target = quote(name, safe="").replace(".", "%2E")
    assert client.get(f"/v1/articles/{target}").json()["id"] == name
    assert client.get(f"/v1/articles/{target}?anchor=s").json()["article"]["id"] == name


@pytest.mark.parametrize(
    "target",
    [
        "/v1/articles/none",
        "/v1/articles/placebo?anchor=none",
        "/v1/articles/",
        "/v1/articles/placebo/",
        "/v1/articles/%2E%2E/%2E%2E/%2E%2E/etc/passwd",
        "/v1/articles//etc/passwd",
        "/v1/articles/%00",
        "/v1/articles/" + "x" * 1001,
        "/v1/articles/placebo.html",
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v2/search?q=placebo",
        "/V1/search?q=placebo",
        "/v1/search/?q=placebo",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_is_not_there_is_not_found(target: str, client: Client) -> None:
    assert problem(client.get(target), 404, "not-found")["detail"]


def test_what_is_typed_is_completed(client: Client, demo_index: Index) -> None:
    value = client.get("/v1/suggest?q=plac&limit=3").json()
    validate("suggestions", value)
    assert [each["text"] for each in value["suggestions"]] == [
        suggestion.text for suggestion in demo_index.suggest("plac", limit=3)
    ]
    assert client.get("/v1/suggest?q=").json()["suggestions"] == []


def test_health_names_what_is_served(client: Client, demo_index: Index) -> None:
    response = client.get("/v1/health")
    validate("health", response.json())
    assert response.json()["status"] == "ok"
    assert response.json()["generation"] == demo_index.generation
    assert response.headers["cache-control"] == "no-store"


def test_a_query_that_is_none_is_told_where_it_fails(client: Client) -> None:
    value = problem(client.get("/v1/search", params={"q": 'placebo "sham'}), 400, "bad-query")
    assert value["position"] == 8
    problem(client.get("/v1/search", params={"q": "(" * 60 + "a"}), 400, "bad-query")
    problem(client.get("/v1/references", params={"q": 'placebo "sham'}), 400, "bad-query")


@pytest.mark.parametrize(
    ("target", "parameter", "words"),
    [
        ("/v1/search", "q", "is required"),
        ("/v1/search?q=x&limt=3", "limt", "did you mean limit?"),
        ("/v1/search?q=x&zzz=3", "zzz", "parameters: limit, offset, kind"),
        ("/v1/search?q=x&limit=0", "limit", "must be 1 or more"),
        ("/v1/search?q=x&limit=101", "limit", "must be 100 or less"),
        ("/v1/search?q=x&limit=1e1", "limit", "whole number"),
        ("/v1/search?q=x&limit=%2B5", "limit", "whole number"),
        ("/v1/search?q=x&limit=%D9%A3", "limit", "whole number"),
        ("/v1/search?q=x&limit=", "limit", "whole number"),
        ("/v1/search?q=x&limit=" + "9" * 5000, "limit", "whole number"),
        ("/v1/search?q=x&kind=chapter", "kind", "'article', 'section' or 'note'"),
        ("/v1/search?q=x&sort=rank", "sort", "'relevance'"),
        ("/v1/search?q=x&exact=yes", "exact", "true or false"),
        ("/v1/search?q=x&since=2024-13", "since", "a date: 2024, 2024-06 or"),
        ("/v1/search?q=x&until=yesterday", "until", "must be a date"),
        ("/v1/search?q=x&since=2026-02-31", "since", "must be a date"),
        ("/v1/like?id=a&until=2025-02-29", "until", "must be a date"),
        ("/v1/news?since=2026-04-31", "since", "must be a date"),
        ("/v1/news.atom?since=2026-04-31", "since", "must be a date"),
        ("/v1/search?q=x&q=y", "q", "more than once"),
        ("/v1/search?q=x&%71=y", "q", "more than once"),
        ("/v1/search?q=x&author=", "author", "must not be empty"),
        ("/v1/search?q=" + "x" * 1001, "q", "1000 characters at most"),
        ("/v1/search?q=x" + "&article=y" * 51, "article", "50 times at most"),
        ("/v1/references?cited=1", "cited", "did you mean cited_with?"),
        ("/v1/suggest?q=x&limit=21", "limit", "must be 20 or less"),
        ("/v1/health?verbose=1", "verbose", "unknown parameter"),
        ("/v1/openapi.json?x", "x", "unknown parameter"),
    ],
)
def test_a_wrong_parameter_is_told(target: str, parameter: str, words: str, client: Client) -> None:
    value = problem(client.get(target), 400, "bad-parameter")
    assert value["errors"][0]["parameter"] == parameter
    assert words in value["errors"][0]["message"]
    assert value["detail"].startswith(parameter)


@pytest.mark.parametrize(
    "query", ["q=%FF", "q=100%", "q=%zz", "%80=x&q=a", "q=%C3%28", "q=%ED%A0%80"]
)
def test_a_parameter_that_is_no_text_is_refused(query: str, client: Client) -> None:
    problem(client.get(f"/v1/search?{query}"), 400, "bad-request")


@pytest.mark.parametrize(
    "query", ["\x00", "a\x00b", "\x1b[31m", "<script>alert(1)</script>", "\u202e"]
)
def test_whatever_is_asked_comes_back_as_data(query: str, client: Client) -> None:
    response = client.get("/v1/search", params={"q": f"placebo {query}"})
    assert response.status_code == 200
    assert response.json()["query"] == f"placebo {query}"
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80\xae", response.content)

"""News, works as files, similar passages, quotes and their verification over HTTP."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from asking import Client
from test_server_api import links, problem, validate

from painsci_search import Article, Change, Index, Section
from painsci_search.bibliography.formats import FORMATS, render_bibliography
from painsci_search.render.json import results_object
from painsci_search.render.query_tree import query_tree_object
from painsci_search.render.quotes import quotes_object, verdicts_object
from painsci_search.render.reports import news_object, report_object
from painsci_search.render.works import references_object

ATOM = "{http://www.w3.org/2005/Atom}"


def test_news_are_those_of_the_library_in_pages(client: Client, demo_index: Index) -> None:
    found = demo_index.news("2026")
    response = client.get("/v1/news?since=2026&limit=2&offset=2")
    value = response.json()
    validate("news", value)
    assert value == {**news_object(found[2:4], "2026"), "total": len(found)}
    assert set(links(response)) == {"first", "prev", "next"}


@pytest.mark.parametrize("since", ["", "yesterday", "2026-13", "26"])
def test_news_need_a_date(since: str, client: Client) -> None:
    problem(client.get("/v1/news", params={"since": since}), 400, "bad-parameter")
    if since:
        problem(client.get("/v1/news.atom", params={"since": since}), 400, "bad-parameter")
    problem(client.get("/v1/news"), 400, "bad-parameter")


def test_the_feed_has_the_newest_articles_and_absolute_links(
    client: Client, demo_index: Index
) -> None:
    response = client.get("/v1/news.atom?limit=3")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    titles = [each.findtext(f"{ATOM}title") for each in feed.findall(f"{ATOM}entry")]
    assert titles == [each.article.title for each in demo_index.news("1000")[:3]]
    found = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}
    assert found == {
        "self": "http://127.0.0.1:8765/v1/news.atom?limit=3",
        "alternate": "http://127.0.0.1:8765/",
    }
    for link in feed.findall(f"{ATOM}entry/{ATOM}link"):
        assert link.get("href", "").startswith("http://127.0.0.1:8765/articles/")
    known = [("if-none-match", response.headers["etag"])]
    assert client.get("/v1/news.atom?limit=3", headers=known).status_code == 304


@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/atom+xml", 200), ("*/*", 200), ("application/*", 200),
     ("application/json", 406)],
)  # fmt: skip
def test_a_reader_of_feeds_need_not_take_json(accept: str, status: int, client: Client) -> None:
    assert client.get("/v1/news.atom", headers=[("accept", accept)]).status_code == status


def test_the_feed_of_a_published_server_leads_to_it(make_client: Callable[..., Client]) -> None:
    index = Index.in_memory()
    index.add(Article("a b", "A", (Section("s", "S", "Text."),), published="2024", updated="2025",
                      changes=(Change("2025-01", "New."),)))  # fmt: skip
    client = make_client(
        index, root_path="/find", proxies=("127.0.0.1",), hosts=frozenset({"find.example"})
    )
    headers = [("x-forwarded-host", "find.example"), ("x-forwarded-proto", "https")]
    content = client.get("/v1/news.atom", headers=headers).content.decode()
    assert 'href="https://find.example/find/v1/news.atom"' in content
    assert 'href="https://find.example/find/articles/a%20b"' in content
    without = make_client(index, hosts=None)
    content = without.get("/v1/news.atom", headers=[("host", "x' onload='")]).content.decode()
    assert "onload" not in content


def test_counts_are_those_of_the_library_and_made_once(
    demo_index: Index, make_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(demo_index)
    made = demo_index.stats()
    calls: list[int] = []

    def stats(_: Index) -> Any:
        calls.append(1)
        return made

    monkeypatch.setattr(Index, "stats", stats)
    for _ in range(3):
        value = client.get("/v1/stats").json()
        validate("stats", value)
        assert value == report_object(made)
    assert len(calls) == 1


@pytest.mark.parametrize("exact", [False, True])
def test_a_query_is_explained(exact: bool, client: Client, demo_index: Index) -> None:
    query = 'title:knee +"sham surgery" -mice ibuprofen'
    response = client.get("/v1/understand", params={"q": query, "exact": str(exact).lower()})
    validate("query", response.json())
    assert response.json() == query_tree_object(query, demo_index.understand(query, exact=exact))
    wrong = problem(client.get("/v1/understand", params={"q": '"sham'}), 400, "bad-query")
    assert wrong["position"] == 0


def test_similar_passages_are_those_of_the_library(client: Client, demo_index: Index) -> None:
    hit = demo_index.search("sham surgery", kind="section", limit=1).hits[0]
    given = {"id": hit.article.id, "anchor": hit.anchor, "limit": 3, "per_article": 1}
    response = client.get("/v1/like", params={**given, "kind": "section"})
    value = response.json()
    validate("results", value)
    found = demo_index.like(hit.article.id, hit.anchor, limit=3, per_article=1, kind="section")
    assert found is not None
    assert {**value, "took_ms": 0} == results_object(replace(found, took_ms=0))
    assert "next" in links(response)
    problem(client.get("/v1/like?id=none"), 404, "not-found")
    problem(client.get(f"/v1/like?id={hit.article.id}&anchor=none"), 404, "not-found")
    problem(client.get("/v1/like"), 400, "bad-parameter")


@pytest.mark.parametrize("form", FORMATS)
def test_works_are_files_for_reference_managers(
    form: Any, client: Client, demo_index: Index
) -> None:
    for target, works in (
        ("/v1/references?q=placebo", demo_index.references("placebo").works),
        ("/v1/bibliography?q=placebo", demo_index.bibliography("placebo").works),
    ):
        response = client.get(
            f"{target}&format={form}&limit=1000", headers=[("accept", "text/*, application/*")]
        )
        assert response.status_code == 200
        assert response.content.decode() == render_bibliography(works, form)
        assert response.headers["content-disposition"].startswith("attachment; filename=")
        assert not response.headers["content-type"].startswith("text/html")
        paged = client.get(f"{target}&format={form}&limit=2")
        assert f"format={form}" in links(paged)["next"]


def test_the_works_of_a_query_are_those_of_the_library(client: Client, demo_index: Index) -> None:
    given = {"q": "placebo", "sort": "year", "limit": 5, "kind": "section", "exact": "true"}
    value = client.get("/v1/bibliography", params=given).json()
    validate("references", value)
    found = demo_index.bibliography("placebo", sort="year", limit=5, kind="section", exact=True)
    assert value == references_object(found)
    problem(client.get("/v1/bibliography?q=x&format=pdf"), 400, "bad-parameter")
    problem(client.get("/v1/bibliography?q=x&limit=1001"), 400, "bad-parameter")


def test_a_format_that_is_not_installed_is_reported(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rispy", None)
    value = problem(client.get("/v1/references?format=ris"), 501, "not-installed")
    assert "painsci-search[bibliography]" in value["detail"]


def test_quotes_come_and_are_verified(client: Client, demo_index: Index) -> None:
    response = client.get("/v1/quotes", params={"q": "sham surgery", "limit": 3})
    pack = response.json()
    validate("quotes", pack)
    quotes = demo_index.quotes(demo_index.search("sham surgery", limit=3))
    assert pack == json.loads(json.dumps(quotes_object(quotes)))
    verified = client.post("/v1/verify", pack)
    assert verified.headers["cache-control"] == "no-store"
    assert "etag" not in verified.headers
    validate("verdicts", verified.json())
    assert verified.json() == json.loads(json.dumps(verdicts_object(demo_index.verify(quotes))))
    assert verified.json()["counts"]["unchanged"] == 3


def test_a_text_and_its_article_suffice_to_verify(client: Client, demo_index: Index) -> None:
    hit = demo_index.search("sham surgery", kind="section", limit=1).hits[0]
    text = hit.snippet.text.strip("…")
    given = [
        {"text": text, "article": {"id": hit.article.id}, "anchor": hit.anchor},
        {"text": text, "article": {"id": hit.article.id}},
        {"text": "Quokkas knit socks for everyone.", "article": {"id": hit.article.id}},
    ]
    verdicts = client.post("/v1/verify", {"quotes": given}).json()["verdicts"]
    assert [each["state"] for each in verdicts] == ["unchanged", "unchanged", "gone"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "body"), (b"{", "body"), (b"[]", "body"), (b"\xff", "body"),
        (b"[" * 100_000, "body"), ({}, "quotes"),
        ({"quotes": []}, "quotes"), ({"quotes": "x"}, "quotes"),
        ({"quotes": [{"text": "x"}]}, "quotes[0].article"),
        ({"quotes": [{"text": " ", "article": {"id": "a"}}]}, "quotes[0].text"),
        ({"quotes": [{"text": 5, "article": {"id": "a"}}]}, "quotes[0].text"),
        ({"quotes": [{"text": "x" * 5001, "article": {"id": "a"}}]}, "quotes[0].text"),
        ({"quotes": [{"text": "x", "article": {"id": ""}}]}, "quotes[0].article.id"),
        ({"quotes": [{"text": "x", "article": {"id": "a"}}] * 101}, "quotes"),
    ],
)  # fmt: skip
def test_what_is_no_quote_is_a_problem(body: Any, where: str, client: Client) -> None:
    value = problem(client.post("/v1/verify", body), 400, "bad-parameter")
    assert value["errors"][0]["parameter"] == where


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"[]", "body: must be an object"),
        (b"{", "body: must be JSON: EOF while parsing an object at line 1 column 1"),
        ({}, "quotes: is required"),
        ({"quotes": {}}, "quotes: must be a list"),
        ({"quotes": []}, "quotes: must not be empty"),
        ({"quotes": [3]}, "quotes[0]: must be an object"),
        ({"quotes": [{"text": 3, "article": {"id": "a"}}]}, "quotes[0].text: must be a string"),
        ({"quotes": [{"text": " ", "article": {"id": "a"}}]}, "quotes[0].text: must not be empty"),
        (
            {"quotes": [{"text": "x", "article": {"id": "a"}}] * 101},
            "quotes: may have 100 items at most",
        ),
    ],
)
def test_the_problem_of_a_body_is_in_the_words_of_parameters(
    body: Any, detail: str, client: Client
) -> None:
    value = problem(client.post("/v1/verify", body), 400, "bad-parameter")
    assert value["detail"] == detail


def test_a_quote_without_an_anchor_may_be_anywhere_in_its_article(
    make_client: Callable[..., Client],
) -> None:
    client = make_client(Article("mark", "M", (Section("s", "S", "The bilby digs at night."),)))
    given = [{"text": "The bilby digs at night.", "article": {"id": "mark"}}]
    (verdict,) = client.post("/v1/verify", {"quotes": given}).json()["verdicts"]
    assert (verdict["state"], verdict["found"]["anchor"]) == ("unchanged", "s")


def test_a_body_is_json_of_limited_size(make_client: Callable[..., Client]) -> None:
    client = make_client(Article("a", "A"))
    quotes = {"quotes": [{"text": "x", "article": {"id": "a"}}]}
    assert client.post("/v1/verify", quotes).status_code == 200
    plain = client.post("/v1/verify", quotes, [("content-type", "text/plain")])
    problem(plain, 415, "unsupported-media-type")
    assert plain.headers["connection"] == "close"
    problem(client.post("/v1/verify", b" " * 1_048_577), 413, "too-large")
    # the length that is given may be wrong
    problem(
        client.post("/v1/verify", b" " * 1_048_577, [("content-length", "5")]), 413, "too-large"
    )
    for target in ("/v1/search", "/", "/v1/health"):
        response = client.post(target, quotes)
        problem(response, 405, "method-not-allowed")
    response = client.get("/v1/verify")
    problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST, OPTIONS"
    assert client.get("/v1/verify", method="OPTIONS").headers["allow"] == "POST, OPTIONS"


def test_quotes_need_the_token_too(make_client: Callable[..., Client]) -> None:
    client = make_client(Article("a", "A"), token="a-secret-of-26-characters!")
    quotes = {"quotes": [{"text": "x", "article": {"id": "a"}}]}
    refused = client.post("/v1/verify", quotes)
    problem(refused, 401, "unauthorized")
    assert refused.headers["connection"] == "close"
    shown = [("authorization", "Bearer a-secret-of-26-characters!")]
    assert client.post("/v1/verify", quotes, shown).status_code == 200


def test_scripts_of_a_named_site_may_send_quotes(make_client: Callable[..., Client]) -> None:
    client = make_client(Article("a", "A"), origins=("https://a.example",))
    asked = client.get("/v1/verify", method="OPTIONS", headers=[("origin", "https://a.example")])
    assert asked.headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert "content-type" in asked.headers["access-control-allow-headers"]


def test_a_text_without_words_is_explained_too(client: Client) -> None:
    value = client.get("/v1/understand", params={"q": "?!", "lenient": "true"}).json()
    validate("query", value)
    assert value["understood"] == {"kind": "word", "text": "?!", "field": None, "also": []}


def test_readers_of_feeds_find_the_feed_on_every_page(make_client: Callable[..., Client]) -> None:
    client = make_client(Article("a", "A"), root_path="/find")
    for target in ("/find/", "/find/articles/a"):
        page = client.get(target).content.decode()
        [link] = re.findall(
            r'<link rel="alternate" type="application/atom\+xml" href="(.*?)"', page
        )
        assert link == "/find/v1/news.atom"
        assert client.get(link).status_code == 200


def test_a_server_without_vectors_refuses_to_search_by_meaning(
    make_client: Callable[..., Client],
) -> None:
    response = make_client(Article("a", "A")).get("/v1/search?q=massage&semantic=true")
    value = problem(response, 400, "bad-parameter")
    assert value["errors"][0]["parameter"] == "semantic"
    assert "all-MiniLM-L6-v2" in value["detail"]
    assert "--model" in value["detail"]

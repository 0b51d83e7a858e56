"""HTTP and assistants offer what Python does, or a reason is written here."""

from __future__ import annotations

from asking import Client

from painsci_search import Index

# The route and the tool of each public method of Index; a text is the reason why there is none.
HTTP = {
    "search": "/v1/search",
    "iter_search": "/v1/search",
    "search_many": "/v1/search",
    "suggest": "/v1/suggest",
    "understand": "/v1/understand",
    "like": "/v1/like",
    "quotes": "/v1/quotes",
    "evidence": "/v1/search",
    "verify": "/v1/verify",
    "bibliography": "/v1/bibliography",
    "references": "/v1/references",
    "cites": "/v1/cites",
    "cited_work": "links of the pages lead to it; /v1/cites identifies works",
    "get": "/v1/articles/{id}",
    "read": "/v1/articles/{id}",
    "articles": "/v1/articles",
    "news": "/v1/news",
    "stats": "/v1/stats",
    "generation": "/v1/health",
    "check": "it compares the index with files of the machine, whose paths are not shown",
    "stale": "each answer names its articles whose files changed",
    "whoosh": "an object of Python",
    "update": "nothing is changed over HTTP",
    "rebuild": "nothing is changed over HTTP",
    "watch": "nothing is changed over HTTP",
    "iter_articles": "/v1/articles/{id}",
    "links": "each hit and each article has its link",
    "iter_linked_articles": "exports make links of it",
    "citations_by_work": "exports list works with it; cites brings those of one",
    "contents": "the facets of a search count the passages of each article",
    "embed": "nothing is changed over HTTP",
    "batch": "nothing is changed over HTTP",
    "add": "nothing is changed over HTTP",
    "remove": "nothing is changed over HTTP",
    "copy_to": "nothing is changed over HTTP",
    "can_search_by_meaning": "a search with semantic answers or says what is missing",
    "create": "the server has its index",
    "open": "the server has its index",
    "in_memory": "the server has its index",
    "path": "paths of the machine are not shown",
    "is_empty": "an answer without articles shows it",
    "variant": "it is a part of every ETag",
    "refresh": "each request sees the latest commit",
    "close": "the server ends with its process",
}


def public() -> set[str]:
    return {name for name in dir(Index) if not name.startswith("_")}


def test_every_public_method_has_a_route_or_a_reason(client: Client) -> None:
    assert set(HTTP) == public(), "add a route, or the reason why there is none"
    paths = set(client.get("/v1/openapi.json").json()["paths"])
    assert {each for each in HTTP.values() if each.startswith("/")} <= paths
    without_method = {"/v1/openapi.json", "/v1/news.atom"}
    assert paths - set(HTTP.values()) == without_method

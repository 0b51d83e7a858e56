"""Who may ask, and the headers that bind browsers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from asking import NO_HOST, Client, Response

from page_samples import Parsed
from painsci_search import Article, Index, Section
from painsci_search.server.settings import LOOPBACK

TOKEN = "a-secret-of-26-characters!"
ARTICLE = Article("demo", "Demo", (Section("s", "S", "Some text."),), source="/home/me/demo.html")


def assert_problem(response: Response, status: int, kind: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith(f":{kind}")


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8765", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]", "[::1]:8765",
     "[0:0:0:0:0:0:0:1]", "127.0.0.1:80"],
)  # fmt: skip
def test_the_server_goes_by_the_names_of_this_machine(host: str, client: Client) -> None:
    assert client.get("/v1/health", headers=[("host", host)]).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example",
     "10.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:7f00:1]", "[::1", "::1]", "", " ",
     "localhost@evil.example", "localhost/x", "localhost:80:80", "evil.example#localhost",
     "localhost\xa0", "\x85localhost"],
)  # fmt: skip
@pytest.mark.parametrize("target", ["/", "/v1/search?q=placebo", "/static/x", "/nothing"])
def test_a_foreign_name_is_refused(host: str, target: str, client: Client) -> None:
    assert_problem(client.get(target, headers=[("host", host)]), 421, "misdirected")


@pytest.mark.parametrize("hosts", [[], ["localhost", "localhost"], ["localhost", "evil.example"]])
def test_a_request_names_one_host(hosts: list[str], client: Client) -> None:
    headers = [("host", host) for host in hosts] or [NO_HOST]
    assert_problem(client.get("/v1/health", headers=headers), 400, "bad-request")


def test_other_names_and_addresses_may_be_allowed(make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, hosts=LOOPBACK | {"search.example"}, addresses=True)
    for host in ("search.example", "Search.Example:80", "192.168.1.7:8765", "[fe80::1]"):
        assert client.get("/v1/health", headers=[("host", host)]).status_code == 200
    assert_problem(client.get("/v1/health", headers=[("host", "evil.example")]), 421, "misdirected")
    mounted = make_client(ARTICLE, hosts=None)
    assert mounted.get("/v1/health", headers=[("host", "any.example")]).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get"])
@pytest.mark.parametrize("target", ["/", "/v1/search?q=placebo", "/nothing"])
def test_nothing_can_be_done_but_read(method: str, target: str, client: Client) -> None:
    response = client.get(target, method=method)
    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("target", ["/v1/search?q=placebo", "/v1/articles/none", "/", "/v1/health"])
def test_a_head_is_that_of_the_answer(target: str, client: Client) -> None:
    whole, head = client.get(target), client.get(target, method="HEAD")
    assert head.content == b""
    assert head.status_code == whole.status_code
    if target != "/v1/search?q=placebo":  # the time taken is in it
        assert head.headers["content-length"] == whole.headers["content-length"]
    kept = set(whole.headers) - {"content-length"}
    assert {name: head.headers[name] for name in kept} == {
        name: whole.headers[name] for name in kept
    }


def test_what_may_be_done_is_told(client: Client) -> None:
    response = client.get("/v1/search", method="OPTIONS")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("header", [("content-length", "5"), ("transfer-encoding", "chunked")])
def test_a_body_is_refused(header: tuple[str, str], client: Client) -> None:
    response = client.get("/v1/search?q=placebo", headers=[header])
    assert_problem(response, 400, "bad-request")
    assert response.headers["connection"] == "close"


def test_a_target_may_be_so_long(client: Client) -> None:
    assert_problem(client.get("/v1/search?q=" + "x" * 16_384), 414, "too-large")
    assert_problem(client.get("/" + "x" * 16_384), 414, "too-large")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("text/html, application/xhtml+xml, */*;q=0.8", 200),
        ("", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/html", 406),
        ("application/xml, text/*", 406),
        ("application/json;q=0", 406),
        ("*/*, application/json;q=0.0", 406),
        ("*/*;q=x", 406),
    ],
)
def test_who_takes_no_json_is_told_so(accept: str, status: int, client: Client) -> None:
    response = client.get("/v1/health", headers=[("accept", accept)])
    assert response.status_code == status
    if status == 406:
        assert_problem(response, 406, "not-acceptable")


ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("target", "method"),
    [("/v1/search?q=placebo", "GET"), ("/v1/search", "GET"), ("/nothing", "GET"), ("/", "POST"),
     ("/v1/health", "OPTIONS"), ("/v1/health", "HEAD")],
)  # fmt: skip
def test_browsers_make_nothing_of_data(target: str, method: str, client: Client) -> None:
    headers = client.get(target, method=method).headers
    assert ALWAYS.items() <= dict(headers).items()
    policies = headers.getlist("content-security-policy")
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; ")
    assert "'self'" not in policies[0]
    assert "frame-ancestors 'none'" in policies[0]


@pytest.mark.parametrize("target", ["/", "/articles/placebo", "/nothing"])
def test_pages_run_what_the_server_gives_and_nothing_else(target: str, client: Client) -> None:
    headers = client.get(target, headers=[("accept", "text/html")]).headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert ALWAYS.items() <= dict(headers).items()
    assert headers.getlist("content-security-policy") == [
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'"
        )
    ]


def test_a_reader_is_told_of_a_problem_with_a_page(client: Client) -> None:
    response = client.get("/articles/%3Cscript%3E", headers=[("accept", "text/html,*/*;q=0.8")])
    assert response.status_code == 404
    assert response.content.lower().startswith(b"<!doctype html>")
    assert b"<script>" not in response.content


def test_the_page_of_what_does_not_exist_names_it_and_leads_on(client: Client) -> None:
    response = client.get("/sham-surgery.html", headers=[("accept", "text/html,*/*;q=0.8")])
    assert response.status_code == 404
    shown = Parsed(response.content)
    assert "This server has no page at this address." in shown.words
    assert "Asked for: /sham-surgery.html" in shown.words
    assert "openapi.json" not in shown.words
    assert {"/?q=sham+surgery", "/", "/?q=kind%3Aarticle&sort=date", "/works"} <= set(shown.links())
    [field] = [each for each in shown.all("input") if each["name"] == "q"]
    assert field["value"] == "sham surgery"


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("Text/HTML", True),
        ("*/*", False),
        ("application/json, text/html;q=0.5", False),
        ("application/problem+json, text/html", False),
        ("text/html;q=0", False),
    ],
)
def test_a_problem_is_a_page_for_those_who_like_pages_best(
    client: Client, accept: str, is_page: bool
) -> None:
    response = client.get("/nothing", headers=[("accept", accept)])
    media_type = "text/html; charset=utf-8" if is_page else "application/problem+json"
    assert response.headers["content-type"] == media_type
    of_api = client.get("/v1/nothing?", headers=[("accept", f"{accept}, application/json")])
    assert_problem(of_api, 404, "not-found")


def test_nobody_else_reads_answers_unless_that_is_asked_for(
    client: Client, make_client: Callable[..., Client]
) -> None:
    origin = ("origin", "https://example.org")
    response = client.get("/v1/health", headers=[origin])
    assert not [name for name in response.headers if name.startswith("access-control")]
    some = make_client(ARTICLE, origins=("https://example.org", "https://example.net"))
    response = some.get("/v1/search?q=text", headers=[origin])
    assert response.headers["access-control-allow-origin"] == "https://example.org"
    assert "link" in response.headers["access-control-expose-headers"]
    assert "Origin" in ", ".join(response.headers.getlist("vary"))
    for stranger in (
        "https://example.org.evil.example",
        "https://example.orG",
        "null",
        "http://example.org",
    ):
        response = some.get("/v1/health", headers=[("origin", stranger)])
        assert "access-control-allow-origin" not in response.headers
        assert response.headers["vary"] == "Origin"
    everybody = make_client(ARTICLE, origins=("*",))
    response = everybody.get("/v1/nothing", headers=[("origin", "https://any.example")])
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_browser_that_asks_what_it_may_is_told(make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, origins=("https://example.org",), token=TOKEN)
    asks = [("origin", "https://example.org"), ("access-control-request-method", "GET")]
    response = client.get("/v1/search", method="OPTIONS", headers=asks)
    assert response.status_code == 204
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" in response.headers["access-control-allow-headers"]
    response = client.get("/v1/search", method="OPTIONS", headers=[("origin", "https://b.example")])
    assert "access-control-allow-methods" not in response.headers


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("shown", [f"Bearer {TOKEN}", f"bearer  {TOKEN} ", _basic("me", TOKEN)])
def test_who_shows_the_token_is_let_in(shown: str, make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, token=TOKEN)
    for target in ("/v1/health", "/", "/v1/articles/demo"):
        response = client.get(target, headers=[("authorization", shown)])
        assert response.status_code == 200


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Token {TOKEN}", TOKEN,
     f"Bearer {TOKEN.upper()}", "Bearer \xe9", "Basic", "Basic !!!", "Basic " + "A" * 9,
     _basic(TOKEN, ""), _basic("me", "wrong"), "Basic /w=="],
)  # fmt: skip
def test_who_does_not_is_not(shown: str, make_client: Callable[..., Client]) -> None:
    client = make_client(ARTICLE, token=TOKEN)
    headers = [("authorization", shown)] if shown else []
    for target in ("/v1/search?q=demo", "/v1/openapi.json", "/v1/nothing", "/v1/health/"):
        response = client.get(target, headers=headers)
        assert_problem(response, 401, "unauthorized")
        assert response.headers["www-authenticate"] == 'Bearer realm="painsci-search"'
    for target in ("/", "/articles/demo", "/static/x"):
        response = client.get(target, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Basic ")
    twice = [("authorization", f"Bearer {TOKEN}")] * 2
    assert_problem(client.get("/v1/stats", headers=twice), 401, "unauthorized")


def test_the_state_is_reported_without_the_token_and_has_nothing_private(
    make_client: Callable[..., Client],
) -> None:
    client = make_client(ARTICLE, token=TOKEN, root_path="/find")
    for target in ("/v1/health", "/find/v1/health"):
        response = client.get(target)
        assert response.status_code == 200
        state = response.json()
        assert set(state) == {"schema", "status", "version", "generation", "trouble"}
        assert "demo" not in response.content.decode()
    assert_problem(client.get("/find/v1/articles"), 401, "unauthorized")


def test_where_files_lie_is_left_out_unless_asked_for(
    make_client: Callable[..., Client], tmp_path: Any
) -> None:
    page = tmp_path / "in a folder" / "pills.html"
    page.parent.mkdir()
    page.write_text(
        "<html><title>Pills</title><article><h1>Pills</h1><p>Bigger pills, it is said, work better "
        'than small ones do.<a href="#n1" id="r1">1</a></p><h2 id="red">Red pills</h2><p>Red pills '
        "have been compared with blue ones, and the red ones won.</p><ol><li id=n1>Doe J. Pills. "
        "Pain. 2018;8:2. PubMed 30397584. <a href='#r1'>back</a></li></ol></article></html>"
    )
    index = Index.create(tmp_path / "index")
    index.update([page.parent])
    targets = ["/v1/search?q=pills&facets=true", "/v1/articles", "/v1/articles/pills",
               "/v1/articles/pills?anchor=red", "/v1/articles/pills?anchor=n1",
               "/v1/cites?work=30397584", "/v1/references"]  # fmt: skip
    open_client = make_client(index, shows_sources=True)
    assert str(tmp_path) in open_client.get(targets[0]).content.decode()
    redacted = make_client(index)
    for target in targets:
        response = redacted.get(target)
        assert response.status_code == 200
        assert "file:" not in response.content.decode()
        assert tmp_path.name not in response.content.decode()
    hits = redacted.get("/v1/search?q=red+blue&kind=section").json()["hits"]
    assert hits[0]["link"].startswith("/articles/pills#")
    assert hits[0]["article"]["source"] == ""
    shape = json.loads(open_client.get(targets[0]).content)["hits"][0].keys()
    assert redacted.get(targets[0]).json()["hits"][0].keys() == shape

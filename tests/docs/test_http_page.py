"""The page on HTTP: what it shows can be asked, and is answered as it says."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asking import Client
from blocks import DOCS, blocks_of
from serving import Server, serving

from painsci_search import Index
from painsci_search.server import ServerLimits
from painsci_search.server.parameters import LONGEST_NAME, LONGEST_QUERY

TEXT = (DOCS / "http.md").read_text(encoding="utf-8")
# What the page writes for what a reader puts there.
PUT = {
    "q=…": "q=sham+surgery",
    "work=…": "work=30397584",
    "anchor=…": "anchor=brain",
    "id=…": "id=asmr",
    "{id}": "asmr",
}


@pytest.fixture(scope="module")
def server(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("log"), index=place / "index") as server:
        yield server


def curls() -> list[str]:
    return re.findall(r"^curl .*'(http://\S+)'$", TEXT, re.MULTILINE)


def test_what_is_asked_with_curl_is_answered(server: Server) -> None:
    assert len(curls()) == 3
    for address in curls():
        if address.endswith("/v1/verify"):
            continue
        target = address.partition(":8765")[2]
        answer = server.ask(target)
        assert answer.status == 200
        assert answer.json()["hits"], target


def test_the_quote_that_is_sent_with_curl_is_compared(server: Server) -> None:
    [body] = re.findall(r"--data '(.*?)' ", TEXT)
    request = urllib.request.Request(
        f"{server.url}v1/verify", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        [verdict] = json.loads(answer.read())["verdicts"]
    assert verdict["quote"]["article"]["id"] == "sham-surgery"


@pytest.mark.parametrize("target", re.findall(r"^\| `(/v1/\S+)` \|", TEXT, re.MULTILINE))
def test_everything_in_the_table_can_be_asked(target: str, server: Server) -> None:
    for written, put in PUT.items():
        target = target.replace(written, put)
    assert server.ask(target).status == 200


@pytest.mark.parametrize("asked", ["anchor=brain", "cited_with=30397584"])
def test_what_is_told_beside_the_table_can_be_asked(asked: str, server: Server) -> None:
    name = asked.partition("=")[0]
    assert f"{name}=…" in TEXT
    target = "/v1/articles/asmr" if name == "anchor" else "/v1/references"
    assert server.ask(f"{target}?{asked}").status == 200


def test_a_problem_is_told_as_the_page_shows(server: Server) -> None:
    (shown,) = blocks_of("http.md", language="json")
    answer = server.ask("/v1/search?q=" + quote('"sham'))
    assert answer.headers["content-type"].startswith("application/problem+json")
    shown_without, told = json.loads(shown.text), answer.json()
    assert shown_without.pop("instance")[:9] == told.pop("instance")[:9] == "urn:uuid:"
    assert shown_without == told


def test_with_a_token_only_those_are_let_in_who_have_it(place: Path, tmp_path: Path) -> None:
    (block,) = [each for each in blocks_of("http.md", language="sh") if "TOKEN" in each.text]
    (command,) = re.findall(r"painsci-search (serve .*)", block.text)
    # As written it would listen to the whole network.
    options = command.replace("0.0.0.0", "127.0.0.1").split()[1:]
    token = "0123456789abcdef0123456789abcdef"
    target = curls()[-1].partition(":8765")[2]
    index = place / "index"
    with serving(tmp_path, *options, index=index, PAINSCI_SEARCH_TOKEN=token) as server:
        assert server.ask(target).status == 401
        assert server.ask(target, Authorization=f"Bearer {token}").status == 200


def test_the_server_is_a_part_of_another_application(reader: Path) -> None:
    (block,) = blocks_of("http.md", language="python")
    names: dict[str, Any] = {}
    exec(block.text, names)
    client = Client(names["app"])
    try:
        found = client.get("/find/v1/search?q=sham+surgery").json()
        with Index.open(reader / "index") as index:
            assert found["total"] == index.search("sham surgery").total
        assert client.get("/find/").status_code == 200
    finally:
        client.end()
        names["app"].routes[-1].app.state.executor.close()


def test_the_bounds_are_those_of_the_server() -> None:
    limits = ServerLimits()
    for told in (
        f"| {LONGEST_QUERY:,} and {LONGEST_NAME} characters; {limits.target // 1024} kB; ",
        f"; {limits.head // 1024} kB |",
        f"| {limits.threads} and {limits.waiting}, in each of two lanes of each process: others",
        f"| {limits.answer_seconds:g} s, then 503",
        f"| {limits.head_seconds:g} s; {limits.read_seconds:g} s without progress |",
        f"| {limits.idle_seconds} s; {limits.connections}, then",
        f"| {limits.stop_seconds} s for requests in progress |",
    ):
        assert told in TEXT

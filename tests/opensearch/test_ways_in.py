"""Each way in gives the same answers from a cluster as from a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clusters import delete

from painsci_search import Article, Index, Section
from painsci_search.cli.app import run

_TOOK = re.compile(r'"took_ms": ?[0-9.]+|[0-9.]+ m?s\b')


@pytest.fixture(scope="module")
def pair(hosts: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The demo corpus in a folder and on a cluster."""
    folder = str(tmp_path_factory.mktemp("ways") / "index")
    address = f"opensearch://{hosts}/ways-in"
    delete(address)
    for index in (folder, f"{address}?shards=2"):
        assert run(["index", "corpus", "--index", index, "--workers", "2"]) == 0
    yield folder, address
    delete(address)


@pytest.fixture
def ask(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str]]:
    """A function that runs a command and returns its status and output, without times."""

    def ask_command(*arguments: str) -> tuple[int, str]:
        capfdbinary.readouterr()
        status = run(arguments)
        output = capfdbinary.readouterr().out.decode()
        return status, _TOOK.sub("", output)

    return ask_command


@pytest.mark.parametrize(
    "command",
    [
        ["query", "placebo", "pain"],
        ["query", "exercise*", "--format", "json", "--cards"],
        ["query", "back pain", "--format", "csv", "--sort", "date", "--limit", "30"],
        ["query", "placebo", "--format", "bibtex"],
        ["query", "zzz"],
        ["query", "plcebo"],
        ["refs", "pain", "--limit", "5"],
        ["refs", "--sort", "year", "--format", "json", "--limit", "5"],
        ["new", "--since", "2000"],
        ["new", "--since", "2000", "--format", "atom"],
    ],
    ids=" ".join,
)
def test_a_command_writes_the_same(
    pair: tuple[str, str], ask: Callable[..., tuple[int, str]], command: list[str]
) -> None:
    folder, address = pair
    expected = ask(*command, "--index", folder)
    assert ask(*command, "--index", address) == expected


def test_articles_and_their_works_are_the_same(
    pair: tuple[str, str], ask: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    folder, address = pair
    with Index.open(folder) as index:
        article = index.articles()[0].id
        work = index.references(limit=1).works[0].key
    quotes = tmp_path / "quotes.json"
    quotes.write_text(ask("query", "placebo", "--format", "quotes", "--index", folder)[1])
    for command in (
        ["check"],
        ["show", article],
        ["like", article],
        ["cites", work],
        ["verify", str(quotes)],
    ):
        assert ask(*command, "--index", address) == ask(*command, "--index", folder)


def test_a_server_answers_the_same(pair: tuple[str, str]) -> None:
    pytest.importorskip("fastapi")
    from painsci_search.server import create_app

    asking = pytest.importorskip("asking")
    answers: list[list[Any]] = []
    for index in pair:
        client = asking.Client(create_app(index))
        found = client.get("/v1/search", {"q": "placebo pain", "facets": "true"})
        assert found.status_code == 200
        content = found.json()
        del content["took_ms"]
        suggested = client.get("/v1/suggest", {"q": "plac"}).json()
        page = client.get("/?q=placebo")
        assert page.status_code == 200
        answers.append([content, suggested])
        client.close()
    assert answers[0] == answers[1]


def test_every_route_answers_the_same(pair: tuple[str, str]) -> None:
    pytest.importorskip("fastapi")
    from painsci_search.server import ServerLimits, Settings, create_app

    patient = Settings(limits=ServerLimits(answer_seconds=120))

    asking = pytest.importorskip("asking")
    targets = [
        "/v1/like?id=placebo&limit=3", "/v1/bibliography?q=placebo&limit=5",
        "/v1/bibliography?q=placebo&format=ris", "/v1/news?since=2024", "/v1/news.atom",
        "/v1/understand?q=placebo", "/v1/references?limit=5", "/v1/articles",
    ]  # fmt: skip
    answers: list[list[Any]] = []
    for index in pair:
        client = asking.Client(create_app(index, patient))
        found = [_TOOK.sub("", client.get(target).content.decode()) for target in targets]
        pack = client.get("/v1/quotes?q=placebo&limit=3").json()
        stats = client.get("/v1/stats").json()
        kept = {name: stats[name] for name in ("articles", "sections", "notes", "references")}
        verified = client.post("/v1/verify", pack).json()
        assert verified["counts"]["unchanged"] == 3
        answers.append([*found, pack["quotes"], kept, verified])
        client.close()
    assert answers[0] == answers[1]


def test_an_assistant_gets_the_same(pair: tuple[str, str]) -> None:
    pytest.importorskip("mcp")
    from painsci_search.mcp import Tools
    from painsci_search.mcp.resources import Resources

    calls: list[tuple[str, dict[str, Any]]] = [
        ("search", {"query": "placebo pain", "evidence": True}),
        ("search", {"query": '"placebo (', "limit": 2}),
        ("read", {"article": "placebo"}),
        ("read", {"article": "nothing"}),
        ("references", {"query": "placebo", "format": "bibtex", "limit": 3}),
        ("cites", {"work": "30397584"}),
        ("like", {"article": "placebo"}),
        ("bibliography", {"query": "placebo"}),
        ("quotes", {"query": "placebo"}),
        ("verify", {"quotes": [{"text": "Sham surgery is a control.", "article": "placebo"}]}),
        ("news", {"since": "2024"}),
        ("explain_query", {"query": "placebo -mice"}),
    ]
    answers: list[list[Any]] = []
    for place in pair:
        with Index.open(place) as index:
            tools = Tools(index)
            resources = Resources(index, tools)
            found = [tools.call(name, values) for name, values in calls]
            assert not any("Internal error" in answer.text for answer in found)
            assert not tools.call("stats", {}).is_error
            answers.append([found, resources.list_page(None), resources.complete("id", "p", {})])
    assert answers[0] == answers[1]


def test_an_exported_site_has_the_same_records(pair: tuple[str, str], tmp_path: Path) -> None:
    sizes = []
    for number, index in enumerate(pair):
        folder = tmp_path / str(number)
        assert run(["export-site", str(folder), "--index", index, "--base-url", ".."]) == 0
        files = [file for file in folder.rglob("*.html") if file.is_file()]
        sizes.append({file.relative_to(folder): file.read_text() for file in files})
    assert sizes[0] == sizes[1]


def test_an_error_is_one_line(pair: tuple[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    _, address = pair
    assert run(["query", "placebo", "--format", "json", "--index", f"{address}-other"]) == 2
    error = json.loads(capfd.readouterr().err)["error"]
    assert error["kind"] == "IndexMissing"
    assert run(["query", "placebo", "--index", "opensearch://127.0.0.1/UPPER"]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("command", [["query", "placebo", "--semantic"], ["embed"]], ids=" ".join)
def test_a_search_by_meaning_asks_for_a_folder_and_for_no_model(
    command: list[str], pair: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--index", pair[1]]) == 2
    [line] = capfd.readouterr().err.splitlines()
    assert "an index on a cluster cannot have vectors: copy it to a folder" in line


def test_servers_and_assistants_answer_from_the_latest_commit(address: str) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("mcp")
    from painsci_search.mcp import Tools
    from painsci_search.server import create_app

    asking = pytest.importorskip("asking")

    def article(word: str) -> Article:
        return Article(word, f"On {word}", (Section("s", "Part", f"Some {word} that lasts."),))

    with Index.create(address) as writing, Index.open(address) as read:
        writing.add(article("humming"))
        clients = [asking.Client(create_app(address)) for _ in range(2)]
        tools = Tools(read)
        for word in ("humming", "whistling"):
            writing.add(article(word))
            for client in clients:
                found = client.get("/v1/search", {"q": word, "kind": "section"}).json()
                assert [hit["article"]["id"] for hit in found["hits"]] == [word]
            assert f"On {word}" in tools.call("search", {"query": word}).text
        for client in clients:
            client.close()

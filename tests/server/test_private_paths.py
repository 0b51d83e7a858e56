"""No answer names a path of the server's machine: not of articles, the index, or its settings."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Client, Response

from painsci_search import Index
from painsci_search.errors import IndexDamaged, IndexUnavailable, PainSciSearchError, ReadError
from painsci_search.server import Settings, create_app
from painsci_search.server.executor import redact_sources

NAME = "a secret folder"
PARAMETERS = {
    "q": "pills", "work": "30397584", "id": "pills", "since": "1000", "format": "bibtex",
    "explain": "true", "evidence": "true", "facets": "true", "limit": "20",
}  # fmt: skip

PAGE = """<html><title>{name}</title><meta name=date content=2024-05-01><article><h1>{name}</h1>
<p>Bigger pills, it is said, work better than small ones do.<a href='#n1' id='r1'>1</a></p>
<h2 id=red>Red pills</h2><p>Red pills have been compared with blue ones, and the red ones won. See
<a href='other.html'>this</a>. <img src='red.png'></p><ol><li id=n1>Doe J. Pills. Pain. 2018;8:2.
PubMed 30397584. <a href='other.html'>x</a> <a href='#r1'>back</a></li></ol></article></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with articles, an index of them, and files of synonyms and notices."""
    secret = tmp_path / NAME
    pages = secret / "pages"
    pages.mkdir(parents=True)
    for name in ("pills", "more pills"):
        (pages / f"{name}.html").write_text(PAGE.format(name=name))
    with Index.create(secret / "index") as index:
        index.update([pages])
    (secret / "words").write_text("pills = tablets\n")
    (secret / "notices").write_text("doi,pmid,kind\n,30397584,retraction\n")
    return secret


@pytest.fixture
def opened(folder: Path) -> Iterator[Index]:
    with Index.open(
        folder / "index", synonyms=folder / "words", notices=folder / "notices"
    ) as index:
        yield index


def walk(client: Client) -> Iterator[tuple[str, Response]]:
    """Ask every route of the API and every page, with each parameter and without any."""
    targets = ["/", "/?q=pills", "/?q=%22", "/articles/pills", "/articles/none", "/static/x", "/x",
               "/articles/pills?q=pills&at=red&passage=won"]  # fmt: skip
    document = client.get("/v1/openapi.json").json()
    quotes = {"quotes": [{"text": "Bigger pills", "article": {"id": "pills"}}]}
    for path, operations in document["paths"].items():
        if "post" in operations:
            for body in (quotes, b"{"):
                yield path, client.post(path, body)
            continue
        names = [each["name"] for each in operations["get"].get("parameters", ())]
        known = {name: PARAMETERS[name] for name in names if name in PARAMETERS}
        for put in ("pills", "none"):
            target = path.replace("{id}", put)
            query = "&".join(f"{name}={value}" for name, value in known.items() if "{" not in path)
            plain = query.replace("&format=bibtex", "")
            targets += [target, f"{target}?{query}", f"{target}?{plain}", f"{target}?anchor=red",
                        f"{target}?{plain}&{plain}", f"{target}?nonsense=1",
                        f"{target}?q=%22"]  # fmt: skip
    for target in targets:
        for accept in ("*/*", "text/html"):
            yield target, client.get(target, headers=[("accept", accept)])


def named(response: Response, folder: Path) -> list[str]:
    """List the parts of the machine's paths that an answer has."""
    shown = response.content.decode() + repr(response.headers.items())
    parts = [str(folder), NAME, NAME.replace(" ", "%20"), str(Path.home()), "file:", "/tmp/"]
    parts += ["site-packages", str(Path(__file__).parents[2])]
    return [part for part in parts if part in shown]


def check(client: Client, folder: Path) -> set[int]:
    statuses = set()
    for target, response in walk(client):
        assert not named(response, folder), target
        statuses.add(response.status_code)
    return statuses


def test_no_answer_names_a_path(
    opened: Index, folder: Path, make_client: Callable[..., Client]
) -> None:
    assert {200, 400, 404, 406} <= check(make_client(opened), folder)
    [response] = [make_client(opened, shows_sources=True).get("/v1/search?q=pills&limit=1")]
    assert named(response, folder), "nothing would be found"


def test_no_answer_of_an_application_that_opens_a_folder_names_it(folder: Path) -> None:
    client = Client(create_app(folder / "index", Settings(root_path="/find")))
    assert 200 in check(client, folder)
    client.close()


@pytest.mark.parametrize(
    "error",
    [
        IndexDamaged("the index at {} is damaged"),
        IndexUnavailable("{}: the cluster does not answer", "the cluster does not answer"),
        ReadError("{}: unreadable"),
        PainSciSearchError("{}: the file of synonyms cannot be read"),
        OSError(5, "Input/output error", "{}"),
        RuntimeError("{}"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_answer_to_a_failure_names_a_path(  # noqa: PLR0913, PLR0917
    error: Any,
    opened: Index,
    folder: Path,
    make_client: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL, logger="painsci_search.server")
    client = make_client(opened)
    error.args = tuple(
        each.format(folder) if isinstance(each, str) else each for each in error.args
    )

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    methods = ("search", "references", "cites", "bibliography", "like", "quotes", "verify", "get",
               "read", "articles", "news", "stats", "understand", "suggest",
               "evidence")  # fmt: skip
    for name in methods:
        monkeypatch.setattr(Index, name, fail)
    statuses = check(client, folder)
    assert statuses & {500, 503}


def test_no_answer_names_a_path_while_the_latest_commit_is_damaged(
    opened: Index, folder: Path, make_client: Callable[..., Client]
) -> None:
    client = make_client(opened)
    assert client.get("/v1/articles").status_code == 200
    (folder / "index" / "painsci-search.json").write_text("nonsense")
    check(client, folder)
    assert client.get("/v1/health").json()["status"] == "stale"


@pytest.mark.parametrize("first", [None, 5, [], [1, 2]])
def test_paths_are_removed_from_lists_of_any_items(first: Any) -> None:
    found = redact_sources([first, [{"source": "/a secret folder/x.html"}]], "")
    assert found == [first, [{"source": ""}]]


def test_paths_are_removed_from_values_of_subclasses_too() -> None:
    class Text(str):
        __slots__ = ()

    class Listed(list[Any]):
        pass

    path = Text("/a secret folder/x.html")
    value = {"metadata": OrderedDict(source=path), "notes": Listed([OrderedDict(source=path)])}
    assert redact_sources(value, "") == {"metadata": {"source": ""}, "notes": [{"source": ""}]}

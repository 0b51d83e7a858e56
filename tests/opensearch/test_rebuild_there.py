"""An index on a cluster is made anew, in whatever state it is, in one commit that may also fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from painsci_search import (
    Article,
    Index,
    IndexDamaged,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
    Section,
)
from painsci_search.cli.app import run
from painsci_search.engine.opensearch import commit, writer
from painsci_search.engine.opensearch.address import parse_address
from painsci_search.engine.opensearch.connection import Connection
from painsci_search.ingest import update

ADDED = Article("added", "Added", (Section("s", "Part", "Some humming that a program added."),))


@pytest.fixture
def pages(write_page: Callable[..., Path]) -> Path:
    """A folder of two pages."""
    write_page("pages/knee.html", opening="An opening about knees, which is long enough.")
    return write_page("pages/back.html").parent


@pytest.fixture
def index(address: str, pages: Path) -> Iterator[Index]:
    """An index of two files, and of an article without file."""
    with Index.create(f"{address}?shards=2") as index:
        index.update(pages)
        index.add(ADDED)
        yield index


@pytest.fixture
def connection(address: str) -> Iterator[Connection]:
    connection = Connection(parse_address(address))
    yield connection
    connection.close()


def _names(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = connection.get(f"/{connection.address.name}*/_settings")
    return found


def _ids(address: str) -> set[str]:
    with Index.open(address) as index:
        return {info.id for info in index.articles()}


def _change_manifest(connection: Connection, **changes: object) -> None:
    path = f"/{connection.address.name}-state/_doc/manifest"
    content = connection.get(path)["_source"]
    connection.put(path, {**content, **changes})


def test_a_healthy_index_is_made_anew_and_readers_keep_theirs(
    index: Index, address: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {info.id: index.get(info.id) for info in index.articles()}
    report = Index.rebuild(address)
    assert (len(report.unchanged), report.rebuilt, report.problems) == (2, True, ())
    generation = index.generation
    assert index.search("humming").total
    assert index.refresh()
    assert index.generation != generation
    assert {info.id: index.get(info.id) for info in index.articles()} == before
    assert index.check() == ()
    name = connection.address.name
    own = next(each for each in _names(connection) if "-records-" in each)
    assert _names(connection)[own]["settings"]["index"]["number_of_shards"] == "2"
    # the index that was replaced goes when no reader can need it
    reader = Index.open(address)
    monkeypatch.setattr(writer, "KEEP", 0.0)
    index.remove("added")
    index.add(ADDED)
    assert set(_names(connection)) == {own, f"{name}-state"}
    assert index.search("humming").total
    assert run(["index", "--rebuild", "--index", address]) == 0
    assert own not in _names(connection)
    monkeypatch.setattr(commit, "_SURE", 0.0)
    with pytest.raises(PainSciSearchError, match="open or refresh"):
        reader.search("humming")
    reader.close()


def test_a_lost_record_costs_its_article_only_and_files_are_read_again(
    index: Index, address: str, connection: Connection
) -> None:
    name = connection.address.name
    index.add(Article("spoiled", "Spoiled", ADDED.sections))
    for article, number in (("spoiled", 0), ("knee", 1)):
        chosen = [{"term": {"article": article}}, {"term": {"number": number}}]
        query = {"bool": {"filter": chosen}}
        connection.post(f"/{name}/_refresh")
        (hit,) = connection.search(name, {"query": query})["hits"]["hits"]
        connection.delete(f"/{name}/_doc/{hit['_id']}", routing=article, refresh="true")
    with pytest.raises(IndexDamaged, match="index --rebuild --index"):
        index.check()
    report = Index.rebuild(address)
    (problem,) = report.problems
    assert problem.source == address
    assert "may be lost" in problem.message
    assert _ids(address) == {"knee", "back", "added"}
    with Index.open(address) as opened:
        assert opened.check() == ()


@pytest.mark.usefixtures("index")
def test_an_index_without_a_manifest_is_made_from_the_given_files(
    address: str, connection: Connection, pages: Path
) -> None:
    connection.delete(f"/{connection.address.name}-state/_doc/manifest")
    with pytest.raises(IndexDamaged, match="no manifest"):
        Index.open(address)
    with pytest.raises(IndexDamaged, match="no manifest"):
        Index.rebuild(address)
    Index.rebuild(address, pages)
    assert _ids(address) == {"knee", "back"}


@pytest.mark.usefixtures("index")
def test_an_index_of_another_format_stays_until_another_one_is_complete(
    address: str, connection: Connection, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _change_manifest(connection, format=1)
    before = _names(connection)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(update.IndexUpdate, "_stage", fail)
        with pytest.raises(KeyboardInterrupt):
            Index.rebuild(address, pages)
    assert _names(connection).keys() == before.keys()
    with pytest.raises(IndexVersionError, match="index --rebuild --index"):
        Index.open(address)
    Index.rebuild(address, pages)
    assert _ids(address) == {"knee", "back", "added"}


def test_no_index_is_made_of_nothing(address: str, pages: Path) -> None:
    with pytest.raises(IndexMissing):
        Index.rebuild(address)
    assert len(Index.rebuild(address, pages).added) == 2

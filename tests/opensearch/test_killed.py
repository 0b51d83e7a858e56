"""A process that updates an index on a cluster is killed at any moment: nothing is half done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from painsci_search import Index
from painsci_search.engine.opensearch.address import parse_address
from painsci_search.engine.opensearch.connection import Connection
from painsci_search.engine.opensearch.manifest import read_manifest
from profiles import trials

# Runs a command, and kills its own process before or after a request. It sends a few records in
# each request, and its lock ends a second after it.
_KILLED = """
import os, signal, sys
from painsci_search.cli.app import run
from painsci_search.engine.opensearch import lease, writer
from painsci_search.engine.opensearch.connection import Connection

lease._LEASE, writer._REQUEST = 1.0, 2_000
left, is_before, *arguments = sys.argv[1:]
left = int(left)
once = Connection._once

def once_or_never(*request):
    global left
    left -= 1
    if left == 0 and is_before == "True":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = once(*request)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

Connection._once = once_or_never
sys.exit(run(arguments))
"""
# Requests of an update of the pages below, at most.
_MOST_REQUESTS = 40


def _write(folder: Path, pages: dict[str, str]) -> None:
    """Make a folder hold some pages, each named and with its word, and no others."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, word in pages.items():
        text = "".join(f"<h2>Part {n}</h2><p>Some {word} that lasts, {n}.</p>" for n in range(9))
        page = f"<title>On {word}</title><article><h1>On {word}</h1>{text}</article>"
        (folder / f"{name}.html").write_text(page)


def _totals(index: Index) -> tuple[int, ...]:
    words = ("humming", "whistling", "shouting")
    return tuple([index.search(word, kind="section").total for word in words])


_BEFORE = {"one": "humming", "two": "humming", "three": "humming"}
_AFTER = {"one": "whistling", "two": "humming"} | {f"new-{n}": "shouting" for n in range(20)}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(trials(4, 80)))
@pytest.mark.parametrize("options", [[], ["--rebuild"]], ids=["index", "rebuild"])
def test_a_killed_update_is_seen_as_a_whole_or_not_at_all_and_the_next_one_mends_it(
    address: str, tmp_path: Path, seed: int, options: list[str]
) -> None:
    random, folder = Random(seed), tmp_path / "pages"
    _write(folder, _BEFORE)
    with Index.create(address) as index, Index.open(address) as reader:
        index.update(folder)
        reader.refresh()
        before = _totals(reader)
        assert before[0] > 0 == before[1]
        _write(folder, _AFTER)
        killed = [str(random.randint(1, _MOST_REQUESTS)), str(random.random() < 0.5)]
        command = ["index", str(folder), "--index", address, *options]
        ended = subprocess.run(
            [sys.executable, "-c", _KILLED, *killed, *command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode in (0, -9), ended.stderr
        assert _totals(reader) == before
        with Index.open(address) as another, Index.in_memory() as expected:
            expected.update(folder)
            assert _totals(another) in (before, _totals(expected))
            assert another.check() == () or _totals(another) == before
            index.update(folder, timeout=60)
            assert _totals(reader) == before
            assert _totals(index) == _totals(expected)
            assert [each.id for each in index.articles()] == [e.id for e in expected.articles()]
        assert index.check() == ()
    _assert_without_leftovers(address)


def _assert_without_leftovers(address: str) -> None:
    """Check that a cluster has no documents and indexes but those of commits that can be read."""
    connection = Connection(parse_address(address))
    name = parse_address(address).name
    connection.post(f"/{name}*/_refresh")
    manifest = read_manifest(connection).manifest
    kept = {manifest.rebuilt, *(each for each, _ in manifest.retired)}
    expected = {name if each == 0 else f"{name}-records-{each}" for each in kept}
    found = set(connection.get(f"/{name}*/_settings"))
    assert found == expected | {f"{name}-state"}
    commits = {manifest.generation, *(each for each, _ in manifest.replaced)}
    for index in expected:
        body = {"size": 1000, "_source": ["born", "died"]}
        for hit in connection.search(index, body)["hits"]["hits"]:
            own = hit["_source"]
            assert own["born"] in commits
            assert own.get("died") is None or own["died"] in commits
    states = connection.search(f"{name}-state", {"size": 1000})["hits"]["hits"]
    data = {each["_id"] for each in states} - {"manifest", "lock"}
    dropped = {each for each, _ in manifest.dropped}
    assert data == {*manifest.vocabulary, *manifest.attachment} | dropped
    connection.close()

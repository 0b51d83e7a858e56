"""A node is killed and comes back while articles are added and queries run: nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Self

import pytest
from cluster import Cluster

from painsci_search import Article, Index, PainSciSearchError, Section

_WORDS = ("humming", "whistling", "shouting", "singing", "clapping", "nodding")


@pytest.fixture
def own(cluster: Cluster) -> Iterator[Cluster]:
    """The started cluster, whole before the test and after it."""
    cluster.wait(3, "green")
    yield cluster
    cluster.wait(3, "green")


def _articles(word: str) -> list[Article]:
    text = f"Some {word} that lasts for a while."
    return [Article(f"{word}-{n}", f"On {word}", (Section("s", "Part", text),)) for n in range(20)]


class _Readers:
    """Threads that query while an index changes, and what they found.

    Attributes:
        wrong: answers that no commit has.
        said: the errors that were reported.
    """

    def __init__(self, address: str) -> None:
        self.wrong: list[str] = []
        self.said: list[str] = []
        self.answers = 0
        self._address = address
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(2)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        with Index.open(self._address) as index:
            while not self._ended.is_set():
                try:
                    index.refresh()
                    totals = {w: index.search(w, kind="section").total for w in _WORDS}
                except PainSciSearchError as error:
                    self.said.append(str(error))
                    continue
                self.answers += 1
                found = [total for total in totals.values() if total]
                # a word is in all of its articles or in none, and the words come in their order
                if any(total != 20 for total in found) or not all(
                    totals[word] for word in _WORDS[: len(found)]
                ):
                    self.wrong.append(str(totals))


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_is_lost_while_a_node_is_killed_and_comes_back(
    own: Cluster, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"opensearch://{own.address}/nodes-{number}"
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "120")
    with Index.create(f"{address}?shards=3&replicas=1") as index:
        own.wait(3, "green")
        with _Readers(address) as readers:
            index.add(_articles(_WORDS[0]))
            killing = threading.Timer(0.2, own.kill, [number])
            killing.start()
            index.add(_articles(_WORDS[1]))
            killing.join()
            index.add(_articles(_WORDS[2]))
            own.start(number)
            index.add(_articles(_WORDS[3]))
            own.wait(3, "green")
            index.add(_articles(_WORDS[4]))
            index.remove([f"{_WORDS[4]}-{n}" for n in range(20)])
        assert readers.wrong == []
        assert readers.answers
        assert all("\n" not in line and address[:20] in line for line in readers.said)
        index.refresh()
        for word in _WORDS[:4]:
            assert index.search(word, kind="section").total == 20
        assert index.search(_WORDS[4], kind="section").total == 0
        assert index.check() == ()

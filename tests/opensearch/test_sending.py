"""Requests of a writer are sent while the next ones are made; the first error ends them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event
from typing import Any, cast

import pytest

from painsci_search.engine.opensearch.connection import Connection
from painsci_search.engine.opensearch.sending import Sender
from painsci_search.errors import PainSciSearchError


class _Cluster:
    """A connection without a cluster: it answers when it is let, or fails.

    Attributes:
        written: the documents of the requests that were answered.
    """

    def __init__(self, answer: Callable[[str], None]) -> None:
        self.written: list[str] = []
        self._answer = answer

    def bulk(self, index: str, lines: list[Any], actions: int, allow: Callable[[], None]) -> None:
        assert (index, len(lines)) == ("pain", 2 * actions)
        allow()
        self._answer(lines[1])
        allow()  # as before a second attempt
        self.written.append(lines[1])

    def sender(self, allow: Callable[[], None] = lambda: None) -> Sender:
        return Sender(cast("Connection", self), "pain", allow)


def test_requests_are_made_while_others_are_sent_and_all_are_waited_for() -> None:
    made = Event()
    cluster = _Cluster(lambda document: None if document == "second" else _wait(made))
    with cluster.sender() as sender:
        sender.send([{}, "first"])
        sender.send([{}, "second"])
        made.set()
    assert sorted(cluster.written) == ["first", "second"]


def _wait(event: Event) -> None:
    assert event.wait(60)


def test_no_more_than_a_few_requests_are_under_way() -> None:
    under_way: list[str] = []
    three = Barrier(3)

    def answer(document: str) -> None:
        under_way.append(document)
        three.wait(60)  # a fourth request would begin before these three end
        assert len(under_way) <= 3
        three.wait(60)
        under_way.remove(document)

    documents = [f"{number:02}" for number in range(51)]
    cluster = _Cluster(answer)
    with cluster.sender() as sender:
        for document in documents:
            sender.send([{}, document])
    assert sorted(cluster.written) == documents


def test_the_first_error_is_raised_and_nothing_is_sent_after_it() -> None:
    tried: list[str] = []

    def fail(document: str) -> None:
        tried.append(document)
        raise PainSciSearchError("the disk is full")

    cluster = _Cluster(fail)
    with pytest.raises(PainSciSearchError, match="the disk is full"):
        _send(cluster.sender(), 100)
    assert len(tried) < 10
    assert cluster.written == []


def _send(sender: Sender, count: int) -> None:
    with sender:
        for _ in range(count):
            sender.send([{}, "document"])


def test_a_writer_that_is_interrupted_sends_nothing_again() -> None:
    started, ended = Event(), Event()

    def answer(_: str) -> None:
        started.set()
        _wait(ended)

    cluster = _Cluster(answer)
    sender = cluster.sender()
    sender._ended = ended
    sender.send([{}, "document"])
    _wait(started)
    sender.__exit__(KeyboardInterrupt, None, None)
    assert cluster.written == []

"""Which of several processes takes a new connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from painsci_search.server import sharing
from painsci_search.server.sharing import SharedSocket, Shares


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


@pytest.fixture
def shared(listening: socket.socket) -> Iterator[SharedSocket]:
    """The socket of a process that has a connection more than the other."""
    shares = Shares(2)
    share, _ = shares.of(0), shares.of(1)
    share.count(1)
    with SharedSocket(listening.dup(), share) as opened:
        yield opened


class Clock:
    """Time that passes only while a process lets a connection wait."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.looks = 0
        monkeypatch.setattr(sharing, "time", self)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.looks += 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def looks_until_accepted(shared: SharedSocket, clock: Clock) -> int:
    """Accept a connection; return how often it was left to another process before."""
    before = clock.looks
    for _ in range(1000):
        try:
            shared.accept()[0].close()
        except BlockingIOError:
            continue
        return clock.looks - before
    pytest.fail("the connection is never accepted")


@pytest.mark.parametrize(("own", "others", "looks"), [(0, 0, 0), (3, 3, 0), (3, 4, 0), (4, 3, 100)])
def test_a_process_leaves_a_connection_to_one_with_fewer_for_a_time(
    listening: socket.socket, clock: Clock, own: int, others: int, looks: int
) -> None:
    shares = Shares(2)
    shares.of(1).count(others)
    share = shares.of(0)
    share.count(own)
    with (
        SharedSocket(listening.dup(), share) as shared,
        socket.create_connection(listening.getsockname()),
    ):
        assert looks_until_accepted(shared, clock) == pytest.approx(looks, abs=1)


def test_of_two_processes_the_one_with_fewer_connections_takes_the_next(
    listening: socket.socket, clock: Clock
) -> None:
    shares = Shares(2)
    many, few = shares.of(0), shares.of(1)
    many.count(4)
    few.count(3)
    with (
        SharedSocket(listening.dup(), many) as busy,
        SharedSocket(listening.dup(), few) as idle,
        socket.create_connection(listening.getsockname()),
    ):
        with pytest.raises(BlockingIOError):
            busy.accept()
        assert looks_until_accepted(idle, clock) == 0


def test_a_process_that_does_not_come_is_not_waited_for_again_soon(
    listening: socket.socket, shared: SharedSocket, clock: Clock
) -> None:
    looks = []
    for seconds in (0, 0, 0, 2):
        clock.now += seconds
        with socket.create_connection(listening.getsockname()):
            looks.append(looks_until_accepted(shared, clock))
    assert looks[1:3] == [0, 0]
    assert looks[0] == looks[3] > 0


def test_a_connection_that_another_took_shortens_the_wait_for_no_other(
    listening: socket.socket, shared: SharedSocket, clock: Clock
) -> None:
    with socket.create_connection(listening.getsockname()):
        with pytest.raises(BlockingIOError):
            shared.accept()
        listening.accept()[0].close()
    clock.now += 60
    with socket.create_connection(listening.getsockname()):
        assert looks_until_accepted(shared, clock) > 50


def test_a_process_that_takes_the_place_of_another_has_no_connections() -> None:
    shares = Shares(2)
    shares.of(1).count(7)
    shares.of(0).count(3)
    assert shares.of(1).is_fewest

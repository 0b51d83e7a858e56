"""Which of several processes takes a new connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from painsci_search.server.process import SharedSocket


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def turns_until_accepted(shared: SharedSocket) -> int:
    for turns in range(100):
        try:
            shared.accept()[0].close()
        except BlockingIOError:
            continue
        return turns
    pytest.fail("the connection is never accepted")


@pytest.mark.parametrize(("connections", "turns"), [(0, 0), (1, 1), (5, 5), (500, 8)])
def test_a_process_lets_a_connection_wait_for_a_turn_for_each_that_it_has(
    listening: socket.socket, connections: int, turns: int
) -> None:
    with SharedSocket(listening, range(connections)) as shared:
        for _ in range(2):
            with socket.create_connection(listening.getsockname()):
                assert turns_until_accepted(shared) == turns


def test_of_two_processes_the_one_with_fewer_connections_takes_the_next(
    listening: socket.socket,
) -> None:
    with (
        SharedSocket(listening, range(3)) as busy,
        SharedSocket(listening, ()) as idle,
        socket.create_connection(listening.getsockname()),
    ):
        with pytest.raises(BlockingIOError):
            busy.accept()
        assert turns_until_accepted(idle) == 0

"""Requests of a writer in; sent by threads of their own while the next ones are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import Any, Self

from painsci_search.engine.opensearch.connection import Connection

# Requests that are under way at one time: one for each of some nodes. Each takes some 10 MB here
# and in the cluster.
_TOGETHER = 3


class _Ended(Exception):
    """Another request failed, or the writer was interrupted: this one need not be sent again."""


class Sender:
    """Writes documents to an index of a cluster, several requests at a time, in any order.

    Leaving its context waits for all of them, and raises the first error.

    Args:
        allow: called before each attempt; it raises an error if there must be none.
    """

    def __init__(self, connection: Connection, index: str, allow: Callable[[], None]) -> None:
        self._connection = connection
        self._index = index
        self._allow = allow
        self._ended = Event()
        self._sent: deque[Future[None]] = deque()
        self._threads = ThreadPoolExecutor(_TOGETHER, "painsci-search-bulk")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        try:
            while kind is None and self._sent:
                self._sent.popleft().result()
        finally:
            self._ended.set()
            self._threads.shutdown(cancel_futures=True)

    def send(self, lines: list[Any]) -> None:
        """Write documents, given as actions and sources, now or a little later."""
        if len(self._sent) >= _TOGETHER:
            self._sent.popleft().result()
        self._sent.append(self._threads.submit(self._bulk, lines))

    def _bulk(self, lines: list[Any]) -> None:
        self._connection.bulk(self._index, lines, len(lines) // 2, self._check)

    def _check(self) -> None:
        if self._ended.is_set():
            raise _Ended
        self._allow()

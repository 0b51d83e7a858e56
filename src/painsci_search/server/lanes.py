"""Two lanes of requests, so that those that cost little never wait for those that cost much.

A request in, the thread of a lane that runs its job out; others wait in a queue of bounded size.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

Answer = TypeVar("Answer")

# Words: a query of more is looked up for longer than most.
_MOST_WORDS = 12
# Hits or works: the time of an answer grows with them.
_MOST_HITS = 50
# A word in place of many: with "*" or "?" in it, or "~" after it.
_IN_PLACE_OF_MANY = re.compile(r"[*~]|\w\?\w")
# These read something of all articles, some only with the first request after a commit; or compare
# texts.
_COSTLY_ROUTES = (
    *("/v1/references", "/v1/cites", "/v1/bibliography", "/export"),
    *("/v1/news", "/v1/news.atom", "/v1/stats", "/v1/like", "/v1/verify"),
)


class Lane:
    """Worker threads, and the queue of the jobs that wait for them.

    Args:
        name: of the threads.
        threads: the number of jobs run at a time.
        waiting: the number of jobs that may wait.
    """

    def __init__(self, name: str, threads: int, waiting: int = 0) -> None:
        self._name = name
        self._threads = threads
        self._most = threads + waiting
        self._pool: ThreadPoolExecutor | None = None
        self.unfinished = 0

    @property
    def is_full(self) -> bool:
        """Return whether no further job may wait."""
        return self.unfinished >= self._most

    def submit(self, job: Callable[[], Answer]) -> Future[Answer]:
        """Run a job in a thread, when its turn comes."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, self._name)
        return self._pool.submit(job)

    def close(self) -> None:
        """Shut the threads down, and drop the jobs that wait."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None


def is_costly(request: Request) -> bool:
    """Return whether a request may take long: patterns, near spellings, many words or hits.

    It is judged by its letters alone, since to parse it costs time, too.
    """
    if request.scope["path"].endswith(_COSTLY_ROUTES):
        return True
    given = request.query_params
    limit = given.get("limit", "")
    asked = " ".join(given.values())
    return (
        _IN_PLACE_OF_MANY.search(asked) is not None
        or asked.count(" ") >= _MOST_WORDS
        or (limit.isdecimal() and int(limit[:9]) > _MOST_HITS)
    )

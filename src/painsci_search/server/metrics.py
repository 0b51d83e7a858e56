"""Counters of the requests of all worker processes, and their text for Prometheus.

A row of numbers for each worker in memory that all of them share. Each worker writes only its own
row, and only from its event loop, so nothing needs a lock; a worker that takes the place of another
goes on with its row, so no counter ever falls. Whichever worker is asked adds the rows up. The
library of Prometheus does the same with files in a folder, which somebody must make and clear.

Source: the text format of Prometheus, version 0.0.4.
"""

from __future__ import annotations

import mmap
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# The routes that are counted apart; a test compares them with those of the application.
ROUTES = (
    *("/", "/articles/{article_id}", "/static/{name}", "/export", "/cite/{article_id}"),
    *("/saved/{article_id}", "/like/{article_id}", "/works", "/works/years", "/works/{key}"),
    *("/works/of/{article_id}", "/metrics"),
    *("/v1/search", "/v1/like", "/v1/articles", "/v1/articles/{id}", "/v1/suggest", "/v1/health"),
    *("/v1/references", "/v1/bibliography", "/v1/cites", "/v1/quotes", "/v1/verify", "/v1/news"),
    *("/v1/news.atom", "/v1/stats", "/v1/understand", "/v1/openapi.json"),
    "other",
)
STATUSES = (
    *(200, 204, 304, 308, 400, 401, 404, 405, 406, 408, 413, 414, 415, 421, 499),
    *(500, 501, 503, 0),
)
# Seconds; an answer from the index takes milliseconds, and none more than ten seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_PREFIX = "painsci_search"
_CONVERTOR = re.compile(r":\w+(?=\})")
_BY_ROUTE = len(STATUSES) + len(BUCKETS) + 2
# Of a row, besides the routes: requests in progress, and starts of the worker.
_IN_PROGRESS, _STARTS = 0, 1
_ROW = 2 + len(ROUTES) * _BY_ROUTE
_ROUTE_NUMBERS = {name: number for number, name in enumerate(ROUTES)}
_STATUS_NUMBERS = {status: number for number, status in enumerate(STATUSES)}


class Metrics:
    """The counters of a number of workers, as one of them writes them and adds them up.

    Args:
        workers: the number of processes; made before they are forked, they share its memory.
    """

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._numbers = memoryview(mmap.mmap(-1, 8 * workers * _ROW)).cast("d")
        self._row = 0

    def begin(self, worker: int) -> None:
        """Write to the row of a worker from now on, in the process of the worker.

        Args:
            worker: its number, from 0.
        """
        self._row = worker * _ROW
        # of the requests that were in progress when the one before it died, none is any more
        self._numbers[self._row + _IN_PROGRESS] = 0
        self._numbers[self._row + _STARTS] += 1

    def enter(self) -> None:
        """Count a request that begins."""
        self._numbers[self._row + _IN_PROGRESS] += 1

    def leave(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered.

        Args:
            route: the path of its route with its parameters, such as "/articles/{id}"; "" for none.
            seconds: the time that it took.
        """
        self._numbers[self._row + _IN_PROGRESS] -= 1
        number = _ROUTE_NUMBERS.get(_CONVERTOR.sub("", route), len(ROUTES) - 1)
        start = self._row + 2 + number * _BY_ROUTE
        self._numbers[start + _STATUS_NUMBERS.get(status, len(STATUSES) - 1)] += 1
        bucket = start + len(STATUSES) + bisect_left(BUCKETS, seconds)
        self._numbers[bucket] += 1
        self._numbers[start + _BY_ROUTE - 1] += seconds

    def render(self, gauges: Mapping[str, tuple[str, str, float]]) -> str:
        """Render the counters of all workers, and further values of the whole server.

        Args:
            gauges: by name, without the prefix: what it is, its labels as text, and its value.
        """
        lines = [*self._requests(), *self._durations()]
        lines += _metric("requests_in_progress", "gauge", "Requests being answered.")
        lines.append(_line("requests_in_progress", "", self._sum(_IN_PROGRESS)))
        starts = self._sum(_STARTS)
        lines += _metric("workers", "gauge", "Processes that answer requests.")
        lines.append(_line("workers", "", self._workers))
        lines += _metric("worker_starts_total", "counter", "Starts of these processes.")
        lines.append(_line("worker_starts_total", "", starts))
        for name, (description, labels, value) in gauges.items():
            lines += [*_metric(name, "gauge", description), _line(name, labels, value)]
        return "\n".join(lines) + "\n"

    def _requests(self) -> Iterator[str]:
        yield from _metric("requests_total", "counter", "Requests by route and status.")
        for route, start in _starts():
            for status, number in _STATUS_NUMBERS.items():
                if count := self._sum(start + number):
                    labels = f'{{route="{route}",status="{status or "other"}"}}'
                    yield _line("requests_total", labels, count)

    def _durations(self) -> Iterator[str]:
        name = "request_duration_seconds"
        yield from _metric(name, "histogram", "Time until requests were answered, by route.")
        for route, start in _starts():
            count = 0.0
            lines = []
            for number, bound in enumerate((*map(str, BUCKETS), "+Inf")):
                count += self._sum(start + len(STATUSES) + number)
                lines.append(_line(f"{name}_bucket", f'{{route="{route}",le="{bound}"}}', count))
            if count:
                yield from lines
                labels = f'{{route="{route}"}}'
                yield _line(f"{name}_sum", labels, self._sum(start + _BY_ROUTE - 1))
                yield _line(f"{name}_count", labels, count)

    def _sum(self, position: int) -> float:
        """Add up a number of all rows."""
        return sum(self._numbers[worker * _ROW + position] for worker in range(self._workers))


def _starts() -> Iterator[tuple[str, int]]:
    """Yield each route and where its numbers begin in a row."""
    for number, route in enumerate(ROUTES):
        yield route, 2 + number * _BY_ROUTE


def _metric(name: str, kind: str, description: str) -> list[str]:
    return [f"# HELP {_PREFIX}_{name} {description}", f"# TYPE {_PREFIX}_{name} {kind}"]


def _line(name: str, labels: str, value: float) -> str:
    number = str(int(value)) if value == int(value) else repr(round(value, 6))
    return f"{_PREFIX}_{name}{labels} {number}"

"""One answer: made by a worker thread from the index, named by an ETag, compressed if asked."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from painsci_search import Index, __version__
from painsci_search.render.json import dump
from painsci_search.server.problems import Problem
from painsci_search.server.served import Served
from painsci_search.server.settings import Limits

JSON = "application/json"
_LEVEL = 4


class Made(NamedTuple):
    """What a maker gives: the body of an answer, and what is said about it."""

    body: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = {}


def as_json(value: Any, headers: Mapping[str, str] | None = None) -> Made:
    """Make an answer of objects and lists."""
    return Made((dump(value, pretty=False) + "\n").encode(), JSON, headers or {})


Maker = Callable[[Index], Made]


class Desk:
    """Where requests are answered: a few at a time, some may wait, the rest are sent away."""

    def __init__(self, served: Served, limits: Limits) -> None:
        self.served = served
        self._limits = limits
        self._pool: ThreadPoolExecutor | None = None
        self._inside = 0

    async def answer(self, request: Request, make: Maker) -> Response:
        """Answer from the index.

        Args:
            make: is given the index, in a worker thread.

        Raises:
            Problem: too many others wait, or it takes too long.
            PainSciSearchError: what ``make`` raises.
        """
        return await self._run(lambda: self._respond(request, make))

    async def report(self) -> Response:
        """Tell whether the latest commit is served."""
        return await self._run(self._report)

    def _report(self) -> Response:
        _, generation = self.served.current()
        trouble = self.served.trouble
        value = {
            "schema": "painsci-search/health/1",
            "status": "stale" if trouble else "ok",
            "generation": generation,
            "version": __version__,
            "trouble": trouble and {"kind": trouble[0], "since": trouble[1]},
        }
        made = as_json(value)
        return Response(made.body, 200, {"cache-control": "no-store"}, made.media_type)

    def _respond(self, request: Request, make: Maker) -> Response:
        index, generation = self.served.current()
        tag = _tag(request, generation)
        headers = {"etag": tag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
        if _matches(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        made = make(index)
        body = made.body
        if len(body) >= self._limits.compressed and _takes_gzip(request):
            body = gzip.compress(body, _LEVEL, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(body, 200, {**headers, **made.headers}, made.media_type)

    async def _run(self, job: Callable[[], Response]) -> Response:
        limits = self._limits
        if self._inside >= limits.threads + limits.waiting:
            raise Problem(503, "busy", "too many requests at once", {"retry-after": "1"})
        if self._pool is None:
            self._pool = ThreadPoolExecutor(limits.threads, "painsci-search")
        loop = asyncio.get_running_loop()
        self._inside += 1
        future = self._pool.submit(job)
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._leave))
        try:
            waiting = asyncio.shield(asyncio.wrap_future(future))
            return await asyncio.wait_for(waiting, limits.answer_seconds)
        except TimeoutError:
            _forget(future)
            raise Problem(
                503, "too-slow", "the answer takes too long", {"retry-after": "5"}
            ) from None

    def _leave(self) -> None:
        self._inside -= 1

    def close(self) -> None:
        """Let the worker threads end."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _forget(future: Future[Response]) -> None:
    """Take a job off the queue; one that has begun goes on, and what it gives is dropped."""
    future.cancel()


def _tag(request: Request, generation: str) -> str:
    """Name what a request is answered with for as long as the index is the same."""
    asked = f"{__version__}\0{generation}\0{request.scope['path']}\0".encode()
    digest = hashlib.blake2b(asked + request.scope["query_string"], digest_size=12)
    return f'W/"{digest.hexdigest()}"'


def _matches(condition: str, tag: str) -> bool:
    """Compare weakly, as RFC 9110, section 13.1.2, has it."""
    if condition.strip() == "*":
        return True
    bare = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == bare for part in condition.split(","))


def _takes_gzip(request: Request) -> bool:
    accepted = request.headers.get("accept-encoding", "")
    for part in accepted.split(","):
        name, _, weight = part.strip().lower().partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False

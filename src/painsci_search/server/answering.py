"""One answer: made by a worker thread from the index, named by an ETag, compressed if asked."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from painsci_search import Index, __version__
from painsci_search.escaping import dump
from painsci_search.model import HEALTH_SCHEMA
from painsci_search.server.problems import Problem
from painsci_search.server.requests import takes_gzip
from painsci_search.server.served import Served
from painsci_search.server.settings import Settings

JSON = "application/json"
# On answers of a search, higher levels take twice the time for a tenth less.
_GZIP_LEVEL = 4
# What the client that closed the connection is not told; the log has it.
_CLIENT_IS_GONE = 499


class Made(NamedTuple):
    """What a maker gives: the body of an answer, and what is said about it."""

    body: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = {}


Maker = Callable[[Index], Made]


class Desk:
    """Where requests are answered: a few at a time, some may wait, the rest are sent away.

    Attributes:
        served: the index.
    """

    def __init__(self, served: Served, settings: Settings) -> None:
        self.served = served
        self._settings = settings
        self._limits = settings.limits
        self._pool: ThreadPoolExecutor | None = None
        self._reporter: ThreadPoolExecutor | None = None
        self._inside = 0

    async def answer(self, request: Request, make: Maker) -> Response:
        """Answer from the index, or with 304 if the client has that answer.

        Args:
            make: is given the index, in a worker thread.

        Raises:
            Problem: too many others wait, or it takes too long.
            PainSciSearchError: as ``make`` raises it.
        """
        return await self._run(request, lambda: self._respond(request, make))

    async def report(self, request: Request) -> Response:
        """Tell whether the latest commit is served, however many wait for answers.

        Raises:
            Problem: it takes too long.
        """
        if self._reporter is None:
            self._reporter = ThreadPoolExecutor(1, "painsci-search-report")
        try:
            async with asyncio.timeout(self._limits.answer_seconds):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._reporter, self._report, request)
        except TimeoutError:
            raise self._too_slow() from None

    def as_json(
        self, request: Request, value: Any, headers: Mapping[str, str] | None = None
    ) -> Made:
        """Make an answer of objects and lists."""
        if not self._settings.tells_sources:
            value = veil(value, request.scope.get("root_path", ""))
        return Made((dump(value, pretty=False) + "\n").encode(), JSON, headers or {})

    def close(self) -> None:
        """Let the worker threads end."""
        for pool in (self._pool, self._reporter):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._reporter = None

    def _respond(self, request: Request, make: Maker) -> Response:
        index, generation = self.served.current()
        tag = self._tag(request, index, generation)
        headers = {"etag": tag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
        if matches(request.headers.getlist("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        body, media_type, more = make(index)
        if len(body) >= self._limits.compressed and takes_gzip(
            request.headers.get("accept-encoding", "")
        ):
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(body, 200, {**headers, **more}, media_type)

    def _tag(self, request: Request, index: Index, generation: str) -> str:
        """Name what a request is answered with for as long as the index and its server are alike.

        The name is a weak one: what is said of the time taken differs, and so does the encoding.
        """
        scope = request.scope
        veiled = "" if self._settings.tells_sources else "veiled"
        told = "\0".join((__version__, veiled, index.variant, generation, scope["path"], ""))
        digest = hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12)
        digest.update(scope["query_string"])
        return f'W/"{digest.hexdigest()}"'

    def _report(self, request: Request) -> Response:
        _, generation = self.served.current()
        trouble = self.served.trouble
        value = {
            "schema": HEALTH_SCHEMA,
            "status": "stale" if trouble else "ok",
            "version": __version__,
            "generation": generation,
            "trouble": trouble and trouble._asdict(),
        }
        made = self.as_json(request, value)
        return Response(made.body, 200, {"cache-control": "no-store"}, made.media_type)

    async def _run(self, request: Request, job: Callable[[], Response]) -> Response:
        """Let a worker thread do a job, and wait for it as long as may be."""
        limits = self._limits
        if self._inside >= limits.threads + limits.waiting:
            raise Problem(503, "busy", "too many requests at once", {"retry-after": "1"})
        if self._pool is None:
            self._pool = ThreadPoolExecutor(limits.threads, "painsci-search")
        is_gone: Callable[[], bool] = request.scope.get("state", {}).get("is_gone", bool)
        loop = asyncio.get_running_loop()
        self._inside += 1
        future = self._pool.submit(
            lambda: Response(status_code=_CLIENT_IS_GONE) if is_gone() else job()
        )
        done = loop.create_future()

        def leave() -> None:
            self._inside -= 1
            if not done.done():
                done.set_result(None)

        future.add_done_callback(lambda _: _call(loop, leave))
        try:
            async with asyncio.timeout(limits.answer_seconds):
                await done
        except TimeoutError:
            future.cancel()  # so that it does not begin; if it has, it keeps its thread
            raise self._too_slow() from None
        return future.result()

    def _too_slow(self) -> Problem:
        detail = f"no answer within {self._limits.answer_seconds:g} seconds"
        return Problem(503, "too-slow", detail, {"retry-after": "5"})


def _call(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    """Let the loop call back from a thread, if it has not ended meanwhile."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(callback)


def matches(conditions: list[str], tag: str) -> bool:
    """Tell whether a client has what a tag names (RFC 9110, section 13.1.2: weakly compared)."""
    known = [each.strip().removeprefix("W/") for each in ",".join(conditions).split(",")]
    return "*" in known or tag.removeprefix("W/") in known


def veil(value: Any, root: str, article: str = "") -> Any:
    """Leave out where files lie; let links to them lead to this server's pages instead.

    Args:
        root: what stands before the paths of pages.
        article: the id of the article that the value is about.
    """
    if isinstance(value, list):
        return [veil(each, root, article) for each in value]
    if not isinstance(value, dict):
        return value
    about = value.get("article")
    if isinstance(about, dict) and "id" in about:
        article = about["id"]
    veiled = {}
    for key, item in value.items():
        if key == "source" and isinstance(item, str):
            veiled[key] = ""
        elif key == "link" and isinstance(item, str) and item.startswith("file:"):
            _, mark, fragment = item.partition("#")
            veiled[key] = f"{root}/articles/{quote(article, safe='')}{mark}{fragment}"
        else:
            veiled[key] = veil(item, root, article)
    return veiled

"""A request and its handler in, a response out: lanes of worker threads, ETag, compression."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from painsci_search import Index, __version__
from painsci_search.escaping import dump
from painsci_search.model import HEALTH_SCHEMA, Results
from painsci_search.render.json import objects_with, results_object
from painsci_search.server.access import accepts_gzip
from painsci_search.server.lanes import Lane, is_costly
from painsci_search.server.media_types import JSON
from painsci_search.server.problems import HTTPProblem
from painsci_search.server.settings import Settings
from painsci_search.server.shared_index import SharedIndex
from painsci_search.time_limit import time_limit

# On results of a search, higher levels take twice the time for a tenth less.
_GZIP_LEVEL = 4
# Never sent: nginx's 499, logged when the client has disconnected.
_CLIENT_CLOSED_REQUEST = 499
# Responses whose articles are kept; a forgotten one is made again before it is compared.
_MOST_SHOWN = 4096
# Keys of JSON whose values may be paths of files, or lists of such.
_ADDRESSES = ("source", "file", "link")
_LISTS = "sources"


class ResponseBody(NamedTuple):
    """The body of a response, its media type, further headers, and the status.

    Attributes:
        articles: the ids of the articles that it shows.
        stale: those of them whose files changed, or are gone, since they were indexed.
    """

    content: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = {}
    status: int = 200
    articles: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


def write_json(value: Any) -> ResponseBody:
    """Write objects and lists as they are as the body of a response."""
    return ResponseBody((dump(value, pretty=False) + "\n").encode())


Handler = Callable[[Index], ResponseBody]


class RequestExecutor:
    """Runs handlers in worker threads, a few at a time; others wait in a queue of bounded size.

    Attributes:
        index: the index that handlers read.
        limits: those of the server.
    """

    def __init__(self, index: SharedIndex, settings: Settings) -> None:
        self.index = index
        self._settings = settings
        self.limits = settings.limits
        self._cheap, self._costly = (
            Lane(f"painsci-search-{name}", self.limits.threads, self.limits.waiting)
            for name in ("cheap", "costly")
        )
        self._health_lane = Lane("painsci-search-health", 1)
        # by ETag of the commit, the articles of a response, to find out whether it is still current
        self._shown: dict[str, tuple[str, ...]] = {}

    async def respond(self, request: Request, handler: Handler) -> Response:
        """Run a handler, or respond with 304 if the client has its response.

        Args:
            handler: called with the index, in a worker thread.

        Raises:
            HTTPProblem: the queue is full, or the response takes too long.
            PainSciSearchError: raised by `handler`.
        """
        return await self._run(request, lambda: self._respond(request, handler))

    async def respond_health(self, request: Request) -> Response:
        """Report whether the latest commit is served, in a thread that no other request uses.

        Raises:
            HTTPProblem: the response takes too long.
        """
        return await self.respond_state(lambda: self._health(request))

    async def respond_state(self, report: Callable[[], ResponseBody]) -> Response:
        """Report on the server itself, in a thread that requests for articles do not use.

        Raises:
            HTTPProblem: the response takes too long.
        """
        job = self._health_lane.submit(report)
        try:
            async with asyncio.timeout(self.limits.answer_seconds):
                body = await asyncio.wrap_future(job)
        except TimeoutError:
            raise self._too_slow() from None
        return Response(body.content, 200, {"cache-control": "no-store"}, body.media_type)

    def json_body(
        self,
        request: Request,
        value: Any,
        headers: Mapping[str, str] | None = None,
        articles: Iterable[str] = (),
    ) -> ResponseBody:
        """Write objects and lists as the body of a response.

        Args:
            request: the request.
            value: an object, or what else is written.
            headers: of the response.
            articles: the ids of the articles that an object shows; it gets the key "stale" with
                those whose file changed, or is gone, since it was indexed.
        """
        ids = tuple(dict.fromkeys(articles))
        if stale := self.index.stale(ids):
            value = {**value, "stale": list(stale)}
        if not self._settings.shows_sources:
            value = redact_sources(value, request.scope.get("root_path", ""))
        return write_json(value)._replace(headers=headers or {}, articles=ids, stale=stale)

    def file_body(
        self, content: str, media_type: str, headers: Mapping[str, str], articles: Iterable[str]
    ) -> ResponseBody:
        """Write a text as the body of a response that is no page and no JSON.

        Args:
            content: the text.
            media_type: of the text.
            headers: of the response.
            articles: the ids of the articles that it is made of.
        """
        ids = tuple(dict.fromkeys(articles))
        stale = self.index.stale(ids)
        encoded = content.encode("utf-8", "replace")
        return ResponseBody(encoded, media_type, headers, articles=ids, stale=stale)

    def redacted(self, request: Request, results: Results) -> Results:
        """Return results without paths of files, unless the settings allow them."""
        if self._settings.shows_sources:
            return results
        root = str(request.base_url).rstrip("/")
        return Results.from_json(redact_sources(results_object(results), root))

    @property
    def saved_files(self) -> bool:
        """The setting that lets readers open the saved files of articles."""
        return self._settings.saved_files

    def close(self) -> None:
        """Shut the worker threads down."""
        for lane in (self._cheap, self._costly, self._health_lane):
            lane.close()

    def _respond(self, request: Request, handler: Handler) -> Response:
        index, generation = self.index.current()
        headers = {"cache-control": "no-store", "vary": "Accept-Encoding"}
        if request.method == "GET":
            etag = self._etag(request, index, generation)
            shown = self._shown.get(etag)
            headers["cache-control"] = "no-cache"
            if shown is not None and "if-none-match" in request.headers:
                headers["etag"] = _with_stale(etag, self.index.stale(shown))
                if _is_known(request, headers["etag"]):
                    return Response(status_code=304, headers=headers)
        content, media_type, more, status, articles, stale = handler(index)
        if status >= HTTPStatus.BAD_REQUEST:
            headers["cache-control"] = "no-store"
        elif request.method == "GET":
            if len(self._shown) >= _MOST_SHOWN:
                self._shown.clear()
            self._shown[etag] = articles
            headers["etag"] = _with_stale(etag, stale)
            if status == HTTPStatus.OK and _is_known(request, headers["etag"]):
                return Response(status_code=304, headers=headers)
        if stale:
            headers["stale-articles"] = str(len(stale))
        # Compressed here, in the worker thread, and not by Starlette's GZipMiddleware: that
        # compresses in the event loop, and takes "gzip;q=0" for consent.
        if len(content) >= self.limits.compressed and accepts_gzip(
            request.headers.get("accept-encoding", "")
        ):
            content = gzip.compress(content, _GZIP_LEVEL, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(content, status, {**headers, **more}, media_type)

    def _etag(self, request: Request, index: Index, generation: str) -> str:
        """Return the ETag of a request's response; it changes with the index and the settings.

        It is a weak one, because the time taken and the encoding of the response differ.
        """
        scope = request.scope
        redacted = "" if self._settings.shows_sources else "redacted"
        parts = "\0".join((__version__, redacted, index.variant, generation, scope["path"], ""))
        digest = hashlib.blake2b(parts.encode("utf-8", "replace"), digest_size=12)
        digest.update(scope["query_string"])
        return f'W/"{digest.hexdigest()}"'

    def _health(self, request: Request) -> ResponseBody:
        generation, trouble = self.index.state()
        value = {
            "schema": HEALTH_SCHEMA,
            "status": "stale" if trouble else "ok",
            "version": __version__,
            "generation": generation,
            "trouble": trouble and trouble._asdict(),
        }
        return self.json_body(request, value)

    async def _run(self, request: Request, job: Callable[[], Response]) -> Response:
        """Run a job in a worker thread and wait for it, up to the limit of time."""
        seconds = self.limits.answer_seconds
        end = time.monotonic() + seconds
        lane = self._costly if is_costly(request) else self._cheap
        if lane.is_full:
            raise HTTPProblem(503, "busy", "the request queue is full", {"retry-after": "1"})
        is_disconnected: Callable[[], bool] = request.scope.get("state", {}).get(
            "is_disconnected", bool
        )
        loop = asyncio.get_running_loop()
        finished = loop.create_future()

        def run() -> Response:
            if is_disconnected():
                return Response(status_code=_CLIENT_CLOSED_REQUEST)
            with time_limit(end):
                return job()

        lane.unfinished += 1
        future = lane.submit(run)

        def finish() -> None:
            lane.unfinished -= 1
            if not finished.done():
                finished.set_result(None)

        future.add_done_callback(lambda _: _call_in(loop, finish))
        try:
            async with asyncio.timeout(seconds):
                await finished
        except TimeoutError:
            future.cancel()  # removes it from the queue; in progress, it ends by its time limit
            raise self._too_slow() from None
        return future.result()

    def _too_slow(self) -> HTTPProblem:
        detail = f"the response was not ready within {self.limits.answer_seconds:g} seconds"
        return HTTPProblem(503, "too-slow", detail, {"retry-after": "5"})


def _with_stale(etag: str, stale: Iterable[str]) -> str:
    """Return the ETag of a response that shows articles, some of which are stale."""
    ids = "\0".join(stale)
    if not ids:
        return etag
    digest = hashlib.blake2b(ids.encode("utf-8", "replace"), digest_size=6).hexdigest()
    return f'{etag[:-1]}-{digest}"'


def _call_in(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    """Call a function in an event loop from a thread, unless the loop was closed meanwhile."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(callback)


def _is_known(request: Request, etag: str) -> bool:
    """Return whether the client has the response with an ETag."""
    return matches(request.headers.getlist("if-none-match"), etag)


def matches(conditions: list[str], etag: str) -> bool:
    """Return whether If-None-Match names an ETag (RFC 9110, section 13.1.2, weak comparison)."""
    known = [each.strip().removeprefix("W/") for each in ",".join(conditions).split(",")]
    return "*" in known or etag.removeprefix("W/") in known


def redact_sources(value: Any, root: str) -> Any:
    """Remove the paths of files from JSON; links to files become links to the server's pages.

    Args:
        value: objects and lists, made by `render` for one response; they are changed.
        root: path under which the application is mounted.
    """
    for holder, article in objects_with(value, (*_ADDRESSES, _LISTS)):
        for key in _ADDRESSES:
            if isinstance(address := holder.get(key), str):
                anchor = holder.get("anchor")
                holder[key] = _redact_address(key, address, root, article, anchor)
        if isinstance(holder.get(_LISTS), list):
            holder[_LISTS] = []
    return value


def _redact_address(key: str, address: str, root: str, article: str, anchor: str | None) -> str:
    """Return the value of a key that may be the path of a file.

    Args:
        key: "source", "file" or "link".
        root, article: as in `redact_sources`.
        anchor: of the passage that a link leads to.
    """
    is_file = address.startswith("file:")
    if key == "source" or (key == "file" and is_file):
        return ""
    if key == "file" or (address and not is_file):
        return address
    _, mark, fragment = address.partition("#")
    if not address and anchor:  # of an article with neither a file nor a URL
        mark, fragment = "#", quote(anchor, errors="replace")
    return f"{root}/articles/{quote(article, safe='', errors='replace')}{mark}{fragment}"

"""uvicorn's HTTP/1.1 protocol, with limits on what a client may send, delay, or leave unread.

A connection either waits for the head of a request, or a response is in progress. The first state
ends after a time, the second if the client reads nothing for a time. If there are too many
connections, the one that has waited longest is closed, so that clients that open many connections
and send little cannot lock others out.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from painsci_search.server.access import security_headers
from painsci_search.server.pages import HTML, problem_page
from painsci_search.server.problems import (
    MEDIA_TYPE,
    HTTPProblem,
    is_path_of_api,
    new_request_id,
    prefers_html,
)
from painsci_search.server.settings import ServerLimits, log_request
from painsci_search.server.sharing import Share

# Pipelined requests: those that a client may send before it has the response to the first.
_MOST_PIPELINED = 16
# Bytes of a header's line besides its name and value: ": " and CRLF.
_HEADER_OVERHEAD = 4
_ACCEPT = re.compile(rb"^accept:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class _TooLarge(Exception):
    """The head of a request is too large, or too many requests are pipelined."""


class BoundedProtocol(HttpToolsProtocol):
    """The protocol of one connection; `bounded_by` makes the subclass that a server uses."""

    limits: ClassVar[ServerLimits]
    share: ClassVar[Share]
    root: ClassVar[str]
    logs_requests: ClassVar[bool]
    # Connections that wait for the head of a request, longest first.
    waiting: ClassVar[dict[BoundedProtocol, None]]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head = False
        self._arrived = self._parsed = 0
        self._is_too_large = False
        self._latest = b""  # bytes of the head that came last, not all of which may be parsed
        self._head_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection; if there are too many, close the longest waiting one or refuse."""
        super().connection_made(transport)
        self.share.count(len(self.connections))
        if len(self.connections) > self.limits.connections:
            longest = next(iter(self.waiting), None)
            if longest is None:
                self._refuse(HTTPProblem(503, "busy", "too many connections", {"retry-after": "5"}))
                return
            self.waiting.pop(longest)
            longest.transport.abort()
        self.waiting[self] = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers of a connection that is closed."""
        self.waiting.pop(self, None)
        self._stop_awaiting_head()
        self._stop_awaiting_reader()
        super().connection_lost(exc)
        self.share.count(len(self.connections))

    def data_received(self, data: bytes) -> None:
        """Parse received bytes, up to the limit of a head."""
        self._latest = data
        if self._in_head:
            self._arrived += len(data)
            if self._arrived > self.limits.head:
                self._is_too_large = True
                self.send_400_response("")
                return
        super().data_received(data)
        is_responding = self.cycle is not None and not self.cycle.response_complete
        if not is_responding and self._head_timer is None:
            self._await_head()

    def on_message_begin(self) -> None:
        """Start the count of bytes of a request's head."""
        super().on_message_begin()
        self._in_head = True
        self._arrived = self._parsed = 0
        if len(self.pipeline) >= _MOST_PIPELINED:
            self._is_too_large = True
            raise _TooLarge

    def on_url(self, url: bytes) -> None:
        """Count a part of the target."""
        super().on_url(url)
        self._measure(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        super().on_header(name, value)
        self._measure(len(name) + len(value) + _HEADER_OVERHEAD)

    def on_headers_complete(self) -> None:
        """Hand the request to the application."""
        _, is_absolute, rest = self.url.partition(b"://")
        if is_absolute and not self.url.startswith(b"/"):
            # the host of an absolute target takes precedence over Host (RFC 9112, section 3.2.2)
            host = re.split(rb"[/?#]", rest, maxsplit=1)[0]
            self.headers[:] = [
                (key, host if key == b"host" else value) for key, value in self.headers
            ]
        self._in_head = False
        self._latest = b""
        self._stop_awaiting_head()
        self.waiting.pop(self, None)
        super().on_headers_complete()
        cycle = self.cycle
        self.scope["state"]["is_disconnected"] = lambda: cycle.disconnected

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the client to read the rest of the response."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        elif not self.pipeline:
            self.waiting[self] = None

    def pause_writing(self) -> None:
        """Stop sending and give the client time to read."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Resume sending."""
        if not self.transport.is_closing():
            self._stop_awaiting_reader()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection."""
        super().timeout_keep_alive_handler()
        self._await_reader()

    def shutdown(self) -> None:
        """Close the connection, or let the response in progress close it."""
        super().shutdown()
        if self.transport.is_closing():
            self._await_reader()

    def send_400_response(self, msg: str) -> None:
        """Respond to a request that is not HTTP or too large, and close the connection."""
        del msg
        if self._is_too_large:
            most = self.limits.head
            self._refuse(HTTPProblem(431, "too-large", f"the head must have at most {most} bytes"))
        else:
            self._refuse(HTTPProblem(400, "bad-request", "the request must be HTTP/1.1"))

    def _unsupported_upgrade_warning(self) -> None:
        """Log nothing: a request to upgrade is answered with HTTP/1.1."""

    def _measure(self, size: int) -> None:
        self._parsed += size
        if self._parsed > self.limits.head:
            self._is_too_large = True
            raise _TooLarge

    def _refuse(self, problem: HTTPProblem) -> None:
        """Respond to what never reaches the application; a response in progress is cut off."""
        request_id = new_request_id()
        media_type, body = self._describe(problem, request_id)
        headers = [
            *self.server_state.default_headers,
            *((key.encode(), value.encode()) for key, value in problem.headers.items()),
            (b"content-type", media_type),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *security_headers(media_type),
        ]
        lines = [STATUS_LINE[problem.status], *(b"%b: %b\r\n" % header for header in headers)]
        is_free = self.cycle is None or self.cycle.response_complete
        if not is_free and not self.cycle.response_started and not self.pipeline:
            # the head was well-formed, but not what comes after it: the application answers nothing
            self.cycle.disconnected = is_free = True
        if is_free:
            self.transport.write(b"".join([*lines, b"\r\n", body]))
        self.transport.close()
        self._await_reader()
        if self.logs_requests:
            client = (self.client or ("",))[0]
            log_request(id=request_id, client=client, status=problem.status, detail=problem.detail)

    def _describe(self, problem: HTTPProblem, request_id: str) -> tuple[bytes, bytes]:
        """Return the media type and the body of a response: a page for browsers, else JSON."""
        given = [value for name, value in self.headers or () if name == b"accept"]
        accept = b",".join(given or _ACCEPT.findall(self._latest)).decode("latin-1")
        path = getattr(self, "url", b"").decode("latin-1").partition("?")[0]
        path = path.removeprefix(self.root)
        if is_path_of_api(path) or not prefers_html(accept):
            return MEDIA_TYPE.encode(), problem.as_json(request_id)
        return HTML.encode(), problem_page(problem, self.root, path)

    def _await_head(self) -> None:
        later = self.loop.call_later
        self._head_timer = later(self.limits.head_seconds, self._close_slowly)

    def _stop_awaiting_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_slowly(self) -> None:
        if self._in_head and not self.transport.is_closing():
            self._refuse(
                HTTPProblem(
                    408,
                    "too-slow",
                    f"the request must arrive within {self.limits.head_seconds:g} seconds",
                )
            )
        else:
            self.transport.abort()

    def _await_reader(self) -> None:
        """Close the connection if the client does not read the response in time."""
        if self._read_timer is None:
            later = self.loop.call_later
            self._read_timer = later(self.limits.read_seconds, self.transport.abort)

    def _stop_awaiting_reader(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None


def bounded_by(
    limits: ServerLimits, share: Share, root: str, *, logs_requests: bool
) -> type[BoundedProtocol]:
    """Return the protocol class of a server.

    Args:
        limits: bounds of each connection, and of their number.
        share: where the connections of this process are counted.
        root: path under which a proxy publishes the application.
        logs_requests: whether requests that never reach the application are logged.
    """
    members = {
        "limits": limits,
        "share": share,
        "root": root,
        "logs_requests": logs_requests,
        "waiting": {},
    }
    return type("Protocol", (BoundedProtocol,), members)

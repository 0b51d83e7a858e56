"""HTTP/1.1 as uvicorn speaks it, with bounds on what a client may send, hold up, or leave unread.

At any time a connection either waits for the head of a request, or an answer is being made or
sent. The first ends after a time, the second if the client reads nothing for a time. When there
are too many connections, the one that has waited longest makes room: clients that open many and
say little shut nobody out.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from painsci_search.server.headers import security_headers
from painsci_search.server.logs import tell_request
from painsci_search.server.problems import MEDIA_TYPE, Problem, new_request_id
from painsci_search.server.settings import Limits

# Requests that a client may send before it has the answer to the first.
_MOST_AHEAD = 16
# In a header's line, beside name and value: ": " and the line's end.
_AROUND_HEADER = 4


class _TooLarge(Exception):
    """The head of a request is larger than it may be, or too many requests are sent ahead."""


class BoundedProtocol(HttpToolsProtocol):
    """The protocol of one connection; ``bounded_by`` makes the class that a server is given."""

    limits: ClassVar[Limits]
    tells_requests: ClassVar[bool]
    # Connections that wait for the head of a request, the one that waits longest first.
    waiting: ClassVar[dict[BoundedProtocol, None]]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head = False
        self._arrived = self._parsed = 0
        self._is_too_large = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; make room for it, or refuse it, if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            longest = next(iter(self.waiting), None)
            if longest is None:
                self._refuse(Problem(503, "busy", "too many connections", {"retry-after": "5"}))
                return
            self.waiting.pop(longest)
            longest.transport.abort()
        self.waiting[self] = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self.waiting.pop(self, None)
        self._stop_awaiting_head()
        self._stop_awaiting_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what a client sends."""
        if self._in_head:
            self._arrived += len(data)
            if self._arrived > self.limits.head:
                self._is_too_large = True
                self.send_400_response("")
                return
        super().data_received(data)
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if not is_answering and self._head_timer is None:
            self._await_head()

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        super().on_message_begin()
        self._in_head = True
        self._arrived = self._parsed = 0
        if len(self.pipeline) >= _MOST_AHEAD:
            self._is_too_large = True
            raise _TooLarge

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        super().on_url(url)
        self._measure(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        super().on_header(name, value)
        self._measure(len(name) + len(value) + _AROUND_HEADER)

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        _, is_absolute, rest = self.url.partition(b"://")
        if is_absolute and not self.url.startswith(b"/"):
            # what the target says of the host goes before Host (RFC 9112, section 3.2.2)
            host = re.split(rb"[/?#]", rest, maxsplit=1)[0]
            self.headers[:] = [(key, host if key == b"host" else it) for key, it in self.headers]
        self._in_head = False
        self._stop_awaiting_head()
        self.waiting.pop(self, None)
        super().on_headers_complete()
        cycle = self.cycle
        self.scope["state"]["is_gone"] = lambda: cycle.disconnected

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the client to take the rest of the answer."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        elif not self.pipeline:
            self.waiting[self] = None

    def pause_writing(self) -> None:
        """Stop sending: the client has much to read."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Go on sending."""
        if not self.transport.is_closing():
            self._stop_awaiting_reader()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which nothing goes on."""
        super().timeout_keep_alive_handler()
        self._await_reader()

    def shutdown(self) -> None:
        """Close the connection, or let it be closed by the answer that is on its way."""
        super().shutdown()
        if self.transport.is_closing():
            self._await_reader()

    def send_400_response(self, msg: str) -> None:
        """Tell what is wrong with a request that is not HTTP or too large, and close."""
        del msg
        if self._is_too_large:
            most = self.limits.head
            self._refuse(Problem(431, "too-large", f"a head may have {most} bytes at most"))
        else:
            self._refuse(Problem(400, "bad-request", "this is not HTTP/1.1"))

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: a client may ask for another protocol, and is answered in this one."""

    def _measure(self, size: int) -> None:
        self._parsed += size
        if self._parsed > self.limits.head:
            self._is_too_large = True
            raise _TooLarge

    def _refuse(self, problem: Problem) -> None:
        """Answer what never reaches the application; an answer that is on its way is cut off."""
        name = new_request_id()
        body = problem.as_json(name)
        headers = [
            *self.server_state.default_headers,
            *((key.encode(), value.encode()) for key, value in problem.headers.items()),
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *security_headers(b""),
        ]
        lines = [STATUS_LINE[problem.status], *(b"%b: %b\r\n" % header for header in headers)]
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(b"".join([*lines, b"\r\n", body]))
        self.transport.close()
        self._await_reader()
        if self.tells_requests:
            client = (self.client or ("",))[0]
            tell_request(id=name, client=client, status=problem.status, detail=problem.detail)

    def _await_head(self) -> None:
        later = self.loop.call_later
        self._head_timer = later(self.limits.head_seconds, self._close_slowly)

    def _stop_awaiting_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_slowly(self) -> None:
        if self._in_head and not self.transport.is_closing():
            self._refuse(Problem(408, "too-slow", "the request did not arrive in time"))
        else:
            self.transport.abort()

    def _await_reader(self) -> None:
        """Drop the connection if the client does not read what it was sent."""
        if self._read_timer is None:
            later = self.loop.call_later
            self._read_timer = later(self.limits.read_seconds, self.transport.abort)

    def _stop_awaiting_reader(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None


def bounded_by(limits: Limits, *, tells_requests: bool) -> type[BoundedProtocol]:
    """Make the protocol of a server.

    Args:
        tells_requests: whether requests that never reach the application are told in the log.
    """
    members = {"limits": limits, "tells_requests": tells_requests, "waiting": {}}
    return type("Protocol", (BoundedProtocol,), members)

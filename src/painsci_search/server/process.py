"""A process that serves an application: it opens a socket, and stops in good order on a signal."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any, NamedTuple

import uvicorn
from starlette.types import ASGIApp

from painsci_search.errors import PainSciSearchError
from painsci_search.server.protocol import bounded_by
from painsci_search.server.settings import ServerLimits, Settings
from painsci_search.server.sharing import Share, SharedSocket, Shares

# Connections that may wait to be accepted.
_BACKLOG = 64
# Connections accepted in one turn of the event loop: with more, the first of several processes to
# wake takes all that come together, and the others stay idle as long as these are open.
_ACCEPTED = 1
# Files open besides the connections that are allowed: those accepted in the turns before others are
# closed for them, the index, the log, and what the answers in progress read.
_OTHER_FILES = 192
# For how long a thread keeps the interpreter while others wait; Python's own value is ten times it.
_SWITCH_SECONDS = 0.0005


class Address(NamedTuple):
    """Address of a server.

    Attributes:
        host: the name or IP address as given.
        resolved: address family and socket address.
        ip: the IP address.
    """

    host: str
    resolved: tuple[socket.AddressFamily, tuple[Any, ...]]
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address

    def url(self, listening: socket.socket) -> str:
        """Return the URL of the address, with the port of a listening socket."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{listening.getsockname()[1]}/"


def find_address(host: str, port: int) -> Address:
    """Resolve a host name.

    Args:
        host: a name or an IP address.
        port: 0 for any free port.

    Raises:
        PainSciSearchError: the name cannot be resolved.
    """
    host = re.sub(r"^\[(.*)\]$", r"\1", host)  # as in URLs
    try:
        kind, flags = socket.SOCK_STREAM, socket.AI_PASSIVE
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind, flags=flags)[0]
        ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
    except (OSError, UnicodeError, ValueError) as error:
        raise _refused(host, port, error) from error
    return Address(host, (family, address), ip)


def listen(address: Address) -> socket.socket:
    """Open a listening socket.

    Raises:
        PainSciSearchError: the address is in use, or not of this machine.
    """
    family, socket_address = address.resolved
    # With the protocol given, asyncio sets TCP_NODELAY: it sends the body of a response without
    # waiting for the client to acknowledge the head, which clients delay by 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows it would let two processes share the address
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(socket_address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise _refused(address.host, socket_address[1], error) from error
    return listening


def _refused(host: str, port: int, error: Exception) -> PainSciSearchError:
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return PainSciSearchError(f"cannot serve at {host}, port {port}: {reason}")


def serve(
    app: ASGIApp,
    listening: socket.socket,
    settings: Settings,
    started: Callable[[], None],
    share: Share | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; then finish the requests in progress.

    Args:
        app: the application.
        listening: the socket; it is taken over, and closed at the end.
        settings: the limits, and whether requests are logged.
        started: called once requests are accepted.
        share: of this process, if others accept connections of the same socket.
    """
    share = share or Shares(1).of(0)
    limits = _fit_file_limit(settings.limits)
    # a thread that waits for its turn waits no longer than a quiet answer takes
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        app,
        http=bounded_by(limits, share, settings.root_path, logs_requests=settings.access_log),
        loop="asyncio",
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_ACCEPTED,
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=limits.stop_seconds,
    )
    _Server(config, started).run([SharedSocket(listening, share)])


def _fit_file_limit(limits: ServerLimits) -> ServerLimits:
    """Lower the connection limit to fit RLIMIT_NOFILE."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return limits
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return limits
    return replace(limits, connections=min(limits.connections, max(1, most - _OTHER_FILES)))


class _Server(uvicorn.Server):
    """Server with a callback for its start, whose stop by a signal is no error."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept requests, and call back."""
        await super().startup(sockets)
        for each in sockets or ():
            each.listen(_BACKLOG)  # uvicorn has one number for both
        self._started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop after the requests in progress; at once on a second signal."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True
        if self.force_exit:
            # from Python 3.12.1, asyncio waits until the connections are closed
            for connection in list(self.server_state.connections):
                connection.loop.call_soon_threadsafe(connection.transport.abort)

"""A process that serves: a socket for those who may ask, and an end in good order."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any, NamedTuple

import uvicorn
from starlette.types import ASGIApp

from painsci_search.errors import PainSciSearchError
from painsci_search.server.protocol import bounded_by
from painsci_search.server.settings import Limits, Settings

# How many connections are accepted at once, before those are closed that make room for them.
_BACKLOG = 64
# What a process has open besides connections: the index, its log, what is being closed.
_OTHER_FILES = 3 * _BACKLOG


class Address(NamedTuple):
    """Where a server is to be asked.

    Attributes:
        host: the name or IP address as given.
        found: the family of addresses, and the address, as sockets have it.
        ip: the address.
    """

    host: str
    found: tuple[socket.AddressFamily, tuple[Any, ...]]
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address

    def url(self, taken: socket.socket) -> str:
        """Name the address as browsers do."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{taken.getsockname()[1]}/"


def find_address(host: str, port: int) -> Address:
    """Find the address that a name stands for.

    Args:
        host: a name or an IP address.
        port: 0 for any that is free.

    Raises:
        PainSciSearchError: there is none.
    """
    host = re.sub(r"^\[(.*)\]$", r"\1", host)  # as addresses of pages have it
    try:
        kind, flags = socket.SOCK_STREAM, socket.AI_PASSIVE
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind, flags=flags)[0]
        ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
    except (OSError, UnicodeError, ValueError) as error:
        raise _refused(host, port, error) from error
    return Address(host, (family, address), ip)


def listen(address: Address) -> socket.socket:
    """Take an address.

    Raises:
        PainSciSearchError: it cannot be had.
    """
    family, place = address.found
    # With the protocol named, asyncio sends the body of an answer without waiting for the client
    # to confirm the head, which clients put off by 40 ms.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let others take the same address
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(place)
        taken.listen()
    except OSError as error:
        taken.close()
        raise _refused(address.host, place[1], error) from error
    return taken


def _refused(host: str, port: int, error: Exception) -> PainSciSearchError:
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return PainSciSearchError(f"cannot serve at {host}, port {port}: {reason}")


def serve(
    app: ASGIApp, taken: socket.socket, settings: Settings, started: Callable[[], None]
) -> None:
    """Answer until the process is told to stop, by SIGINT or SIGTERM; then end what has begun.

    Args:
        started: called once requests are answered.
    """
    limits = _fitting(settings.limits)
    config = uvicorn.Config(
        app,
        http=bounded_by(limits, tells_requests=settings.access_log),
        loop="asyncio",
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=limits.stop_seconds,
    )
    _Server(config, started).run([taken])


def _fitting(limits: Limits) -> Limits:
    """Keep to as many connections as the system lets the process have, files besides."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return limits
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return limits
    return replace(limits, connections=min(limits.connections, max(1, most - _OTHER_FILES)))


class _Server(uvicorn.Server):
    """A server that says when it has started, and whose end is no error."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._tell_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in good order; at once if told a second time."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True

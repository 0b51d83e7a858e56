"""A process that serves: a socket that only those reach who may, and an end in good order."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from painsci_search.errors import PainSciSearchError
from painsci_search.server.settings import Limits


def listen(host: str, port: int) -> socket.socket:
    """Open the socket to be asked at.

    Raises:
        PainSciSearchError: the address cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        try:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(address)
        except BaseException:
            opened.close()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise PainSciSearchError(f"cannot serve at {host}, port {port}: {reason}") from error
    return opened


def serve(app: Any, opened: socket.socket, limits: Limits, started: Callable[[], None]) -> None:
    """Answer until the process is told to stop (SIGINT, SIGTERM)."""
    del limits
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    _Server(config, started).run([opened])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in good order; at once when told again."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True

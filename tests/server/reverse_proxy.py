"""A reverse proxy that publishes a server below a path, as people set one up before it."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_SECONDS = 60
# Headers of one connection, which a proxy does not pass on (RFC 9110, section 7.6.1).
_OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "date"}


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(self._path)


def ask_socket(path: Path, target: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """Ask a server at a Unix socket; return the status and the body of its answer."""
    connection = _UnixConnection(str(path))
    connection.request(method, target, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


@contextmanager
def published(
    upstream: int | Path, prefix: str, *, strips: bool, headers: Mapping[str, str]
) -> Iterator[str]:
    """Publish a server below a path, and nothing beside it; give the URL of the host.

    Args:
        upstream: the port or the socket of the server.
        strips: whether the path is left out of the requests that are passed on.
        headers: of these requests, besides those of the client.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if not self.path.startswith(prefix):
                self.send_error(502, "not published")
                return
            connection = (
                http.client.HTTPConnection("127.0.0.1", upstream, timeout=_SECONDS)
                if isinstance(upstream, int)
                else _UnixConnection(str(upstream))
            )
            rest = self.path.removeprefix(prefix.rstrip("/")) if strips else self.path
            passed = {name: self.headers[name] for name in self.headers} | {**headers}
            connection.request("GET", rest, headers=passed)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_THE_CONNECTION:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

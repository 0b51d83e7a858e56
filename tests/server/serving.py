"""Servers in processes of their own, and clients that say whatever they are told to."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import painsci_search.server  # noqa: F401 - without the extra, the tests are skipped

HERE = Path(__file__).parent
_SECONDS = 60


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """A server that runs until it is stopped."""

    def __init__(self, command: list[str], folder: Path, **environment: str) -> None:
        self.folder = folder
        self._log = folder / "log"
        kept = {name: value for name, value in os.environ.items() if "PAINSCI" not in name}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, env={**kept, **environment}
            )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip()
        assert self.url, self._log.read_text()
        # of a Unix socket there is none
        port = re.search(r":(\d+)/", self.url)
        self.port = int(port[1]) if port else 0

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        try:
            connection.request(method, target, headers=named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=_SECONDS)

    def say(self, data: bytes) -> bytes:
        """Send bytes as they are; return all that is answered until the connection is closed."""
        with self.connect() as client:
            client.sendall(data)
            return read_all(client)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def log(self) -> bytes:
        return self._log.read_bytes()

    def wait_for_search(self) -> None:
        """Wait until a search for "held" is in progress."""
        wait_for((self.folder / "begun").exists)

    def wait_for_shutdown(self) -> None:
        """Wait until no connection is accepted any more."""

        def is_refused() -> bool:
            try:
                self.connect().close()
            except ConnectionRefusedError:
                return True
            return False

        wait_for(is_refused)

    def release(self) -> None:
        """Let the searches for "held" go on."""
        (self.folder / "release").touch()

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop the server; return its exit status."""
        self.process.send_signal(how)
        return self.process.wait(_SECONDS)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; fail if it never does."""
    end = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def read_all(client: socket.socket) -> bytes:
    """Read until the other side closes, in good order or not."""
    parts = []
    try:
        while part := client.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def read_answer(client: socket.socket) -> bytes:
    """Read one answer of a connection that stays open."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += client.recv(65536)
    head, mark, body = answer.partition(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < int(length.partition(b":")[2]):
        body += client.recv(65536)
    return head + mark + body


def get(target: str, *headers: str) -> bytes:
    """Write a request whose answer ends the connection."""
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@contextmanager
def serving(folder: Path, *options: str, index: Path, **environment: str) -> Iterator[Server]:
    """Run ``painsci-search serve``."""
    address = [] if "--uds" in options else ["--port", "0"]
    command = [sys.executable, "-m", "painsci_search", "serve", *address]
    server = Server([*command, "--index", str(index), *options], folder, **environment)
    yield from _ended(server)


@contextmanager
def with_few_files(folder: Path, index: Path, files: int) -> Iterator[Server]:
    """Run a server that may have so many files open."""
    told = json.dumps({"index": str(index), "folder": str(folder), "limits": {}})
    command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", sys.executable]
    yield from _ended(Server([*command, str(HERE / "bounded_server.py"), told], folder))


@contextmanager
def bounded(folder: Path, index: Path, **limits: Any) -> Iterator[Server]:
    """Run bounded_server.py with other limits."""
    given = json.dumps({"index": str(index), "folder": str(folder), "limits": limits})
    server = Server([sys.executable, str(HERE / "bounded_server.py"), given], folder)
    yield from _ended(server)


def _ended(server: Server) -> Iterator[Server]:
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()
        assert server.process.stdout is not None
        server.process.stdout.close()

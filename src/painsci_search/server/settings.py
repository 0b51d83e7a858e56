"""Configuration of a server: who may send requests, the limits of each resource, and the log.

Settings and limits are given to `create_app`; `log_to_stderr` is for a process that only serves.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TextIO

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_ACCESS, _SERVER = "painsci_search.access", "painsci_search.server"
_LIBRARIES = ("uvicorn.error", "asyncio")
# Characters of a text in the log; a client may send a URL of many kilobytes.
_LONGEST = 1_000

access_log = logging.getLogger(_ACCESS)
server_log = logging.getLogger(_SERVER)


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Bounds on what clients can make the server do; times are in seconds, sizes in bytes.

    Attributes:
        threads: number of requests handled at a time in each of two lanes, one for requests that
            cost little and one for those that cost much (see lanes.py). They share one interpreter
            lock, so more threads would not be faster.
        waiting: size of the queue of each lane; beyond it, clients get 503.
        answer_seconds: time until a response is ready; after it, the client gets 503, and a search
            in progress ends at its next step.
        target: size of a request's path and query.
        head: size of a request's first line and headers.
        body: size of the body of a request that may have one.
        head_seconds: time for the head of a request to arrive, and for its body.
        read_seconds: time a client may leave a response unread.
        idle_seconds: time an idle connection is kept open.
        connections: number of open connections; beyond it, the connection that has been without a
            complete request for longest is closed.
        stop_seconds: time for requests in progress when the server stops.
        compressed: size from which responses are compressed.
    """

    threads: int = 1
    waiting: int = 64
    answer_seconds: float = 10.0
    target: int = 16_384
    head: int = 32_768
    body: int = 1_048_576
    head_seconds: float = 10.0
    read_seconds: float = 20.0
    idle_seconds: int = 15
    connections: int = 512
    stop_seconds: int = 10
    compressed: int = 1_024


@dataclass(frozen=True, slots=True)
class Settings:
    """Access to a server, and what its responses show.

    Attributes:
        hosts: host names accepted in the Host header, in lower case, without a port; None for any
            name, if the application that mounts this one checks them.
        addresses: whether any IP address is accepted in the Host header as well.
        token: secret that every request must have; None for none.
        origins: web origins whose scripts may read responses, such as "https://example.org"; "*"
            for all.
        shows_sources: whether responses contain the paths of files. If not, links to files lead to
            the server's own pages.
        root_path: path under which a proxy publishes the application, such as "/find"; "" at the
            top of a host. Requests may come with or without it.
        proxies: addresses whose X-Forwarded-For, -Host and -Proto headers are believed: IP
            addresses, networks such as "10.0.0.0/8", and "unix" for all clients of a Unix socket.
        saved_files: whether readers may open the saved files of articles, which are served by the
            ids of the articles, and in which nothing can run.
        metrics: whether /metrics has the counters of requests for Prometheus.
        access_log: whether each request is logged.
        limits: bounds on the resources of the server.
    """

    hosts: frozenset[str] | None = LOOPBACK
    addresses: bool = False
    token: str | None = None
    origins: tuple[str, ...] = ()
    shows_sources: bool = False
    root_path: str = ""
    proxies: tuple[str, ...] = ()
    metrics: bool = False
    saved_files: bool = False
    access_log: bool = False
    limits: ServerLimits = field(default_factory=ServerLimits)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON in printable ASCII, whatever clients sent."""

    def format(self, record: logging.LogRecord) -> str:
        """Format one record."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        for name, value in getattr(record, "details", {}).items():
            line[name] = value[:_LONGEST] if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line).replace("\x7f", "\\u007f")


def log_request(**details: Any) -> None:
    """Write a request to the access log."""
    access_log.info("request", extra={"details": details})


def log_to_stderr() -> None:
    """Log to standard error for the rest of the process, if it has one."""
    if sys.stderr is not None:
        _log_to(sys.stderr)


def _log_to(stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    for name in (_ACCESS, _SERVER, *_LIBRARIES):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.ERROR if name in _LIBRARIES else logging.INFO)
        logger.propagate = False
    # A closed log is no reason to stop the server, or to write errors to the log.
    logging.raiseExceptions = False

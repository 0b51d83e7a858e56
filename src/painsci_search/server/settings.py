"""What a server is told: who may ask for what, and how much of anything there may be."""

from __future__ import annotations

from dataclasses import dataclass, field

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what clients can make the server do; times are in seconds, sizes in bytes.

    Attributes:
        threads: how many answers are made at a time: two, so that one that takes long leaves
            room for others; as all take turns at one interpreter, more would answer fewer.
        waiting: how many requests may wait for a thread; further ones are told to come back.
        answer_seconds: how long a client waits for an answer before it is told to come back. An
            answer that is being made cannot be stopped: it keeps its thread until it is done.
        target: of a request: its path and query.
        head: of a request: its first line and headers.
        head_seconds: how long the head of a request may take to arrive.
        read_seconds: how long a client may leave unread what it was sent.
        idle_seconds: how long a connection is kept on which nothing goes on.
        connections: how many there may be; beyond, the one that has been without a complete
            request for longest makes room.
        stop_seconds: how long requests may take to be answered once the server is to stop.
        refresh_seconds: how long the index is answered from before a newer commit is looked for.
        compressed: answers that are smaller are sent as they are.
    """

    threads: int = 2
    waiting: int = 64
    answer_seconds: float = 10.0
    target: int = 16_384
    head: int = 32_768
    head_seconds: float = 10.0
    read_seconds: float = 20.0
    idle_seconds: int = 15
    connections: int = 512
    stop_seconds: int = 10
    refresh_seconds: float = 0.25
    compressed: int = 1_024


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server answers.

    Attributes:
        hosts: the names under which the server may be asked, in lower case, without a port;
            None for any, where whoever mounts the application checks them.
        addresses: whether it may be asked under any IP address besides.
        token: what every request must show; None for none.
        origins: whose pages may read the answers, as "https://example.org"; "*" for everybody's.
        tells_sources: whether answers tell where the files of articles lie; if not, links to
            files lead to this server's pages instead.
        access_log: whether each request is told in a line.
    """

    hosts: frozenset[str] | None = LOOPBACK
    addresses: bool = False
    token: str | None = None
    origins: tuple[str, ...] = ()
    tells_sources: bool = True
    access_log: bool = False
    limits: Limits = field(default_factory=Limits)

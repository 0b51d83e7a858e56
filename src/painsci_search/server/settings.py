"""What a server is told: who may ask for what, and how much of anything there may be."""

from __future__ import annotations

from dataclasses import dataclass, field

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what clients can make the server do; times are in seconds, sizes in bytes.

    Attributes:
        threads: how many answers are made at a time.
        waiting: how many requests may wait for a thread; further ones are told to come back.
        answer_seconds: how long a client waits for an answer before it is told to come back.
        url: of a request's target.
        refresh_seconds: how long the index is answered from before a newer commit is looked for.
        compressed: answers that are smaller are sent as they are.
    """

    threads: int = 2
    waiting: int = 64
    answer_seconds: float = 10.0
    url: int = 8_192
    refresh_seconds: float = 0.25
    compressed: int = 1_024


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server answers.

    Attributes:
        hosts: the names under which the server may be asked, in lower case, without a port;
            None for any, where whoever mounts the application checks them.
        token: what every request must show; None for none.
        origins: whose pages may read the answers; "*" for everybody's.
        access_log: whether each request is told in a line.
    """

    hosts: frozenset[str] | None = LOOPBACK
    token: str | None = None
    origins: tuple[str, ...] = ()
    access_log: bool = False
    limits: Limits = field(default_factory=Limits)

"""A bound for the processor time of a test, which no other work on the machine uses up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def processor_seconds(most: float) -> Iterator[None]:
    """Fail what goes on and on.

    Raises:
        TimeoutError: in the body, once it has used so many seconds of processor time.
    """
    if not hasattr(signal, "SIGPROF"):
        pytest.skip("no timer to end it")

    def fail(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

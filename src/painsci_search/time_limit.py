"""A limit of time for what a thread does: set around a request, and checked at each costly step.

A thread cannot be stopped from outside. So the steps of a search ask now and then if the answer is
still of use, and raise `TooSlow` if it is not; without a limit, that costs next to nothing.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from painsci_search.errors import TooSlow

_limit = threading.local()


@contextmanager
def time_limit(end: float) -> Iterator[None]:
    """Let the code of a `with` block, in this thread, end with `TooSlow` after a moment.

    Args:
        end: seconds, as `time.monotonic()` counts them; an earlier limit around it remains.
    """
    before = getattr(_limit, "end", None)
    _limit.end = end if before is None else min(before, end)
    try:
        yield
    finally:
        _limit.end = before


def seconds_left() -> float:
    """Return the seconds until the limit of this thread; infinity without one."""
    end = getattr(_limit, "end", None)
    return math.inf if end is None else end - time.monotonic()


def check_time() -> None:
    """Go on, or end what this thread does if its limit is over.

    Raises:
        TooSlow: the limit is over.
    """
    # most code runs without a limit, and asks often
    if getattr(_limit, "end", None) is not None and seconds_left() < 0:
        raise TooSlow("the answer takes too long: ask for less, or for fewer words with * or ~")

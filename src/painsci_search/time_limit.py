"""A limit of time for what a thread does: set around a request, and checked at each costly step.

A thread cannot be stopped from outside. So the steps of a search ask now and then if the answer is
still of use, and raise `TooSlow` if it is not; without a limit, that costs next to nothing.
"""

from __future__ import annotations

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
        end: seconds, as `time.monotonic()` counts them.
    """
    before = getattr(_limit, "end", None)
    _limit.end = end
    try:
        yield
    finally:
        _limit.end = before


def check_time() -> None:
    """Go on, or end what this thread does if its limit is over.

    Raises:
        TooSlow: the limit is over.
    """
    end = getattr(_limit, "end", None)
    if end is not None and time.monotonic() > end:
        raise TooSlow("the answer takes too long: ask for less, or for fewer words with * or ~")

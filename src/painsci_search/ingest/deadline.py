"""A bound of the processor time that one file may take, so that no page stops an index."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from painsci_search.errors import ReadError

# Seconds of processor time, not of the clock, so that a busy machine leaves out nothing more; for a
# file, and for each of its megabytes. A page takes 1 to 10 seconds for a megabyte.
SECONDS, SECONDS_PER_MEGABYTE = 30.0, 60.0
# Seconds until the signal is sent again, if code that cannot be interrupted discarded the first.
_AGAIN = 0.5


class _TooLong(BaseException):
    """The time is over; not an Exception, so that nothing on the way handles it."""


def seconds_for(size: int) -> float:
    """Return the seconds of processor time that a file of a size in bytes may take."""
    return SECONDS + SECONDS_PER_MEGABYTE * size / 1e6


@contextmanager
def within(seconds: float, source: str) -> Iterator[None]:
    """Run the code of a `with` block for at most a number of seconds of processor time.

    There is no bound where the system has no such timer (Windows), nor outside the main thread.

    Raises:
        ReadError: it took longer.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not is_main:
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        yield
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _TooLong:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        message = f"takes more than {seconds:.0f} seconds to read: left out; save a simpler page"
        raise ReadError(f"{source}: {message}") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: object) -> None:
    raise _TooLong

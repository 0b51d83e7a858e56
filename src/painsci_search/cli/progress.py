"""A line of progress on standard error, for work that takes longer than a moment."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator

from painsci_search.cli import console
from painsci_search.render.terminal import display_width, shorten

# Seconds of work before the line appears: short work does not flicker.
_DELAY = 0.5
# Seconds between two drawings: ten a second look smooth, and more only cost time.
_INTERVAL = 0.1
# Columns.
_BAR_WIDTH, _NAME_WIDTH = 30, 30


@contextlib.contextmanager
def progress_line() -> Iterator[Callable[[int, int, str], None] | None]:
    """Yield a callback that draws (done, total, source), or None if standard error is no terminal.

    The line is erased at the end.
    """
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    line = _Line()
    try:
        yield line.draw
    finally:
        line.erase()


class _Line:
    """A line of a terminal that is drawn over and over, with carriage returns alone."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._drawn_at = float("-inf")
        self._columns = 0

    def draw(self, done: int, total: int, source: str) -> None:
        """Draw the line, unless it is too early or was drawn just now."""
        now = time.monotonic()
        seconds = now - self._started
        if seconds < _DELAY or (now - self._drawn_at < _INTERVAL and done < total):
            return
        self._drawn_at = now
        filled = _BAR_WIDTH * done // max(total, 1)
        bar = "#" * filled + "-" * (_BAR_WIDTH - filled)
        left = round(seconds * (total - done) / max(done, 1))
        name = shorten(source, _NAME_WIDTH)
        self._write(
            f"[{bar}] {done}/{total}  {done / max(seconds, 0.001):.0f}/s  "
            f"{left // 60}:{left % 60:02} left  {name}"
        )

    def erase(self) -> None:
        """Remove the line, if it was drawn."""
        if self._columns:
            self._write("")
            console.write_stderr("\r")

    def _write(self, text: str) -> None:
        # The last column stays free: many terminals wrap a line as soon as it is full.
        text = shorten(text, shutil.get_terminal_size().columns - 1)
        columns = display_width(text)
        console.write_stderr("\r" + text + " " * (self._columns - columns))
        self._columns = columns

"""A progress bar on standard error, for work that takes long enough to wonder about."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from painsci_search.render.terminal import shorten

if TYPE_CHECKING:
    from rich.progress import Progress

# Seconds of work before a bar appears: short work neither flickers nor waits for rich to load.
_PATIENCE = 0.5


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None] | None]:
    """Give a callback that draws (done, total, source), or None where nobody would see it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        bar: Progress | None = None

        def draw(done: int, total: int, source: str) -> None:
            nonlocal bar
            if bar is None:
                if time.monotonic() - started < _PATIENCE:
                    return
                bar = stack.enter_context(_make_bar())
                bar.add_task("", total=total, rate="")
            task = bar.task_ids[0]
            rate = f"{done / (time.monotonic() - started):.0f}/s"
            name = shorten(source, 30)
            bar.update(task, completed=done, total=total, description=name, rate=rate)

        yield draw


def _make_bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    # File names are not markup.
    name = TextColumn("{task.description}", markup=False)
    rate = TextColumn("{task.fields[rate]}")
    columns = (BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(compact=True), name)
    return Progress(*columns, console=Console(stderr=True), transient=True)

"""`index --watch`: goes on after the first update, and reports each further one on one line."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

from painsci_search import Index, Problem
from painsci_search.cli import console
from painsci_search.render.reports import (
    render_changes,
    render_problem,
    render_report_line,
)


def watch(  # noqa: PLR0913 - the options of the command that concern it
    folder: str,
    sources: Sequence[Path],
    *,
    workers: int,
    follow_links: bool,
    as_json: bool,
    known: Sequence[Problem],
) -> int:
    """Update the index whenever files change, until the user or the system ends it.

    Args:
        as_json: write each report as one line of JSON.
        known: the problems that were logged already; each is logged once as long as it lasts.
    """
    console.log(f"Watching {', '.join(map(str, sources))}; Ctrl-C ends it.")
    with contextlib.suppress(KeyboardInterrupt), _ended_by_sigterm(), Index.open(folder) as opened:
        for report in opened.watch(sources, workers=workers, follow_links=follow_links):
            if as_json:
                console.emit(render_report_line(report))
            else:
                console.emit_text(render_changes(report))
            for problem in report.problems:
                if problem not in known:
                    console.log(render_problem(problem))
            known = report.problems
    return console.FOUND


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end a block as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

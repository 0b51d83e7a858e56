"""What was done to an index, what is in it and what is wrong with it, as text and as JSON."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from painsci_search.escaping import clean, dump
from painsci_search.model import (
    CHECK_SCHEMA,
    EXPORT_SCHEMA,
    STATS_SCHEMA,
    UPDATE_SCHEMA,
    Problem,
    SiteReport,
    Stats,
    UpdateReport,
)
from painsci_search.render.json import plain

_SCHEMAS: dict[type, str] = {
    UpdateReport: UPDATE_SCHEMA,
    Stats: STATS_SCHEMA,
    SiteReport: EXPORT_SCHEMA,
}


def render_report(report: UpdateReport) -> str:
    """Count what an update did, in one line.

    >>> render_report(UpdateReport(added=("asmr.html",)))
    '1 article added, 0 changed, 0 removed, 0 unchanged.\\n'
    """
    added = len(report.added)
    counts = [
        f"{added} article{'' if added == 1 else 's'} added",
        f"{len(report.changed)} changed",
        f"{len(report.removed)} removed",
        f"{len(report.unchanged)} unchanged",
    ]
    if report.problems:
        problems = len(report.problems)
        counts.append(f"{problems} problem{'' if problems == 1 else 's'}")
    return ", ".join(counts) + ".\n"


def render_problem(problem: Problem) -> str:
    """Name a file and what is wrong with it, in one line."""
    return f"{clean(problem.source)}: {clean(problem.message)}\n"


def render_site_report(report: SiteReport) -> str:
    """Tell what an export wrote, and how to look at it.

    >>> print(render_site_report(SiteReport("my site", 2, 31, 60, 412_000)), end="")
    2 articles with 31 passages exported to my site: 60 files, 412 kB.
    To look at it: python -m http.server --bind 127.0.0.1 --directory='my site'
    """
    folder = clean(report.folder)
    articles = f"{report.articles} article{'' if report.articles == 1 else 's'}"
    passages = f"{report.passages:,} passage{'' if report.passages == 1 else 's'}"
    unlinked = len(report.unlinked)
    told = (
        f"{unlinked} of the articles {'has' if unlinked == 1 else 'have'} no address to link to.\n"
    )
    return (
        f"{articles} with {passages} exported to {folder}: "
        f"{report.files:,} files, {_size(report.bytes)}.\n"
        f"{told if unlinked else ''}"
        f"To look at it: python -m http.server --bind 127.0.0.1 --directory={shlex.quote(folder)}\n"
    )


def render_stats(stats: Stats) -> str:
    """Tabulate the counts of an index."""
    rows = [
        ("articles", f"{stats.articles:,}"),
        ("sections", f"{stats.sections:,}"),
        ("notes", f"{stats.notes:,}"),
        ("references", f"{stats.references:,}"),
        ("words", f"{stats.words:,}"),
        ("size", _size(stats.bytes)),
        ("updated", clean(stats.updated or "never")),
    ]
    return "".join(f"{name:<12}{value}\n" for name, value in rows)


def render_report_json(report: UpdateReport | Stats | SiteReport) -> str:
    """Write a report as the object that update, stats or export.schema.json describes."""
    return dump({"schema": _SCHEMAS[type(report)], **plain(report)}) + "\n"


def render_problems_json(problems: Sequence[Problem]) -> str:
    """Write what a check of an index found as the object that check.schema.json describes."""
    return dump({"schema": CHECK_SCHEMA, "problems": plain(tuple(problems))}) + "\n"


def _size(count: int) -> str:
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:,.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:,.1f} {unit}"

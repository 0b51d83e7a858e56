"""Reports on an index as text and as JSON: updates, counts, problems, exports and news."""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from painsci_search.escaping import clean, dump
from painsci_search.model import (
    CHECK_SCHEMA,
    EMBED_SCHEMA,
    EXPORT_SCHEMA,
    NEWS_SCHEMA,
    STATS_SCHEMA,
    UPDATE_SCHEMA,
    EmbedReport,
    News,
    Problem,
    SiteReport,
    Stats,
    UpdateReport,
)
from painsci_search.render.json import plain
from painsci_search.render.terminal import Terminal
from painsci_search.render.wording import count, count_kind, dates, join_names, join_parts, title_of

_Report = UpdateReport | Stats | SiteReport | EmbedReport
_SCHEMAS: dict[type, str] = {
    UpdateReport: UPDATE_SCHEMA,
    Stats: STATS_SCHEMA,
    EmbedReport: EMBED_SCHEMA,
    SiteReport: EXPORT_SCHEMA,
}
# Files that are named on one line; more are counted.
_MOST_NAMED = 3


def render_report(report: UpdateReport) -> str:
    """Render the counts of an update on one line; those of moved files and saves if there are some.

    >>> render_report(UpdateReport(added=("asmr.html",)))
    '1 article added, 0 changed, 0 removed, 0 unchanged.\\n'
    """
    counts = [
        f"{count(len(report.added), 'article')} added",
        f"{len(report.changed)} changed",
        f"{len(report.removed)} removed",
        f"{len(report.unchanged)} unchanged",
    ]
    if report.moved:
        counts.append(f"{len(report.moved)} moved")
    if report.saves:
        counts.append(count(len(report.saves), "further save"))
    if report.problems:
        counts.append(count(len(report.problems), "problem"))
    return f"{', '.join(counts)}.\n{_render_skipped(report)}"


def render_changes(report: UpdateReport) -> str:
    """Render what an update changed on one line, with the names of a few files; "" for nothing.

    >>> render_changes(UpdateReport(added=("asmr.html",), removed=("a.txt", "b.txt")))
    'added asmr.html; removed a.txt, b.txt\\n'
    >>> render_changes(UpdateReport(changed=("a", "b", "c", "d"), rebuilt=True))
    'changed 4 articles; rebuilt the index\\n'
    """
    kinds = {
        "added": report.added,
        "changed": report.changed,
        "moved": report.moved,
        "removed": report.removed,
    }
    parts = [
        f"{kind} {_name_few(sources, 'article')}" for kind, sources in kinds.items() if sources
    ]
    if report.rebuilt:
        parts.append("rebuilt the index")
    return clean("; ".join(parts)) + "\n" if parts else ""


def _name_few(names: Sequence[str], noun: str) -> str:
    return count(len(names), noun) if len(names) > _MOST_NAMED else ", ".join(names)


def _render_skipped(report: UpdateReport) -> str:
    """Render the kinds and numbers of skipped files, and a line for each that is named."""
    named = join_names(
        [
            count_kind(skipped.files, skipped.kind)
            + (f" ({skipped.advice})" if skipped.advice else "")
            for skipped in report.skipped
        ]
    )
    number = sum(skipped.files for skipped in report.skipped)
    parts = []
    if report.skipped:
        parts.append(f"{count(number, 'file')} of other kinds skipped: {clean(named)}")
    if report.resources:
        parts.append(f"{count(report.resources, 'resource')} of saved pages skipped")
    links = [
        f"  {clean(source)}: {skipped.kind}\n"
        for skipped in report.skipped
        for source in skipped.sources
    ]
    return "".join(["; ".join(parts) + ".\n", *links]) if parts else ""


def render_problem(problem: Problem) -> str:
    """Render a file and its problem on one line."""
    return f"{clean(problem.source)}: {clean(problem.message)}\n"


def render_site_report(report: SiteReport, base_url: str | None = None) -> str:
    """Render the counts of an export, and the command that serves it on this machine.

    Args:
        report: the counts.
        base_url: where the articles are; for a path such as "../articles" the folder is served that
            contains both.

    >>> report = SiteReport("out/my site", 2, 31, 60, 412_000)
    >>> print(render_site_report(report, "../articles"), end="")
    2 articles with 31 sections and notes exported to out/my site: 60 files, 412 kB.
    To look at it, run: python3 -m http.server --bind 127.0.0.1 --directory=out
    and open: http://127.0.0.1:8000/my%20site/
    """
    folder = clean(report.folder)
    root = _served_folder(folder, base_url)
    path = quote(Path(os.path.relpath(folder, root)).as_posix())
    command = f"python3 -m http.server --bind 127.0.0.1 --directory={shlex.quote(root)}"
    kept = f", {report.unchanged:,} of them unchanged" if report.unchanged else ""
    unlinked = f"{count(len(report.unlinked), 'article')} without a URL to link to.\n"
    return (
        f"{count(report.articles, 'article')} with {report.passages:,} sections and notes "
        f"exported to {folder}: "
        f"{count(report.files, 'file')}, {_size(report.bytes)}{kept}.\n"
        f"{unlinked if report.unlinked else ''}"
        f"To look at it, run: {command}\n"
        f"and open: http://127.0.0.1:8000/{'' if path == '.' else f'{path}/'}\n"
    )


def _served_folder(folder: str, base_url: str | None) -> str:
    """Return the folder that contains an export and the articles at a path relative to it."""
    parts = posixpath.normpath(base_url).split("/") if base_url else []
    above = [part for part in parts if part == ".."]
    return os.path.normpath(Path(folder, *above))


def render_embed_report(report: EmbedReport) -> str:
    """Render how many passages have vectors, by which model, and which library computed.

    >>> print(render_embed_report(EmbedReport(1200, 30, "all-MiniLM-L6-v2", "NumPy")), end="")
    Vectors of 30 passages computed by NumPy; 1,200 passages have one of the model all-MiniLM-L6-v2.
    """
    by = f" by {report.backend}" if report.backend else ""
    return (
        f"Vectors of {count(report.computed, 'passage')} computed{by}; "
        f"{count(report.passages, 'passage')} have one of the model {report.model}.\n"
    )


def render_stats(stats: Stats) -> str:
    """Render the counts of an index as a table."""
    rows = [
        ("articles", f"{stats.articles:,}"),
        ("sections", f"{stats.sections:,}"),
        ("notes", f"{stats.notes:,}"),
        ("references", f"{stats.references:,}"),
        ("words", f"{stats.words:,}"),
        ("size", _size(stats.bytes)),
        ("updated", clean(stats.updated or "never")),
    ]
    if stats.saves:
        rows.insert(1, ("saves", count(stats.saves, "further save")))
    if len(stats.languages) > 1:
        counts = (f"{clean(each.language)} {each.articles:,}" for each in stats.languages)
        rows.append(("languages", ", ".join(counts)))
    if stats.vectors:
        rows.append(("vectors", f"of {count(stats.vectors, 'passage')}"))
    rows += [
        ("unsure of", f"{clean(warning.kind)} ({count(warning.articles, 'article')})")
        for warning in stats.warnings
    ]
    if stats.outdated:
        rows.append(("outdated", "made by an older version of painsci-search: index again"))
    return "".join(f"{name:<12}{value}\n" for name, value in rows)


def report_object(report: _Report) -> dict[str, Any]:
    """Return a report as the object that the schema of its class describes, such as update."""
    return {"schema": _SCHEMAS[type(report)], **plain(report)}


def render_report_json(report: _Report) -> str:
    """Render a report as one indented object."""
    return dump(report_object(report)) + "\n"


def render_report_line(report: UpdateReport) -> str:
    """Render a report of an update as an object on one line."""
    return dump(report_object(report), pretty=False) + "\n"


def render_problems_json(problems: Sequence[Problem]) -> str:
    """Render the problems of an index as the object that check.schema.json describes."""
    return dump({"schema": CHECK_SCHEMA, "problems": plain(tuple(problems))}) + "\n"


def render_news(news: Sequence[News], terminal: Terminal) -> str:
    """Render articles with their dates and the entries of their change logs, in the given order."""
    lines: list[str] = []
    for each in news:
        article = each.article
        lines += terminal.paragraph(title_of(article), base="title")
        line = join_parts([article.id, *dates(article, published="published ")])
        lines += terminal.paragraph(line, base="faint")
        for change in each.changes:
            lines += terminal.paragraph(f"{change.date}  {change.text}", 2)
        lines += [*terminal.link_line(each.link, 2), ""]
    lines += terminal.paragraph(count(len(news), "article"), base="faint")
    return "\n".join(lines) + "\n"


def news_object(news: Sequence[News], since: str) -> dict[str, Any]:
    """Return new and updated articles as the object that news.schema.json describes."""
    return {"schema": NEWS_SCHEMA, "since": since, "news": plain(tuple(news))}


def _size(number: int) -> str:
    size, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:,.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:,.1f} {unit}"

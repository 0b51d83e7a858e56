"""Results as tables: text of 100 columns for a terminal, or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from results import RecordsRow, Results
from targets import goals

_WIDTH = 100
_NONE = "–"
_GROWING = ("build_s", "p50_ms", "p99_ms", "disk_mb", "query_mb")


class Table(NamedTuple):
    """A table; the cells of the first column are names, the others figures."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def as_text(results: Results) -> str:
    """Write the tables for a terminal."""
    parts = [_heading(results), *map(_text_table, _tables(results)), *_left_out(results, "  ")]
    return "\n\n".join(parts) + "\n"


def as_markdown(results: Results) -> str:
    """Write the tables as Markdown."""
    parts = [_heading(results), *map(_markdown_table, _tables(results)), *_left_out(results, "- ")]
    return "\n\n".join(parts) + "\n"


def _heading(results: Results) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    return _wrap(f"{results.began}; {results.machine}; {versions}.")


def _left_out(results: Results, mark: str) -> list[str]:
    lines = [f"{mark}{line}" for line in results.left_out]
    return ["\n".join(["Left out:", *([""] if mark == "- " else []), *lines])] if lines else []


def _tables(results: Results) -> Iterator[Table]:
    if results.records_rows:
        yield _records(results)
        if len(results.sizes()) > 1:
            yield _growth(results)
    if results.pages_rows:
        yield _pages(results)
    if results.cold:
        cold = results.cold
        times = [
            ("import typer, whoosh.qparser", _figure(cold.imports_ms)),
            ("painsci-search query", _figure(cold.query_ms)),
        ]
        yield Table(f"Cold command line, {cold.size:,} records", ("", "ms"), times)
    rows = [
        (
            goal.name,
            _NONE if goal.figure is None else f"{_figure(goal.figure)} {goal.unit}",
            f"{goal.most:g} {goal.unit}",
            goal.verdict(),
        )
        for goal in goals(results)
    ]
    yield Table("Targets", ("painsci-search /", "figure", "at most", ""), rows)


def _records(results: Results) -> Table:
    title = f"Records; {results.queries} queries with 10 snippets each; rounds: {results.rounds}"
    header = (
        "records, engine",
        *("build s", "open ms", "first ms", "p50 ms", "p99 ms", "disk MB", "build RAM"),
        *("query RAM", "hits", "marked"),
    )
    rows = []
    for row in results.records_rows:
        figures = (
            *(row.build_s, row.open_ms, row.first_ms, row.p50_ms, row.p99_ms),
            *(row.disk_mb, row.build_mb, row.query_mb),
        )
        found = f"{row.hits:.1f}", f"{row.marked:.1f}"
        rows.append((f"{row.size:,} {row.engine}", *map(_figure, figures), *found))
    return Table(title, header, rows)


def _growth(results: Results) -> Table:
    header = ("records, engine", "build", "p50", "p99", "disk", "query memory")
    rows = []
    for small, large in pairwise(results.sizes()):
        for row in results.records_rows:
            before = results.record(row.engine, small)
            if row.size == large and before is not None:
                name = f"{small:,} to {large:,} {row.engine}"
                rows.append((name, *(_times(row, before, field) for field in _GROWING)))
    return Table("Growth: how many times as much", header, rows)


def _pages(results: Results) -> Table:
    title = f"{results.pages} pages of {results.page_kb:.0f} kB, command line"
    header = ("", "index s", "one changed s", "of index", "peak RAM", "disk MB")
    rows = []
    for row in results.pages_rows:
        changed = _NONE if row.changed_s is None else _figure(row.changed_s)
        share = _NONE if row.changed_s is None else _figure(row.changed_s / row.index_s)
        sizes = _figure(row.index_mb), _figure(row.disk_mb)
        rows.append((row.engine, _figure(row.index_s), changed, share, *sizes))
    return Table(title, header, rows)


def _times(row: RecordsRow, before: RecordsRow, field: str) -> str:
    return f"{_figure(getattr(row, field) / max(getattr(before, field), 1e-9))} x"


def _figure(value: float) -> str:
    """Write three significant digits, and no more than the whole number of a large value."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _text_table(table: Table) -> str:
    columns = list(zip(table.header, *table.rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    room = _WIDTH - 2 * (len(widths) - 1) - sum(widths[1:])
    widths[0] = min(widths[0], room)
    lines = []
    for cells in (table.header, *table.rows):
        first, *others = cells
        right = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join((first[:room].ljust(widths[0]), *right)).rstrip())
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join((_wrap(table.title), lines[0], rule, *lines[1:]))


def _markdown_table(table: Table) -> str:
    lines = [
        f"**{table.title}**",
        "",
        _markdown_row(table.header),
        _markdown_row(("---", *("---:" for _ in table.header[1:]))),
        *map(_markdown_row, table.rows),
    ]
    return "\n".join(lines)


def _markdown_row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _wrap(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= _WIDTH:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)

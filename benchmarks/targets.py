"""What compiled builds of this project are held to, as ratios to peers in the same run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from results import PagesRow, Results

US = "painsci-search"
SIZE = 20_000
"""The number of records for which most targets are set."""

_LARGE, _PAGES = 200_000, 300
# The number of records that one machine is to serve, and what is allowed at this size.
_MILLION = 1_000_000
_LIMITS = (
    ("build", "build_s", 300.0, "s"),
    ("peak memory of building", "build_mb", 1000.0, "MB"),
    ("open", "open_ms", 10.0, "ms"),
    ("first query", "first_ms", 60.0, "ms"),
    ("p50", "p50_ms", 2.0, "ms"),
    ("p99", "p99_ms", 8.0, "ms"),
)


class _Rule(NamedTuple):
    """What is compared with which peer, and how many times as much it may be."""

    label: str
    field: str
    peer: str
    most: float


_RULES = (
    _Rule("build", "build_s", "tantivy", 1.5),
    _Rule("build", "build_s", "whoosh", 0.15),
    _Rule("p50", "p50_ms", "tantivy", 1.0),
    _Rule("p99", "p99_ms", "tantivy", 2.0),
    _Rule("p50", "p50_ms", "fts5", 0.3),
    _Rule("p99", "p99_ms", "fts5", 0.3),
    _Rule("disk", "disk_mb", "tantivy", 1.5),
)


class Goal(NamedTuple):
    """A figure beside its target.

    Attributes:
        figure: None where the run did not measure it.
        most: the target: no more than that.
        unit: "x" for a ratio.
        counts: whether it was measured at the size for which the target is set.
    """

    name: str
    figure: float | None
    most: float
    unit: str = "x"
    counts: bool = True

    def verdict(self) -> str:
        """Return how the figure compares with its target, in a word or three."""
        if self.figure is None:
            return "not measured"
        if not self.counts:
            return "another size"
        return "met" if self.figure <= self.most else "MISSED"


def nearest(sizes: Iterable[int], wanted: int) -> int:
    """Return the size that is nearest to the one wanted."""
    return min(sizes, key=lambda size: abs(size - wanted))


def goals(results: Results) -> Iterator[Goal]:
    """Yield every target; where its size was not measured, at the nearest one that was."""
    yield from _pages_goals(results)
    sizes = results.sizes()
    if sizes:
        size = nearest(sizes, SIZE)
        yield from _record_goals(results, size)
        if _MILLION in sizes:
            yield from _million_goals(results)
        large = max((each for each in sizes if each < _MILLION), default=size)
        if large != size:
            yield _versus(results, large, _Rule("p50", "p50_ms", "tantivy", 2.0), large == _LARGE)
    cold = results.cold
    if cold:
        name = f"cold query, {cold.size:,} records / import typer, whoosh.qparser"
        yield Goal(name, cold.query_ms / cold.imports_ms, 1.3, counts=cold.size == SIZE)


def _pages_goals(results: Results) -> Iterator[Goal]:
    rows: dict[str, PagesRow] = {row.engine: row for row in results.pages_rows}
    us, recoll = rows.get(US), rows.get("recollindex")
    if us is None:
        return
    counts = results.pages == _PAGES
    ratio = us.index_s / recoll.index_s if recoll else None
    yield Goal(f"{results.pages} pages to index / recollindex", ratio, 0.8, counts=counts)
    changed = us.changed_s / us.index_s if us.changed_s else None
    yield Goal(f"one page of {results.pages} changed / all", changed, 0.15, counts=counts)


def _record_goals(results: Results, size: int) -> Iterator[Goal]:
    counts = size == SIZE
    for rule in _RULES:
        yield _versus(results, size, rule, counts)
    us = results.record(US, size)
    name = f"peak memory of a query process, {size:,} records"
    yield Goal(name, us.query_mb if us else None, 120.0, "MB", counts)


def _million_goals(results: Results) -> Iterator[Goal]:
    row = results.record(US, _MILLION)
    for label, field, most, unit in _LIMITS:
        figure = getattr(row, field) if row else None
        yield Goal(f"{label}, {_MILLION:,} records", figure, most, unit)


def _versus(results: Results, size: int, rule: _Rule, counts: bool) -> Goal:
    us, them = results.record(US, size), results.record(rule.peer, size)
    ratio = getattr(us, rule.field) / getattr(them, rule.field) if us and them else None
    return Goal(f"{rule.label}, {size:,} records / {rule.peer}", ratio, rule.most, counts=counts)

"""What a run found, as it is kept in JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class RecordsRow:
    """An engine at a size; times and memory are medians over the rounds.

    Attributes:
        size: records.
        build_s: from records in memory to a committed, searchable index, in seconds.
        build_mb: the memory that building took beyond the records.
        disk_mb: the size of the index.
        open_ms, first_ms: to open the index in a new process, and to answer the first query.
        p50_ms, p99_ms: percentiles over the queries, in one warm process.
        query_mb: the peak memory of that process.
        hits: of the 10 asked for, how many hits a query got on average.
        marked: on average, how many of these have a snippet with a marked word.
    """

    engine: str
    size: int
    build_s: float
    build_mb: float
    disk_mb: float
    open_ms: float
    first_ms: float
    p50_ms: float
    p99_ms: float
    query_mb: float
    hits: float
    marked: float


@dataclass(frozen=True, slots=True)
class PagesRow:
    """A command line that indexes pages; medians over the rounds.

    Attributes:
        index_s: all pages, into an empty folder.
        changed_s: the same command again after one page changed; None where it starts afresh.
        index_mb: the peak memory of the first.
        disk_mb: the size of the index.
    """

    engine: str
    index_s: float
    changed_s: float | None
    index_mb: float
    disk_mb: float


@dataclass(frozen=True, slots=True)
class Cold:
    """Commands from a cold start at a size, medians in ms."""

    size: int
    query_ms: float
    imports_ms: float


@dataclass(frozen=True, slots=True)
class Results:
    """A run.

    Attributes:
        began: local time.
        machine: system, processors and Python.
        versions: by engine.
        pages, page_kb: how many pages there were, and their mean size in kB.
        left_out: what was not measured and why, a line each.
    """

    began: str
    machine: str
    versions: dict[str, str]
    rounds: int
    queries: int
    pages: int
    page_kb: float
    records_rows: tuple[RecordsRow, ...]
    pages_rows: tuple[PagesRow, ...]
    cold: Cold | None
    left_out: tuple[str, ...]

    def record(self, engine: str, size: int) -> RecordsRow | None:
        """Return the row of an engine at a size."""
        rows = (row for row in self.records_rows if (row.engine, row.size) == (engine, size))
        return next(rows, None)

    def sizes(self) -> list[int]:
        """List the sizes, ascending."""
        return sorted({row.size for row in self.records_rows})

    def save(self, path: Path) -> None:
        """Write the results as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the results back."""
        data = json.loads(path.read_text(encoding="utf-8"))
        data["records_rows"] = tuple(RecordsRow(**row) for row in data["records_rows"])
        data["pages_rows"] = tuple(PagesRow(**row) for row in data["pages_rows"])
        data["cold"] = Cold(**data["cold"]) if data["cold"] else None
        data["left_out"] = tuple(data["left_out"])
        return cls(**data)

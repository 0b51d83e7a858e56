"""The run: which engine is measured when, engine after engine and round after round.

Every figure is taken in a process of its own. This one stays small, as ``measure.run`` asks.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from engines import MODULES
from indexers import INDEXERS, tool
from measure import CommandFailed, alternate, folder_mb, percentile, run
from pages import change_page
from queries import quote
from results import Cold, PagesRow, RecordsRow, Results
from targets import SIZE, US, nearest
from worker import WARM_UP

_WORKER = (sys.executable, str(Path(__file__).with_name("worker.py")))
# Beyond so many records an engine is measured only if it is named: stock Whoosh takes minutes.
_PATIENCE = {"whoosh": 20_000}
# Beyond so many records one round is enough: what takes long is hardly disturbed.
_LONG = 20_000


Row = TypeVar("Row", RecordsRow, PagesRow)


class Plan(NamedTuple):
    """How much is measured."""

    sizes: tuple[int, ...] = (2_000, 20_000, 200_000)
    pages: int = 300
    rounds: int = 3
    queries: int = 500
    cold_runs: int = 30


QUICK = Plan(sizes=(2_000,), pages=40, rounds=1, queries=100, cold_runs=10)
"""For a look, not for a figure."""


class Bench:
    """A run of the benchmark; its files lie in a folder that the caller drops."""

    def __init__(self, plan: Plan, named: list[str] | None, folder: Path) -> None:
        self.plan = plan
        self.named = named
        self.folder = folder
        self.versions: dict[str, str] = {}
        self.left_out: list[str] = []
        self.asked: list[list[str]] = []

    def run(self) -> Results:
        """Measure everything; what cannot be measured is left out with a line that says why."""
        began = time.strftime("%Y-%m-%d %H:%M")
        # where bytecode is not written, each process would compile what changed since installing
        for name in find_spec("painsci_search").submodule_search_locations:
            subprocess.run([sys.executable, "-m", "compileall", "-q", name], check=True)
        self.asked = _work("queries", self.plan.queries + WARM_UP)
        engines = [name for name in MODULES if self._is_installed(name)]
        records = [row for size in self.plan.sizes for row in self.records(size, engines)]
        cold = self.cold() if records else None
        page_kb, pages = self.pages()
        machine = (
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
            f"{platform.python_implementation()} {platform.python_version()}"
        )
        return Results(
            began=began,
            machine=machine,
            versions=self.versions,
            rounds=self.plan.rounds,
            queries=self.plan.queries,
            pages=self.plan.pages,
            page_kb=page_kb,
            records_rows=tuple(records),
            pages_rows=tuple(pages),
            cold=cold,
            left_out=tuple(self.left_out),
        )

    def records(self, size: int, engines: list[str]) -> list[RecordsRow]:
        """Build an index and query it with each engine; the last index of ours stays."""
        taken: dict[str, list[RecordsRow]] = {}
        for name in engines:
            if size > _PATIENCE.get(name, size) and name not in (self.named or ()):
                self._leave_out(f"{name}, {size:,} records: it takes minutes; name it to have it")
            else:
                taken[name] = []
        for turn in range(1 if size > _LONG else self.plan.rounds):
            for name in list(taken):
                _tell(f"{name}, {size:,} records, round {turn + 1}")
                try:
                    taken[name].append(self._measure(name, size))
                except CommandFailed as error:
                    self._leave_out(f"{name}, {size:,} records: {error}")
                    del taken[name]
        return [_medians(rows) for rows in taken.values()]

    def _measure(self, name: str, size: int) -> RecordsRow:
        folder = self._index_folder(name, size)
        shutil.rmtree(folder, ignore_errors=True)
        built = _work("build", name, size, folder)
        answered = _work("query", name, folder, given=json.dumps(self.asked))
        disk = folder_mb(folder)
        if name != US:
            shutil.rmtree(folder)
        return RecordsRow(
            engine=name,
            size=size,
            build_s=built["seconds"],
            build_mb=built["mb"],
            disk_mb=disk,
            open_ms=answered["open"],
            first_ms=answered["first"],
            p50_ms=percentile(answered["ms"], 50),
            p99_ms=percentile(answered["ms"], 99),
            query_mb=answered["mb"],
            hits=answered["hits"] / len(answered["ms"]),
            marked=answered["marked"] / len(answered["ms"]),
        )

    def cold(self) -> Cold | None:
        """Time queries by the command line against imports alone."""
        size = nearest(self.plan.sizes, SIZE)
        _tell(f"cold command line, {size:,} records")
        where = str(self._index_folder(US, size))
        asked = [quote(tuple(parts)) for parts in self.asked[: self.plan.cold_runs]]
        imports = [sys.executable, "-c", "import typer, whoosh.qparser"]
        try:
            times = alternate(
                {
                    "imports": [imports for _ in asked],
                    "query": [[tool(), "query", words, "--index", where] for words in asked],
                }
            )
        except CommandFailed as error:
            self._leave_out(f"cold command line: {error}")
            return None
        return Cold(size, times["query"], times["imports"])

    def pages(self) -> tuple[float, list[PagesRow]]:
        """Index pages with each command line; return their mean size in kB, too."""
        site = self.folder / "pages"
        _work("pages", site, self.plan.pages)
        page_kb = folder_mb(site) * 1000 / self.plan.pages
        taken: dict[str, list[PagesRow]] = {}
        for name, indexer in INDEXERS.items():
            if self._is_asked(name):
                self.versions[name] = indexer.version()
                if self.versions[name]:
                    taken[name] = []
                else:
                    del self.versions[name]
                    self._leave_out(f"{name}, pages: not installed")
        for turn in range(self.plan.rounds):
            for name in list(taken):
                _tell(f"{name}, {self.plan.pages} pages, round {turn + 1}")
                try:
                    taken[name].append(self._index_pages(name, site, turn))
                except CommandFailed as error:
                    self._leave_out(f"{name}, pages: {error}")
                    del taken[name]
        return page_kb, [_medians(rows) for rows in taken.values()]

    def _index_pages(self, name: str, site: Path, turn: int) -> PagesRow:
        """Index all pages, and again after one changed."""
        folder = self.folder / f"{name}-pages"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command = INDEXERS[name].command(site, folder)
        first = run(command)
        disk = folder_mb(folder)
        changed = None
        if INDEXERS[name].updates:
            change_page(site, turn)
            changed = run(command).seconds
        return PagesRow(name, first.seconds, changed, first.mb, disk)

    def _is_asked(self, name: str) -> bool:
        return self.named is None or name == US or name in self.named

    def _is_installed(self, name: str) -> bool:
        if not self._is_asked(name):
            return False
        try:
            self.versions[name] = _work("version", name)
        except CommandFailed as error:
            self._leave_out(f"{name}: {error}")
            return False
        return True

    def _index_folder(self, name: str, size: int) -> Path:
        return self.folder / f"{name}-{size}"

    def _leave_out(self, line: str) -> None:
        self.left_out.append(line)
        _tell(f"left out: {line}")


def _medians(rows: list[Row]) -> Row:
    """Fold the rows of all rounds into one."""
    medians = {
        field.name: statistics.median(getattr(row, field.name) for row in rows)
        for field in fields(rows[0])
        if isinstance(getattr(rows[0], field.name), float)
    }
    return replace(rows[0], **medians)


def _work(task: str, *arguments: object, given: str = "") -> Any:
    """Have a worker do a task; return what it returns."""
    return json.loads(run([*_WORKER, task, *map(str, arguments)], given).output)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

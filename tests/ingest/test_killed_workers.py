"""Worker processes that are killed at any moment: the index is the old or the new one."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from painsci_search import Index, PainSciSearchError
from painsci_search.ingest import workers
from profiles import trials

pytestmark = [
    pytest.mark.slow,
    pytest.mark.trial,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these tests fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


class Killer:
    """Kills workers, each after a number of calls of functions that is drawn for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._work = workers._work
        self._most = multiprocessing.get_context("fork").RawValue("q", 0)
        self._limits: list[int] = []
        monkeypatch.setattr(workers, "_work", self._die)
        self._start = workers._start_worker
        monkeypatch.setattr(workers, "_start_worker", self._start_worker)

    def draw(self, chance: random.Random) -> None:
        """Let one or both of the next two workers die; none before the calls were counted."""
        if not self._most.value:
            return
        limits = [chance.randrange(1, self._most.value) for _ in range(2)]
        self._limits = limits if not chance.randrange(4) else limits[:1]

    def _start_worker(self, *given: object) -> object:
        started = self._start(*given)  # type: ignore[arg-type]
        self._limits = self._limits[1:]
        return started

    def _die(self, connection: Connection, *given: object) -> None:
        """Do the work of a worker, and kill it at its limit."""
        calls, limit = 0, self._limits[0] if self._limits else sys.maxsize

        def count(_frame: object, event: str, _called: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")
            if calls >= limit:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        try:
            self._work(connection, *given)  # type: ignore[arg-type]
        finally:
            sys.setprofile(None)
            self._most.value = calls


def test_workers_that_are_killed_leave_the_old_index_or_the_new(
    tmp_path: Path, write_page: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(generation: int) -> None:
        for number in range(16):
            words = f"Generation g{generation}x of page {number}, long enough for a paragraph."
            write_page(f"pages/page-{number}.html", opening=words)

    killer, chance = Killer(monkeypatch), random.Random(3)
    index = Index.create(tmp_path / "index")
    write(0)
    index.update([tmp_path / "pages"], workers=2)
    rounds, killed = trials(6, 70), 0
    for generation in range(1, rounds + 1):
        write(generation)
        killer.draw(chance)
        try:
            index.update([tmp_path / "pages"], workers=2)
        except PainSciSearchError as error:
            assert "was killed" in str(error)
            assert "\n" not in str(error)
            killed += 1
            assert index.search(f"g{generation}x").total == 0
            assert index.search(f"g{generation - 1}x", limit=20).total == 16
            write(generation - 1)
            assert index.check() == ()
            write(generation)
            index.update([tmp_path / "pages"], workers=1)
        assert index.search(f"g{generation}x", limit=20).total == 16
        assert index.check() == ()
    assert killed > rounds // 4

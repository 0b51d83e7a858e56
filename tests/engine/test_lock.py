"""A writer waits for the lock of another for as long as it is allowed to."""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path

import pytest

from painsci_search import Article, Index, IndexLocked
from painsci_search.engine.storage import lock
from painsci_search.engine.storage.folder import MemoryFolder
from painsci_search.engine.storage.lock import write_lock


class Clock:
    """A clock that moves only while somebody sleeps, and what happens then."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept = 0
        self.at_third_sleep = ExitStack()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        self.slept += 1
        if self.slept == 3:
            self.at_third_sleep.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(lock, "time", clock)
    return clock


def test_without_a_timeout_a_second_writer_is_refused_at_once(tmp_path: Path, clock: Clock) -> None:
    with write_lock(tmp_path), pytest.raises(IndexLocked), write_lock(tmp_path):
        pass
    assert clock.slept == 0


def test_a_writer_gets_the_lock_that_is_released_in_time(index: Index, clock: Clock) -> None:
    clock.at_third_sleep.enter_context(write_lock(index.path))
    index.add(Article("a", "A"), timeout=10)
    assert clock.slept == 3
    clock.at_third_sleep.enter_context(write_lock(index.path))
    clock.slept = 0
    assert index.remove("a", timeout=math.inf) == 1
    assert clock.slept == 3


def test_a_writer_gives_up_when_its_time_is_over(index: Index, clock: Clock) -> None:
    with write_lock(index.path), pytest.raises(IndexLocked, match="is writing to the index"):
        index.add(Article("a", "A"), timeout=0.25)
    assert clock.now == pytest.approx(0.25)
    assert index.articles() == ()


def test_a_lock_in_memory_has_a_timeout_too() -> None:
    folder = MemoryFolder()
    with folder.lock(math.inf), pytest.raises(IndexLocked), folder.lock(0.001):
        pass
    with folder.lock(0.001):
        pass


@pytest.mark.parametrize("timeout", [-1, math.nan])
def test_a_timeout_that_cannot_be_is_refused(index: Index, tmp_path: Path, timeout: float) -> None:
    for write in (
        lambda: index.add(Article("a", "A"), timeout=timeout),
        lambda: index.remove("a", timeout=timeout),
        lambda: index.update(tmp_path, timeout=timeout),
        lambda: Index.rebuild(index.path, tmp_path, timeout=timeout),
    ):
        with pytest.raises(ValueError, match="timeout must be 0 or more seconds"):
            write()

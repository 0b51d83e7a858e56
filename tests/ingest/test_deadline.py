"""A file that takes too long is left out with a line, and the others are indexed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Index
from painsci_search.errors import ReadError
from painsci_search.ingest import deadline, workers
from painsci_search.reading import reading_of


def spin() -> None:
    while True:
        sum(range(1000))


def test_code_that_takes_too_long_is_ended() -> None:
    with (
        pytest.raises(ReadError, match="takes more than 0 seconds"),
        deadline.within(0.01, "x.html"),
    ):
        spin()


def test_a_bound_ends_with_its_block() -> None:
    with deadline.within(0.05, "x.html"):
        pass
    assert sum(range(3_000_000)) > 0


def test_a_larger_file_may_take_longer() -> None:
    assert deadline.seconds_for(2_000_000) > deadline.seconds_for(1_000_000) >= 60


def test_a_page_that_takes_too_long_is_left_out(
    index: Index, write_page: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = write_page("bilby.html"), write_page("quoll.html")

    def read(data: bytes, source: str) -> object:
        if source == str(slow):
            spin()
        return reading_of(data, source)

    monkeypatch.setattr(workers, "reading_of", read)
    monkeypatch.setattr(deadline, "SECONDS", 0.3)
    report = index.update([slow, quick])
    assert report.added == (str(quick),)
    (problem,) = report.problems
    assert problem.source == str(slow)
    assert problem.message.startswith("takes more than")

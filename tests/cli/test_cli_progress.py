"""The progress bar: only on a terminal, only for long work, and never an escape from a name."""

from __future__ import annotations

import io
import sys

import pytest

from painsci_search.cli import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.progress_line() as draw:
        assert draw is None


def test_short_work_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "_DELAY", float("inf"))
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a.html")
    assert screen.getvalue() == ""


def test_long_work_names_the_file_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a.html")
        draw(2, 2, "[bold]b\x1b]0;x\x07.html")
    assert "2/2" in screen.getvalue()
    assert "[bold]b\ufffd]0;x\ufffd.html" in screen.getvalue()

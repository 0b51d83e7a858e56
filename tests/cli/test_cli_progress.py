"""The line of progress: only on a terminal, only for long work, and clean of control characters."""

from __future__ import annotations

import io
import sys

import pytest

from painsci_search.cli import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def open_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Make standard error a terminal, on which work counts as long from the start."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setattr(progress, "_INTERVAL", 0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return screen


def drawn(screen: Screen) -> list[str]:
    """List what was drawn after each carriage return."""
    return [line.strip() for line in screen.getvalue().split("\r") if line.strip()]


def test_a_pipe_gets_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.progress_line() as draw:
        assert draw is None


def test_a_dumb_terminal_gets_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    with progress.progress_line() as draw:
        assert draw is None
    assert screen.getvalue() == ""


def test_short_work_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    monkeypatch.setattr(progress, "_DELAY", float("inf"))
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a.html")
    assert screen.getvalue() == ""


def test_long_work_shows_the_count_and_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a.html")
        draw(2, 2, "[bold]b\x1b]0;x\x07.html")
    first, last = drawn(screen)
    assert f"[{'#' * 15}{'-' * 15}] 1/2 " in first
    assert first.endswith("a.html")
    assert f"[{'#' * 30}] 2/2 " in last
    assert last.endswith("[bold]b\ufffd]0;x\ufffd.html")


def test_the_line_is_erased_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a-long-name.html")
    *_, line, blank, end = screen.getvalue().split("\r")
    assert blank == " " * len(line)
    assert end == ""


def test_a_shorter_line_covers_the_one_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a-rather-long-name.html")
        draw(1, 2, "b")
    _, long, short, *_ = screen.getvalue().split("\r")
    assert len(short) >= len(long)


def test_of_quick_steps_the_first_and_the_last_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    monkeypatch.setattr(progress, "_INTERVAL", float("inf"))
    with progress.progress_line() as draw:
        assert draw is not None
        for done in range(1, 5):
            draw(done, 4, f"{done}.html")
    assert [line.split()[-1] for line in drawn(screen)] == ["1.html", "4.html"]


def test_a_line_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = open_screen(monkeypatch)
    monkeypatch.setenv("COLUMNS", "30")
    with progress.progress_line() as draw:
        assert draw is not None
        draw(1, 2, "a-rather-long-name.html")
    assert all(len(line) < 30 for line in screen.getvalue().split("\r"))

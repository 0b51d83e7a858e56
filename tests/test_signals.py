"""SIGINT ends what the tests start, in the foreground and in the background."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest


def test_a_process_that_a_test_starts_can_be_interrupted() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(sys.platform == "win32", reason="no signal is ignored from the start there")
@pytest.mark.parametrize("workers", ["0", "1"])
def test_it_can_where_the_tests_run_in_the_background(workers: str) -> None:
    name = test_a_process_that_a_test_starts_can_be_interrupted.__name__
    options = ["-q", "-n", workers, "-p", "no:cacheprovider", "-k", name]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as shells do for `command &`
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, __file__],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert done.returncode == 0, done.stdout + done.stderr

"""The end of the installed command: short, but what users may notice of a usual end is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from running import environment

# What the installed script does, after what a test adds.
_SCRIPT = """
import atexit, sys, threading, time
from painsci_search.cli import run_program
atexit.register(lambda: print("at exit", file=sys.stderr))
{before}
run_program()
"""


def _run(
    argument: str,
    before: str = "",
    flags: tuple[str, ...] = (),
    stdout: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *flags, "-c", _SCRIPT.format(before=before), argument],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment({"PYTHONUNBUFFERED": ""}),
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("argument", "status"), [("--version", 0), ("--versoin", 2)])
def test_the_process_ends_without_taking_the_interpreter_down(argument: str, status: int) -> None:
    done = _run(argument, flags=("-v",))
    assert done.returncode == status
    assert done.stderr.endswith("\nat exit\n")
    assert "# clear sys.path" not in done.stderr  # what the flag -v shows of that
    # The caller of the script, such as a profiler, has something left to do.
    called = "def run(): run_program()\nrun()"
    assert "# clear sys.path" in _run(argument, called, flags=("-v",)).stderr


def test_what_is_left_in_the_streams_is_written() -> None:
    done = _run("--version", "print('first', end=' '); atexit.register(lambda: print('last'))")
    assert done.returncode == 0
    assert done.stdout.endswith("first last\n")
    assert done.stderr == "at exit\n"


def test_a_process_without_output_ends_as_well() -> None:
    done = _run("--version", "sys.stdout = None")
    assert done.returncode == 2
    assert done.stderr == "painsci-search: standard output is closed\nat exit\n"


def test_a_thread_that_runs_is_waited_for() -> None:
    work = "lambda: (time.sleep(0.5), print('worked'))"
    done = _run("--version", f"threading.Thread(target={work}).start()")
    assert done.returncode == 0
    assert done.stdout.endswith("\nworked\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_at_the_end_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        done = _run("unknown", "atexit.register(lambda: print('last'))", stdout=full)
    assert done.returncode == 120  # the interpreter's own status
    assert "No space left on device" in done.stderr


def test_a_caller_of_the_script_can_go_on() -> None:
    called = """
def call():
    run_program()
try:
    call()
except SystemExit as end:
    print(end.code)
sys.exit(3)
"""
    done = _run("--version", called)
    assert done.returncode == 3
    assert done.stdout.endswith("\n0\n")

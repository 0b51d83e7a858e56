"""Running commands: how long they take, how much memory they need, how much disk they fill."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_MB = 1_000_000
# getrusage counts memory in kB, but on macOS in bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Run(NamedTuple):
    """What a command did: wall time, peak memory and its standard output."""

    seconds: float
    mb: float
    output: str


class CommandFailed(Exception):
    """A command ended with an error; the message has the last line that it wrote."""


def run(command: Sequence[str], given: str = "") -> Run:
    """Run a command to its end.

    A child's peak begins at that of the process that starts it (Linux, on exec), so this process
    has to stay smaller than what it measures.

    Raises:
        CommandFailed: its exit status is not 0.
    """
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as errors,
    ):
        stdin.write(given.encode())
        stdin.seek(0)
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=stdin, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise CommandFailed(_last_line(errors.read(), process.returncode))
        out.seek(0)
        return Run(seconds, usage.ru_maxrss * _RSS_UNIT / _MB, out.read().decode("utf-8"))


def alternate(commands: dict[str, list[Sequence[str]]]) -> dict[str, float]:
    """Run commands in turn, so that whatever else the machine does falls on all.

    Args:
        commands: by name, what to run in each round; as many for each name.

    Returns:
        The median of the milliseconds, by name.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in zip(*commands.values(), strict=True):
        for name, command in zip(commands, turn, strict=True):
            times[name].append(run(command).seconds * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that so many per cent of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


def peak_mb() -> float:
    """Return the most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / _MB


def folder_mb(folder: Path) -> float:
    """Return the size of the files in a folder, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MB


def _last_line(written: bytes, status: int) -> str:
    lines = written.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"exit status {status}"

"""Arguments of the command line in, its output out: run in a fork of a process that is ready.

Starting Python and importing the package takes many times as long as most commands do, and hundreds
of tests run one. So a process that has imported the package is forked for each of them, by the
`forkserver` of `multiprocessing`: what runs is `main` with arguments, environment, folder, standard
streams and exit status of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path
from unittest.mock import patch

import coverage

CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
# What most commands import when they run.
_PACKAGES = ("cli", "engine", "engine.storage", "ingest", "query", "reading", "render", "search")


def run_warm(
    arguments: Sequence[str], cwd: Path, stdin: bytes, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a forked process, and return its output and exit status."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    # where the process that is forked finds this module
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), PAINSCI_TESTS_WARM="1"):
        forkserver.ensure_running()
    with tempfile.TemporaryDirectory() as name:
        files = [str(Path(name, stream)) for stream in ("stdin", "stdout", "stderr")]
        Path(files[0]).write_bytes(stdin)
        given = (list(arguments), str(cwd), dict(environment), files)
        process = context.Process(target=_run, args=given)
        process.start()
        process.join()
        status = process.exitcode
        process.close()
        out, err = (Path(file).read_bytes() for file in files[1:])
    assert status is not None
    return subprocess.CompletedProcess(["painsci-search", *arguments], status, out, err)


def _run(arguments: list[str], cwd: str, environment: dict[str, str], files: Sequence[str]) -> None:
    """Run the command line as the installed script does, and exit with its status."""
    from painsci_search.cli import main

    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files):
        opened = os.open(file, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    os.chdir(cwd)
    sys.argv = ["painsci-search", *arguments]
    measured = coverage.Coverage.current()
    if measured is not None and "COVERAGE_PROCESS_CONFIG" not in environment:
        measured.stop()
        measured = None
    try:
        sys.exit(main())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if measured is not None:
            measured.stop()
            measured.save()


def _import_all() -> None:
    """Import what commands need, as the process that is forked."""
    # numpy must not start threads before a fork
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for package in _PACKAGES:
        imported = import_module(f"painsci_search.{package}")
        for path in sorted(Path(*imported.__path__).glob("[a-z]*.py")):
            import_module(f"{imported.__name__}.{path.stem}")
    measured = coverage.Coverage.current()
    if measured is not None:  # else each of the forked processes would save this again
        measured.stop()
        measured.save()
        measured.start()


if os.environ.get("PAINSCI_TESTS_WARM"):
    _import_all()

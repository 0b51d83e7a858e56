"""The program itself, serving an index in a process of its own, for a browser to look at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import painsci_search.server  # noqa: F401 - without the extra, the tests are skipped


@contextmanager
def page_server(index: Path, log: Path, *options: str) -> Iterator[str]:
    """Run ``painsci-search serve`` and give its address, without a "/" behind."""
    command = [sys.executable, "-m", "painsci_search", "serve", "--port", "0", "--index", index]
    command += options
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            assert address, log.read_text()
            yield address.rstrip("/")
        finally:
            process.terminate()
            process.wait(30)

"""`serve --open`: the search page opens in the browser of the system."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import painsci_search.server  # noqa: F401 - without the extra, the tests are skipped
from painsci_search import Index

COMMAND = [sys.executable, "-m", "painsci_search", "serve", "--open", "--port", "0"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Index.create(tmp_path / "index"):
        return tmp_path / "index"


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a shell script")
def test_the_page_opens_in_the_browser(folder: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    opened = tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new\nmv {opened}.new {opened}\n')
    browser.chmod(0o755)
    with subprocess.Popen(
        [*COMMAND, "--processes", "1", "--index", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "BROWSER": f"{browser} %s"},
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        for _ in range(600):
            if opened.exists():
                break
            time.sleep(0.05)
        process.terminate()
        process.wait(30)
    assert opened.read_text().strip() == address
    assert address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("options", "token", "message"),
    [
        (["--uds", "socket"], "", "--open cannot be combined with --uds: browsers open no"),
        ([], "t" * 32, "--open cannot be combined with PAINSCI_SEARCH_TOKEN: browsers do"),
    ],
)
def test_what_a_browser_cannot_open_is_refused(
    folder: Path, options: list[str], token: str, message: str
) -> None:
    command = [part for part in COMMAND if not (options and part in ("--port", "0"))]
    done = subprocess.run(
        [*command, *options, "--index", folder],
        env={**os.environ, "PAINSCI_SEARCH_TOKEN": token, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert message in done.stderr

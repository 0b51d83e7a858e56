"""`index --watch`, as a process: it follows its files, and ends without an error."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import PAGE, command, environment, painsci

pytest.importorskip("watchfiles")
# Seconds until a process that hangs is killed; it needs few.
_DEADLINE = 60


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    write(tmp_path, "placebo")
    return tmp_path


def write(place: Path, word: str) -> None:
    (place / "pages" / f"{word}.html").write_text(PAGE.format(title=word.title(), word=word))


@pytest.fixture
def started(place: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """The process; its index is in the folder that it watches."""
    options = getattr(request, "param", [])
    process = subprocess.Popen(
        [*command(), "index", "pages", "--index", "pages/index", "--watch", *options],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment({}),
    )
    timer = threading.Timer(_DEADLINE, process.kill)
    timer.start()
    yield process
    timer.cancel()
    process.kill()
    process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_follows_the_files_until_it_is_ended(
    ending: signal.Signals, started: subprocess.Popen[str], place: Path
) -> None:
    assert started.stdout is not None
    assert started.stderr is not None
    assert started.stdout.readline() == "1 article added, 0 changed, 0 removed, 0 unchanged.\n"
    assert started.stderr.readline() == "Watching pages; Ctrl-C ends it.\n"
    write(place, "nocebo")
    assert started.stdout.readline() == "added pages/nocebo.html\n"
    (place / "pages" / "empty.html").touch()
    assert started.stderr.readline() == "pages/empty.html: the file is empty\n"
    (place / "pages" / "placebo.html").unlink()
    assert started.stdout.readline() == "removed pages/placebo.html\n"
    started.send_signal(ending)
    rest, errors = started.communicate()
    assert (started.returncode, rest, errors) == (0, "", "")
    found = painsci("query", "nocebo", "--index", "pages/index", cwd=place)
    assert b"Nocebo" in found.stdout


@pytest.mark.parametrize("started", [["--format", "json"]], indirect=True)
def test_reports_are_lines_of_json(started: subprocess.Popen[str], place: Path) -> None:
    assert started.stdout is not None
    assert json.loads(started.stdout.readline())["added"] == ["pages/placebo.html"]
    write(place, "nocebo")
    assert json.loads(started.stdout.readline())["added"] == ["pages/nocebo.html"]

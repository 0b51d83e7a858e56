"""What the tests of the command line share: running it, and looking at what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from warm import CAN_FORK, run_warm

SCRIPT = Path(sys.executable).with_name("painsci-search")
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><article>
<h1>{title}</h1><p class="byline">By Robin Marsh</p>
<p>Some people feel better after {word} that has nothing in it, and nobody is sure why.</p>
<h2 id="dose">The dose of {word}</h2>
<p>A bigger {word} is said to work better than a small one.<a href="#fn1" id="fr1">1</a>
Nocebo is the unpleasant twin of it.</p>
<h3 id="colour">Its colour</h3><p>Red and blue ones have been compared.</p>
<h2 id="notes">Notes</h2><ol><li id="fn1">Lochte BC, Guillory SA. Big pills. Pain.
2018;8(4):295-304. PubMed 30397584. <a href="#fr1">back</a></li></ol></article></main>
</body></html>"""


def painsci(
    *arguments: str,
    cwd: Path,
    stdin: bytes = b"",
    stdout: int | IO[bytes] = subprocess.PIPE,
    **more: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line; standard error must never hold a traceback."""
    if CAN_FORK and stdout == subprocess.PIPE:
        done = run_warm(arguments, cwd, stdin, environment(more))
    else:
        done = subprocess.run(
            [*command(), *arguments],
            cwd=cwd,
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=environment(more),
            check=False,
        )
    assert b"Traceback" not in done.stderr
    return done


def command() -> Sequence[str]:
    """Name the installed command, or how Python runs it."""
    return [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "painsci_search"]


def environment(more: dict[str, str]) -> dict[str, str]:
    """Give the environment in which a test runs it."""
    kept = {name: value for name, value in os.environ.items() if "PAINSCI" not in name}
    return {**kept, "PYTHONUTF8": "1", "COLUMNS": "80", **more}


def assert_one_error_line(done: subprocess.CompletedProcess[bytes], words: str) -> None:
    assert done.returncode == 2
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("painsci-search: ")
    assert words in lines[0]


def make_place(folder: Path) -> Path:
    """Put two articles into a folder's ``corpus`` and index them."""
    (folder / "corpus").mkdir()
    for name, title in (("placebo", "Placebo Effects"), ("sham", "Sham \x1b[31mSurgery\u202e")):
        page = PAGE.format(title=title, word="placebo")
        (folder / "corpus" / f"{name}.html").write_text(page, encoding="utf-8")
    done = painsci("index", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == "2 articles added, 0 changed, 0 removed, 0 unchanged.\n"
    return folder

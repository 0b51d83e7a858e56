"""The examples of docs/assistants.md and docs/frameworks.md: running them, writing them anew.

    python tests/mcp/assistant_pages.py    writes what the examples answer now into the pages

A ``python`` block is a script, run where ``index`` is the index of the demo corpus; the ``text``
block below it is what it prints. The ``text`` block below a call of a tool is the tool's answer.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from painsci_search import Index
from painsci_search.mcp import Tools

REPOSITORY = Path(__file__).parents[2]
ASSISTANTS = REPOSITORY / "docs" / "assistants.md"
FRAMEWORKS = REPOSITORY / "docs" / "frameworks.md"
SCRIPT = re.compile(r"```python\n(?P<script>(?:.*\n)*?)```\n\n```text\n(?P<answer>(?:.*\n)*?)```")
CALL = re.compile(
    r"`(?P<tool>\w+)` with\n`(?P<given>\{.*\})` answers:\n\n```text\n(?P<answer>(?:.*\n)*?)```"
)
BASE_URL = "https://example.org/articles"


class Example(NamedTuple):
    """A script of a page, and what the page says that it prints."""

    page: str
    script: str
    answer: str


def scripts() -> Iterator[Example]:
    """The scripts of both pages."""
    for page in (ASSISTANTS, FRAMEWORKS):
        for block in SCRIPT.finditer(page.read_text(encoding="utf-8")):
            yield Example(page.name, block["script"], block["answer"])


def run(script: str, place: Path) -> str:
    """Run a script as a reader would, in a folder that holds ``index``; what it prints."""
    binaries = Path(sys.executable).parent
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=place,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def call(tool: str, given: str, place: Path) -> str:
    """Call a tool with arguments as JSON; its answer."""
    with Index.open(place / "index", base_url=BASE_URL) as index:
        return Tools(index).call(tool, json.loads(given)).text + "\n"


def _refresh(page: Path, place: Path) -> None:
    def script(block: re.Match[str]) -> str:
        answer = run(block["script"], place)
        return f"```python\n{block['script']}```\n\n```text\n{answer}```"

    def called(block: re.Match[str]) -> str:
        answer = call(block["tool"], block["given"], place)
        return f"`{block['tool']}` with\n`{block['given']}` answers:\n\n```text\n{answer}```"

    text = page.read_text(encoding="utf-8")
    page.write_text(CALL.sub(called, SCRIPT.sub(script, text)), encoding="utf-8")


def main() -> None:
    """Write what the examples answer now into the pages."""
    with tempfile.TemporaryDirectory() as folder:
        with Index.create(Path(folder) / "index") as index:
            index.update([REPOSITORY / "corpus"])
        for page in (ASSISTANTS, FRAMEWORKS):
            _refresh(page, Path(folder))


if __name__ == "__main__":
    main()

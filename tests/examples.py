"""The examples of the README and of docs/: finding them, running them, writing them anew.

    python tests/examples.py    writes what the examples answer now into the pages

A page's examples are ``console`` blocks, whose commands run over the demo corpus at 80 columns, and
the tables of docs/query-language.md, whose queries find so many passages or are refused.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from painsci_search import Index, QueryError
from painsci_search.cli.errors import explain_query_error

REPOSITORY = Path(__file__).parents[1]
LANGUAGE = REPOSITORY / "docs" / "query-language.md"
PAGES = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
TOOL = Path(sys.executable).with_name("painsci-search")
# The pages stand for any place where the project may lie.
SHOWN_PLACE = "file:///home/you/painsci-search"
CONSOLE = re.compile(r"```console\n\$ (?P<command>.+)\n(?P<answer>(?:.*\n)*?)```")
COUNTED = re.compile(r"^\| (?P<queries>`.+`) \| (?P<finds>.+) \| (?P<count>\d+) \|$", re.MULTILINE)
REFUSED = re.compile(r"^\| `(?P<query>.+)` \| (?P<answer>[^|]*) \|$", re.MULTILINE)


class Example(NamedTuple):
    """A command of a page and what the page shows as its answer."""

    page: str
    command: str
    answer: str


def console_examples() -> Iterator[Example]:
    """Yield the ``console`` blocks of all pages."""
    for page in PAGES:
        for block in CONSOLE.finditer(page.read_text(encoding="utf-8")):
            yield Example(page.name, block["command"], block["answer"])


def run(command: str, folder: Path) -> str:
    """Run a command as a reader would, at 80 columns; both its outputs in one text."""
    words = shlex.split(command)
    assert words[0] == "painsci-search"
    done = subprocess.run(
        [TOOL, *words[1:]],
        cwd=REPOSITORY,
        env={**os.environ, "PAINSCI_SEARCH_INDEX": str(folder), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.replace(REPOSITORY.as_uri(), SHOWN_PLACE)


def queries_of(cell: str) -> list[str]:
    """The queries of the first cell of a table's row."""
    return re.findall(r"`([^`]+)`", cell)


def count(index: Index, query: str) -> int:
    """How many passages of the demo corpus a query finds."""
    return index.search(query).total


def refusal(index: Index, query: str) -> str:
    """What is told of a query that is refused."""
    try:
        index.search(query)
    except QueryError as error:
        return explain_query_error(error)
    return ""


def _refresh(page: Path, index: Index, folder: Path) -> None:
    def console(block: re.Match[str]) -> str:
        answer = run(block["command"], folder).rstrip()
        return f"```console\n$ {block['command']}\n{answer}\n```"

    def counted(row: re.Match[str]) -> str:
        found = count(index, queries_of(row["queries"])[0])
        return f"| {row['queries']} | {row['finds']} | {found} |"

    def refused(row: re.Match[str]) -> str:
        return f"| `{row['query']}` | {refusal(index, row['query'])} |"

    text = page.read_text(encoding="utf-8")
    changes: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [(CONSOLE, console)]
    if page == LANGUAGE:
        head, heading, tail = text.partition("## What is refused")
        text = COUNTED.sub(counted, head) + heading + REFUSED.sub(refused, tail)
    for pattern, change in changes:
        text = pattern.sub(change, text)
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Write what the examples answer now into the pages."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "index"
        with Index.create(folder) as index:
            index.update([REPOSITORY / "corpus"])
        run(f"painsci-search index corpus --index {shlex.quote(str(folder))}", folder)
        for page in PAGES:
            _refresh(page, Index.open(folder), folder)


if __name__ == "__main__":
    main()

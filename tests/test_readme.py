"""Every command and every example of the README does what the README shows."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (.+)\n((?:.*\n)*?)```", README)
TOOL = Path(sys.executable).with_name("painsci-search")
# The README stands for any place where the project may lie.
SHOWN_PLACE = "file:///home/you/painsci-search"


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "index"
    subprocess.run(
        [TOOL, "index", "corpus", "--index", folder], cwd=REPOSITORY, check=True, text=True
    )
    return folder


def answer(command: str, folder: Path) -> str:
    """Run a command as a reader would, at 80 columns; both its outputs in one text."""
    words = shlex.split(command)
    assert words[0] == "painsci-search"
    run = subprocess.run(
        [TOOL, *words[1:]],
        cwd=REPOSITORY,
        env={**os.environ, "PAINSCI_SEARCH_INDEX": str(folder), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return run.stdout.replace(REPOSITORY.as_uri(), SHOWN_PLACE)


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_a_command_answers_as_the_readme_shows(command: str, shown: str, demo_folder: Path) -> None:
    assert answer(command, demo_folder).rstrip() == shown.rstrip()


def test_the_python_examples_run_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").symlink_to(REPOSITORY / "corpus")
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README", "README.md", 0)
    failed, tried = doctest.DocTestRunner().run(test)
    assert (failed, tried > 10) == (0, True)


def test_the_example_with_queries_on_stdin_runs(demo_folder: Path) -> None:
    example = re.search(r"^printf .*query - .*$", README, re.MULTILINE)
    assert example is not None
    path = f"{TOOL.parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        example[0],
        shell=True,
        env={**os.environ, "PATH": path, "PAINSCI_SEARCH_INDEX": str(demo_folder)},
        capture_output=True,
        check=True,
        text=True,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == ["sham surgery", "author:moseley"]
    assert all(answer["hits"] for answer in answers)


@pytest.mark.parametrize("query", re.findall(r"^\| (`.+`) \| [^|]+\|$", README, re.MULTILINE))
def test_every_query_of_the_table_is_understood(query: str) -> None:
    from painsci_search.search.language import parse_query

    written = re.findall(r"`([^`]+)`", query)
    for each in written:
        if not each.startswith("painsci-search"):
            parse_query(each)


def test_every_command_is_in_the_readme_and_has_help_with_an_example() -> None:
    run = subprocess.run([TOOL, "--help"], capture_output=True, check=True, text=True)
    names = re.findall(r"^  (\w+) ", run.stdout.partition("Commands:")[2], re.MULTILINE)
    assert {"index", "query", "parse", "show", "stats", "check"} <= set(names)
    for name in names:
        assert f"painsci-search {name}" in README
        told = subprocess.run([TOOL, name, "--help"], capture_output=True, check=True, text=True)
        assert f"painsci-search {name}" in told.stdout.partition("Example")[2]

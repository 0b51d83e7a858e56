"""Every command and every example of the README and of docs/ does what the page shows."""

from __future__ import annotations

import doctest
import re
import subprocess
from pathlib import Path

import pytest

from examples import (
    COUNTED,
    LANGUAGE,
    REFUSED,
    REPOSITORY,
    TOOL,
    Example,
    console_examples,
    count,
    queries_of,
    refusal,
    run,
)
from painsci_search import Index
from painsci_search.query.ast import FIELDS

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
EXAMPLES = list(console_examples())


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "index"
    subprocess.run(
        [TOOL, "index", "corpus", "--index", folder], cwd=REPOSITORY, check=True, text=True
    )
    return folder


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e.page}: {e.command}" for e in EXAMPLES])
def test_a_command_answers_as_its_page_shows(example: Example, demo_folder: Path) -> None:
    assert run(example.command, demo_folder).rstrip() == example.answer.rstrip()


COUNTS = COUNTED.findall(LANGUAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("cell", "finds", "number"), COUNTS, ids=[row[0] for row in COUNTS])
def test_a_query_finds_as_many_passages_as_its_table_says(
    cell: str, finds: str, number: str, demo_index: Index
) -> None:
    first, *others = queries_of(cell)
    assert count(demo_index, first) == int(number) > 0, finds
    assert all(count(demo_index, other) for other in others)


REFUSALS = REFUSED.findall(LANGUAGE.read_text(encoding="utf-8").partition("is refused")[2])


@pytest.mark.parametrize(("query", "answer"), REFUSALS)
def test_a_query_is_refused_as_its_table_says(query: str, answer: str, demo_index: Index) -> None:
    assert answer
    assert refusal(demo_index, query) == answer


def test_every_field_stands_in_the_tables() -> None:
    page = LANGUAGE.read_text(encoding="utf-8")
    assert [field for field in FIELDS if f"`{field}:" not in page] == []
    assert len(COUNTS) > 40
    assert len(REFUSALS) > 10


def test_the_python_examples_run_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").symlink_to(REPOSITORY / "corpus")
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README", "README.md", 0)
    failed, tried = doctest.DocTestRunner().run(test)
    assert (failed, tried > 5) == (0, True)


@pytest.mark.parametrize("query", re.findall(r"^\| (`.+`) \| [^|]+\|$", README, re.MULTILINE))
def test_every_query_of_the_table_is_understood(query: str) -> None:
    from painsci_search.query.parser import parse_query

    written = re.findall(r"`([^`]+)`", query)
    for each in written:
        if not each.startswith("painsci-search"):
            parse_query(each)


def test_every_command_is_in_the_readme_and_has_help_with_an_example() -> None:
    done = subprocess.run([TOOL, "--help"], capture_output=True, check=True, text=True)
    commands = done.stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    names = re.findall(r"^  ([\w-]+) ", commands, re.MULTILINE)
    assert {"index", "query", "parse", "show", "stats", "check"} <= set(names)
    for name in names:
        assert f"painsci-search {name}" in README
        told = subprocess.run([TOOL, name, "--help"], capture_output=True, check=True, text=True)
        assert f"painsci-search {name}" in told.stdout.partition("Example")[2]

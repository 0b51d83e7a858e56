"""The pages of the documentation are complete, and their examples do what they show."""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from blocks import DOCS, blocks_of
from manual_page import PAGE, commands, help_of, page

import painsci_search
from described import validate
from painsci_search import Index

SCHEMAS = files("painsci_search") / "schemas"


def schema_of(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return loaded


def test_the_page_of_the_commands_is_their_help() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make examples"


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_like_a_manual_page(command: str) -> None:
    told = help_of(command)
    assert told.startswith(f"Usage: painsci-search {command}")
    assert re.search(rf"^  Examples?:\n(.*\n)*?.*painsci-search {command}\b", told, re.MULTILINE)
    status = told.partition("Exit status:\n")[2]
    assert re.findall(r"^    (\d)  \S", status, re.MULTILINE) in (["0", "1", "2"], ["0", "2"])
    # Nobody has said what 0 means, if it is "done".
    assert "    0  success\n" not in status, "a row is missing in cli/help.py"


def test_the_list_of_commands_says_all_that_there_is_to_each() -> None:
    told = help_of()
    assert len(commands()) > 10
    assert "..." not in told.partition("Commands:\n")[2].partition("\n\n")[0]
    for name in re.findall(r"PAINSCI_SEARCH_[A-Z_]+", "".join(map(help_of, commands()))):
        assert name in told


def test_every_public_name_is_in_the_reference() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    named = re.findall(r"^\.\. \S+ painsci_search\.(\w+)(?![\w.])", text, re.MULTILINE)
    assert sorted(named) == sorted(painsci_search.__all__)


@pytest.mark.parametrize("name", ["langchain", "llamaindex"])
def test_every_public_name_of_an_adapter_is_in_the_reference(name: str) -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    module = f"painsci_search.integrations.{name}"
    named = re.findall(rf"^\.\. \S+ {re.escape(module)}\.(\w+)", text, re.MULTILINE)
    tree = ast.parse((DOCS.parent / "src" / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    public = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    assert sorted(named) == sorted(public)


def test_every_schema_is_in_the_page_of_the_json() -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    names = [file.name for file in SCHEMAS.iterdir() if file.name.endswith(".json")]
    assert len(names) > 10
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_results_shown_follow_their_schema() -> None:
    [shown] = blocks_of("json.md", "Results", "json")
    validate("results.schema.json", json.loads(shown.text))


def test_every_key_of_results_and_their_hits_is_in_the_page_of_the_json() -> None:
    results = (DOCS / "json.md").read_text(encoding="utf-8").partition("## Results")[2]
    schema = schema_of("results.schema.json")
    keys = {*schema["properties"], *schema["$defs"]["Hit"]["properties"]}
    assert {key for key in keys if not re.search(rf'"{key}"|`{key}`', results)} == set()


def test_the_kinds_of_errors_are_those_of_the_schema() -> None:
    text = (DOCS / "pipes.md").read_text(encoding="utf-8").partition("| Kind |")[2]
    listed = set(re.findall(r"`([A-Z]\w+)`", text))
    error = schema_of("error.schema.json")["properties"]["error"]
    described = error["properties"]["kind"]["description"]
    assert listed == set(re.findall(r"\b([A-Z]\w+)[,:.]", described))
    assert "QueryError" in listed


@pytest.mark.usefixtures("reader")
def test_the_schemas_are_found_as_the_page_says() -> None:
    [example] = blocks_of("json.md", language="python")
    made: dict[str, object] = {}
    exec(example.text, made)
    assert made["schema"] == schema_of("results.schema.json")


def test_the_python_of_the_guide_runs_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bibtexparser", "rispy"):
        pytest.importorskip(name, reason="needs the extra 'bibliography'")
    (tmp_path / "corpus").symlink_to(DOCS.parent / "corpus")
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(block.text for block in blocks_of("python.md", language="python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "python.md", "python.md", 0)
    failed, tried = doctest.DocTestRunner().run(test)
    assert (failed, tried > 20) == (0, True)


def test_the_process_that_the_guide_keeps_running_is_answered(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_INDEX", str(reader / "index"))
    [example] = blocks_of("pipes.md", language="python")
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(example.text, {})
    first, wrong, last = shown.getvalue().splitlines()
    assert re.fullmatch(r"\d+ file://\S+", first)
    assert "not closed" in wrong
    assert re.fullmatch(r"\d+ \S+", last)


def test_the_queries_that_the_guide_pipes_are_answered(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_INDEX", str(reader / "index"))
    examples = [block.text for block in blocks_of("pipes.md", "Many queries", "sh")]
    [command] = re.findall(r"^printf .*query - .*$", "".join(examples), re.MULTILINE)
    done = subprocess.run(command, shell=True, capture_output=True, check=True, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == ["sham surgery", "author:moseley"]
    assert all(answer["hits"] for answer in answers)


def test_the_bibliographies_and_quotes_of_the_guide_are_written(
    reader: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bibtexparser", "rispy"):
        pytest.importorskip(name, reason="needs the extra 'bibliography'")
    monkeypatch.setenv("PAINSCI_SEARCH_INDEX", str(reader / "index"))
    script = "".join(block.text for block in blocks_of("evidence.md", language="sh"))
    done = subprocess.run(
        ["/bin/sh", "-e"], input=script, cwd=tmp_path, capture_output=True, check=True, text=True
    )
    assert (tmp_path / "sham-surgery.ris").read_text(encoding="utf-8").startswith("TY  - ")
    assert (tmp_path / "pain-med.bib").read_text(encoding="utf-8").startswith("@article{")
    assert "unchanged" in done.stdout


def test_the_synonyms_of_the_guide_are_understood(place: Path, tmp_path: Path) -> None:
    [shown] = blocks_of("query-language.md", "Synonyms", "text")
    file = tmp_path / "synonyms.txt"
    file.write_text(shown.text, encoding="utf-8")
    with Index.open(place / "index", synonyms=file) as index:
        low_back, painkiller, removed = index.understand("LBP Advil PT").parts
    assert low_back.also[:2] == ("low back pain", "lower back pain")
    assert (painkiller.also, removed.also) == (("ibuprofen",), ())


def test_every_python_example_can_be_parsed() -> None:
    for path in DOCS.glob("*.md"):
        for block in blocks_of(path.name, language="python"):
            if ">>>" not in block.text:
                ast.parse(block.text)

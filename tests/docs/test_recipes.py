"""Every recipe of docs/recipes.md does what it says, as it stands there."""

from __future__ import annotations

import configparser
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from blocks import blocks_of
from manual_page import TOOL

from painsci_search import Index

PAGE = "recipes.md"


def code(heading: str, language: str, number: int = 0) -> str:
    return blocks_of(PAGE, heading, language)[number].text


def shell(script: str, **more: str) -> str:
    done = subprocess.run(
        ["/bin/sh", "-e"],
        input=script,
        env={**os.environ, **more},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")


def test_a_route_answers_with_results_and_refuses_what_is_no_query(reader: Path) -> None:
    testing = pytest.importorskip("fastapi.testclient")
    made: dict[str, Any] = {}
    exec(code("A route", "python"), made)
    with testing.TestClient(made["app"]) as client:
        found = client.get("/find", params={"q": "sham surgery"})
        wrong = client.get("/find", params={"q": '"sham'})
        with Index.open(reader / "index") as writer:
            writer.remove("nocebo")
        after = client.get("/find", params={"q": "article:nocebo effect"})
    assert found.status_code == 200
    assert found.json()["schema"] == "painsci-search/results/1"
    assert len(found.json()["hits"]) == 5
    assert wrong.status_code == 400
    assert wrong.json()["detail"] == "the quote is not closed: add a closing quote, at character 1"
    assert after.json()["total"] == 0
    with Index.open(reader / "index") as writer:
        writer.update([reader / "corpus"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning:IPython.*")
@pytest.mark.usefixtures("reader")
def test_a_cell_of_a_notebook_shows_results(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    interactive = pytest.importorskip("IPython.core.interactiveshell")
    config = pytest.importorskip("traitlets.config").Config()
    config.HistoryManager.enabled = False  # else a thread writes it to the end of the process
    cells = interactive.InteractiveShell(config=config)
    shown = cells.run_cell(code("A notebook", "python", 0), store_history=False)
    shown.raise_error()
    data, _ = cells.display_formatter.format(shown.result)
    assert "<mark>surgery</mark>" in data["text/html"]
    table = cells.run_cell(code("A notebook", "python", 1), store_history=False)
    table.raise_error()
    assert len(table.result) > 20
    assert {type(value) for row in table.result for value in row} == {str, int}
    cells.user_ns["index"].close()


def test_pipelines_with_jq_make_tables(reader: Path) -> None:
    needs("jq")
    (reader / "queries.txt").write_text("sham surgery\n(\nzzzzzz\n", encoding="utf-8")
    passages, years, each = [
        [line.split("\t") for line in shell(block.text, PAINSCI_SEARCH_INDEX="index").splitlines()]
        for block in blocks_of(PAGE, "A shell pipeline", "sh")[:2]
    ] + [lines_of_a_failing_pipeline()]
    assert len(passages) == 10
    assert all(link.startswith("file://") for _, _, link in passages)
    assert all(
        year.isdecimal() and int(count) > 0 for [row] in years for year, count in [row.split()]
    )
    assert [query for query, _ in each] == ["sham surgery", "(", "zzzzzz"]
    assert each[0][1].startswith("file://")
    assert "not closed" in each[1][1]
    assert each[2][1] == "nothing"


def lines_of_a_failing_pipeline() -> list[list[str]]:
    """Run the pipeline in which one query has an error; it is told on standard error, too."""
    done = subprocess.run(
        ["/bin/sh"],
        input=code("A shell pipeline", "sh", 2),
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PAINSCI_SEARCH_INDEX": "index"},
    )
    assert done.stderr == "painsci-search: 1 of 3 queries had an error\n"
    return [line.split("\t") for line in done.stdout.splitlines()]


@pytest.fixture
def launcher(reader: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    needs("jq")
    script = tmp_path / "open-passage"
    script.write_text(code("Open a passage", "sh", 0), encoding="utf-8")
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n', encoding="utf-8")
    for file in (script, browser):
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setenv("PAINSCI_SEARCH_INDEX", str(reader / "index"))
    return script


def test_a_launcher_opens_the_best_passage(launcher: Path, reader: Path) -> None:
    subprocess.run([launcher, "sham", "surgery"], check=True)
    with Index.open(reader / "index") as index:
        best = index.search("sham surgery", limit=1).hits[0]
    assert launcher.with_name("opened").read_text(encoding="utf-8") == best.link


@pytest.mark.parametrize("words", [["zzzzzz"], ["("], ["--help"]])
def test_a_launcher_opens_nothing_where_nothing_is_found(words: list[str], launcher: Path) -> None:
    done = subprocess.run([launcher, *words], capture_output=True, check=False)
    assert done.returncode == 1
    assert not launcher.with_name("opened").exists()


def test_an_editor_takes_a_passage_as_markdown(reader: Path) -> None:
    shown = shell(code("Open a passage", "sh", 1), PAINSCI_SEARCH_INDEX=str(reader / "index"))
    assert shown.startswith("## ")
    assert "\n> " in shown


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's home with some articles, and the command where the recipe says."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "painsci-search").symlink_to(TOOL)
    shutil.copytree(Path(__file__).parents[2] / "corpus", tmp_path / "articles")
    return tmp_path


def assert_indexed(home: Path) -> None:
    with Index.open(home / "articles-index") as index:
        assert len(index.articles()) == 14


def test_the_line_for_cron_indexes(home: Path) -> None:
    line = code("Every night", "text").strip()
    *when, command = line.split(" ", 5)
    assert len(when) == 5
    assert "%" not in command, "which cron takes for the end of a line"
    # What cron gives a command: hardly anything.
    subprocess.run(
        ["/bin/sh", "-c", command], env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, check=True
    )
    assert_indexed(home)
    log = (home / "articles-index.log").read_text(encoding="utf-8")
    assert log.startswith("14 articles added")


def units(home: Path) -> list[Path]:
    written = []
    for block, kind in zip(
        blocks_of(PAGE, "Every night", "ini"), ("service", "timer"), strict=True
    ):
        unit = home / f"painsci-search.{kind}"
        unit.write_text(block.text.replace("%h", str(home)), encoding="utf-8")
        written.append(unit)
    return written


def test_the_service_of_systemd_indexes(home: Path) -> None:
    service, timer = units(home)
    told = configparser.ConfigParser(interpolation=None)
    told.optionxform = str  # type: ignore[assignment,method-assign]
    told.read([service, timer])
    name, _, value = told["Service"]["Environment"].partition("=")
    subprocess.run(told["Service"]["ExecStart"].split(), env={name: value}, check=True)
    assert_indexed(home)
    assert told["Timer"]["OnCalendar"]


def test_systemd_finds_nothing_wrong_with_the_units(home: Path) -> None:
    needs("systemd-analyze")
    done = subprocess.run(
        ["systemd-analyze", "verify", *units(home)], capture_output=True, check=False, text=True
    )
    wrong = [line for line in done.stderr.splitlines() if "painsci-search" in line]
    assert (done.returncode, wrong) == (0, [])

"""The examples of docs/semantic.md run as they are shown, with a model that is made up."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from blocks import DOCS, blocks_of

from described import validate
from painsci_search.semantic.model import PUBLISHED
from quality import floors

sys.path.insert(0, str(Path(__file__).parents[1] / "semantic"))
from tiny_model import write_model

PAGE = "semantic.md"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")
SHELL = [block.text for block in blocks_of(PAGE, language="sh") if "pip install" not in block.text]


@pytest.fixture
def home(reader: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a model where the page has it, and an index of the demo corpus."""
    write_model(reader / "models" / "all-MiniLM-L6-v2")
    monkeypatch.setenv("HOME", str(reader))
    return reader


def _run(script: str, **more: str) -> str:
    done = subprocess.run(
        ["/bin/sh", "-e"],
        input=script,
        env={**os.environ, **more},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr.count("painsci-search:")) == (0, 0), done.stderr
    return done.stdout


def _found(answer: str) -> int:
    """Return the number of passages on the last line of an answer."""
    return int(re.findall(r"^(\d+) passages", answer, re.MULTILINE)[-1])


def test_the_commands_do_what_the_page_shows(home: Path) -> None:
    model = str(home / "models" / "all-MiniLM-L6-v2")
    named, sums, exported, report, like = SHELL
    by_words = _run(named.replace("--semantic", ""))
    assert _found(_run(named)) > _found(by_words) > 0
    weights = hashlib.sha256((Path(model) / "model.safetensors").read_bytes()).hexdigest()
    assert weights in _run(sums)
    assert _run(exported).startswith("Vectors of 0 passages computed;")
    validate("embed.schema.json", json.loads(_run(report, PAINSCI_SEARCH_MODEL=model)))
    assert "passages" in _run(like, PAINSCI_SEARCH_MODEL=model)


@pytest.mark.usefixtures("home")
def test_the_program_prints_what_was_found_by_its_meaning() -> None:
    [example] = blocks_of(PAGE, language="python")
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(example.text, {})
    lines = shown.getvalue().splitlines()
    assert len(lines) == 10
    assert all(re.match(r"(True|False) ", line) and "file://" in line for line in lines)


def test_the_checksums_are_those_that_are_compared() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \|.*`([0-9a-f]{64})` \|$", TEXT, re.MULTILINE))
    assert rows == PUBLISHED


def test_the_figures_of_the_demo_corpus_are_the_floors() -> None:
    [row] = re.findall(r"^\| demo corpus \|.* \.(\d+) \| \.(\d+) \|$", TEXT, re.MULTILINE)
    assert [float(f"0.{figure}") for figure in row] == [
        floors.RANKING["ndcg"],
        floors.MEANING["ndcg"],
    ]

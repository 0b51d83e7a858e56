"""The page on static sites: its commands and its code do what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sites import CORPUS, REPOSITORY

PAGE = (REPOSITORY / "docs" / "static-site.md").read_text(encoding="utf-8")
TOOL = Path(sys.executable).with_name("painsci-search")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_commands_and_the_python_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CORPUS, tmp_path / "articles")
    commands = [line.split() for line in block("sh").splitlines()]
    assert [words[0] for words in commands] == ["painsci-search", "painsci-search", "python3"]
    for words in commands[:2]:
        subprocess.run([TOOL, *words[1:]], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "public" / "search" / "index.html").is_file()
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(block("python"), names)
    assert getattr(names["report"], "articles") == 14  # noqa: B009 - of whatever type it is


def test_the_page_and_the_readme_of_an_export_show_the_same_ways_in() -> None:
    text = (REPOSITORY / "src/painsci_search/web/static/README.txt").read_text(encoding="utf-8")
    readme = " ".join(text.split())
    for language in ("html", "js"):
        for line in block(language).splitlines():
            assert line in readme, line
    assert "script-src 'self'; connect-src 'self'; style-src 'self'" in readme

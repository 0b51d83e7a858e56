"""Answers to assistants that show articles whose files changed since they were indexed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from painsci_search import Index
from painsci_search.mcp.tool_results import AnswerLimits
from painsci_search.mcp.tools import Tools

_PAGE = (
    "<html lang='en'><head><title>Knees</title><meta name='date' content='2024-05-06'></head>"
    "<body><main><article><h1>Knees</h1><h2 id='bend'>Bending</h2><p>Knees hurt when they are bent "
    "too often and too far.<a href='#fn1' id='fr1'>1</a> This is a second sentence of it.</p>"
    "<h2 id='notes'>Notes</h2><ol><li id='fn1'>Lochte BC, Guillory SA. Big pills. Pain. "
    "2018;8(4):295-304. PubMed 30397584. <a href='#fr1'>back</a></li></ol></article></main></body>"
    "</html>"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "pages" / "knees.html"
    path.parent.mkdir()
    path.write_text(_PAGE, encoding="utf-8")
    path.with_name("ecks.html").write_text(_PAGE.replace("nees", "ecks"), encoding="utf-8")
    return path


@pytest.fixture
def index(page: Path, tmp_path: Path) -> Index:
    index = Index.create(tmp_path / "index")
    index.update([page.parent])
    return index


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("search", {"query": "knees"}),
        ("read", {"article": "knees"}),
        ("like", {"article": "ecks", "anchor": "bend"}),
        ("references", {}),
        ("cites", {"work": "30397584"}),
        ("bibliography", {"query": "knees"}),
        ("quotes", {"query": "knees"}),
        ("news", {"since": "1000"}),
    ],
)
def test_an_answer_names_articles_whose_file_changed(
    name: str, given: dict[str, Any], index: Index, page: Path
) -> None:
    tools = Tools(index, AnswerLimits(structured=True))
    before = tools.call(name, given)
    assert not before.is_error
    assert "since it was indexed" not in before.text
    page.write_text(_PAGE.replace("second", "third"), encoding="utf-8")
    after = tools.call(name, given)
    assert "changed since it was indexed" in after.text
    if before.content is not None:
        assert "stale" not in before.content
        assert after.content is not None
        assert after.content["stale"] == ["knees"]


def test_a_quote_of_a_changed_file_is_unchecked(index: Index, page: Path) -> None:
    tools = Tools(index, AnswerLimits(structured=True))
    given = {"quotes": [{"text": "This is a second sentence of it.", "article": "knees"}]}
    assert "1. unchecked" not in tools.call("verify", given).text
    page.write_text(_PAGE.replace("second", "third"), encoding="utf-8")
    answer = tools.call("verify", given)
    assert "1. unchecked" in answer.text
    assert answer.content is not None
    assert answer.content["unchecked"] == 1

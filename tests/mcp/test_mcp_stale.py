"""Answers to assistants that show articles whose files changed since they were indexed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from painsci_search import Index
from painsci_search.mcp.tool_results import AnswerLimits
from painsci_search.mcp.tools import Tools
from stale_pages import change, index_pages


@pytest.fixture
def indexed(tmp_path: Path) -> tuple[Index, Path]:
    return index_pages(tmp_path)


@pytest.fixture
def index(indexed: tuple[Index, Path]) -> Index:
    return indexed[0]


@pytest.fixture
def page(indexed: tuple[Index, Path]) -> Path:
    return indexed[1]


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
        ("stats", {}),
    ],
)
def test_an_answer_names_articles_whose_file_changed(
    name: str, given: dict[str, Any], index: Index, page: Path
) -> None:
    tools = Tools(index, AnswerLimits(structured=True))
    before = tools.call(name, given)
    assert not before.is_error
    assert "since it was indexed" not in before.text
    change(page)
    after = tools.call(name, given)
    assert "changed since it was indexed" in after.text
    if before.content is not None:
        assert "stale" not in before.content
        assert after.content is not None
        assert after.content["stale"] == ["knees"]


def test_many_stale_articles_are_counted_and_as_many_named_as_fit(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tuple(f"article-{number:04}" for number in range(1000))
    monkeypatch.setattr(Index, "stale", lambda *_: ids)
    answer = Tools(index, AnswerLimits(2000, structured=True)).call("stats", {})
    assert "1,000 articles of this answer have changed" in answer.text
    assert answer.content is not None
    assert answer.content["stale"] == list(ids[:142])


def test_a_quote_of_a_changed_file_is_unchecked(index: Index, page: Path) -> None:
    tools = Tools(index, AnswerLimits(structured=True))
    given = {"quotes": [{"text": "This is a second sentence of it.", "article": "knees"}]}
    assert "1. unchecked" not in tools.call("verify", given).text
    change(page)
    answer = tools.call("verify", given)
    assert "1. unchecked" in answer.text
    assert answer.content is not None
    assert answer.content["unchecked"] == 1

"""The tool `search` finds passages by their meaning, and says so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from painsci_search import Article, Index, Section
from painsci_search.mcp.tools import Tools

sys.path.insert(0, str(Path(__file__).parents[1] / "semantic"))
from tiny_model import write_model


def test_passages_that_are_found_by_their_meaning_are_marked_so(tmp_path: Path) -> None:
    index = Index.in_memory(model=write_model(tmp_path / "model"))
    index.add(Article("one", "", (Section("a", "Legs", "Aching muscles."),)))
    index.embed()
    index.add(Article("two", "", (Section("b", "Legs", "Sore thighs."),)))
    text = Tools(index).call("search", {"query": "sore thighs", "semantic": True}).text
    assert "found by its meaning" in text
    assert "1 passage has no vector yet" in text
    assert "found by its meaning" not in Tools(index).call("search", {"query": "sore thighs"}).text


def test_similar_passages_are_found_by_their_meaning(tmp_path: Path) -> None:
    index = Index.in_memory(model=write_model(tmp_path / "model"))
    index.add(Article("one", "", (Section("a", "Legs", "Aching muscles."),)))
    index.add(Article("two", "", (Section("b", "Feet", "Sore thighs."),)))
    index.embed()
    arguments = {"article": "two", "anchor": "b"}
    assert "found by its meaning" not in Tools(index).call("like", arguments).text
    text = Tools(index).call("like", {**arguments, "semantic": True}).text
    assert "found by its meaning" in text


def test_without_vectors_an_assistant_reads_what_it_can_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = Index.in_memory(model=write_model(tmp_path / "model"))
    index.add(Article("two", "", (Section("b", "Legs", "Sore thighs."),)))
    result = Tools(index).call("search", {"query": "sore", "semantic": True})
    assert result.is_error
    assert result.text == "This index offers no search by meaning: call search without semantic."
    assert "Index.embed" in caplog.text  # for who runs the server

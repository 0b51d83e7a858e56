"""Marks of interlinear annotation hide text in some terminals: they are not printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import painsci

from painsci_search import Article, Index, Section

MARKS = "\ufff9\ufffa\ufffb"


@pytest.mark.parametrize("form", ["text", "json"])
def test_marks_of_annotation_are_printed_as_replaced_or_escaped(form: str, tmp_path: Path) -> None:
    text = f"A {MARKS[0]}placebo{MARKS[1]}nocebo{MARKS[2]} in a sentence."
    Index.create(tmp_path / "index").add(Article("a", f"T{MARKS}", (Section("s", "P", text),)))
    done = painsci("query", "sentence", "--index", "index", "-f", form, cwd=tmp_path)
    shown = done.stdout.decode()
    assert "placebo" in shown
    assert not set(MARKS) & set(shown)
    if form == "text":
        assert "\ufffdplacebo\ufffdnocebo\ufffd" in shown
    else:
        assert r"\ufff9placebo\ufffanocebo\ufffb" in shown.lower()

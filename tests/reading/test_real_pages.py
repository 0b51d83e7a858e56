"""Quality on real pages has a floor; lowering it takes an explicit act."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from painsci_search.reading import read_article

PAGES = Path(__file__).parents[2] / ".." / "shared" / "pages"
TRUTH = PAGES / "truth.jsonl"
FLOOR = 0.97

pytestmark = pytest.mark.skipif(not TRUTH.exists(), reason="the shared real pages are not here")


def test_notes_and_markers_of_real_pages_are_counted_right() -> None:
    right = []
    for line in TRUTH.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["confidence"] == "low":
            continue
        article = read_article(PAGES / row["file"])
        markers = sum(len(section.note_refs) for section in article.sections)
        right += [len(article.notes) == row["n_notes"], markers == row["n_note_refs"]]
    assert sum(right) / len(right) >= FLOOR

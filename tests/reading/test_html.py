"""Pages in the markup of many generators, each beside what must come out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article

FIXTURES = Path(__file__).parent / "fixtures"


def summarize(article: Article) -> dict[str, Any]:
    """Write an article as the fixtures do: "|" replaces a marker."""
    return {
        "id": article.id,
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": list(article.authors),
        "published": article.published,
        "language": article.language,
        "sections": [
            {
                "anchor": section.anchor,
                "in_page": section.anchor_in_page,
                "heading": section.heading,
                "path": list(section.path),
                "text": section.text,
                "markers": [
                    [ref.label, ref.anchor, section.text[max(0, ref.offset - 10) : ref.offset]]
                    for ref in section.note_refs
                ],
            }
            for section in article.sections
        ],
        "notes": [
            [note.label, note.anchor, note.text, list(note.cited_from)] for note in article.notes
        ],
        "changes": [[change.date, change.text] for change in article.changes],
    }


@pytest.mark.parametrize("page", sorted(FIXTURES.glob("*.html")), ids=lambda page: page.stem)
def test_a_page_is_understood_as_its_expectation_says(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert summarize(read_article(page)) == expected

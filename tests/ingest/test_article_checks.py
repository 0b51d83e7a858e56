"""Spans of an article made by a program: kept as they are, or refused with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blocks_sample import ARTICLE
from painsci_search import Article, Block, Index, Mark, Section

TEXT = "One.\n\nTwo."
ONE, TWO = Block("item", 0, 4, 1, "", (), 1), Block("paragraph", 6, 10)


def added(section: Section) -> Section:
    index = Index.in_memory()
    index.add(Article("a", "A", (section,)))
    article = index.get("a")
    assert article is not None
    return article.sections[0]


def test_blocks_marks_and_breaks_are_kept_in_the_index() -> None:
    index = Index.in_memory()
    index.add(ARTICLE)
    kept = index.get(ARTICLE.id)
    assert kept is not None
    assert kept.sections == ARTICLE.sections
    assert {block.kind for part in kept.sections for block in part.blocks} >= {"item", "row"}


def test_a_section_may_have_no_blocks_or_all() -> None:
    plain = Section("s", "S", TEXT)
    assert added(plain) == plain
    whole = replace(plain, blocks=(ONE, TWO), marks=(Mark("strong", 0, 3),), breaks=(3,))
    assert added(whole) == whole


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ({"blocks": (ONE,)}, "section 1: blocks must cover the text"),
        ({"blocks": (TWO, ONE)}, "section 1: blocks must cover the text"),
        ({"blocks": (replace(ONE, end=40), TWO)}, "section 1: blocks must cover the text"),
        ({"marks": (Mark("link", 3, 3, "/a"),)}, "section 1: marks must be inside the text"),
        ({"marks": (Mark("link", 3, 11, "/a"),)}, "section 1: marks must be inside the text"),
        ({"breaks": (11,)}, "section 1: breaks must be inside the text"),
    ],
)
def test_spans_outside_the_text_are_refused(spans: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        added(replace(Section("s", "S", TEXT), **spans))  # type: ignore[arg-type]

"""Spans of an article made by a program: kept as they are, or refused with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blocks_sample import ARTICLE
from painsci_search import Article, Block, Index, Mark, Note, Reference, Section

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
    whole = replace(whole, joined=((2, "1"),))
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
        ({"joined": ((11, "1"),)}, "section 1: joined markers must be inside the text"),
    ],
)
def test_spans_outside_the_text_are_refused(spans: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        added(replace(Section("s", "S", TEXT), **spans))  # type: ignore[arg-type]


SECTION, NOTE = Section("s", "S", TEXT), Note("1", "n", TEXT)


@pytest.mark.parametrize(
    ("article", "where"),
    [
        (Article("a\ud800", "A"), "id"),
        (Article("a", "A", url="https://zoo.example/\ud800"), "url"),
        (Article("a", "A", source="/a/\ud800.html"), "source"),
        (Article("a", "A", sources=("/a", "/b\udfff")), "source 2"),
        (Article("a", "A", aliases=("b\udc80",)), "alias 1"),
        (Article("a", "A", (replace(SECTION, anchor="s\udc80"),)), "section 1: anchor"),
        (
            Article("a", "A", (replace(SECTION, marks=(Mark("link", 0, 3, "/\ud800"),)),)),
            "section 1: mark 1: target",
        ),
        (Article("a", "A", (SECTION,), (replace(NOTE, anchor="n\ud800"),)), "note 1: anchor"),
        (
            Article(
                "a", "A", notes=(replace(NOTE, references=(Reference("x", doi="10.1/\ud800"),)),)
            ),
            "note 1: reference 1: doi",
        ),
    ],
)
def test_no_link_is_made_of_a_lone_surrogate(article: Article, where: str) -> None:
    with pytest.raises(ValueError, match=f"^(article .*: )?{where} must not have a lone surrogate"):
        Index.in_memory().add(article)


def test_a_path_may_have_bytes_that_are_no_text() -> None:
    index = Index.in_memory()
    index.add(Article("a", "Ä", (SECTION,), source="/a/\udcff.html"))
    assert index.search("one").total == 1

"""Lists, tables, quotations and code on a terminal."""

from __future__ import annotations

import pytest

from blocks_sample import ARTICLE
from painsci_search.model import Article, Block, NoteRef, Section
from painsci_search.render.article import render_article, render_outline
from painsci_search.render.blocks import with_markers
from painsci_search.render.terminal import Terminal


def test_a_terminal_shows_lists_tables_and_code_as_such() -> None:
    shown = render_article(ARTICLE, Terminal(60))
    assert "1. Wait.\n  ◦ A minute\n  ◦ or two\n2. Begin again.\n\n  But slowly.\n" in shown
    assert "\nPack  Mean\nGel   12\n" in shown
    assert "\n  A distraction.\n" in shown
    assert "\nGel\n  A pack.\n" in shown
    assert "\n  def cold():\n      return True\n" in shown


def test_a_marker_of_words_is_shown_once() -> None:
    text = "Colours count (Doe 2018). Shapes do not."
    refs = (NoteRef("Doe 2018", 23, "n1"), NoteRef("2", 39, "n2"))
    section = Section("a", "A", text, note_refs=refs)
    assert with_markers(section) == "Colours count (Doe 2018). Shapes do not[2]."
    assert with_markers(section, 26) == "Shapes do not[2]."


@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("Roe and Bloggs (2015", "Roe and Bloggs 2015"),
        ("Roe and Bloggs (2015)", "Roe and Bloggs 2015"),
        ("As Sample (2018", "2018"),
        ("Roe, Bloggs\u00a0& Doe, 2012", "Roe, Bloggs & Doe, 2012"),
        ("王伟（2018", "王伟 2018"),
    ],
)
def test_brackets_commas_and_white_space_do_not_hide_that_the_words_are_there(
    before: str, label: str
) -> None:
    section = Section("a", "A", f"{before}) found.", note_refs=(NoteRef(label, len(before), "n"),))
    assert with_markers(section) == section.text


@pytest.mark.parametrize(
    ("before", "label"),
    [("grade 2", "2"), ("Doe (2017", "Doe 2018"), ("2018", "Doe 2018"), ("Once ****", "****")],
)
def test_a_marker_of_other_words_or_of_a_short_sign_is_shown(before: str, label: str) -> None:
    section = Section("a", "A", before, note_refs=(NoteRef(label, len(before), "n"),))
    assert with_markers(section) == f"{before}[{label}]"


def test_a_table_that_is_too_wide_is_shown_row_by_row() -> None:
    text = "a long first cell | x\n\ny | another long cell"
    rows = (
        Block("row", 0, 21, cells=((0, 17), (20, 21)), group=1),
        Block("row", 23, 44, cells=((23, 24), (27, 44)), group=1),
    )
    article = Article("a", "A", (Section("a", "A", text, blocks=rows),))
    assert "\na long first cell | x\ny | another long cell\n" in render_article(
        article, Terminal(24)
    )


def test_an_outline_has_the_markers_of_ranges_and_words_as_the_page_shows_them() -> None:
    refs = (NoteRef("3", 4, "n3", ("n4",)), NoteRef("5", 4, "n5"), NoteRef("Li 2004", 6, "n6"))
    article = Article("a", "A", (Section("s", "S", "Cold helps.", note_refs=refs),))
    assert "– 2 words, notes 3–5, Li 2004\n" in render_outline(article, Terminal(60))


def test_each_letter_of_a_script_without_spaces_counts_as_a_word() -> None:
    article = Article("a", "足", (Section("s", "S", "足は CRPS で冷たい。"),))
    assert "– 8 words" in render_outline(article, Terminal(60))


def test_the_first_heading_is_shown_unless_it_is_the_title() -> None:
    text = "Warm socks help little."
    for first, shown in (("Abstract", "Socks\n\nAbstract\n\n"), ("Socks", "Socks\n\n")):
        article = Article("socks", "Socks", (Section("a", first, text), Section("b", "End", "So.")))
        assert render_article(article, Terminal(60)) == f"{shown}{text}\n\nEnd\n\nSo.\n"

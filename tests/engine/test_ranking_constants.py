"""What each constant of ranking is there for, seen in the order of hits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from painsci_search import Article, Index, Note, Section

WORDS = "one two three four five six seven eight nine ten".split()


def text(*words: str, length: int = 10) -> str:
    """Return a text of so many words that begins with some of them."""
    return " ".join([*words, *WORDS][:length])


def anchors(index: Index, query: str) -> list[str | None]:
    return [hit.anchor for hit in index.search(query, exact=True)]


@pytest.mark.parametrize("order", [("weak", "strong"), ("strong", "weak")])
def test_passages_with_all_words_keep_their_own_order(order: tuple[str, ...], index: Index) -> None:
    # both score less than a single word can, and so are lifted to the same floor
    texts = {"weak": text("sham", "knee"), "strong": text("sham", "sham", "knee")}
    parts = [Section(name, "Part", texts[name]) for name in order]
    parts += [Section(f"other{number}", "Part", text()) for number in range(6)]
    index.add(Article("knees", "Untitled", tuple(parts)))
    assert anchors(index, "sham knee") == ["strong", "weak"]


def test_a_word_that_a_query_says_three_times_outweighs_a_rarer_word(index: Index) -> None:
    parts = [Section("rare", "Part", text("nocebo"))]
    parts += [Section(f"often{number}", "Part", text("placebo")) for number in range(8)]
    parts += [Section(f"other{number}", "Part", text()) for number in range(31)]
    index.add(Article("words", "Untitled", tuple(parts)))
    assert anchors(index, "placebo nocebo")[0] == "rare"
    assert anchors(index, "placebo placebo nocebo")[0] == "rare"
    assert anchors(index, "placebo placebo placebo nocebo")[0] == "often0"


@pytest.fixture
def cited(index: Index) -> Iterator[Index]:
    """An index of a section and a shorter note with one and the same word, among others."""
    sections = [Section("section", "Part", text("fascia"))]
    sections += [Section(f"section{number}", "Part", text()) for number in range(5)]
    notes = [Note("1", "note", text("fascia", length=6))]
    notes += [Note(str(number), f"note{number}", text()) for number in range(2, 7)]
    index.add(Article("heels", "Untitled", tuple(sections), tuple(notes)))
    yield index
    index.close()


def test_a_section_comes_before_a_short_note_with_the_same_word(cited: Index) -> None:
    assert anchors(cited, "fascia") == ["section", "note"]


def test_a_word_of_a_note_counts_less_than_one_of_a_section_and_more_than_half(
    cited: Index,
) -> None:
    # of equal length they would score as 1 and 1: here a note that says the word twice goes first
    cited.add(
        Article(
            "twice",
            "Untitled",
            (Section("s", "Part", text("tendon")),),
            (Note("1", "n", text("tendon", "tendon")),),
        )
    )
    assert anchors(cited, "tendon") == ["n", "s"]

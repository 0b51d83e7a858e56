"""Sentences whose first words stand further up in their article, and what tells them from those."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Note, NoteRef, Section
from painsci_search.documents import Origin, make_records
from painsci_search.text import sentences
from painsci_search.text_fragments import Echo, Part, cut_article, find_echoes

SAME = "It is said to be the same everywhere."


def part(text: str, heading: str = "", markers: tuple[int, ...] = ()) -> Part:
    return Part(heading, text, [at for unit in sentences(text) for at in unit], markers)


def echoes(*parts: Part, above: str = "") -> list[list[Echo]]:
    return find_echoes([above], parts)


def test_what_is_said_once_is_no_echo() -> None:
    assert echoes(part(f"{SAME} But it is not so here. Nor is it so there."), part("Well.")) == [
        [],
        [],
    ]


def test_a_sentence_said_again_is_told_by_the_words_before_it() -> None:
    text = f"The bilby woke. {SAME}"
    _, (echo,) = echoes(part(SAME), part(text))
    assert (text[echo.before : echo.start], text[echo.start : echo.until]) == (
        "The bilby woke. ",
        SAME[:16],
    )


def test_the_words_before_it_may_stand_in_another_paragraph() -> None:
    text = f"The bilby woke.\n\n{SAME}"
    _, (echo,) = echoes(part(SAME), part(text))
    assert text[echo.before : echo.start] == "The bilby woke.\n\n"


def test_below_a_heading_the_heading_tells_it() -> None:
    _, (echo,) = echoes(part(SAME), part(SAME, heading="Elsewhere"))
    assert (echo.start, echo.before) == (0, -1)


def test_behind_a_marker_it_can_only_be_told_from_the_sentence_before() -> None:
    text = f"The bilby woke. {SAME}"
    _, (echo,) = echoes(part(SAME), part(text, markers=(15,)))
    assert echo == Echo(16, 0, 0)


def test_without_anything_before_it_nothing_tells_it() -> None:
    assert echoes(part(SAME), part(SAME)) == [[], [Echo(0, 0, 0)]]


def test_one_that_only_begins_alike_is_quoted_longer() -> None:
    first, second = (
        f"The bilby was given a needle and it {what} for days." for what in ("slept", "ran")
    )
    _, (echo,) = echoes(part(first), part(second))
    assert echo.before == echo.start
    assert second[: echo.until] not in first


def test_words_inside_an_earlier_sentence_count_in_any_case() -> None:
    earlier = part("He said that THE BILBY IS IN NO PAIN at any time.")
    assert echoes(earlier, part("The bilby is in no pain when it sleeps."))[1]


def test_words_of_the_title_of_headings_and_around_the_article_count() -> None:
    text = "The bilby is in no pain. It sleeps by day and wakes at night."
    section = Section("a", "Part", text)
    assert not any(found for _, found in cut_article(Article("x", "Bilbies", (section,))))
    title = Article("x", "The Bilby Is in No Pain", (section,))
    heading = Article("x", "X", (section, Section("b", "The bilby is in no pain", "")))
    assert cut_article(title)[0][1]
    assert cut_article(heading)[0][1]
    assert cut_article(Article("x", "X", (section,)), "Menu: the bilby is in no pain")[0][1]


def test_a_note_echoes_the_sections_and_the_notes_before_it() -> None:
    notes = (Note("1", "n1", SAME), Note("2", "n2", "Another thing altogether is said."))
    article = Article(
        "x", "X", (Section("a", "Part", SAME, note_refs=(NoteRef("1", 3, "n1"),)),), notes
    )
    assert [bool(found) for _, found in cut_article(article)] == [False, True, False]


def test_only_sections_with_echoes_store_any() -> None:
    article = Article("x", "X", (Section("a", "A", SAME), Section("b", "B", SAME)))
    stored = [record.stored.get("echoes") for record in make_records(article, Origin())]
    assert stored[:2] == [None, None]
    assert stored[2] == [Echo(0, -1, 16)]


def test_thousands_of_equal_sentences_take_no_more_than_a_moment() -> None:
    many = [
        part(" ".join(f"{SAME} {SAME} It ends in {n}." for n in range(k, k + 50)))
        for k in range(200)
    ]
    begun = time.perf_counter()
    echoes(*many)
    assert time.perf_counter() - begun < 10


words = st.lists(st.sampled_from("the bilby is in no pain at all".split()), min_size=1, max_size=9)
texts = st.lists(words.map(lambda some: " ".join(some).capitalize() + "."), max_size=6).map(
    " ".join
)


@given(st.lists(texts, min_size=1, max_size=4))
def test_what_an_echo_names_stands_nowhere_above(found: list[str]) -> None:
    parts = [part(text) for text in found]
    above = ""
    for one, marked in zip(parts, find_echoes([""], parts), strict=True):
        for echo in marked:
            assert echo.start in one.sentences[::2]
            if echo.until:
                before = max(echo.before, 0)
                quoted = one.text[before : echo.until].lower()
                assert quoted not in f"{above}\n\n{one.text[: echo.until - 1]}".lower()
        above += f"\n\n{one.text}"

"""Sentences whose first words occur earlier in the article, and what makes a link find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Note, NoteRef, Section, text_fragments
from painsci_search.documents import make_records
from painsci_search.loading import Origin
from painsci_search.sentences import sentences
from painsci_search.text_fragments import (
    Disambiguation,
    PagePart,
    disambiguate,
    disambiguate_article,
)

SAME = "It is said to be the same everywhere."


def part(text: str, heading: str = "", markers: tuple[int, ...] = ()) -> PagePart:
    return PagePart(heading, text, [at for unit in sentences(text) for at in unit], markers)


def found_in(*parts: PagePart, above: str = "") -> list[list[Disambiguation]]:
    return disambiguate([above], parts)


def test_a_sentence_that_occurs_once_needs_no_disambiguation() -> None:
    assert found_in(part(f"{SAME} But it is not so here. Nor is it so there."), part("Well.")) == [
        [],
        [],
    ]


def test_a_repeated_sentence_gets_a_prefix() -> None:
    text = f"The bilby woke. {SAME}"
    _, (found,) = found_in(part(SAME), part(text))
    assert (text[found.prefix_start : found.start], text[found.start : found.least_end]) == (
        "The bilby woke. ",
        SAME[:16],
    )


@pytest.mark.parametrize("windows", [1, 7, 16, 40])
@pytest.mark.parametrize("alphabet", ["latin", "кириллица", "\U0001f600 mixed"])
def test_an_echo_is_found_however_many_windows_are_hashed_at_a_time(
    monkeypatch: pytest.MonkeyPatch, windows: int, alphabet: str
) -> None:
    monkeypatch.setattr(text_fragments, "_WINDOWS", windows)
    same = f"The {alphabet} bilby slept in the reeds of the lake."
    _, (found,) = found_in(part(f"{same} It woke."), part(f"Numbats eat ants and termites. {same}"))
    assert (found.start, found.prefix_start) == (31, 12)


def test_a_prefix_may_be_in_the_paragraph_before() -> None:
    text = f"The bilby woke.\n\n{SAME}"
    _, (found,) = found_in(part(SAME), part(text))
    assert text[found.prefix_start : found.start] == "The bilby woke.\n\n"


def test_below_a_heading_the_heading_is_the_prefix() -> None:
    _, (found,) = found_in(part(SAME), part(SAME, heading="Elsewhere"))
    assert (found.start, found.prefix_start) == (0, -1)


def test_after_a_marker_the_quote_must_start_with_the_sentence_before() -> None:
    text = f"The bilby woke. {SAME}"
    _, (found,) = found_in(part(SAME), part(text, markers=(15,)))
    assert found == Disambiguation(16, 0, 0)


def test_a_repeated_sentence_with_nothing_before_it_has_no_directive() -> None:
    assert found_in(part(SAME), part(SAME)) == [[], [Disambiguation(0, 0, 0)]]


def test_a_sentence_that_only_begins_alike_is_quoted_longer() -> None:
    first, second = (
        f"The bilby was given a needle and it {what} for days." for what in ("slept", "ran")
    )
    _, (found,) = found_in(part(first), part(second))
    assert found.prefix_start == found.start
    assert second[: found.least_end] not in first


def test_words_inside_an_earlier_sentence_count_in_any_case() -> None:
    earlier = part("He said that THE BILBY IS IN NO PAIN at any time.")
    assert found_in(earlier, part("The bilby is in no pain when it sleeps."))[1]


def test_words_of_the_title_of_headings_and_around_the_article_count() -> None:
    text = "The bilby is in no pain. It sleeps by day and wakes at night."
    section = Section("a", "Part", text)
    plain = disambiguate_article(Article("x", "Bilbies", (section,)))
    assert not any(found for _, found in plain)
    title = Article("x", "The Bilby Is in No Pain", (section,))
    heading = Article("x", "X", (section, Section("b", "The bilby is in no pain", "")))
    assert disambiguate_article(title)[0][1]
    assert disambiguate_article(heading)[0][1]
    menu = "Menu: the bilby is in no pain"
    assert disambiguate_article(Article("x", "X", (section,)), menu)[0][1]


def test_sections_and_earlier_notes_come_before_a_note() -> None:
    notes = (Note("1", "n1", SAME), Note("2", "n2", "Another thing altogether is said."))
    article = Article(
        "x", "X", (Section("a", "Part", SAME, note_refs=(NoteRef("1", 3, "n1"),)),), notes
    )
    assert [bool(found) for _, found in disambiguate_article(article)] == [False, True, False]


def test_only_sections_with_repeated_sentences_store_disambiguations() -> None:
    article = Article("x", "X", (Section("a", "A", SAME), Section("b", "B", SAME)))
    stored = [record.stored.get("disambiguations") for record in make_records(article, Origin())]
    assert stored[:2] == [None, None]
    assert stored[2] == [Disambiguation(0, -1, 16)]


class CountingText(str):
    """A text that counts the characters that `find` scans, as a browser would from the top."""

    __slots__ = ("scanned",)

    def find(self, sub: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        limit = len(self) if end is None else end
        offset = super().find(sub, start, limit)
        self.scanned += (limit if offset < 0 else offset) - start
        return offset


def test_thousands_of_equal_sentences_are_scanned_in_proportion_to_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = [
        part(" ".join(f"{SAME} {SAME} It ends in {n}." for n in range(k, k + 50)))
        for k in range(200)
    ]
    texts: list[CountingText] = []

    class CountedPage(text_fragments._Page):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            self._text = CountingText(self._text)
            self._text.scanned = 0
            texts.append(self._text)

    monkeypatch.setattr(text_fragments, "_Page", CountedPage)
    assert any(found_in(*many))
    (page,) = texts
    assert len(page) > 900_000
    assert page.scanned < 40 * len(page)


words = st.lists(st.sampled_from("the bilby is in no pain at all".split()), min_size=1, max_size=9)
texts = st.lists(words.map(lambda some: " ".join(some).capitalize() + "."), max_size=6).map(
    " ".join
)


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_disambiguated_quote_does_not_occur_earlier(drawn: list[str]) -> None:
    parts = [part(text) for text in drawn]
    above = ""
    for one, disambiguations in zip(parts, disambiguate([""], parts), strict=True):
        for found in disambiguations:
            assert found.start in one.sentences[::2]
            if found.least_end:
                prefix_start = max(found.prefix_start, 0)
                quoted = one.text[prefix_start : found.least_end].lower()
                assert quoted not in f"{above}\n\n{one.text[: found.least_end - 1]}".lower()
        above += f"\n\n{one.text}"

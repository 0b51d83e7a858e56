"""Cleaning, measuring, wrapping and styling text for a terminal."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import spans, text

from painsci_search import Article, Index, Section
from painsci_search.escaping import clean, percent_encode
from painsci_search.render.terminal import Terminal, display_url, display_width, shorten, wrap
from painsci_search.render.text import render_text


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@given(text)
def test_clean_text_has_no_control_character(words: str) -> None:
    cleaned = clean(words)
    assert len(cleaned) == len(words)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in cleaned)
    assert not set(cleaned) & set(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070))))
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "words", ["na\u00efve \u75db\u307f", "\u200bzero\u200d", "\U0001f600 \u2192"]
)
def test_harmless_text_stays_as_it_is(words: str) -> None:
    assert clean(words) == words


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ("pain", 4),
        ("\u75db\u307f", 4),
        ("e\u0301", 1),
        ("\u200b", 0),
        ("\u2764\ufe0f", 2),
        ("\uff21", 2),
    ],
)
def test_width_is_counted_in_columns(words: str, columns: int) -> None:
    assert display_width(words) == columns


@given(text, st.integers(2, 60))
def test_wrapped_lines_fit_and_lose_no_word(words: str, width: int) -> None:
    words = clean(words)
    lines = wrap(words, width)
    assert all(display_width(words[start:end]) <= width for start, end in lines)
    assert [end for _, end in lines[:-1]] <= [start for start, _ in lines[1:]]
    shown = "".join(words[start:end] for start, end in lines)
    assert "".join(shown.split()) == "".join(words.split())


def test_lines_break_at_spaces_and_fill_up() -> None:
    words = "the meaning of being looked after"
    assert [words[a:b] for a, b in wrap(words, 14)] == ["the meaning of", "being looked", "after"]


def test_a_no_break_space_keeps_its_words_together() -> None:
    words = "a dose of 5\u00a0mg"
    assert [words[a:b] for a, b in wrap(words, 11)] == ["a dose of", "5\u00a0mg"]


def test_scripts_without_spaces_break_between_characters_but_not_before_a_stop() -> None:
    words = "\u75db\u307f\u3067\u3059\u3002\u3002"
    assert [words[a:b] for a, b in wrap(words, 8)] == [words[:3], words[3:]]


@given(text.flatmap(lambda words: st.tuples(st.just(words), spans(words))), st.integers(20, 60))
def test_highlights_survive_wrapping(
    marked: tuple[str, tuple[tuple[int, int], ...]], width: int
) -> None:
    words, found = marked
    lines = Terminal(width, styled=True).paragraph(words, 4, found)
    shown = "".join(re.findall("\x1b\\[1;4m(.*?)\x1b\\[0m", "\n".join(lines), re.DOTALL))
    wanted = "".join(clean(words)[start:end] for start, end in found)
    assert "".join(shown.split()) == "".join(wanted.split())


@given(text, st.integers(3, 40))
def test_a_shortened_text_fits(words: str, width: int) -> None:
    assert display_width(shorten(words, width)) <= width


@given(text)
def test_an_encoded_address_is_plain_ascii_that_ends_no_markup(address: str) -> None:
    encoded = percent_encode(address)
    assert encoded.isascii()
    assert not re.search(r"[\s<>\"()\x00-\x1f\x7f\\]", encoded)


@given(text)
def test_a_shown_address_is_one_word(address: str) -> None:
    assert len(display_url(address).split()) <= 1


def test_a_link_shows_no_text_fragment_but_leads_to_it() -> None:
    link = "https://example.org/a#b:~:text=c%20d"
    shown = Terminal(80, styled=True).link(link)
    assert shown == f"\x1b]8;;{link}\x1b\\https://example.org/a#b\x1b]8;;\x1b\\"
    assert Terminal(80).link(link) == "https://example.org/a#b"


def test_the_address_of_a_script_is_not_made_a_link() -> None:
    assert Terminal(80, styled=True).link("javascript:x") == "javascript:x"


def test_a_pipe_gets_no_style() -> None:
    assert not Terminal.of(io.StringIO()).styled
    assert not Terminal.of(None).styled


def test_no_color_leaves_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal.of(Screen())
    assert terminal.styled
    assert not terminal.coloured
    monkeypatch.setenv("NO_COLOR", "")
    assert Terminal.of(Screen()).coloured
    monkeypatch.setenv("TERM", "dumb")
    assert not Terminal.of(Screen()).styled


@pytest.mark.parametrize(("columns", "width"), [("10", 40), ("72", 72), ("300", 100)])
def test_the_width_is_the_terminals_within_reason(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert Terminal.of(io.StringIO()).width == width


def test_a_name_and_a_heading_above_that_matched_are_highlighted() -> None:
    section = Section("s", "Dose", "Some text.", level=3, path=("Big kites",))
    with Index.in_memory() as index:
        index.add(Article("a", "Title", (section,), authors=("Ann Kite", "Bo")))
        shown = render_text(index.search("kite"), Terminal(80, styled=True))
    assert "Ann \x1b[0m\x1b[1;4mKite\x1b[0m" in shown
    assert "Big \x1b[1;4mkites\x1b[0m \u203a Dose" in shown

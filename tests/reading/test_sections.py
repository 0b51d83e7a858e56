"""What the text of a section is made of."""

from __future__ import annotations

import pytest

from painsci_search import read_article_bytes

MARKER = '<sup><a id="r1" href="#n1">1</a></sup>'


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('pains in myalgia<sup><a href="#nope">5</a></sup>, too', "pains in myalgia 5, too"),
        ("pains in gout<sup>2,3</sup> and more", "pains in gout 2,3 and more"),
        ("an area of 3 cm<sup>2</sup> or so", "an area of 3 cm² or so"),
        ("the 2<sup>nd</sup> time", "the 2nd time"),
    ],
)
def test_a_raised_number_without_a_note_is_kept_apart_from_a_word(page: str, text: str) -> None:
    article = read_article_bytes(f"<h1>Title</h1><p>{page}</p>".encode(), "page.html")
    assert article.sections[0].text == text


@pytest.mark.parametrize(
    ("page", "text", "offsets"),
    [
        ("one<br>two <br/>\n three", "one\ntwo\nthree", []),
        ("one<br><br>two<br>", "one\n\ntwo", []),
        (f"one {MARKER}<br>two", "one\ntwo", [3]),
        (f"one<br>{MARKER}, two", "one, two", [3]),
    ],
)
def test_a_line_that_the_page_breaks_is_a_line(page: str, text: str, offsets: list[int]) -> None:
    note = '<h2>Notes</h2><ol><li id="n1">A note. <a href="#r1">^</a></li></ol>'
    article = read_article_bytes(f"<h1>Title</h1><p>{page}</p>{note}".encode(), "page.html")
    section = article.sections[0]
    assert (section.text, [ref.offset for ref in section.note_refs]) == (text, offsets)

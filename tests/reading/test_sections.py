"""What the text of a section is made of."""

from __future__ import annotations

import pytest

from painsci_search import read_article_bytes


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('pains in myalgia<sup><a href="#nope">5</a></sup>, too', "pains in myalgia 5, too"),
        ("pains in gout<sup>2,3</sup> and more", "pains in gout 2,3 and more"),
        ("an area of 3 cm<sup>2</sup> or so", "an area of 3 cm2 or so"),
        ("the 2<sup>nd</sup> time", "the 2nd time"),
    ],
)
def test_a_raised_number_without_a_note_is_kept_apart_from_a_word(page: str, text: str) -> None:
    article = read_article_bytes(f"<h1>Title</h1><p>{page}</p>".encode(), "page.html")
    assert article.sections[0].text == text

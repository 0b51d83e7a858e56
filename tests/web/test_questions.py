"""Headings of articles that are asked as examples."""

from __future__ import annotations

import pytest

from painsci_search import Article, Section
from painsci_search.web.questions import questions_of


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("2.1 Warm socks at night", ("Warm socks at night",)),
        ("IV. Warm socks at night", ("Warm socks at night",)),
        ("2. Materials and methods", ()),
        ("Data availability statement", ()),
        ("Conflict of interest", ()),
        ("Methods of warming socks", ("Methods of warming socks",)),
        ("1 Socks for winter", ("Socks for winter",)),
        ("10 socks for winter", ("10 socks for winter",)),
    ],
)
def test_headings_without_numbers_that_say_something(heading: str, asked: tuple[str, ...]) -> None:
    article = Article("a", "Feet", (Section("s", heading, "Feet are cold.", 2),))
    assert questions_of([article]) == asked

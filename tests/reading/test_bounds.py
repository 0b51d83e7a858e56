"""Bounds of what is kept of a page: its elements, its title, its authors, its headings."""

from __future__ import annotations

import pytest

from painsci_search import Article, Section
from painsci_search.errors import ReadError
from painsci_search.reading import read_article_bytes
from painsci_search.reading.bounds import bounded
from painsci_search.reading.dom import parse


def test_a_page_of_too_many_elements_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parse, "MAX_SIZE", 200)
    page = b"<h1>Burrows</h1>" + b"<p>dig</p>" * 60
    with pytest.raises(ReadError, match="too big: its elements take more than 1 GB") as caught:
        read_article_bytes(page, "x.html")
    assert "\n" not in str(caught.value)


def test_a_title_is_cut_at_a_word() -> None:
    page = f"<title>{'burrow ' * 400}</title><p>The bilby digs.</p>"
    title = read_article_bytes(page.encode(), "x.html").title
    assert len(title) <= 1000
    assert title.endswith("burrow…")


def test_a_long_heading_is_cut_where_it_is_repeated() -> None:
    sections = (Section("a", "dig" * 500, "Dug."), Section("b", "B", "Dug.", 3, ("dig" * 500,)))
    first, second = bounded(Article("x", "X", sections)).sections
    assert len(first.heading) == 1000
    assert second.path == (first.heading,)


def test_the_fewer_names_are_kept_the_more_sections_repeat_them() -> None:
    names = tuple(f"Bilby Number{number}" for number in range(2_000))
    sections = tuple(Section(f"s{number}", "S", "Dug.") for number in range(1_000))
    assert bounded(Article("x", "X", sections[:20], authors=names)).authors == names
    assert 0 < len(bounded(Article("x", "X", sections, authors=names)).authors) < 1_000


def test_an_ordinary_article_stays_as_it_is() -> None:
    article = Article("x", "X", (Section("a", "A", "Dug."),), authors=("Quoll J",))
    assert bounded(article) is article

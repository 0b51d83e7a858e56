"""The page of an article shows lists as lists, tables as tables, and inline marks."""

from __future__ import annotations

import re

import pytest

from blocks_sample import ARTICLE
from painsci_search.web.pages import ReadingPosition, Site, article_page
from painsci_search.web.pages.urls import URLs

FILES = ("style.css", "served.css", "article.css", "icon.svg", "article.js")
SITE = Site(URLs("", dict.fromkeys(FILES, "1")), longest_query=100)


def shown(**location: str) -> str:
    return article_page(ARTICLE, ReadingPosition(**location), SITE).decode()


LIST = (
    '<ol><li value="1">Wait.<ul><li>A minute</li><li>or two</li></ul></li>'
    '<li value="2">Begin again.<p>But slowly.</p></li></ol>'
)
TABLE = (
    '<thead><tr><th scope="col">Pack</th><th scope="col">Mean</th></tr></thead>'
    "<tbody><tr><td>Gel</td><td>12</td></tr></tbody>"
)


@pytest.mark.parametrize(
    "markup",
    [
        LIST,
        TABLE,
        "<blockquote><p>A distraction.</p></blockquote>",
        "<dl><dt>Gel</dt><dd>A pack.</dd></dl>",
        "<code>def cold():\n    return True</code>",
        "Cold <em>numbs</em>.",
        "4<sup>th</sup> day",
        'href="https://example.org/ice"',
    ],
)
def test_the_page_shows_blocks_and_marks_as_the_article_did(markup: str) -> None:
    assert markup in shown()


def test_a_link_of_the_article_that_is_no_web_address_is_no_link() -> None:
    assert "javascript" not in shown()
    assert "and more on" in shown()


def test_a_passage_is_highlighted_across_marks() -> None:
    page = shown(anchor="cold-and-calves", passage="Cold numbs.")
    words = re.sub(r"<[^>]+>", "", "".join(re.findall(r"<mark[^>]*>.*?</mark>", page)))
    assert words == "Cold numbs."

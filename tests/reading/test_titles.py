"""The title is that of the article, without kicker and site name, whatever headings a page has."""

from __future__ import annotations

import pytest

from painsci_search.reading.forms.html import read_page

PROSE = "Some people feel better after a pill that has nothing in it, and nobody is sure why. " * 5
TITLE = "Pillows and stiff necks"


def title(head: str, body: str) -> str:
    page = f"<html lang='en'><head>{head}</head><body>{body}<p>{PROSE}</p></body></html>"
    return read_page(page, "page-17.html").title


def og(text: str) -> str:
    return f"<meta property='og:title' content='{text}'>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>Sleep | {TITLE}</title>", f"<h1>Sleep</h1><div><h2>{TITLE}</h2></div>"),
        (f"<title>{TITLE} – Sleep</title>", f"<h1>Sleep</h1><div><h1>{TITLE}</h1></div>"),
        (f"<title>TR 67: {TITLE}</title>", f"<h1>TR 67</h1><h1>{TITLE}</h1>"),
        (f"<title>{TITLE} | Sleep</title>{og(TITLE)}", "<p>Sleep</p>"),
        (f"<title>{TITLE} | Sleep</title>", ""),
        (f"<title>Sleep | Reviews: {TITLE}</title>{og(f'Soft or not?: {TITLE}')}", ""),
        (
            f"<title>{TITLE} | Sleep</title>{og(TITLE)}",
            f"<h1 class='hidden'>{TITLE} | Sleep</h1><h2>{TITLE}</h2>",
        ),
        (f"<title>x</title>{og(TITLE)}", f"<h1><span>Beds</span> {TITLE}</h1>"),
        (
            f"<title>{TITLE}</title>",
            f"<h2><time>Jun 17</time> {TITLE}</h2><h2>Sleep Newsletter</h2>",
        ),
        ("<title>x</title>", f"<h1><span class='kicker'>Beds</span>{TITLE}</h1>"),
        ("<title>x</title>", f"<h1><small class='articleOverline'>Beds:</small> {TITLE}</h1>"),
        (f"<title>{TITLE}</title>", "<h1>Some people</h1>"),
        ("", f"<h1>{TITLE}</h1>"),
        ("", f"<p>{TITLE}</p>"),
        ("", f"<div>Pillows<br>and stiff necks</div><p>{PROSE}</p>"),
    ],
)
def test_the_title_names_the_article(head: str, body: str) -> None:
    assert title(head, body) == TITLE


def test_a_page_that_names_nothing_is_called_by_its_file() -> None:
    assert title("", "") == "page-17"


def test_a_heading_that_is_the_first_word_of_its_text_is_kept_as_one_with_a_named_site() -> None:
    assert title("<title>Beds | Sleep</title>", "<h1>Some people</h1>") == "Some people"

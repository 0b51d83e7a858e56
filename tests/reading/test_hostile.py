"""Pages made to hurt: each is read to its end, or refused in one line.

The sizes are such that a stage that looks at the whole page for each of its elements would be felt.
"""

from __future__ import annotations

import json

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes

pytestmark = pytest.mark.slow

OPENING = "<!doctype html><title>Bomb</title><h1>Bomb</h1><p>Before it.</p>"


def cite(count: int, notes: str) -> str:
    markers = "".join(f'word<a href="#n{i}" id="r{i}">{i}</a> ' for i in range(count))
    return f"<p>{markers}</p>{notes}"


def json_ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script><p>text</p>'


PAGES = {
    "divs nested": "<div>" * 30_000 + "within",
    "divs with names nested": '<div class="note related" id="x">word ' * 10_000,
    "asides nested": "<aside>word " * 10_000,
    "hidden from readers nested": "<div aria-hidden=true>word " * 10_000,
    "bylines nested": '<div class="byline">' * 10_000 + "within",
    "headings nested": "<h2><span>" * 10_000 + "within",
    "heading never closed": "<h2>a " * 5_000,
    "headings in boxes nested": "<div><h2>A</h2>word " * 5_000,
    "tables nested": "<table><tr><td>cell" * 2_000,
    "lists nested": "<ul><li>item " * 10_000,
    "inline notes nested": "<d-footnote>note " * 5_000,
    "sidenotes nested": '<span class="sidenote">note ' * 10_000,
    "rules of styles nested": "<style>.a{display:none}" + "a{" * 40_000 + "}" * 80_000 + "</style>"
    "<p>Some words of it <b class=a>hidden</b></p>",
    "never closed": "<p><b><i>word " * 5_000,
    "links never closed": "<a href='#x'>1" * 5_000,
    "siblings": "<p>a</p>" * 10_000,
    "line breaks": "<br>" * 15_000,
    "list items": "<ol>" + "<li>an item</li>" * 8_000 + "</ol>",
    "cells": "<table><tr>" + "<td>cell</td>" * 8_000 + "</table>",
    "cells of space": "<table><tr>" + "<td> </td>" * 8_000 + "</table>",
    "the same heading": "<h2>Same</h2><p>word</p>" * 3_000,
    "the same id": '<h2 id="x">Same</h2>' * 3_000,
    "empty elements before headings": "<span></span>" * 5_000 + "<h2>A</h2>" * 3_000,
    "superscripts": "<p>" + "word<sup>1</sup> " * 6_000,
    "superscripts with notes": "w<sup>1</sup> " * 2_500 + "<hr>" + "<p><sup>1</sup> a</p>" * 2_500,
    "links to one label": '<p>w<a href="#x">1</a> </p>' * 3_000 + "<p id=x>1 note",
    "links to one note full of links": "".join(
        ['<p>w<a href="#x">1</a></p>' * 2_000, "<p id=x>1 ", '<a href="#y">2</a>' * 2_000]
    ),
    "links to nowhere": "".join(f'w<sup><a href="#fn{i}">{i}</a></sup> ' for i in range(4_000)),
    "links to elsewhere": "".join(f'<a href="http://h{i}/#x">1</a>' for i in range(5_000)),
    "links to what is no address": '<p>w<a href="http://[x#y">1</a>' * 1_000,
    "an address that is none": '<link rel=canonical href="http://[x/y"><p>text',
    "elements of a letter": "<p>" + "<i>a</i> " * 40_000,
    "headings with parts": '<h3><span>1</span> <a href="#x">#</a>A</h3>w' * 4_000,
    "headings of the first rank": "<h1>A</h1>" * 10_000,
    "paragraphs with one number": "<p>w [1]</p>" + "<p>[1] note</p>" * 10_000,
    "numbers in the text": "<p>" + "w [1] " * 20_000 + "<h2>Notes</h2><ol><li>a note</ol>",
    "lists of notes": "<p>w [1]</p>" + "<h2>Notes</h2><ol><li>a</ol>" * 8_000,
    "notes far from their labels": cite(
        2_500, "".join(f'<p id="n{i}">{i}</p><i>x</i>x' for i in range(2_500))
    ),
    "notes in a list": cite(
        3_000, "<ol>" + "".join(f'<li id="n{i}">note' for i in range(3_000)) + "</ol>"
    ),
    "notes that nothing cites": cite(
        3, "<ol>" + "".join(f'<li id="n{i}">note' for i in range(5_000)) + "</ol>"
    ),
    "notes in one paragraph": cite(
        2_500, "<p>" + "".join(f'<a id="n{i}">{i}</a> note ' for i in range(2_500))
    ),
    "notes with bold words": cite(
        2_500, "".join(f'<p id="n{i}"><b>x</b> note</p>' for i in range(2_500))
    ),
    "notes without labels": "<p>" + 'word <span class="sidenote">a</span> ' * 5_000,
    "a note of a million letters": cite(
        1, f'<ol><li id="n0">{"Smith J. 2018;8(4):295. " * 40_000}'
    ),
    "attributes": f'<div class="{"note " * 200_000}" id="{"x" * 1_000_000}">within</div>',
    "many attributes": f"<a {' '.join(f'data-x{i}=x' for i in range(20_000))}>1</a>",
    "less-than signs": "<" * 1_000_000,
    "ampersands": "<p>" + "&" * 500_000,
    "entities": "<p>" + "&amp;&#233;&lt;" * 100_000,
    "entities that name others": "<!DOCTYPE x ["
    + "".join(f'<!ENTITY a{i} "&a{i - 1};&a{i - 1};">' for i in range(1, 60))
    + "]><p>&a59;",
    "comments": "<!-- x -->" * 20_000,
    "a comment never closed": "<!--" * 250_000,
    "spaces": f"<h2>a{' ' * 1_000_000}b</h2><p>c{chr(10) * 1_000_000}d",
    "stars": f'<p>a<a href="#x">{"*" * 80}</a></p><p id=x>{"*" * 200_000}</p>',
    "data in an address": f'<img src="data:image/png;base64,{"QUJD" * 500_000}"><p>text',
    "metadata nested": json_ld('{"@graph":[' * 100_000),
    "metadata nested and closed": json_ld('{"@graph":[' * 900 + "]}" * 900),
    "metadata of a million digits": json_ld(f'{{"@type":"Article","headline":{"9" * 1_000_000}}}'),
    "metadata of many things": json_ld(
        json.dumps([{"@type": "Article", "author": {"@id": "x"}}] * 30_000)
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_hostile_page_is_read_or_refused(page: str) -> None:
    try:
        article = read_article_bytes((OPENING + page).encode(), "bomb.html")
    except ReadError as err:
        assert "\n" not in str(err)
    else:
        assert article.title
        assert texts(article)


def texts(article: Article) -> str:
    return " ".join(part.text for part in (*article.sections, *article.notes))


def test_a_page_of_thirty_megabytes_is_read() -> None:
    article = read_article_bytes(b"<p>" + b"word " * 6_000_000, "big.html")
    assert len(texts(article)) == 5 * 6_000_000 - 1


@pytest.mark.parametrize("tag", ["div", "span", "li", "b"])
def test_words_nested_deeper_than_any_browser_goes_are_kept_apart(tag: str) -> None:
    page = f"<article>before{f'<{tag}> in ' * 3_000}within{f'</{tag}>' * 3_000} after</article>"
    words = texts(read_article_bytes(page.encode(), "deep.html")).split()
    assert words == ["before", *["in"] * 3_000, "within", "after"]


def test_a_script_nested_too_deep_is_no_text() -> None:
    page = f"<p>before</p>{'<div>' * 1_000}a<script>x()</script><img>b{'</div>' * 1_000}"
    assert texts(read_article_bytes(page.encode(), "deep.html")).split() == ["before", "ab"]


def test_a_heading_that_is_never_closed_hides_no_text() -> None:
    text = "All of the article. " * 60
    article = read_article_bytes(f"<h1>Title<div>{text}</div>".encode(), "folder/tension.html")
    assert article.title == "tension"
    assert text.strip() in texts(article)


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Window</title><p>text</p>", "Window"),
        ("<h2>First</h2><p>text</p><h2>Second</h2><p>text</p>", "First"),
        ("<p>text</p>", "sleep-and-pain"),
    ],
)
def test_a_page_is_never_without_a_title(page: str, title: str) -> None:
    assert read_article_bytes(page.encode(), "folder/sleep-and-pain.html").title == title


@pytest.mark.parametrize(
    "page", ["<title>Only a title</title>", "<h1>Only a title</h1>", "<p></p>"]
)
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_article_bytes(page.encode(), "x.html")

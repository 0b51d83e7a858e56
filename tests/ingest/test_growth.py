"""Growth of the work from a page to the committed index: in proportion to the page's length.

Each page repeats something that a page can hold. The work is counted, not timed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from operations import Work, count_work
from painsci_search import Index
from painsci_search.reading.dom.parse import MAX_DEPTH

pytestmark = pytest.mark.slow

# Repetitions in the smallest of the three pages that are compared; the others have twice and four
# times as many.
TIMES = 400


class Page(NamedTuple):
    """A page that repeats a unit; "{i}" in it is the number of the repetition."""

    unit: str
    before: str = ""
    after: str = ""
    ending: str = ".html"
    second: str = ""

    def write(self, times: int) -> str:
        units = "".join(self.unit.replace("{i}", str(number)) for number in range(times))
        seconds = "".join(self.second.replace("{i}", str(number)) for number in range(times))
        return f"{self.before}{units}{self.after}{seconds}"


def html(unit: str, before: str = "<p>", after: str = "", second: str = "") -> Page:
    top = "<!doctype html><title>Growth</title><h1>Growth</h1><p>A bilby digs.</p>"
    return Page(unit, top + before, after, ".html", second)


def text(unit: str, before: str = "", after: str = "", second: str = "") -> Page:
    return Page(unit, f"# Growth\n\nA bilby digs.\n\n{before}", after, ".txt", second)


CITATION = "Quoll J, Bilby R. Burrows and backs. Marsupial Medicine. 2018;8(4):295-304. "
CITED = '<p>Seen.<a href="#n" id="r">1</a></p><ol class="footnotes"><li id="n">'
MARKER = 'Seen.<a href="#n{i}" id="r{i}">{i}</a> '
ITEM = '<li id="n{i}">A remark on it. <a href="#r{i}">back</a></li>'

PAGES = {
    "sentences, all equal": html("The bilby digs here again and again. "),
    "sentences with a number": html("The bilby digs burrow {i} again and again. "),
    "sentences that end in a number": html("The bilby digs again and again in {i}. "),
    "sentences in paragraphs": html("<p>The bilby digs here again and again."),
    "sentences of one word": html("Digs. "),
    "paragraphs of two letters": html("<p>a b</p>"),
    "words": html("bilby "),
    "words, each another": html("bilby{i} "),
    "one word": html("bilby"),
    "one word with marks": html("bilby-"),
    "one number": html("1,000,"),
    "stops": html("."),
    "stops apart": html(". "),
    "stops before lower case": html("a.<br>"),
    "closing marks": html(".)"),
    "questions": html("?!”"),
    "ideographs": html("痛"),
    "ideographs in sentences": html("腰が少し痛い。"),
    "breaks": html("<br>"),
    "table of one cell": html("<tr><td>burrow", "<table>"),
    "table of two letters": html("<tr><td>a<td>b", "<table>"),
    "table of numbers": html("<tr><td>{i}<td>12.5<td>p < .05", "<table>"),
    "table of sentences": html("<tr><td>The bilby digs again.<td>The quoll, too.", "<table>"),
    "one row": html("<td>cell {i}", "<table><tr>"),
    "one row of empty cells": html("<td> ", "<table><tr><td>a"),
    "tables": html("<table><tr><td>a<td>b</table>"),
    "pairs": html("<dt>a<dd>b", "<dl>"),
    "pairs of sentences": html("<dt>Bilby {i}<dd>The bilby digs again and again.", "<dl>"),
    "items": html("<li>burrow", "<ul>"),
    "items of sentences": html("<li>The bilby digs burrow {i}.", "<ol>"),
    "lists": html("<ul><li>burrow</ul>"),
    "lists in lists": html("<ul><li>burrow"),
    "quotations": html("<blockquote>The bilby digs.</blockquote>"),
    "quotations in quotations": html("<blockquote>dig "),
    "lines of code": html("dig(burrow)\n", "<pre>"),
    "boxes in boxes": html("<div>dig "),
    "boxes": html("<div>The bilby digs.</div>"),
    "sections": html("<section><h2>Burrow {i}</h2><p>The bilby digs.</section>"),
    "sections in sections": html("<section><h2>Burrow</h2><p>The bilby digs."),
    "sections about the author": html(
        "<h2>About the author</h2>"
        "<p>The bilby digs, and has dug for as long as we know, by night and day.</p>"
    ),
    "headings, all equal": html("<h2>Burrow</h2><p>The bilby digs."),
    "headings, each another": html("<h3>Burrow {i}</h3><p>The bilby digs."),
    "headings without text": html("<h2>Burrow</h2>"),
    "one heading": html("burrow ", "<h2>", "</h2><p>The bilby digs."),
    "one title": Page("burrow ", "<title>", "</title><p>The bilby digs.</p>"),
    "one title above sections": Page(
        "burrow ", "<h1>", "</h1>", second="<h2>{i}</h2><p>The bilby digs.</p>"
    ),
    "one heading above sections": html(
        "burrow ", "<h2>", "</h2><p>Dig.", "<h3>{i}</h3><p>The bilby digs.</p>"
    ),
    "authors": html('<meta name="author" content="Bilby Number{i}">', ""),
    "authors above sections": html(
        '<meta name="author" content="Bilby Number{i}">', "", "", "<h2>{i}</h2><p>The bilby digs."
    ),
    "ids": html('<span id="i{i}">dig</span> '),
    "ids of headings": html('<h2 id="i">Dig</h2><p>The bilby digs.'),
    "links": html('See <a href="http://h.example/{i}">this</a> now. '),
    "links within": html('See <a href="#i{i}">this</a> now. '),
    "links to one place": html('See <a href="#here">1</a> now. ', '<p id="here">Here.</p><p>'),
    "pictures": html('<img alt="A bilby" src="{i}.png">'),
    "figures": html("<figure><img src=b.png><figcaption>A bilby digs.</figcaption></figure>"),
    "superscripts": html("dig<sup>{i}</sup> ", "<p>痛 10<sup>6</sup> "),
    "emphasis": html("<em>dig</em> <b>deep</b> "),
    "letters of a word": html("<i>a</i>"),
    "comments": html("<!-- dig -->a "),
    "notes": html(MARKER, after='</p><ol class="footnotes">', second=ITEM),
    "notes without a list": html(
        MARKER, after="</p>", second='<p id="n{i}"><a href="#r{i}">{i}</a> A remark.</p>'
    ),
    "notes in a table": html(
        MARKER, after="</p><table>", second='<tr id="n{i}"><td>{i}<td>A remark on it.'
    ),
    "notes with a work": html(
        MARKER, after="</p><ol>", second=ITEM.replace("A remark on it.", CITATION)
    ),
    "notes by number": html(
        "Seen [{i}]. ", after="</p><h2>References</h2><ol>", second="<li>Remark {i}."
    ),
    "notes that print their number": html(
        "Seen [{i}]. ", after="</p><h2>Notes</h2>", second="<p>[{i}] A remark.</p>"
    ),
    "notes beside the text": html('Dig <span class="sidenote">A remark.</span> '),
    "markers of one note": html(
        'Seen <a href="#n">1</a> here. ', after='<ol class="footnotes"><li id="n">1 A remark.</ol>'
    ),
    "markers in one word": html(
        'dig<a href="#n">1</a>', after='<ol class="footnotes"><li id="n">1 A remark.</ol>'
    ),
    "markers without notes": html('Seen<sup><a href="#n{i}">{i}</a></sup> here. '),
    "one note of sentences": html("The bilby digs here again. ", CITED),
    "one note of citations, all equal": html(CITATION, CITED),
    "one note of citations": html(CITATION.replace("2018;8", "2018;{i}"), CITED),
    "one note of identifiers": html("doi:10.1234/dig.{i} ", CITED),
    "one note of links": html('<a href="https://doi.org/10.1234/dig.{i}">this</a> ', CITED),
    "one note of authors": html("Quoll J, ", CITED),
    "one note of initials": html("Q. ", CITED),
    "one note of years": html("(2018) ", CITED),
    "one note of stops": html(".", CITED),
    "one note of brackets": html("([", CITED),
    "one note of German books": html("Ada Quoll: Bauten. Beutel, Bern 2018, S. 4–8. ", CITED),
    "cells of numbers in brackets": html(
        "<td>dig [1]</td>",
        "<p>Seen [1].</p><table><tr>",
        f"</tr></table><h2>References</h2><ol><li>{CITATION}</li></ol>",
    ),
    "anchors in small print": html(
        'Seen.<a href="#n{i}">{i}</a> ',
        "<p>",
        "</p><hr><small>",
        '<a name="n{i}"></a>{i} A remark.<br>',
    ),
    "values of JSON-LD": html('{"a":{i}}', '<script type="application/ld+json">', "</script>"),
    "text: paragraphs of two letters": text("a b\n\n"),
    "text: sentences": text("The bilby digs here again and again. "),
    "text: lines": text("The bilby digs here\n"),
    "text: headings": text("## Burrow\n\nThe bilby digs.\n\n"),
    "text: short lines": text("Burrow\n\n"),
    "text: items": text("- burrow\n"),
    "text: numbered items": text("{i}. burrow\n"),
    "text: rules": text("---\n"),
    "text: markers": text("dig[^{i}] ", after="\n\n", second="[^{i}]: A remark.\n\n"),
    "text: markers of one note": text("dig[^1] ", after="\n\n[^1]: A remark.\n"),
    "text: markers joined to words": text(
        "digger{i} ", after="\n\n## Notes\n\n", second="{i}. A remark.\n"
    ),
    "text: lists of markers": text("dig [1,2] ", after="\n\n## Notes\n\n1. A\n2. B\n"),
    "text: notes of works": text("dig[^{i}] ", after="\n\n", second="[^{i}]: " + CITATION + "\n\n"),
    "text: one note of lines": text("- a line\n", "dig[1]\n\n## Notes\n\n1. A remark.\n"),
    "text: notes in sections": text(
        "## Burrow {i}\n\ndig[^{i}]\n\n", after="\n\n", second="[^{i}]: A remark.\n\n"
    ),
    "text: entries of a log": text("dug deeper\n", "## What's new\n\nJan 5, 2020 Dug.\n"),
}


def work_of_index(page: Page, times: int, folder: Path) -> Work:
    path = folder / f"{times}{page.ending}"
    path.write_text(page.write(times), encoding="utf-8")
    index = Index.in_memory()
    return count_work(lambda: index.update([path]))


def is_nested(name: str) -> bool:
    """Return whether each unit of a page is in the one before, as in "boxes in boxes"."""
    outer, _, inner = name.partition(" in ")
    return outer == inner


@pytest.mark.parametrize("name", PAGES)
def test_work_grows_in_proportion_to_the_page(name: str, tmp_path: Path) -> None:
    page = PAGES[name]
    # the tree of a page has a greatest depth, beyond which all pages grow alike
    times = 2 * MAX_DEPTH if is_nested(name) else TIMES
    work_of_index(page, 4 * times, tmp_path)  # fills the caches, which the others then share
    small, middle, large = (work_of_index(page, n * times, tmp_path) for n in (1, 2, 4))
    for part, first, second, third in zip(Work._fields, small, middle, large, strict=True):
        # 2 for a straight line, 4 for a square; numbers of more digits make steps
        assert third - second <= 3 * max(second - first, TIMES), part

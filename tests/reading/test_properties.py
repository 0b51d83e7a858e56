"""What holds for every page, however it is written: no word is lost, every offset fits."""

from __future__ import annotations

import re
from collections import Counter

import hypothesis.strategies as st
from hypothesis import given

from painsci_search.errors import ReadError
from painsci_search.model import Article, paragraphs_of
from painsci_search.reading import read_article_bytes
from painsci_search.reading.anchors import Anchors
from profiles import examples

NAMES = """a abbr article aside b blockquote body br button caption center cite code d-footnote dd
details div dl dt em figure footer form h1 h2 h3 h6 head header hr html i iframe img input label li
main nav ol p pq pre script section select small span strong style sub sup svg table tbody td th
title tr ul""".split()
IDS = [
    "a",
    "b",
    "fn:1",
    "fnref:1",
    "fn2",
    "cite_note-1",
    "cite_ref-1",
    "notes",
    "updates",
    "rr",
    "",
]
CLASSES = """footnote footnotes footnote-ref sidenote marginnote note reflist deck byline nav menu
related comments pullquote pupw toc headerlink author""".split()
ATTRIBUTES = st.one_of(
    st.sampled_from(IDS).map(lambda name: f'id="{name}"'),
    st.sampled_from(IDS).map(lambda name: f'href="#{name}"'),
    st.sampled_from(IDS).map(lambda name: f'name="{name}"'),
    st.sampled_from(IDS).map(lambda name: f'for="{name}"'),
    st.sampled_from(CLASSES).map(lambda name: f'class="{name}"'),
    st.sampled_from(
        [
            "hidden",
            "start=5",
            "value=x",
            "role=heading",
            "aria-level=9",
            "aria-level=²",
            "role=doc-noteref",
            "role=doc-endnotes",
            "rel=author",
            "itemprop=author",
            "data-footnote=a",
            "aria-hidden=true",
            "style=display:none",
            "href='http://[x'",
            "href='http://x.org/#a'",
            "datetime=2021-13-45",
        ]
    ),
)
OPENED = st.builds(
    lambda name, attributes: f"<{' '.join([name, *attributes])}>",
    st.sampled_from(NAMES),
    st.lists(ATTRIBUTES, max_size=3),
)
CLOSED = st.sampled_from(NAMES).map(lambda name: f"</{name}>")
MARKERS = st.sampled_from(["1", "[1]", "2", "*", "¹", "^", "↩", "(2018)", "a", "1. ", "Notes", "—"])
WORDS = st.sampled_from(
    [
        "pain ",
        "By Ann Bee",
        "Smith J. A study. Pain. 2018;8(4):2. PubMed #123.",
        "2021-06-30 — ",
        " ",
    ]
)
RAW = st.one_of(
    st.text(max_size=8), st.sampled_from(["<!--", "-->", "<![CDATA[", "&#0;", "&#xd800;"])
)
SOUP = st.lists(st.one_of(OPENED, CLOSED, MARKERS, WORDS, RAW), max_size=60).map("".join)

BODY_TEXT = st.lists(
    st.sampled_from(
        "Pain sleep naïve 12 3.5% CRPS-1 “quoted” (in brackets) x2 a;b co-op 5".split()
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@examples(400)
@given(SOUP)
def test_any_soup_is_an_article_or_refused(soup: str) -> None:
    data = soup.encode("utf-8", "surrogatepass")
    try:
        article = read_article_bytes(data, "soup.html")
    except ReadError as err:
        assert str(err).startswith("soup.html: ")
        assert "\n" not in str(err)
        return
    check(article)


def check(article: Article) -> None:
    sections = [section.anchor for section in article.sections]
    notes = [note.anchor for note in article.notes]
    assert max(Counter(sections + notes).values(), default=1) == 1
    assert article.title
    for section in article.sections:
        offsets = [ref.offset for ref in section.note_refs]
        assert offsets == sorted(offsets)
        assert all(0 <= offset <= len(section.text) for offset in offsets)
        assert {ref.anchor for ref in section.note_refs} <= {"", *notes}
        assert all(ref.label for ref in section.note_refs)
        assert 1 <= section.level <= 6
        assert section.heading
        assert section.anchor
        blocks = section.blocks or paragraphs_of(section.text)
        texts = [section.text[each.start : each.end] for each in blocks if each.kind != "code"]
        assert all(is_folded(text.replace("\n", " ")) for text in texts)
        assert "\n\n".join(section.text[each.start : each.end] for each in blocks) == section.text
    for note in article.notes:
        assert set(note.cited_from) <= set(sections)
        assert is_folded(note.text)


def is_folded(text: str) -> bool:
    """Say whether white space is single spaces within paragraphs, and a blank line between."""
    paragraphs = text.split("\n\n") if text else []
    return all(paragraph == " ".join(paragraph.split()) != "" for paragraph in paragraphs)


def wrap(name: str) -> st.SearchStrategy[str]:
    return BODY_TEXT.map(lambda text: f"<{name}>{text}</{name}>")


LISTS = st.lists(wrap("li"), min_size=1, max_size=4).map(lambda items: f"<ul>{''.join(items)}</ul>")
ROWS = st.lists(wrap("td"), min_size=1, max_size=3).map(lambda cells: f"<tr>{''.join(cells)}</tr>")
TABLES = st.lists(ROWS, min_size=1, max_size=3).map(lambda rows: f"<table>{''.join(rows)}</table>")
BLOCKS = st.one_of(
    *(wrap(name) for name in ("p", "h2", "h3", "blockquote", "div", "pre", "section")),
    LISTS,
    TABLES,
)


@examples(200)
@given(st.lists(BLOCKS, min_size=1, max_size=12))
def test_splitting_loses_no_words(blocks: list[str]) -> None:
    page = f"<title>The page</title><article><h1>The page</h1><p>It opens.</p>{''.join(blocks)}"
    article = read_article_bytes(page.encode(), "plain.html")
    expected = words(re.sub(r"<[^>]+>", " ", page.partition("</h1>")[2]))
    found = words(" ".join(f"{part.heading} {part.text}" for part in article.sections[1:]))
    found += words(article.sections[0].text)
    found += words(" ".join(note.text for note in article.notes))
    assert not expected - found


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(st.lists(st.sampled_from(["a", "a-2", "a-2-2", "a-3", "b", ""])))
def test_no_anchor_is_given_twice(asked: list[str]) -> None:
    anchors = Anchors()
    given_out = [anchors.add(anchor) for anchor in asked]
    assert len(set(given_out)) == len(given_out)
    assert all(out.startswith(anchor) for out, anchor in zip(given_out, asked, strict=True))

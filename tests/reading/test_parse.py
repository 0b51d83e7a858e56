"""The tree that reading works on is the one that BeautifulSoup builds, without its comments."""

from __future__ import annotations

import gc
import warnings
from itertools import pairwise
from pathlib import Path

import hypothesis.strategies as st
import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from hypothesis import given

from painsci_search.errors import ReadError
from painsci_search.reading import read_article_bytes
from painsci_search.reading.dom import parse
from painsci_search.reading.dom.elements import elements_in
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.parse import ParsedPage, collection_deferred, parse_html
from painsci_search.reading.dom.tree import PageTree

FIXTURES = sorted(Path(__file__).with_name("fixtures").glob("*.html"))
TAGS = """a b body br div dl dt frameset h1 head html i li math meta noscript ol option p pre script
section select span style sub svg table td textarea th title tr ul""".split()
ATTRIBUTES = ["", " id=x", " class=' a  b'", " rel=author", " hidden", " href='#a&amp;b'", " /"]
TEXTS = [
    "text",
    " ",
    "\n",
    "é &amp; &#233;",
    "<",
    ">",
    "a  b",
    "<!-- c -->",
    "<?pi x?>",
    "<!--",
    "</",
]
MARKUP = st.lists(
    st.one_of(
        st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
        st.builds("</{}>".format, st.sampled_from(TAGS)),
        st.sampled_from(TEXTS),
    ),
    max_size=30,
).map("".join)


def shape(root: Tag | BeautifulSoup) -> list[object]:
    """Tell a tree as a list: elements with their depth and attributes, and the text in them."""
    nodes: list[object] = []
    waiting: list[tuple[int, object]] = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        if hasattr(node, "attrs"):
            attributes = {
                name: " ".join(value) if isinstance(value, list) else " ".join(value.split())
                for name, value in node.attrs.items()
            }
            nodes.append((depth, node.name, attributes))
            waiting += [(depth + 1, child) for child in reversed(node.contents)]
        elif not isinstance(node, PreformattedString):
            if nodes and isinstance(nodes[-1], str):
                node = nodes.pop() + str(node)
            nodes.append(str(node))
    return [" ".join(one.split()) if isinstance(one, str) else one for one in nodes]


def assert_same_tree(html: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = shape(BeautifulSoup(html, "lxml"))
    page = parse_html(html, "x.html")
    assert shape(page.elements[0]) == expected
    assert_in_document_order(page)


def assert_in_document_order(page: ParsedPage) -> None:
    root = page.elements[0]
    assert [root, *elements_in(root)] == page.elements
    for number, tag in enumerate(page.elements):
        assert (tag.first, tag.last) == (number, number + len([*elements_in(tag)]))
        assert tag.text_start <= tag.text_end
        for child in tag.contents:
            assert child.parent is tag
            assert child.previous_element.next_element is child
        for before, after in pairwise(tag.contents):
            assert (before.next_sibling, after.previous_sibling) == (after, before)
            assert next(before.next_siblings) is after
            assert next(after.previous_siblings) is before


@given(MARKUP)
def test_the_tree_is_that_of_beautiful_soup(html: str) -> None:
    try:
        assert_same_tree(html)
    except ReadError:
        assert not html.strip() or "<" in html


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_tree_of_a_page_is_that_of_beautiful_soup(path: Path) -> None:
    assert_same_tree(path.read_text(encoding="utf-8"))


def test_letters_are_those_of_text_that_shows() -> None:
    page = parse_html("<p> ab <b>c</b><script>no()</script></p><p>d</p>", "x.html")
    named = {tag.name: tag for tag in page.elements}
    assert (named["b"].text_start, named["b"].text_end) == (2, 3)
    assert named["html"].text_end == 4


def test_a_comment_does_not_part_a_marker() -> None:
    page = b"<h1>T</h1><p>Word[<!-- -->1<!-- -->].</p><h2>Notes</h2><ol><li>The note.</ol>"
    section = read_article_bytes(page, "x.html").sections[0]
    assert (section.text, [ref.label for ref in section.note_refs]) == ("Word.", ["1"])


def test_a_numbered_paragraph_is_no_marker_of_itself() -> None:
    page = b"<h1>T</h1><p>Text.</p><p>[1] A note.</p><p>[2] Another.</p>"
    article = read_article_bytes(page, "x.html")
    assert article.sections[0].text == "Text.\n\n[1] A note.\n\n[2] Another."
    assert article.notes == ()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(*, enabled: bool) -> None:
    try:
        gc.enable() if enabled else gc.disable()
        with pytest.raises(ReadError):
            read_article_bytes(b"<title>Only a title</title>", "x.html")
        assert gc.isenabled() is enabled
        with collection_deferred():
            assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_finished_page_is_freed_without_the_garbage_collector() -> None:
    page = b"<h1>Rain</h1>" + b"<p>It <b>rained</b> on <a href=#x>the roof</a>.</p>" * 500
    left = []
    with collection_deferred():
        for _ in range(3):  # what is made once, or left by an earlier test, is collected once
            gc.collect()
            read_article_bytes(page, "x.html")
            left.append(gc.collect())
    assert min(left) < 500


def test_nodes_have_no_dictionary_of_their_own() -> None:
    page = parse_html("<p class=a>Rain <b>fell</b></p>", "x.html")
    nodes = [node for tag in page.elements for node in (tag, *tag.contents)]
    assert not any(hasattr(node, "__dict__") for node in nodes)


def test_a_page_with_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_SIZE", 200)
    assert len(parse_html("<p>a" * 40, "a.html").elements) < 50
    assert parse_html("<p>a<p id=b>" * 20, "a.html")
    with pytest.raises(ReadError, match="too big"):
        parse_html(f"<p {' '.join(f'a{number}' for number in range(100))}>", "a.html")
    with pytest.raises(ReadError, match=r"^a\.html: too big: its elements take more than 1 GB"):
        parse_html("<p>a" * 60, "a.html")


def test_texts_are_listed_in_document_order_from_any_element_on() -> None:
    html = "<p>a<b id=b>b<i>c</i></b>d<ul><li>e</ul><p>f"
    tree = PageTree(parse_html(html, "x.html"))
    assert "".join(tree.texts_after(tree.root)) == "abcdef"
    assert "".join(tree.texts_after(tree.anchors["b"])) == "bcdef"
    assert "".join(tree.texts_after(tree.named("ul")[0])) == "ef"

"""Results in a notebook: what its cell shows, safe whatever the pages say."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, ArticleInfo, Hit, Index, Results, Snippet

PLAIN = {"div", "h4", "p", "small", "strong", "a", "mark", "br", "ul", "li"}


class Outline(HTMLParser):
    """Notes the elements, the addresses and the text of some markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "class"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_cell_shows_passages_with_their_evidence(index: Index, asmr: Article) -> None:
    index.add(asmr)
    shown = Outline(index.search("tingling scanner")._repr_html_())
    assert shown.open == []
    assert set(shown.names) <= PLAIN
    assert "Tingling was seen in a scanner." in shown.text
    assert "[1] Lochte 2018" in shown.text
    assert "https://pubmed.ncbi.nlm.nih.gov/30397584/" in shown.links
    assert any(link.startswith("https://example.org/asmr#scan") for link in shown.links)


def test_matched_words_are_marked(index: Index, asmr: Article) -> None:
    index.add(asmr)
    assert "<mark>Tingling</mark>" in index.search("tingling")._repr_html_()


def test_a_note_names_the_sentence_that_cites_it(index: Index, asmr: Article) -> None:
    index.add(asmr)
    shown = Outline(index.search("lochte", kind="note")._repr_html_())
    assert "cited in In the scanner: Tingling was seen in a scanner." in shown.text


def test_nothing_found_is_said_with_a_suggestion(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add(make_article("a", "A placebo is given."))
    shown = Outline(index.search("placbo")._repr_html_())
    assert "No passage matches: placbo" in shown.text
    assert "Did you mean: placebo" in shown.text


@given(text=st.text(), address=st.text() | st.just("javascript:alert(1)"), data=st.data())
def test_no_text_becomes_markup(text: str, address: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    snippet = Snippet(text, ((0, cut),) if cut else ())
    article = ArticleInfo(text, text, address, (text,), text, text, text)
    hit = Hit(1, 1.0, "section", article, text, (text,), text, address, snippet)
    shown = Outline(Results(text, 1, 0.0, (hit,), suggestion=text)._repr_html_())
    assert set(shown.names) <= PLAIN
    assert shown.open == []
    assert all(re.match("(?i)https?://|file://", link) for link in shown.links)


def test_what_steers_a_page_is_shown_as_text() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202e \"' &"
    article = ArticleInfo("a", evil, 'https://example.org/"><script>alert(1)</script>')
    hit = Hit(1, 1.0, "section", article, evil, (evil,), "a", "javascript:x", Snippet(evil))
    html = Results(evil, 1, 0.0, (hit,))._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert len(Outline(html).links) == 1
    assert not set("<>\"' ") & set(Outline(html).links[0])


def test_ipython_takes_it_for_the_html_of_a_cell(
    index: Index, asmr: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    formatters = pytest.importorskip("IPython.core.formatters")
    index.add(asmr)
    results = index.search("tingling")
    data, _ = formatters.DisplayFormatter().format(results)
    assert data["text/html"] == results._repr_html_()

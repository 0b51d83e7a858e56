"""Column headers: a snippet of a table's row comes with the headers of its columns."""

from __future__ import annotations

from painsci_search import Index, read_article_bytes
from painsci_search.render.markdown import render_markdown
from painsci_search.render.terminal import Terminal
from painsci_search.render.text import render_text

HEADER = "<tr><th>Group</th><th>Mean</th></tr>"
ROWS = "<tr><td>Needles</td><td>4.1</td></tr><tr><td>Lavage</td><td>5.2</td></tr>"
PAGE = f"""<!DOCTYPE html><title>Knees</title><article><h1>Knees</h1>
<p>Every trial of the knee is here, with its groups, and the table has the means of each.</p>
<table><tr><th>Region</th><th>Side</th></tr><tr><td>Elbow</td><td>left</td></tr></table>
<table>{HEADER}{ROWS}</table>
<table><tr><td>Cortisone</td><td>6.3</td></tr></table></article>"""


def columns(query: str) -> list[str]:
    index = Index.in_memory()
    index.add(read_article_bytes(PAGE.encode(), "knees.html"))
    return [hit.snippet.columns for hit in index.search(query)]


def test_a_row_has_the_headers_of_its_own_table() -> None:
    assert columns("lavage") == ["Group | Mean"]
    assert columns("elbow") == ["Region | Side"]


def test_other_passages_have_none() -> None:
    assert columns("trial") == [""]
    assert columns("group mean") == [""]
    assert columns("cortisone") == [""]


def test_text_and_markdown_show_them_above_the_row() -> None:
    index = Index.in_memory()
    index.add(read_article_bytes(PAGE.encode(), "knees.html"))
    results = index.search("needles")
    assert "Group | Mean\n    Needles | 4.1\n" in render_text(results, Terminal())
    assert "> Group \\| Mean\\\n> **Needles**" in render_markdown(results)

"""Every output links an identifier to the same URL, encoded for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest

from painsci_search import Article, Index, Note, Reference, Results
from painsci_search.identifiers import link
from painsci_search.mcp.text.results import format_works
from painsci_search.render.article import render_article
from painsci_search.render.markdown import render_markdown
from painsci_search.render.terminal import Terminal
from painsci_search.web.pages import SearchOutcome, SearchState, Site, search_page
from painsci_search.web.pages.urls import URLs

SICI = "10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-#"
SITE = Site(
    URLs("", defaultdict(lambda: "1")),
    longest_query=100,
)
WORKS = {
    "SICI": Reference("Poe P. Molecules.", ("Poe P",), "Molecules", doi=SICI),
    "arXiv": Reference("Moe M.", ("Moe M",), "Nerves", doi="10.48550/arxiv.2101.00001"),
    "PMCID": Reference("Doe J.", ("Doe J",), "Knees", pmcid="PMC2844363"),
}


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
@pytest.mark.parametrize(
    "render",
    [
        pytest.param(lambda results, _: render_markdown(results), id="Markdown"),
        pytest.param(lambda results, _: results._repr_html_(), id="HTML"),
        pytest.param(lambda _, index: _article(index), id="text"),
        pytest.param(lambda _, index: format_works(index.references(), 5000).text, id="MCP"),
        pytest.param(
            lambda results, _: search_page(
                SearchState(q="x"), SearchOutcome(results), SITE
            ).decode(),
            id="page",
        ),
    ],
)
def test_a_work_is_linked_by_its_identifier(
    render: Callable[[Results, Index], str], work: Reference
) -> None:
    index = Index.in_memory()
    index.add(Article("a", "A", notes=(Note("1", "n", "Quokkas.", (work,)),)))
    url = link("doi", work.doi) if work.doi else link("pmcid", str(work.pmcid))
    assert str(url) in render(index.search("quokkas"), index)


def _article(index: Index) -> str:
    article = index.get("a")
    assert article is not None
    return render_article(article, Terminal(400))

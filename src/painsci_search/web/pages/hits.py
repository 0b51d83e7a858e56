"""Passages under their articles, each with its evidence: hits in, HTML out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from painsci_search.model import Hit
from painsci_search.render.wording import ARROW, byline, heading_path, title_of
from painsci_search.web.pages.evidence import card, snippet
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element, highlighted, join
from painsci_search.web.pages.references import external_link, web_address
from painsci_search.web.pages.urls import SearchState

_NO_COPIES: Mapping[int, tuple[Hit, ...]] = {}


def article_group(
    hits: Sequence[Hit],
    state: SearchState,
    site: Site,
    total: int = 0,
    copies: Mapping[int, tuple[Hit, ...]] = _NO_COPIES,
) -> Markup:
    """Render the passages of an article under its title.

    Args:
        hits: passages of one article.
        state: the search.
        site: names and URLs.
        total: number of its passages that match; 0 if unknown.
        copies: near-copies to fold under a passage, by its rank.
    """
    first = hits[0]
    title = first.article.title
    spans = first.title_highlights if title else ()
    link = element(
        "a",
        {"href": site.urls.article(first.article.id, state)},
        highlighted(title or first.article.id, spans),
    )
    more = None
    if total > len(hits) and not state.article:
        href = site.urls.search(state.but(article=(first.article.id,)))
        label = f"All {total} passages in {title or first.article.id}"
        words = f"All {total} passages in this article"
        more = element(
            "p", {"class": "more"}, element("a", {"href": href, "aria-label": label}, words)
        )
    about = byline(first.article)
    return element(
        "section",
        {"class": "group"},
        element("h2", {"dir": "auto"}, link),
        about and element("p", {"class": "byline", "dir": "auto"}, about),
        element("ol", None, [_hit(hit, state, site, copies.get(hit.rank, ())) for hit in hits]),
        more,
    )


def _hit(hit: Hit, state: SearchState, site: Site, copies: Sequence[Hit]) -> Markup:
    heading, spans = heading_path(hit)
    href = site.urls.article(hit.article.id, state, hit.anchor, passage_of(hit))
    link = element("a", {"class": "open", "href": href}, highlighted(heading, spans))
    words = hit.snippet.text and element(
        "p", {"class": "snippet", "dir": "auto"}, snippet(hit, state, site)
    )
    columns = hit.snippet.columns and element(
        "p", {"class": "columns", "dir": "auto"}, hit.snippet.columns
    )
    address = web_address(hit.link)
    file = web_address(hit.article.file)
    links = tuple(
        external_link(href, words)
        for href, words in ((address, "Original page"), (file, "Saved file"))
        if href
    )
    ways = element("p", {"class": "original"}, join([each, " "] for each in links))
    head = element("div", {"class": "head"}, element("h3", {"dir": "auto"}, link), links and ways)
    return element(
        "li",
        {"class": "hit"},
        head,
        columns,
        words,
        card(hit, state, site),
        _copies(copies, state, site) if copies else None,
    )


def _copies(copies: Sequence[Hit], state: SearchState, site: Site) -> Markup:
    """Render the links of the near-copies of a passage, folded."""
    rows = []
    for hit in copies:
        href = site.urls.article(hit.article.id, state, hit.anchor, passage_of(hit))
        link = element("a", {"href": href}, f"{title_of(hit.article)}{ARROW}{heading_path(hit)[0]}")
        rows.append(element("li", {"dir": "auto"}, link))
    words = "1 near-copy folded" if len(copies) == 1 else f"{len(copies)} near-copies folded"
    return element(
        "details",
        {"class": "card copies"},
        element("summary", None, words),
        element("ul", None, rows),
    )


def passage_of(hit: Hit) -> str:
    """Return the words of a hit that its article's page highlights."""
    return hit.snippet.text.strip("… ")

"""Passages under their articles, each with its evidence: hits in, HTML out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from painsci_search.model import Hit
from painsci_search.render.references import article_as_work, full_reference
from painsci_search.render.wording import (
    ARROW,
    DOT,
    byline,
    byline_spans,
    heading_path,
    title_of,
    title_spans,
)
from painsci_search.web.pages.evidence import card, snippet
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element, highlighted
from painsci_search.web.pages.references import original_link, saved_link, web_address
from painsci_search.web.pages.taking import citation_link, copy_button, more_menu
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
    spans = title_spans(hits) if title else ()
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
    saved = saved_link(first.article.id, (first.article.file, first.link), site)
    return element(
        "section",
        {"class": "group", "data-source": full_reference(article_as_work(first.article))},
        element("h2", {"dir": "auto"}, link),
        element(
            "p",
            {"class": "byline"},
            element("bdi", None, highlighted(about, byline_spans(hits))),
            saved and [about and DOT, saved],
        )
        if about or saved
        else None,
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
    ways = _ways(hit, heading, state, site)
    label = element("p", {"class": "meaning"}, "by meaning") if hit.by_meaning else None
    head = element("div", {"class": "head"}, element("h3", {"dir": "auto"}, link), label, ways)
    return element(
        "li",
        {"class": "hit"},
        head,
        columns,
        words,
        card(hit, state, site),
        _copies(copies, state, site) if copies else None,
    )


def _ways(hit: Hit, heading: str, state: SearchState, site: Site) -> Markup:
    """Render the link to the original of a passage, and what can be copied of it."""
    buttons = [
        copy_button("quotation", "Copy the quotation with its source"),
        citation_link("Copy the citation of the article", site.urls.cite(hit.article.id)),
        copy_button("link", "Copy the link"),
        element("a", {"href": site.urls.like(hit.article.id, state, hit.anchor)}, "More like this"),
    ]
    links = (original_link(web_address(hit.link)), more_menu(f"More: {heading}", buttons))
    return element("div", {"class": "original"}, [[each, " "] for each in links if each])


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

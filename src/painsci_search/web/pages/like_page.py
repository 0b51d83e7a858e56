"""The page of what is like a passage or an article: similar passages in, HTML out."""

from __future__ import annotations

from markupsafe import Markup

from painsci_search.model import Excerpt, Results
from painsci_search.render.grouping import group_by_article
from painsci_search.render.wording import ARROW, title_of
from painsci_search.web.pages.frame import Site, document, masthead, skip_link, slash_choice
from painsci_search.web.pages.hits import article_group
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.messages import stale_line
from painsci_search.web.pages.taking import said
from painsci_search.web.pages.urls import SearchState


def like_page(
    excerpt: Excerpt, results: Results, state: SearchState, site: Site, stale: int = 0
) -> bytes:
    """Render the passages that are like a section, a note or an article.

    Args:
        excerpt: the section, note or article.
        results: what is like it.
        state: the search that the reader comes from.
        stale: the number of articles whose file changed, or is gone, since it was indexed.
        site: names and URLs.
    """
    heading, title = excerpt.heading, title_of(excerpt.article)
    name = title if heading == title else f"{title}{ARROW}{heading}"
    href = site.urls.article(excerpt.article.id, state, excerpt.anchor)
    found: list[Markup] = [
        article_group(hits, state.but(q=""), site) for hits in group_by_article(results)
    ]
    words = element("p", {"class": "status"}, "Nothing else here is like it.")
    main = element(
        "main",
        {"id": "main", "tabindex": "-1"},
        element("h1", None, "More like this"),
        element(
            "p",
            {"class": "status"},
            "Passages whose words and meaning are most like those of "
            if state.semantic
            else "Passages whose words are most like those of ",
            element("a", {"href": href, "dir": "auto"}, name),
        ),
        _choice(excerpt, state, site) if site.by_meaning else None,
        stale_line(stale),
        element("div", {"id": "results", "class": "results"}, found or words),
    )
    link = element("a", {"id": "~back", "href": href}, "‹ Back to the passage")
    back = element("p", {"class": "back"}, link)
    aside = element("nav", {"class": "aside", "aria-label": "Back"}, back)
    page = join(
        skip_link("main", "Skip to the passages"),
        masthead(site, SearchState(q=state.q)),
        element("div", {"class": "columns"}, aside, main),
        said(),
        element("footer", None, slash_choice()),
    )
    return document(site, f"Like {name} · {site.name}", page, "like")


def _choice(excerpt: Excerpt, state: SearchState, site: Site) -> Markup:
    """Render the link to the same page with meaning, or without."""
    other = state.but(semantic=not state.semantic)
    href = site.urls.like(excerpt.article.id, other, excerpt.anchor)
    name = "By words only" if state.semantic else "Also by meaning"
    return element("p", {"class": "status"}, element("a", {"href": href}, name))

"""The search page without a query: questions to begin with, and the articles updated last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from painsci_search.model import Results
from painsci_search.render.wording import byline, count
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.urls import SearchState

# A query that finds each article once.
ALL_ARTICLES = "kind:article"
# Signs that have a meaning in queries.
_SIGNS = re.compile(r"[^\w\s'\u2019-]|(?<!\w)-|-(?!\w)")


def home(newest: Results | None, questions: Sequence[str], site: Site) -> Markup:
    """Render the page without a query."""
    hits = newest.hits if newest is not None else ()
    total = newest.total if newest is not None else 0
    rows = []
    for hit in hits:
        href = site.urls.article(hit.article.id, SearchState())
        title = hit.article.title or hit.article.id
        link = element("a", {"class": "open", "href": href, "dir": "auto"}, title)
        about = element("p", {"class": "byline", "dir": "auto"}, byline(hit.article))
        rows.append(element("li", None, link, about))
    articles = count(total, "article")
    lead = f"Where was it said, and on what evidence? Search the sections and notes of {articles}."
    heading, every = "Articles", None
    if total > len(rows):
        heading = "Updated last"
        href = site.urls.search(SearchState(q=ALL_ARTICLES, sort="date"))
        every = element("p", {"class": "more"}, element("a", {"href": href}, f"All {articles}"))
    listed = join(element("h2", None, heading), element("ul", {"class": "newest"}, rows), every)
    return join(
        element("h1", None, "Find the passage"),
        element("p", {"class": "lead"}, lead),
        _questions(questions, site),
        listed if rows else None,
    )


def _questions(questions: Sequence[str], site: Site) -> Markup | None:
    if not questions:
        return None
    rows = [
        element("li", None, element("a", {"href": _asked(each, site), "dir": "auto"}, each))
        for each in questions
    ]
    return element(
        "section",
        {"class": "questions", "aria-labelledby": "questions"},
        element("h2", {"id": "questions"}, "For example"),
        element("ul", {"class": "chips"}, rows),
    )


def _asked(heading: str, site: Site) -> str:
    """Return the URL of the search for a heading, without the signs of the query language."""
    return site.urls.search(SearchState(q=" ".join(_SIGNS.sub(" ", heading).split())))

"""The tags and the metadata of an article: links to the articles that share them."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from painsci_search.model import Article
from painsci_search.records import fold_label
from painsci_search.web.pages.conditions import toggle_condition
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element
from painsci_search.web.pages.urls import SearchState


def labels(article: Article, site: Site) -> Markup | None:
    """Render the tags and the metadata of an article; None if it has none."""
    rows = [
        element("li", None, element("a", {"href": href, "dir": "auto"}, words))
        for words, href in _labels(article, site)
    ]
    if not rows:
        return None
    return element("ul", {"class": "labels", "lang": "en", "aria-label": "Tags"}, rows)


def _labels(article: Article, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the words of each label, and the URL of the passages of all articles that have it."""
    for tag in article.tags:
        yield tag, _search("tag", tag, site)
    for name, value in article.metadata.items():
        yield f"{name}: {value}", _search("meta", f"{name}={value}", site)


def _search(field: str, value: str, site: Site) -> str:
    query, _ = toggle_condition("", field, fold_label(value))
    return site.urls.search(SearchState(q=query))

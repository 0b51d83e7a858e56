"""The page of an error: what is wrong, and for what does not exist, where to look for it."""

from __future__ import annotations

import re

from painsci_search.web.pages.frame import Site, document, masthead, skip_link
from painsci_search.web.pages.home import ALL_ARTICLES
from painsci_search.web.pages.markup import Child, element, join
from painsci_search.web.pages.urls import SearchState

# Characters of a path that are shown, and words of it that are searched for.
_SHOWN = 200
_SEARCHED = 8
# The extension of a file at the end of a path.
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}$")


def problem_page(site: Site, title: str, detail: str, missing: str | None = None) -> bytes:
    """Render the page of an error.

    Args:
        site: names and URLs.
        title: the kind of error.
        detail: what is wrong.
        missing: the path that was requested, if there is nothing at it.
    """
    found = SearchState(q="" if missing is None else _words_of(missing))
    home = element("a", {"href": f"{site.urls.root}/"}, "To the search")
    main = element(
        "main",
        {"id": "main", "class": "plain"},
        element("h1", None, title),
        element("p", None, detail[:1].upper() + detail[1:] + "."),
        element("p", None, home) if missing is None else _elsewhere(missing, found, site),
    )
    head = join(skip_link("main", "Skip to the message"), masthead(site, found))
    return document(site, f"{title} · {site.name}", join(head, main))


def _elsewhere(missing: str, found: SearchState, site: Site) -> Child:
    """Render what was asked for, and links to a search for its words and to what there is."""
    shown = missing if len(missing) <= _SHOWN else f"{missing[:_SHOWN]}…"
    every = SearchState(q=ALL_ARTICLES, sort="date")
    links = [(site.urls.search(found), f"Search for “{found.q}”")] if found.q else []
    links += [
        (f"{site.urls.root}/", "To the search"),
        (site.urls.search(every), "All articles"),
        (site.urls.works([]), "All works"),
    ]
    rows = [
        element("li", None, element("a", {"href": href, "dir": "auto"}, words))
        for href, words in links
    ]
    asked = element("p", None, "Asked for: ", element("code", {"dir": "auto"}, shown))
    return [asked, element("ul", None, rows)]


def _words_of(path: str) -> str:
    """Return the words of the last part of a path.

    >>> _words_of("/articles/2024/Sham_Surgery-and-knees.html")
    'Sham Surgery and knees'
    """
    last = _EXTENSION.sub("", path.rstrip("/").rpartition("/")[2])
    return " ".join(re.findall(r"[^\W_]+", last)[:_SEARCHED])[:_SHOWN]

"""Pages of the server: searches, results and articles in, HTML out.

Open `search_page.py` or `article.py` first. `hits.py` has passages, `evidence.py` the works that
back them, `taking.py` what is copied and exported, `messages.py` the remarks above an answer,
`filters.py` what restricts a search, `frame.py` what surrounds every page, `urls.py` the URLs.
`markup.py` makes elements; it escapes every other string.
"""

from __future__ import annotations

from painsci_search.web.pages.article import article_page
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.like_page import like_page
from painsci_search.web.pages.outcome import SearchOutcome
from painsci_search.web.pages.problem import problem_page
from painsci_search.web.pages.running_text import ReadingPosition
from painsci_search.web.pages.search_page import search_page
from painsci_search.web.pages.urls import SearchState

__all__ = [
    "ReadingPosition",
    "SearchOutcome",
    "SearchState",
    "Site",
    "article_page",
    "like_page",
    "problem_page",
    "search_page",
]

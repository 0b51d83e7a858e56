"""The state of the search page as parameters of its URL, and the URLs of all pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import quote, urlencode

from painsci_search.model import Sort
from painsci_search.query.ast import FIELDS

# Id of the highlighted passage in an article's page; no anchor of an article begins so.
PASSAGE_ID = "~passage"
# Passages on a page, and passages of one article among them.
PAGE_SIZE = 20
_PER_ARTICLE = 3
# Characters of the parts of a URL that are not needed to find the article; browsers and proxies
# accept URLs of 8,000.
_LONGEST_PASSAGE = 3_000
_LONGEST_STATE = 3_000
# The end of a query that is being typed.
_UNFINISHED = re.compile(rf"(?:^|(?<=\s))(?:AND|OR|NOT|[+-]|(?:[+-]?(?:{'|'.join(FIELDS)}):))\s*$")


@dataclass(frozen=True, slots=True)
class SearchState:
    """A query and its filters: the whole state of the search page.

    Attributes:
        q: the query as typed.
        article: ids of articles, to which the search is restricted.
        kind, author, since, until, cited_since, sort, exact, semantic: see `Index.search`; the text
            typed for a date or a year may be invalid.
        offset: number of passages to skip.
    """

    q: str = ""
    kind: str = ""
    article: tuple[str, ...] = ()
    author: str = ""
    since: str = ""
    until: str = ""
    cited_since: str = ""
    sort: Sort = "relevance"
    exact: bool = False
    semantic: bool = False
    offset: int = 0

    @property
    def asked(self) -> str:
        """The query without an operator or a field at its end that has no word yet.

        >>> [SearchState(q).asked for q in ("sham AND", "sham -", "sham title:", "AND", "a knee:")]
        ['sham', 'sham', 'sham', 'AND', 'a knee:']
        """
        return _UNFINISHED.sub("", self.q).rstrip() or self.q

    def but(self, **values: Any) -> Self:
        """Return the state with other values, at the first passage."""
        return replace(self, **{"offset": 0, **values})

    @property
    def per_article(self) -> int:
        """Most passages of one article; 0 for all, in a search of one article or by position."""
        return 0 if self.article or self.sort == "position" else _PER_ARTICLE

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters that differ from their defaults."""
        plain = [
            ("q", self.q),
            ("kind", self.kind),
            *(("article", each) for each in self.article),
            ("author", self.author),
            ("since", self.since),
            ("until", self.until),
            ("cited_since", self.cited_since),
            ("sort", "" if self.sort == "relevance" else self.sort),
            ("exact", "true" if self.exact else ""),
            ("semantic", "true" if self.semantic else ""),
            ("offset", str(self.offset or "")),
        ]
        return [(name, value) for name, value in plain if value]


@dataclass(frozen=True, slots=True)
class URLs:
    """URLs of the server's pages and files.

    Attributes:
        root: path under which the application is mounted; "" at the top of a host.
        versions: version of each static file; a changed file has another URL.
    """

    root: str
    versions: dict[str, str]

    def search(self, state: SearchState) -> str:
        """Return the URL of the results of a search."""
        return f"{self.root}/" + _query(state.pairs())

    def data(self, state: SearchState) -> str:
        """Return the URL of the same results as JSON."""
        page = [("limit", str(PAGE_SIZE)), ("per_article", str(state.per_article))]
        return f"{self.root}/v1/search" + _query([*state.pairs(), *page])

    def export(self, state: SearchState, form: str) -> str:
        """Return the URL of the same results as a file."""
        return f"{self.root}/export" + _query([*state.but(offset=0).pairs(), ("format", form)])

    def cite(self, article_id: str, note: str | None = None, number: int = 0) -> str:
        """Return the URL of the citation of an article, or of a work of one of its notes."""
        path = f"{self.root}/cite/{quote(article_id, safe='', errors='replace')}"
        return path if note is None else path + _query([("note", note), ("work", str(number))])

    def citing(self, article_id: str, note: str, number: int) -> str:
        """Return the URL that leads to the page of a work of a note of an article."""
        path = f"{self.root}/works/of/{quote(article_id, safe='', errors='replace')}"
        return path + _query([("note", note), ("work", str(number))])

    def like(self, article_id: str, state: SearchState, anchor: str | None = None) -> str:
        """Return the URL of the passages that are like an article, or a section or note of it."""
        pairs = [("q", state.q), ("at", anchor or "")]
        pairs += [("semantic", "true")] if state.semantic else []
        path = f"{self.root}/like/{quote(article_id, safe='', errors='replace')}"
        return path + _query([(name, value) for name, value in pairs if value])

    def saved(self, article_id: str) -> str:
        """Return the URL of the saved file of an article."""
        return f"{self.root}/saved/{quote(article_id, safe='', errors='replace')}"

    def feed(self) -> str:
        """Return the URL of the feed of new and updated articles."""
        return f"{self.root}/v1/news.atom"

    def static(self, name: str) -> str:
        """Return the URL of a static file."""
        return f"{self.root}/static/{name}?v={self.versions[name]}"

    def years(self, state: SearchState) -> str:
        """Return the URL of the plot of the years of the works that an answer cites."""
        return f"{self.root}/works/years" + _query(state.but(cited_since=state.cited_since).pairs())

    def works(self, pairs: list[tuple[str, str]]) -> str:
        """Return the URL of a search for works, by its parameters."""
        return f"{self.root}/works" + _query(pairs)

    def work(self, key: str) -> str:
        """Return the URL of the page of a work."""
        return f"{self.root}/works/{quote(key, safe='', errors='replace')}"

    def article(
        self, article_id: str, state: SearchState, anchor: str | None = None, passage: str = ""
    ) -> str:
        """Return the URL of an article page, scrolled to a passage.

        Args:
            article_id: id of the article.
            state: the search that the reader comes from, and may go back to.
            anchor: anchor of the section or note.
            passage: words of it, which the page highlights.

        >>> urls = URLs("", {})
        >>> urls.article("a/b?", SearchState("knee"), "n1", "See here.")
        '/articles/a%2Fb%3F?q=knee&at=n1&passage=See+here.#~passage'
        >>> urls.article("a", SearchState())
        '/articles/a'
        """
        pairs = state.pairs()
        if len(_query(pairs)) > _LONGEST_STATE:
            pairs = []
        if anchor:
            pairs += [("at", anchor), ("passage", _shorten(passage))]
        query = _query([(name, value) for name, value in pairs if value])
        path = f"{self.root}/articles/{quote(article_id, safe='', errors='replace')}"
        return path + query + (f"#{PASSAGE_ID}" if anchor else "")


def _query(pairs: list[tuple[str, str]]) -> str:
    return "?" + urlencode(pairs, errors="replace") if pairs else ""


def _shorten(passage: str) -> str:
    """Cut words at the end until the rest fits into a URL."""
    while len(quote(passage, errors="replace")) > _LONGEST_PASSAGE:
        passage = passage[: len(passage) * 3 // 4].rpartition(" ")[0] or passage[:200]
    return passage

"""What is asked, as the address of a page says it; and the addresses of all that there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import quote, urlencode

from painsci_search.model import Sort

# The mark in an article that a link to a passage leads to. No anchor of an article is like it.
PASSAGE_ID = "~passage"
# How many passages a page has, and how many of one article it gathers.
PAGE_SIZE = 20
_PER_ARTICLE = 3
# How long parts of an address may be that are not needed to find the article.
_LONGEST_PASSAGE = 3_000
_LONGEST_STATE = 3_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and its filters: the whole state of the page to search with.

    Attributes:
        q: the query as typed.
        article: ids; only of these articles.
        kind, author, since, until, cited_since, sort, exact: as of ``Index.search``; what was
            typed for a date or a year may be none.
        offset: how many passages to pass over first.
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
    offset: int = 0

    def but(self, **values: Any) -> Self:
        """Ask for something else, from the first passage on."""
        return replace(self, **{"offset": 0, **values})

    @property
    def is_narrowed(self) -> bool:
        """Whether there is any filter."""
        return self.but(q="", sort="relevance", exact=False) != type(self)()

    @property
    def per_article(self) -> int:
        """The most passages of one article; 0 for any number, where they are all that is asked for
        or come by their place.
        """
        return 0 if self.article or self.sort == "position" else _PER_ARTICLE

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of all that is not as it is if nothing is said."""
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
            ("offset", str(self.offset or "")),
        ]
        return [(name, value) for name, value in plain if value]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things are on the server.

    Attributes:
        root: what stands before every path; "" at the top of a host.
        versions: the version of each static file, which a changed one is asked anew by.
    """

    root: str
    versions: dict[str, str]

    def search(self, asked: Asked) -> str:
        """The page that answers."""
        return f"{self.root}/" + _query(asked.pairs())

    def data(self, asked: Asked) -> str:
        """The same answer for programs."""
        told = [("limit", str(PAGE_SIZE)), ("per_article", str(asked.per_article))]
        return f"{self.root}/v1/search" + _query([*asked.pairs(), *told])

    def static(self, name: str) -> str:
        """A file of the pages."""
        return f"{self.root}/static/{name}?v={self.versions[name]}"

    def article(
        self, article_id: str, asked: Asked, anchor: str | None = None, passage: str = ""
    ) -> str:
        """An article, at a passage of it.

        Args:
            asked: where the reader comes from, and may go back to.
            anchor: of the section or note.
            passage: words of it, which are marked.

        >>> there = Addresses("", {})
        >>> there.article("a/b?", Asked("knee"), "n1", "See here.")
        '/articles/a%2Fb%3F?q=knee&at=n1&passage=See+here.#~passage'
        >>> there.article("a", Asked())
        '/articles/a'
        """
        pairs = asked.pairs()
        if len(_query(pairs)) > _LONGEST_STATE:
            pairs = []
        if anchor:
            pairs += [("at", anchor), ("passage", _shorten(passage))]
        found = _query([(name, value) for name, value in pairs if value])
        path = f"{self.root}/articles/{quote(article_id, safe='', errors='replace')}"
        return path + found + (f"#{PASSAGE_ID}" if anchor else "")


def _query(pairs: list[tuple[str, str]]) -> str:
    return "?" + urlencode(pairs, errors="replace") if pairs else ""


def _shorten(passage: str) -> str:
    """Leave off words at the end until the rest fits into an address."""
    while len(quote(passage, errors="replace")) > _LONGEST_PASSAGE:
        passage = passage[: len(passage) * 3 // 4].rpartition(" ")[0] or passage[:200]
    return passage

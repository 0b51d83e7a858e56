"""Articles and their parts as resources with URIs: list, read, complete.

    painsci-search://articles/asmr                  an article
    painsci-search://articles/asmr/n5               a section or note of it
    painsci-search://articles/asmr?offset=9000      an article from an offset on

Source: RFC 3986; RFC 6570, levels 1 to 3.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from painsci_search.index import Index
from painsci_search.mcp.text import plain_line
from painsci_search.mcp.tool_results import ToolError
from painsci_search.mcp.tools import Tools
from painsci_search.model import ArticleInfo, Note, Section
from painsci_search.render.wording import byline, title_of

ARTICLE = "painsci-search://articles/{id}{?offset}"
PART = "painsci-search://articles/{id}/{anchor}{?offset}"
TEMPLATES = {
    ARTICLE: ("article", "An article: a list of its sections, then its text and notes."),
    PART: ("part", "A section of an article with the notes that back it, or a note."),
}

LISTED_AT_ONCE, COMPLETED_AT_ONCE = 100, 100
_SCHEME, _HOST = "painsci-search", "articles"
_WIDTH = 200


class Listed(NamedTuple):
    """An article in the list of resources."""

    uri: str
    name: str
    title: str
    description: str


class Resources:
    """The articles of the latest commit of an index as resources."""

    def __init__(self, index: Index, tools: Tools) -> None:
        self._index = index
        self._tools = tools
        self._lock = Lock()
        self._known: tuple[str, tuple[ArticleInfo, ...]] = ("", ())

    def list_page(self, cursor: str | None) -> tuple[list[Listed], str | None]:
        """Return the articles after a cursor, by id, and the cursor of the next page.

        A cursor is the id of the last article, so a commit meanwhile skips and repeats none.

        Raises:
            ToolError: the cursor is invalid.
        """
        articles = self._articles()
        ids = [info.id for info in articles]
        begin = bisect_right(ids, _unquote(cursor)) if cursor else 0
        page = articles[begin : begin + LISTED_AT_ONCE]
        more = begin + len(page) < len(articles)
        return [_listed(info) for info in page], _quote(page[-1].id) if more else None

    def read(self, uri: str) -> str:
        """Return the first page of a resource, or the page at its offset.

        Raises:
            ToolError: the resource does not exist, or its offset is invalid or after the end.
        """
        try:
            parts = urlsplit(uri)
        except ValueError:
            parts = urlsplit("")
        names = [_unquote(name) for name in parts.path.removeprefix("/").split("/")]
        is_ours = (parts.scheme, parts.netloc, parts.fragment) == (_SCHEME, _HOST, "")
        if not is_ours or len(names) > 2 or not all(names):
            raise ToolError(f"unknown resource: {plain_line(uri, _WIDTH)}")
        found = self._tools.find(names[0], names[1] if len(names) == 2 else None)
        if found is None:
            raise ToolError(f"unknown article, section or note: {plain_line(uri, _WIDTH)}")
        return self._tools.page(found, _offset(parts.query))

    def complete(self, name: str, typed: str, given: Mapping[str, str]) -> tuple[list[str], int]:
        """Return the values of a template's argument that begin with `typed`.

        Returns:
            The first of them, and their number.
        """
        if name == "id":
            values = [info.id for info in self._articles()]
        elif name == "anchor" and (found := self._tools.find(given.get("id", ""), None)):
            parts: tuple[Section | Note, ...] = (*found.sections, *found.notes)
            values = sorted(part.anchor for part in parts)
        else:
            values = []
        begin = bisect_left(values, typed)
        matching = [value for value in values[begin:] if value.startswith(typed)]
        return matching[:COMPLETED_AT_ONCE], len(matching)

    def _articles(self) -> tuple[ArticleInfo, ...]:
        with self._lock:
            self._index.refresh()
            generation = self._index.generation
            if self._known[0] != generation:
                self._known = (generation, self._index.articles())
            return self._known[1]


def uri_of(article: str, anchor: str | None = None) -> str:
    """Return the URI of an article or of a part of it.

    >>> uri_of("back/pain", "n 5")
    'painsci-search://articles/back%2Fpain/n%205'
    """
    path = "/".join(_quote(name) for name in (article, anchor) if name)
    return f"{_SCHEME}://{_HOST}/{path}"


def _listed(info: ArticleInfo) -> Listed:
    return Listed(
        uri_of(info.id),
        plain_line(info.id, _WIDTH),
        plain_line(title_of(info), _WIDTH),
        plain_line(byline(info), _WIDTH),
    )


def _offset(query: str) -> int:
    error = ToolError("the only parameter of a resource is offset, a number of characters")
    try:
        values = parse_qs(query, max_num_fields=1)
    except ValueError:
        raise error from None
    text = values.get("offset", ["0"])[-1]
    if set(values) - {"offset"} or not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise error
    return int(text)


# A name may contain a lone surrogate, from a file name whose bytes are not text.
def _quote(name: str) -> str:
    return quote(name, safe="", errors="surrogatepass")


def _unquote(name: str) -> str:
    """Decode a name of a URI.

    Raises:
        ToolError: it is not UTF-8.
    """
    try:
        return unquote(name, errors="surrogatepass")
    except UnicodeDecodeError:
        raise ToolError(f"not UTF-8: {plain_line(name, _WIDTH)}") from None

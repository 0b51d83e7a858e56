"""Hits as the frameworks take them: an id, a text, and metadata of plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from painsci_search.library import Index
from painsci_search.model import Hit, Kind, Sort
from painsci_search.render.json import plain

Content = Literal["snippet", "passage"]


class Passage(NamedTuple):
    """A hit.

    Attributes:
        id: the article's id and the anchor; the same for the same passage in every answer.
        text: what is to be read.
        score: comparable within one answer only.
    """

    id: str
    text: str
    score: float
    metadata: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Retrieval:
    """How passages are looked for: the arguments of ``Index.search``, and two more.

    Attributes:
        content: "snippet" for the sentences that match; "passage" for all of the section or note.
        refresh: whether each retrieval sees what was committed before it.
    """

    limit: int = 5
    kind: Kind | None = None
    articles: str | tuple[str, ...] = ()
    author: str | None = None
    since: str | None = None
    until: str | None = None
    cited_since: int | None = None
    sort: Sort = "relevance"
    per_article: int = 0
    exact: bool = False
    content: Content = "snippet"
    refresh: bool = True

    def retrieve(self, index: Index, query: str) -> list[Passage]:
        """Find the passages that answer a query, best first.

        Raises:
            QueryError, PainSciSearchError, ValueError: as of ``Index.search``.
        """

"""Retrieval for frameworks: a query in, passages with an id, a text and JSON metadata out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypedDict, get_args

from painsci_search.index import Index
from painsci_search.model import Hit, Kind, Sort
from painsci_search.render.json import plain

Content = Literal["snippet", "passage"]


class RetrievalOptions(TypedDict, total=False):
    """The attributes of `PassageRetriever` as keyword arguments."""

    limit: int
    kind: Kind | None
    articles: str | tuple[str, ...]
    author: str | None
    since: str | None
    until: str | None
    cited_since: int | None
    sort: Sort
    per_article: int
    exact: bool
    content: Content
    refresh: bool


class RetrievedPassage(NamedTuple):
    """A hit, as frameworks use it.

    Attributes:
        id: the article's id and the anchor; stable between calls.
        text: the text for the language model.
        score: comparable within one call only.
        metadata: plain JSON values.
    """

    id: str
    text: str
    score: float
    metadata: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PassageRetriever:
    """Retrieves passages with the arguments of `Index.search`, and two more.

    Attributes:
        content: "snippet" for the sentences that match; "passage" for the whole section or note.
        refresh: whether each call refreshes the index first.
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

    def __post_init__(self) -> None:
        if self.content not in get_args(Content):
            raise ValueError(f"content must be snippet or passage, not {self.content!r}")

    def retrieve(self, index: Index, query: str) -> list[RetrievedPassage]:
        """Return the passages that match a query, best first.

        Raises:
            QueryError, PainSciSearchError, ValueError: see `Index.search`.
        """
        if self.refresh:
            index.refresh()
        results = index.search(
            query,
            limit=self.limit,
            kind=self.kind,
            articles=self.articles,
            author=self.author,
            since=self.since,
            until=self.until,
            cited_since=self.cited_since,
            sort=self.sort,
            per_article=self.per_article,
            exact=self.exact,
        )
        return [self._passage(index, hit) for hit in results]

    def _passage(self, index: Index, hit: Hit) -> RetrievedPassage:
        text = hit.snippet.text or hit.article.title
        if self.content == "passage":
            text = _full_text(index, hit) or text
        passage_id = f"{hit.article.id}#{hit.anchor}" if hit.anchor else hit.article.id
        return RetrievedPassage(passage_id, text, hit.score, _metadata(hit))


def _full_text(index: Index, hit: Hit) -> str:
    """Return the text of the section without its subsections, or of the note."""
    excerpt = index.read(hit.article.id, hit.anchor) if hit.anchor else None
    if excerpt is None:
        return ""
    return excerpt.sections[0].text if excerpt.sections else excerpt.notes[0].text


def _metadata(hit: Hit) -> dict[str, Any]:
    """Return the place of a hit and its evidence, as JSON values."""
    return {
        "link": hit.link,
        "article": hit.article.id,
        "title": hit.article.title,
        "authors": list(hit.article.authors),
        "published": hit.article.published,
        "updated": hit.article.updated,
        "kind": hit.kind,
        "heading": hit.heading,
        "path": list(hit.path),
        "anchor": hit.anchor,
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "references": [plain(work) for note in hit.notes for work in note.references],
        "claims": [plain(claim) for claim in hit.claims],
    }

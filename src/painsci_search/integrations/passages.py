"""Retrieval for frameworks: a query in, passages with an id, a text and JSON metadata out."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Unpack, get_args

from painsci_search.index import Index
from painsci_search.model import Hit
from painsci_search.options import OPTIONS, SearchKeywords
from painsci_search.render.json import plain

Content = Literal["snippet", "passage"]
# Passages by default: as many as frameworks usually put into a prompt.
LIMIT = 5


class RetrievalKeywords(SearchKeywords, total=False):
    """The options of `PassageRetriever` as keyword arguments."""

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


class PassageRetriever:
    """Retrieves passages with the options of a search.

    Args:
        content: "snippet" for the sentences that match; "passage" for the whole section or note.
        refresh: whether each call refreshes the index first.
        options: those of `Index.search`; by default `limit` is 5, and `lenient` is true.

    Raises:
        TypeError: an option is unknown.
        ValueError: `content` is neither of the two.
    """

    def __init__(
        self,
        *,
        content: Content = "snippet",
        refresh: bool = True,
        **options: Unpack[SearchKeywords],
    ) -> None:
        if content not in get_args(Content):
            raise ValueError(f"content must be snippet or passage, not {content!r}")
        for name in options.keys() - OPTIONS.keys():
            raise TypeError(f"unknown option {name!r}; options: {', '.join(OPTIONS)}")
        self._content = content
        self._refresh = refresh
        self._options: SearchKeywords = {"limit": LIMIT, "lenient": True, **options}

    def retrieve(self, index: Index, query: str) -> list[RetrievedPassage]:
        """Return the passages that match a query, best first.

        Raises:
            QueryError, PainSciSearchError, ValueError: see `Index.search`.
        """
        if self._refresh:
            index.refresh()
        results = index.search(query, **self._options)
        return [self._passage(index, hit) for hit in results]

    def _passage(self, index: Index, hit: Hit) -> RetrievedPassage:
        lines = (hit.snippet.columns, hit.snippet.text or hit.article.title)
        text = "\n".join(filter(None, lines))
        if self._content == "passage":
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

"""Lists as JSON: the articles of an index, and what a query that is being typed may become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.model import ARTICLES_SCHEMA, SUGGESTIONS_SCHEMA, ArticleInfo, Suggestion
from painsci_search.render.json import plain


def articles_object(articles: Sequence[ArticleInfo], total: int) -> dict[str, Any]:
    """Give articles as the object that articles.schema.json describes.

    Args:
        articles: a page of them.
        total: how many there are.
    """
    return {"schema": ARTICLES_SCHEMA, "total": total, "articles": plain(articles)}


def suggestions_object(query: str, suggestions: Sequence[Suggestion]) -> dict[str, Any]:
    """Give suggestions as the object that suggestions.schema.json describes.

    Args:
        query: as far as it was typed.
    """
    return {"schema": SUGGESTIONS_SCHEMA, "query": query, "suggestions": plain(suggestions)}

"""A query without works in, the same query in another spelling that has works out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from painsci_search.errors import QueryError

if TYPE_CHECKING:
    from painsci_search.index import Index


def respelled(index: Index, query: str) -> str | None:
    """Return the query with its words spelled as in the articles, if works match it then."""
    try:
        other = index.search(query, limit=1).suggestion
    except QueryError:  # a field that works have, and passages have not
        return None
    return other if other and index.references(other, limit=1).total else None

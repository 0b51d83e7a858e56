"""What every part of an Index has: the store, and how links and words are to be understood."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from painsci_search.engine.storage.store import Store

if TYPE_CHECKING:
    from painsci_search.engine.filters import Filters
    from painsci_search.engine.top_k import Ranking
    from painsci_search.query.synonyms import Synonyms
    from painsci_search.search.engine import Request


class Opened:
    """An index that is open."""

    def __init__(
        self, store: Store, base_url: str | None = None, synonyms: Path | None = None
    ) -> None:
        self._store = store
        self._base_url = base_url
        self._synonyms_file = synonyms

    @cached_property
    def _synonyms(self) -> Synonyms:
        from painsci_search.query.synonyms import load_synonyms

        return load_synonyms(self._synonyms_file)

    @cached_property
    def variant(self) -> str:
        """The name of what answers depend on besides the commit.

        That is the base URL and the synonyms, with which the index was opened. Two indexes of the
        same generation and variant answer alike.

        Raises:
            PainSciSearchError: the file of synonyms cannot be read.
        """
        told = repr((self._base_url, self._synonyms.lines))
        return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def _request(self, query: str, page: Ranking, narrowing: Filters, *, exact: bool) -> Request:
        """Make what is asked of the engine, if it can be asked.

        Raises:
            TypeError: the query is no string, or a number of the page is not a whole one.
            ValueError: there can be no such page or narrowing.
            PainSciSearchError: the file of synonyms cannot be read.
        """
        from painsci_search.search.engine import Request

        check_query(query)
        narrowing, page = narrowing.checked(), page.checked()
        synonyms = None if exact else self._synonyms
        return Request(query, page, narrowing, synonyms, base_url=self._base_url)


def names_of(articles: str | Sequence[str]) -> tuple[str, ...]:
    """Take one id, or several."""
    return (articles,) if isinstance(articles, str) else tuple(articles)


def check_query(query: str) -> None:
    """Refuse what cannot be a query.

    Raises:
        TypeError: it is no string.
    """
    if not isinstance(query, str):
        raise TypeError(f"a query must be a string, not {query!r}")


def check_id(article_id: str) -> None:
    """Refuse what cannot be an id.

    Raises:
        TypeError: it is no string.
    """
    if not isinstance(article_id, str):
        raise TypeError(f"an id must be a string, not {article_id!r}")

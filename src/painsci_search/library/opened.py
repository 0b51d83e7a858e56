"""What every part of an Index has: the store, and how links and words are to be understood."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from painsci_search.index.store import Store

if TYPE_CHECKING:
    from painsci_search.search.synonyms import Synonyms


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
        from painsci_search.search.synonyms import load_synonyms

        return load_synonyms(self._synonyms_file)


def check_id(article_id: str) -> None:
    """Refuse what cannot be an id.

    Raises:
        TypeError: it is no string.
    """
    if not isinstance(article_id, str):
        raise TypeError(f"an id must be a string, not {article_id!r}")

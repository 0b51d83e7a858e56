"""Pending changes: articles added and removed in; what one commit makes of an index out."""

from __future__ import annotations

from collections.abc import Iterable


class PendingChanges:
    """The changes of an index that the next commit makes; the writers of both engines extend it.

    Attributes:
        removed: the ids of removed articles; a dict for its order.
    """

    def __init__(self) -> None:
        self.removed: dict[str, None] = {}
        self._ids: dict[tuple[str, int], str] = {}
        self._locations: dict[str, tuple[str, int]] = {}
        self._attachment: bytes | None = None
        self._starts_over = False

    def has_changes(self) -> bool:
        """Return whether there is anything to commit."""
        return self._starts_over or bool(self._ids or self.removed) or self._attachment is not None

    def start_over(self) -> None:
        """Drop all that the index has, as part of the commit; the old state remains readable."""
        self._starts_over = True

    def accept(self, at: tuple[str, int], article_id: str) -> None:
        """Give a built article its id; it replaces an article with the same id.

        Args:
            at: what the builder's `add` returned for the article.
        """
        before = self._locations.pop(article_id, None)
        if before is not None:
            del self._ids[before]
        self._ids[at] = article_id
        self._locations[article_id] = at
        self.remove([article_id])

    def remove(self, ids: Iterable[str]) -> None:
        """Remove the articles with these ids from the index; unknown ids are ignored."""
        self.removed.update(dict.fromkeys(ids))

    def withdraw(self, article_id: str) -> None:
        """Remove an article from the index and from what `accept` named."""
        at = self._locations.pop(article_id, None)
        if at is not None:
            del self._ids[at]
        self.remove([article_id])

    def attach(self, data: bytes) -> None:
        """Replace the bytes that are committed together with the records."""
        self._attachment = data

"""The index that is served: its latest commit, or the one before it while that cannot be read."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple

from painsci_search import ArticleInfo, Index, Stats
from painsci_search.errors import PainSciSearchError, TooSlow
from painsci_search.server.settings import server_log
from painsci_search.time_limit import time_limit
from painsci_search.web.pages.home import ALL_ARTICLES
from painsci_search.web.questions import Example, find_examples

# Seconds to look for a newer commit, which may be on a cluster that does not answer.
_LOOK_SECONDS = 1.0
# Articles whose headings are looked at for an example of a question.
_ASKED = 12


class Trouble(NamedTuple):
    """Reason why the latest commit cannot be read.

    Attributes:
        kind: the name of the error.
        since: an ISO 8601 date and time in UTC.
    """

    kind: str
    since: str


class SharedIndex:
    """Index shared by threads that refreshes itself for each request.

    So a client that got an answer of a commit gets none of an older one, whichever of the server's
    processes answers it.

    Attributes:
        trouble: None if the latest commit is in use.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._refreshing = Lock()
        self._articles: tuple[str, tuple[ArticleInfo, ...]] = ("", ())
        self._stats: tuple[str, Stats] | None = None
        self._has_meaning: tuple[str, bool] | None = None
        self._examples: tuple[str, tuple[Example, ...]] = ("", ())
        self.trouble: Trouble | None = None

    def warm_up(self) -> None:
        """Load what the first response needs, so that no client waits for it.

        Raises:
            PainSciSearchError: the index or the file of synonyms cannot be read.
        """
        self._index.search("warm up", limit=1, facets=True)
        self._index.suggest("warm")
        self._index.references("warm", limit=1)
        self.can_search_by_meaning()

    def current(self) -> tuple[Index, str]:
        """Return the index, and the generation that it reads, or an older generation.

        The generation may be too old if another thread refreshes the index meanwhile: a client
        then requests a response again that it has, but never keeps an old response for a new one.
        """
        with self._refreshing:
            self._refresh()
        return self._index, self._index.generation

    def state(self) -> tuple[str, Trouble | None]:
        """Return the generation that is read, and why the latest commit is not, if it is not.

        It waits for a cluster, and for other threads that ask one, for about a second at most: if
        others still look for a newer commit then, it is the state as last seen.
        """
        if self._refreshing.acquire(timeout=_LOOK_SECONDS):
            try:
                self._refresh()
            finally:
                self._refreshing.release()
        return self._index.generation, self.trouble

    def articles(self) -> tuple[ArticleInfo, ...]:
        """List the articles by id; they are read once for each generation."""
        generation = self._index.generation
        known, articles = self._articles
        if known != generation:
            articles = self._index.articles()
            self._articles = generation, articles
        return articles

    def stale(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return which of some articles have a file that changed, or is gone."""
        return self._index.stale(ids)

    def stats(self) -> Stats:
        """Count what the index has, which reads all of it, once for each generation."""
        generation = self._index.generation
        if self._stats is None or self._stats[0] != generation:
            self._stats = generation, self._index.stats()
        return self._stats[1]

    def can_search_by_meaning(self) -> bool:
        """Return whether the index has vectors of a model that is there; once for a generation."""
        generation = self._index.generation
        if self._has_meaning is None or self._has_meaning[0] != generation:
            self._has_meaning = generation, self._index.can_search_by_meaning()
        return self._has_meaning[1]

    def examples(self) -> tuple[Example, ...]:
        """Return queries that have matches, of a heading of the index; once for a generation."""
        generation = self._index.generation
        known, examples = self._examples
        if known != generation:
            examples = _find_examples(self._index)
            self._examples = generation, examples
        return examples

    def _refresh(self) -> None:
        """Switch to the latest commit; log when it cannot be read, and when it can again."""
        try:
            with time_limit(time.monotonic() + _LOOK_SECONDS):
                is_newer = self._index.refresh()
            if is_newer:
                generation = {"generation": self._index.generation}
                server_log.info("a newer commit is served", extra={"details": generation})
            self.trouble = None
        except TooSlow:  # the request has no time left; it is not the index
            raise
        except (PainSciSearchError, OSError) as error:
            if self.trouble is None:
                since = datetime.now(UTC).isoformat(timespec="seconds")
                self.trouble = Trouble(type(error).__name__, since)
                server_log.error(
                    "the latest commit cannot be read", extra={"details": {"reason": str(error)}}
                )


def _find_examples(index: Index) -> tuple[Example, ...]:
    """Return queries for a heading of the articles updated last."""
    newest = index.search(ALL_ARTICLES, sort="date", limit=_ASKED)
    read = (index.get(hit.article.id) for hit in newest.hits)
    return find_examples(index, filter(None, read))

"""The index that is served: the latest commit, and the one before it while that cannot be read."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple

from painsci_search import ArticleInfo, Index
from painsci_search.errors import PainSciSearchError
from painsci_search.server.logs import server_log


class Trouble(NamedTuple):
    """Why a newer commit cannot be read.

    Attributes:
        kind: the name of the error.
        since: an ISO 8601 date and time in UTC.
    """

    kind: str
    since: str


class Served:
    """An index that many threads ask, and that is kept up to date by those who ask.

    Attributes:
        trouble: None if all is well.
    """

    def __init__(self, index: Index, refresh_seconds: float) -> None:
        self._index = index
        self._every = refresh_seconds
        self._looked = time.monotonic()
        self._looking = Lock()
        self._listed: tuple[str, tuple[ArticleInfo, ...]] = ("", ())
        self.trouble: Trouble | None = None

    def warm_up(self) -> None:
        """Load what the first answer needs, so that nobody waits for it.

        Raises:
            PainSciSearchError: the index or the file of synonyms cannot be read.
        """
        self._index.search("warm up", limit=1, facets=True)
        self._index.suggest("warm")
        self._index.references("warm", limit=1)

    def current(self) -> tuple[Index, str]:
        """Return the index, and the generation that it answers from, or an older one.

        Older, where another thread takes a newer commit just then: whoever keeps the answer under
        the older name asks again, but nobody keeps an old answer under a newer name.
        """
        self._look()
        return self._index, self._index.generation

    def articles(self) -> tuple[ArticleInfo, ...]:
        """List the articles by id; they are read once for each generation."""
        generation = self._index.generation
        known, listed = self._listed
        if known != generation:
            listed = self._index.articles()
            self._listed = generation, listed
        return listed

    def _look(self) -> None:
        """Take a newer commit, where it is time to look; whoever else comes answers meanwhile."""
        if time.monotonic() - self._looked < self._every or not self._looking.acquire(False):
            return
        try:
            if self._index.refresh():
                generation = {"generation": self._index.generation}
                server_log.info("a newer commit is served", extra={"details": generation})
            self.trouble = None
        except (PainSciSearchError, OSError) as error:
            if self.trouble is None:
                since = datetime.now(UTC).isoformat(timespec="seconds")
                self.trouble = Trouble(type(error).__name__, since)
                server_log.error(
                    "the latest commit cannot be read", extra={"details": {"reason": str(error)}}
                )
        finally:
            self._looked = time.monotonic()
            self._looking.release()

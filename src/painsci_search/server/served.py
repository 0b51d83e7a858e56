"""The index that is served: the latest commit, and the one before it while that cannot be read."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Lock

from painsci_search import Index
from painsci_search.errors import PainSciSearchError
from painsci_search.server.interim import generation


class Served:
    """An index that many threads ask, and that is looked after on the way.

    Attributes:
        trouble: why a newer commit cannot be read, and since when (ISO 8601, UTC); None if all is
            well.
    """

    def __init__(self, index: Index, refresh_seconds: float) -> None:
        self._index = index
        self._every = refresh_seconds
        self._looked = time.monotonic()
        self._looking = Lock()
        self.trouble: tuple[str, str] | None = None

    def current(self) -> tuple[Index, str]:
        """Return the index, and the generation that it answers from, or an older one.

        Older, if a newer commit is taken just then: a client that keeps the answer under the name
        of the older one asks again, but never does it keep an old answer under a new name.
        """
        self._look()
        return self._index, generation(self._index)

    def _look(self) -> None:
        """Take a newer commit, where it is time to look; whoever else comes answers meanwhile."""
        if time.monotonic() - self._looked < self._every or not self._looking.acquire(False):
            return
        try:
            self._index.refresh()
            self.trouble = None
        except (PainSciSearchError, OSError) as error:
            if self.trouble is None:
                since = datetime.now(UTC).isoformat(timespec="seconds")
                self.trouble = (type(error).__name__, since)
        finally:
            self._looked = time.monotonic()
            self._looking.release()

"""Changing an index: bringing it up to date with files, adding and removing articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from painsci_search.library.opened import Opened, check_id
from painsci_search.model import (
    Article,
    UpdateReport,
)

Progress = Callable[[int, int, str], None]


class Changing(Opened):
    """What changes an index; only one process or thread at a time may."""

    def update(
        self,
        paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        *,
        progress: Progress | None = None,
        workers: int = 1,
    ) -> UpdateReport:
        """Make the index hold what the given files and folders hold.

        Only files whose content changed are read. Files that came from one of the folders and
        are gone are dropped. A file that cannot be read is a problem in the report.

        Args:
            paths: files, or folders that are searched for .html, .htm, .xhtml and .txt.
            progress: called with (files done, files in all, source) after each file.
            workers: how many processes may read files; with more than one, a script must guard
                its own start with ``if __name__ == "__main__"``.

        Raises:
            ReadError: a path does not exist and never did; nothing is changed.
            IndexLocked: another process is writing; nothing is changed.
        """
        from painsci_search.ingest.update import update

        if isinstance(paths, str | os.PathLike):
            paths = [paths]
        return update(self._store, [Path(path) for path in paths], progress, workers)

    def add(self, articles: Article | Iterable[Article]) -> None:
        """Index articles made by the caller; an article of the same id is replaced.

        Raises:
            TypeError, ValueError: an article cannot be right, such as one without an id; nothing
                is changed.
            IndexLocked: another process is writing; nothing is changed.
        """
        from painsci_search.ingest.changes import add_articles

        add_articles(self._store, (articles,) if isinstance(articles, Article) else articles)

    def remove(self, ids: str | Iterable[str]) -> int:
        """Drop articles; return how many there were.

        Raises:
            IndexLocked: another process is writing; nothing is changed.
        """
        names = dict.fromkeys((ids,) if isinstance(ids, str) else ids)
        for name in names:
            check_id(name)
        from painsci_search.ingest.changes import remove_articles

        return remove_articles(self._store, names)

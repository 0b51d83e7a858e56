"""The library's face: an Index that is created, updated, searched and read."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from painsci_search.engine.storage.folder import DiskFolder, MemoryFolder
from painsci_search.engine.storage.store import Store
from painsci_search.library.changing import Changing, Progress
from painsci_search.library.citing import Citing
from painsci_search.library.holding import Holding
from painsci_search.library.searching import Searching

__all__ = ["Index", "Progress"]


class Index(Searching, Citing, Holding, Changing):
    """A searchable index of articles in a folder of its own.

    Use ``Index.create`` or ``Index.open``; an Index is a context manager.

    One index may be shared by many threads that read it; one of them at a time may change it.

    Whatever reads its files raises IndexDamaged where they are not what was written.

    >>> from painsci_search import Article, Index, Section
    >>> with Index.in_memory() as index:
    ...     text = "Placebo effects are real. Their size varies."
    ...     index.add(Article("demo", "Placebo", (Section("size", "Size", text),)))
    ...     [(hit.heading, hit.snippet.text) for hit in index.search("placebo size")]
    [('Size', 'Placebo effects are real. Their size varies.'), ('Placebo', '')]
    """

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> Self:
        """Make an index, and its folder; open the one that is there already.

        Raises:
            PainSciSearchError: the folder cannot be written.
            IndexDamaged, IndexVersionError: an index is there that cannot be used.
        """
        return cls(Store.create(DiskFolder(Path(path))))

    @classmethod
    def in_memory(cls, *, base_url: str | None = None) -> Self:
        """Make an index that is on no disk and ends with the object: for tests, and for a moment.

        Args:
            base_url: as of ``open``.

        >>> from painsci_search import Article, Index, Section
        >>> index = Index.in_memory()
        >>> index.add(Article("demo", "Knees", (Section("sham", "Sham", "A sham surgery."),)))
        >>> index.search("surgery").total
        1
        """
        return cls(Store.create(MemoryFolder()), base_url)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        base_url: str | None = None,
        synonyms: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Open an index.

        Args:
            path: its folder.
            base_url: where the indexed folders are served; links of articles that were read from
                files and name no canonical address then begin with it instead of "file://".
            synonyms: a file of synonyms, added to those of the package and read with the first
                search; query/synonyms.txt in the package describes the format.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError: as their names say.
        """
        file = None if synonyms is None else Path(synonyms)
        return cls(Store.open(DiskFolder(Path(path))), base_url, file)

    @property
    def path(self) -> Path | None:
        """The index's folder; None for one in memory."""
        return self._store.folder.path

    @property
    def generation(self) -> str:
        """The name of the commit that the index answers from; another after every change."""
        return self._store.snapshot.generation

    def refresh(self) -> bool:
        """See what was committed since the index was opened; until then it answers as it was.

        Cheap where nothing was: a file of some hundred bytes is read. Searches under way in other
        threads end over the commit that they began with.

        Returns:
            Whether there was anything.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError: another index has taken its place that
                cannot be used; the index goes on to answer as it was.
        """
        before = self._store.snapshot
        return self._store.refresh() is not before

    def close(self) -> None:
        """Let go of the index's files; the next search opens them again."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

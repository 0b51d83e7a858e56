"""Records on their way to a cluster: articles in, in this process and others; files of them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from painsci_search.engine.opensearch.documents import pack
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import new_name
from painsci_search.records import Record


class SpoolFile(NamedTuple):
    """A file of packed records: one article in a line."""

    name: str


class RecordSpool:
    """Collects articles in a file of a folder, as `SegmentBuilder` does in segments.

    Attributes:
        folder: a temporary folder of the writer.
    """

    def __init__(self, folder: DiskFolder) -> None:
        self.folder = folder
        self._name = new_name(".spool")
        self._file: TextIO | None = None
        self._count = 0

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article; return the name of its file, and its number in it."""
        if self._file is None:
            self._file = (self.folder.path / self._name).open("x", encoding="ascii")
        self._file.write(" ".join(map(pack, records)) + "\n")
        self._count += 1
        return self._name, self._count - 1

    def finish(self) -> list[SpoolFile]:
        """Close the file and return it; without articles, there is none."""
        if self._file is None:
            return []
        self._file.close()
        self._file = None
        return [SpoolFile(self._name)]


def read_spool(folder: Path, name: str) -> Iterator[list[str]]:
    """Yield the packed records of each article of a file, in the order in which they were added."""
    with (folder / name).open(encoding="ascii") as file:
        for line in file:
            yield line.split()

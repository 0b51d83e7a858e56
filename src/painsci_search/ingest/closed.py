"""Recognise indexed files that are there and cannot be opened, such as without rights: they stay.

The paths of indexed files that were not found, and of folders that cannot be opened, go in; which
files stay in the index comes out, and a problem for each file or folder that cannot be opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from painsci_search.errors import ReadError
from painsci_search.ingest.files import FileState, is_below
from painsci_search.ingest.missing import count_kept
from painsci_search.model import Problem
from painsci_search.reading.source import CLOSED_FOLDER, read_bytes

# The end of a reason, which is repeated after the number of articles.
_ADVICE = "; check its rights"


@dataclass(slots=True)
class ClosedFiles:
    """The files and folders that cannot be opened, with the indexed files that stay for it."""

    # By path: the reason, and the paths of the indexed files.
    _kept: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def add(self, path: str, reason: str, kept: Iterable[str]) -> None:
        """Add a file or folder that cannot be opened."""
        self._kept[path] = (reason, sorted(kept))

    def find(self, unseen: Collection[str], folders: Iterable[str]) -> set[str]:
        """Add the files that were not found because they, or a folder above, cannot be opened.

        Args:
            unseen: the paths of the indexed files that were not found.
            folders: the paths of the folders that cannot be opened.

        Returns:
            The paths of the files that stay.
        """
        kept: set[str] = set()
        for folder in folders:
            below = [path for path in unseen if is_below(Path(path), [Path(folder)])]
            self.add(folder, CLOSED_FOLDER, below)
            kept.update(below)
        for path in set(unseen) - kept:
            try:
                read_bytes(Path(path))
            except ReadError as error:
                if error.is_closed:
                    self.add(path, str(error).removeprefix(f"{path}: "), [path])
                    kept.add(path)
        return kept

    def problem(self, path: str, files: Mapping[str, FileState]) -> Problem | None:
        """Return the problem of a file or folder that cannot be opened; None if no file is kept.

        Args:
            files: the table of files after the update, by path.
        """
        reason, kept = self._kept.get(path, ("", []))
        states = [files[each] for each in kept if each in files and files[each].known_id]
        if not states:
            return None
        return Problem(
            files[path].source,
            f"{reason.removesuffix(_ADVICE)}; {count_kept(states)} as last indexed: check its "
            "rights, or run 'painsci-search remove ID...'",
        )

"""Recognise indexed files that are there and cannot be opened, such as without rights: they stay.

So do those to which a link leads whose disk may not be mounted. The paths of indexed files that
were not found, and of folders that cannot be opened, go in; which files stay in the index comes
out, and a problem for each file, folder or link that cannot be opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from painsci_search.errors import ReadError
from painsci_search.ingest.files import FileState, is_below
from painsci_search.ingest.missing import count_kept
from painsci_search.model import Problem
from painsci_search.reading.files.source import CLOSED_FOLDER, LINK_AWAY, leads_away, read_bytes


@dataclass(slots=True)
class ClosedFiles:
    """The files and folders that cannot be opened, with the indexed files that stay for it."""

    # By path: the reason, and the paths of the indexed files.
    _kept: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    _links: set[str] = field(default_factory=set)

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
        return kept | self._find_below_links(set(unseen) - kept)

    def _find_below_links(self, unseen: Collection[str]) -> set[str]:
        """Add the files that were not found because a folder above is a link that leads away."""
        by_link: dict[Path, list[str]] = {}
        links: dict[Path, Path | None] = {}
        for path in map(Path, unseen):
            if path.parent not in links:
                above = (one for one in path.parents if one.is_symlink())
                links[path.parent] = next(filter(leads_away, above), None)
            link = links[path.parent]
            if link is not None:
                by_link.setdefault(link, []).append(str(path))
        for link, below in by_link.items():
            self.add(str(link), LINK_AWAY, below)
            self._links.add(str(link))
        return {path for below in by_link.values() for path in below}

    def problems_of_links(self, files: Mapping[str, FileState]) -> Iterator[Problem]:
        """Yield the problem of each link to a folder."""
        for link in sorted(self._links):
            problem = self.problem(link, files)
            if problem is not None:
                yield problem

    def problem(self, path: str, files: Mapping[str, FileState]) -> Problem | None:
        """Return the problem of what cannot be opened; None if no file is kept.

        Args:
            files: the table of files after the update, by path.
        """
        reason, kept = self._kept.get(path, ("", []))
        states = [files[each] for each in kept if each in files and files[each].known_id]
        if not states:
            return None
        source = files[path].source if path in files else _source_above(states[0], path)
        reason, _, advice = reason.partition("; ")
        return Problem(
            source,
            f"{reason}; {count_kept(states)} as last indexed: {advice}, or run 'painsci-search "
            "remove ID...'",
        )


def _source_above(state: FileState, link: str) -> str:
    """Return the source of a link to a folder, from that of a file below it."""
    levels = len(Path(state.path).relative_to(link).parts)
    return str(Path(state.source).parents[levels - 1])

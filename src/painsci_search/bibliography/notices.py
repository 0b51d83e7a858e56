"""Notices about cited works: a file of them and what cites the works, in; marked values, out.

A notice is found by the DOI or the PubMed id of a citation or work. `Reference.notices` has what
was found; all ways to show a reference show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from painsci_search.bibliography.comparing import identifiers_of
from painsci_search.bibliography.notices_file import read_notices
from painsci_search.errors import PainSciSearchError
from painsci_search.identifiers import Identifier, IdentifierKind, normalise
from painsci_search.model import (
    Article,
    Citation,
    Citations,
    Excerpt,
    Hit,
    Note,
    Notice,
    Reference,
    References,
    Results,
    Work,
)

if TYPE_CHECKING:
    from painsci_search.engine.storage.snapshot import Snapshot

_Value = TypeVar("_Value")

# The fields of each value that lead to references.
_FIELDS: Mapping[type, tuple[str, ...]] = {
    Results: ("hits",),
    Hit: ("notes",),
    Article: ("notes",),
    Excerpt: ("notes",),
    Note: ("references",),
    References: ("works", "cited_with"),
    Citations: ("works", "citations", "near"),
    Citation: ("reference",),
    Work: ("reference",),
}
_LOOKED_UP: tuple[IdentifierKind, ...] = ("pmid", "doi")


class Notices:
    """The notices about works that are cited here, by identifier.

    >>> known = Notices([(Identifier("pmid", "7"), Notice("retracted", "2020-03-01"))])
    >>> [each.kind for each in known.mark(Reference("", pmid="7")).notices]
    ['retracted']
    """

    def __init__(self, found: Iterable[tuple[Identifier, Notice]]) -> None:
        self._by_identifier: dict[Identifier, dict[Notice, None]] = {}
        for identifier, notice in found:
            self._by_identifier.setdefault(identifier, {})[notice] = None

    def of(self, reference: Reference) -> tuple[Notice, ...]:
        """Return the notices about a work in the order of their dates, each once."""
        if not self._by_identifier:
            return ()
        found: dict[tuple[str, str, str], Notice] = {}
        for identifier in identifiers_of(reference):
            for notice in self._by_identifier.get(identifier, ()):
                found.setdefault((notice.date, notice.kind, notice.notice), notice)
        return tuple([found[key] for key in sorted(found)])

    def mark(self, value: _Value) -> _Value:
        """Return results, works or citations with the notices about the works in them."""
        if not self._by_identifier:
            return value
        return cast("_Value", self._mark(value))

    def _mark(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple([self._mark(each) for each in value])
        if isinstance(value, Reference):
            found = self.of(value)
            return replace(value, notices=found) if found else value
        names = _FIELDS.get(type(value), ())
        marked = {name: self._mark(getattr(value, name)) for name in names}
        return replace(value, **marked) if marked else value


def load_notices(path: Path, cited: Collection[Identifier]) -> Notices:
    """Load the notices about cited works from a file.

    Raises:
        PainSciSearchError: see `read_notices`.
    """
    return Notices(read_notices(path, cited))


def notices_of(snapshot: Snapshot, path: Path) -> Notices:
    """Load the notices about the works that a snapshot cites.

    Raises:
        PainSciSearchError: see `read_notices`.
    """
    cited = {
        Identifier(kind, normalise(kind, value) or value)
        for view in snapshot.views
        for kind in _LOOKED_UP
        for value in view.segment.values(kind)
    }
    return load_notices(path, cited)


def digest_of(path: Path) -> str:
    """Return a checksum of a file of notices, which changes with its contents.

    Raises:
        PainSciSearchError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PainSciSearchError(f"{path}: the notices cannot be read: {reason}") from None

"""Notices about cited works: a file of them and what cites the works, in; marked values, out.

A notice is found by the DOI or the PubMed id of a citation, or of another citation of the same
work. `Reference.notices` has what was found; all ways to show a reference show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar, cast

from painsci_search.bibliography.comparing import identifiers_of
from painsci_search.bibliography.notices_file import read_notices
from painsci_search.errors import PainSciSearchError
from painsci_search.identifiers import Identifier
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


class Notices:
    """The notices about works that are cited here, by identifier.

    >>> known = Notices([(Identifier("pmid", "7"), Notice("retracted", "2020-03-01"))])
    >>> [each.kind for each in known.mark(Reference("", pmid="7")).notices]
    ['retracted']
    """

    def __init__(self, found: Iterable[tuple[Identifier, Notice]]) -> None:
        self._by_identifier: dict[Identifier, dict[Notice, None]] = {}
        self._by_citation: dict[Reference, tuple[Notice, ...]] = {}
        for identifier, notice in found:
            self._by_identifier.setdefault(identifier, {})[notice] = None

    def __bool__(self) -> bool:
        """Return whether there is any notice."""
        return bool(self._by_identifier)

    def add(self, citations: Iterable[Reference], notices: tuple[Notice, ...]) -> None:
        """Add the citations of a work, which may lack the identifier that has the notices."""
        self._by_citation |= dict.fromkeys(citations, notices)

    def of(self, reference: Reference) -> tuple[Notice, ...]:
        """Return the notices about a work in the order of their dates, each once."""
        known = [self._by_identifier.get(each, ()) for each in identifiers_of(reference)]
        found: dict[tuple[str, str, str], Notice] = {}
        for notice in (*chain.from_iterable(known), *self._by_citation.get(reference, ())):
            found.setdefault((notice.date, notice.kind, notice.notice), notice)
        return tuple([found[key] for key in sorted(found)])

    def mark(self, value: _Value) -> _Value:
        """Return results, works or citations with the notices about the works in them."""
        if not self:
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

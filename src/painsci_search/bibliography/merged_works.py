"""The citations of a work in; its reference, key and kind of study out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from painsci_search.bibliography.title_kinds import StudiedKind, kind_of_work
from painsci_search.bibliography.works import citation_key, combine
from painsci_search.model import Reference


class MergedWork(NamedTuple):
    """A work, made of its citations.

    Attributes:
        key: before others of the same key are numbered.
        kind: None if no title names one.
    """

    reference: Reference
    key: str
    kind: StudiedKind | None


class Cited:
    """A citation of a note, which keeps the work that it is as the only one of it.

    Most works are cited once. A commit that adds other citations changes nothing of them.
    """

    __slots__ = ("_alone", "reference")

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._alone: MergedWork | None = None

    @property
    def alone(self) -> MergedWork:
        """The work; made at the first use."""
        if self._alone is None:
            self._alone = _merge((self.reference,))
        return self._alone


def work_of(citations: Sequence[Cited]) -> MergedWork:
    """Return the work of some citations.

    Raises:
        ValueError: there are none.
    """
    if len(citations) == 1:
        return citations[0].alone
    return _merge([each.reference for each in citations])


def _merge(citations: Sequence[Reference]) -> MergedWork:
    reference = combine(citations)
    return MergedWork(reference, citation_key(reference), kind_of_work(reference, citations))

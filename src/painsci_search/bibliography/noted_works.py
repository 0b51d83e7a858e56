"""A snapshot and a file of notices in; the notices about works that it cites, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from painsci_search.bibliography.comparing import identifiers_of
from painsci_search.bibliography.graph import graph_of
from painsci_search.bibliography.notice_words import noted_states
from painsci_search.bibliography.notices import Notices, load_notices
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.identifiers import Identifier, IdentifierKind, normalise
from painsci_search.model import Problem

_LOOKED_UP: tuple[IdentifierKind, ...] = ("pmid", "doi")


def notices_of(snapshot: AnySnapshot, path: Path) -> Notices:
    """Load the notices about the works that a snapshot cites.

    A citation without an identifier has the notices that another citation of the same work has.

    Raises:
        PainSciSearchError: see `read_notices`.
    """
    notices = load_notices(path, _cited(snapshot))
    if notices:
        graph = graph_of(snapshot)
        for number, work in enumerate(graph.works):
            found = notices.of(work.reference)
            if found:
                notices.add(graph.references(number), found)
    return notices


def _cited(snapshot: AnySnapshot) -> set[Identifier]:
    """Return the identifiers of the cited works."""
    if isinstance(snapshot, RemoteSnapshot):
        graph = graph_of(snapshot)
        citations = (each for at in range(len(graph.works)) for each in graph.references(at))
        found = (each for citation in citations for each in identifiers_of(citation))
        return {each for each in found if each.kind in _LOOKED_UP}
    return {
        Identifier(kind, normalise(kind, value) or value)
        for view in snapshot.views
        for kind in _LOOKED_UP
        for value in view.segment.values(kind)
    }


def noted_problems(snapshot: AnySnapshot, notices: Notices) -> Iterator[Problem]:
    """Yield the notes that cite retracted or superseded works, or works of concern.

    Corrections are left out: they are no reason to cite another work.
    """
    graph = graph_of(snapshot)
    for number, work in enumerate(graph.works):
        states = noted_states(notices.of(work.reference))
        words = [words for kind, words in states if kind != "corrected"]
        for citation in graph.citations([number], None) if words else ():
            note = f"note {citation.label}".rstrip()
            for each in words:
                source = citation.article.source or citation.article.id
                yield Problem(source, f"{note} cites {work.key}: {each}")

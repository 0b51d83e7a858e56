"""A snapshot and notices in; the notes that cite retracted or superseded works, out."""

from __future__ import annotations

from collections.abc import Iterator

from painsci_search.bibliography.graph import graph_of
from painsci_search.bibliography.notice_words import noted_states
from painsci_search.bibliography.notices import Notices
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import Problem


def noted_problems(snapshot: Snapshot, notices: Notices) -> Iterator[Problem]:
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

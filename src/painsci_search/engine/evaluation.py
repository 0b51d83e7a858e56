"""A query tree on a snapshot of any engine: where it is evaluated depends on where the index is."""

from __future__ import annotations

from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.seam import AnySnapshot, RemoteQuery
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Node

AnyQuery = ScoredQuery | RemoteQuery


def query_on(snapshot: AnySnapshot, tree: Node, shared_with: AnyQuery | None = None) -> AnyQuery:
    """Return the query that evaluates a tree on a snapshot.

    Args:
        shared_with: another query of the same snapshot; leaves of both are looked up once.
    """
    if not isinstance(snapshot, Snapshot):
        return snapshot.query(tree)
    return ScoredQuery(
        tree, snapshot, shared_with if isinstance(shared_with, ScoredQuery) else None
    )

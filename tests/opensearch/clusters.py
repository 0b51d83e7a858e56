"""What tests do to the indexes of a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from painsci_search import Article, Index


def delete(address: str) -> None:
    """Delete an index from its cluster."""
    from painsci_search.engine.opensearch.address import parse_address
    from painsci_search.engine.opensearch.connection import Connection

    parsed = parse_address(address)
    connection = Connection(parsed)
    for name in connection.get(f"/{parsed.name}-records-*/_settings"):
        connection.delete(f"/{name}")
    connection.delete(f"/{parsed.name},{parsed.name}-state", ignore_unavailable="true")
    connection.close()


@contextmanager
def pair_of(
    articles: Sequence[Article], address: str, shards: int = 1
) -> Iterator[tuple[Index, Index]]:
    """Give an index of some articles in memory, and one on a cluster, which is deleted after."""
    here = Index.in_memory()
    here.add(articles)
    delete(address)
    with Index.create(f"{address}?shards={shards}") as there:
        there.add(articles)
        yield here, there
    delete(address)

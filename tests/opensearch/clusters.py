"""What tests do to the indexes of a cluster."""

from __future__ import annotations


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

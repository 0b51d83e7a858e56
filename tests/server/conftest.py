"""Clients of servers without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asking import Client

from painsci_search import Article, Index
from painsci_search.server import Settings, create_app


@pytest.fixture(scope="session")
def client(demo_index: Index) -> Iterator[Client]:
    """A client of the demo corpus."""
    client = Client(create_app(demo_index))
    yield client
    client.close()


@pytest.fixture
def make_client() -> Iterator[Callable[..., Client]]:
    """Make clients of other indexes, or of servers with other settings."""
    made = []

    def make(index: Index | Article, **settings: Any) -> Client:
        if isinstance(index, Article):
            article, index = index, Index.in_memory()
            index.add(article)
        made.append(Client(create_app(index, Settings(**settings))))
        return made[-1]

    yield make
    for client in made:
        client.close()

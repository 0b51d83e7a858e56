"""Clients of servers without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from browser import Browser, opened_browser
from painsci_search import Article, Index

# A conftest has to load without the extra, so that the tests of the folder can be skipped.
if TYPE_CHECKING:
    from asking import Client


@pytest.fixture(scope="session")
def client(demo_index: Index) -> Iterator[Client]:
    """A client of the demo corpus."""
    from asking import Client

    from painsci_search.server import Settings, create_app

    client = Client(create_app(demo_index, Settings(shows_sources=True)))
    yield client
    client.close()


@pytest.fixture
def make_client() -> Iterator[Callable[..., Client]]:
    """Make clients of other indexes, or of servers with other settings."""
    from asking import Client

    from painsci_search.server import Settings, create_app

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


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(
        tmp_path_factory.mktemp("profile"), "the pages are not looked at"
    ) as opened:
        yield opened


@pytest.fixture(autouse=True, scope="module")
def _any_url_is_indexed() -> Iterator[None]:
    """Let any URL into an index, as older versions did: pages must be safe nevertheless."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("painsci_search.ingest.article_checks.may_be_linked", lambda _: True)
        yield

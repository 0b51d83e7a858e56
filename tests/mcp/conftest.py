"""An assistant that talks about the demo corpus, and one that talks about hostile articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_articles import hostile_article
from talking import Assistant

from painsci_search import Index


@pytest.fixture(scope="module")
def assistant(demo_index: Index) -> Iterator[Assistant]:
    with Assistant(demo_index.path) as talking:
        yield talking


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "index"
    with Index.create(folder) as index:
        index.add(hostile_article())
    return folder


@pytest.fixture(scope="module")
def deceived(hostile_index: Path) -> Iterator[Assistant]:
    with Assistant(hostile_index) as talking:
        yield talking

"""An assistant that talks about the demo corpus, and one that talks about hostile articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile_articles import hostile_article

from painsci_search import Index

# A conftest has to load without the extra, so that the tests of the folder can be skipped.
if TYPE_CHECKING:
    from talking import Assistant


@pytest.fixture(scope="module")
def assistant(demo_index: Index) -> Iterator[Assistant]:
    from talking import Assistant

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
    from talking import Assistant

    with Assistant(hostile_index) as talking:
        yield talking

"""The engines over records, each a module with the few functions of ``Engine``.

An engine that is not installed fails to import, and is left out with a line that says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from painsci_search import Article
from queries import Query

MODULES = {
    "painsci-search": "painsci",
    "whoosh": "stock_whoosh",
    "tantivy": "tantivy_py",
    "fts5": "sqlite_fts5",
    "bm25s": "bm25_sparse",
}
"""The module of each engine, by the name under which it is reported."""

HITS = 10


class Found(NamedTuple):
    """A hit: its snippet ("" where an engine makes none), and how many words are marked in it."""

    snippet: str
    marked: int


Ask = Callable[[Query], list[Found]]


class Engine(Protocol):
    """What is asked of an engine.

    ``prepare`` turns articles into what the engine takes, before the clock runs; ``build`` makes
    an index of that in a new folder, committed and searchable; ``open_index`` returns a function
    that answers a query with the best ``HITS`` hits.
    """

    def version(self) -> str:
        """Name the version."""

    def prepare(self, articles: list[Article]) -> Any:
        """Turn articles into what ``build`` takes."""

    def build(self, given: Any, folder: Path) -> None:
        """Index what was prepared."""

    def open_index(self, folder: Path) -> Ask:
        """Open an index for queries."""


def load(name: str) -> Engine:
    """Import an engine.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    return cast("Engine", importlib.import_module(f"engines.{MODULES[name]}"))

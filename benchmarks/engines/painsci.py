"""This engine, through its public interface."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from engines import HITS, Ask, Found
from painsci_search import Article, Index
from queries import Query, quote


def version() -> str:
    """Name the version."""
    return metadata.version("painsci-search")


def prepare(articles: list[Article]) -> list[Article]:
    """Take articles as they are."""
    return articles


def build(given: Iterable[Article], folder: Path) -> None:
    """Index all articles in one change."""
    with Index.create(folder) as index:
        index.add(given)


def open_index(folder: Path) -> Ask:
    """Open an index for queries."""
    index = Index.open(folder)

    def ask(query: Query) -> list[Found]:
        hits = index.search(quote(query), limit=HITS).hits
        return [Found(hit.snippet.text, len(hit.snippet.highlights)) for hit in hits]

    return ask

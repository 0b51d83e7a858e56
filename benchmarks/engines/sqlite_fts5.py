"""SQLite's FTS5 with its Porter stemmer, bm25() and snippet()."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from corpus import Document, flatten
from engines import HITS, Ask, Found
from painsci_search import Article
from queries import Query, quote

_DATABASE = "documents.sqlite"
# Words; 64 is the most that snippet() takes, 48 are about as long as the others' snippets.
_SNIPPET = 48
_MARK = "\x02"


def version() -> str:
    """Name the version."""
    return sqlite3.sqlite_version


def prepare(articles: list[Article]) -> list[Document]:
    """Flatten articles."""
    return flatten(articles)


def build(given: Iterable[Document], folder: Path) -> None:
    """Index all documents in one transaction."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / _DATABASE)) as database, database:
        database.execute(
            "CREATE VIRTUAL TABLE documents USING "
            "fts5(id UNINDEXED, title, body, tokenize = 'porter unicode61')"
        )
        database.executemany("INSERT INTO documents VALUES (?, ?, ?)", given)


def open_index(folder: Path) -> Ask:
    """Open an index for queries."""
    database = sqlite3.connect(folder / _DATABASE)
    # The column rank is bm25(); its documentation says that it sorts faster than the function.
    statement = (
        f"SELECT id, snippet(documents, 2, '{_MARK}', '', '…', {_SNIPPET}) FROM documents "
        f"WHERE documents MATCH ? ORDER BY rank LIMIT {HITS}"
    )

    def ask(query: Query) -> list[Found]:
        rows = database.execute(statement, (quote(query, " OR "),)).fetchall()
        return [Found(text, text.count(_MARK)) for _, text in rows]

    return ask

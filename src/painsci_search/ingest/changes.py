"""Add and remove articles that the caller made or names.

Articles or ids go in, one commit comes out; the table of files is kept in step with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from painsci_search.documents import make_records
from painsci_search.engine.article_names import find_article
from painsci_search.engine.seam import AnyWriter, Engine
from painsci_search.ingest.article_checks import check_article
from painsci_search.ingest.files import dump_files, indexed_files
from painsci_search.model import Article


@contextmanager
def _changing(store: Engine, timeout: float) -> Iterator[AnyWriter]:
    """Yield the writer of an index; at the end, drop the files of removed articles from the table.

    Raises:
        IndexLocked: another process is writing.
    """
    with store.writing(timeout) as writer:
        yield writer
        files = indexed_files(writer.snapshot)
        kept = [state for state in files if state.article_id not in writer.removed]
        if len(kept) < len(files):
            writer.attach(dump_files(kept))


def add_articles(store: Engine, articles: Iterable[Article], timeout: float = 0) -> None:
    """Index articles made by the caller; an article of the same id is replaced.

    Args:
        timeout: for how many seconds to wait for another writer.

    Raises:
        TypeError, ValueError: an article is invalid; nothing is changed.
        IndexLocked: another process is writing; nothing is changed.
    """
    with _changing(store, timeout) as writer:
        for article in articles:
            check_article(article)
            writer.add(article.id, make_records(article))


def remove_articles(store: Engine, ids: Iterable[str], timeout: float = 0) -> int:
    """Remove articles; return how many of them the index had.

    Args:
        timeout: for how many seconds to wait for another writer.

    Raises:
        IndexLocked: another process is writing; nothing is changed.
    """
    with _changing(store, timeout) as writer, store.reporting_damage():
        located = (find_article(writer.snapshot, name) for name in ids)
        found = dict.fromkeys(article.id for article in located if article is not None)
        writer.remove(found)
    return len(found)

"""A change of the articles of an index, and of the table of the files that they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from painsci_search.documents import check_article, make_records
from painsci_search.engine.storage.store import Store
from painsci_search.engine.storage.writer import Writer
from painsci_search.ingest.files import dump_files, indexed_files
from painsci_search.model import Article


@contextmanager
def changing(store: Store) -> Iterator[Writer]:
    """Yield the writer of an index; at the end, forget the files of the articles that are gone.

    Raises:
        IndexLocked: another process is writing.
    """
    with store.writing() as writer:
        yield writer
        files = indexed_files(writer.snapshot)
        kept = [state for state in files if state.article_id not in writer.removed]
        if len(kept) < len(files):
            writer.attach(dump_files(kept))


def add_articles(store: Store, articles: Iterable[Article]) -> None:
    """Index articles made by the caller; an article of the same id is replaced.

    Raises:
        TypeError, ValueError: an article cannot be right; nothing is changed.
        IndexLocked: another process is writing; nothing is changed.
    """
    with changing(store) as writer:
        for article in articles:
            check_article(article)
            writer.add(article.id, make_records(article))


def remove_articles(store: Store, ids: Iterable[str]) -> int:
    """Remove articles; return how many of them there were.

    Raises:
        IndexLocked: another process is writing; nothing is changed.
    """
    with changing(store) as writer, store.reporting_damage():
        found = [name for name in ids if writer.snapshot.find(name) is not None]
        writer.remove(found)
    return len(found)

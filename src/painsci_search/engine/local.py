"""Records that came from elsewhere in; an embedded index of them, in memory or on disk, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice

from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.folder import Folder, MemoryFolder
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.store import Store
from painsci_search.records import Record

# Articles of an index elsewhere that are at hand at one time.
_PAGE = 100


def embedded(
    articles: Iterable[tuple[str, Sequence[Record]]], folder: Folder | None = None
) -> Snapshot:
    """Return a snapshot of some articles, each given by its id and records.

    Args:
        folder: where its files are written; None for memory.
    """
    store = Store.create(MemoryFolder() if folder is None else folder)
    with store.writing() as writer:
        for article_id, records in articles:
            writer.add(article_id, records)
    return store.snapshot


def shown_only(record: Record) -> Record:
    """Return a record that is loaded but never searched, without the texts to analyze."""
    return record._replace(fields={})


def in_pages(
    snapshot: AnySnapshot, skipping: Callable[[], AbstractContextManager[None]] = nullcontext
) -> Iterator[Snapshot]:
    """Yield snapshots that together have all articles by id, to be loaded, not searched.

    Of an index that is elsewhere, only one page is at hand at a time.

    Args:
        skipping: see `RemoteSnapshot.articles`.
    """
    if not isinstance(snapshot, RemoteSnapshot):
        yield snapshot
        return
    articles = snapshot.articles(skipping)
    while page := list(islice(articles, _PAGE)):
        yield embedded((article_id, list(map(shown_only, records))) for article_id, records in page)

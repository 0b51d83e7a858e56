"""Copy an index as a whole, between a folder and a cluster: one index in, the same out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from painsci_search.documents import update_records
from painsci_search.engine.seam import AnySnapshot, AnyWriter, Engine, RemoteSnapshot
from painsci_search.engine.storage.snapshot import ArticleLocation, Snapshot
from painsci_search.engine.storage.writer import Writer
from painsci_search.errors import PainSciSearchError
from painsci_search.ingest.staleness import is_analyzed_by_this_version
from painsci_search.loading import join_records, load_origin
from painsci_search.records import Record
from painsci_search.semantic.nearest import copied_vectors
from painsci_search.semantic.vectors import write_vectors


def copy(source: Engine, target: Engine, timeout: float = 0) -> int:
    """Copy all articles and the table of files into an empty index, in one commit.

    Vectors are copied, too, if both indexes are in folders or in memory.

    Args:
        timeout: for how many seconds to wait for another writer of the target.

    Returns:
        The number of articles.

    Raises:
        PainSciSearchError: the target has articles, or another version made the source; nothing is
            changed.
        IndexLocked: another process is writing to the target.
    """
    snapshot = source.snapshot
    if not is_analyzed_by_this_version(snapshot):
        raise PainSciSearchError(
            f"another version of painsci-search made {snapshot.folder}: index its files again first"
        )
    count = 0
    with target.writing(timeout) as writer:
        before = writer.snapshot
        if before.manifest.segments:
            raise PainSciSearchError(f"{before.folder} has articles: copy to a new index")
        for article_id, records in _articles(snapshot):
            writer.add(article_id, records)
            count += 1
        files = snapshot.read_attachment()
        if files:
            writer.attach(files)
        _copy_vectors(snapshot, writer)
    return count


def _copy_vectors(snapshot: AnySnapshot, writer: AnyWriter) -> None:
    """Copy the vectors of passages between folders: they belong to texts, which are the same."""
    if isinstance(snapshot, Snapshot) and isinstance(writer, Writer):
        vectors = copied_vectors(snapshot)
        if vectors is not None:
            writer.attach_vectors(write_vectors(vectors))


def _articles(snapshot: AnySnapshot) -> Iterator[tuple[str, Iterable[Record]]]:
    """Yield all articles with their records as they were made when they were indexed."""
    if isinstance(snapshot, RemoteSnapshot):
        yield from snapshot.articles()
        return
    for view in snapshot.views:
        for article in view.segment.articles()[view.numbers("article")].tolist():
            found = ArticleLocation(view, article)
            stored = found.load_all()
            updated = update_records(join_records(found.id, stored), stored, load_origin(stored[0]))
            yield found.id, updated

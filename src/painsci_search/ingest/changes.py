"""Add and remove articles that the caller made or names.

Articles or ids go in, one commit comes out; the table of files is kept in step with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from painsci_search.documents import make_records
from painsci_search.engine.article_names import find_ids
from painsci_search.engine.seam import AnyWriter, Engine
from painsci_search.ingest.article_checks import check_article, with_citing_sections
from painsci_search.ingest.files import dump_files, indexed_files
from painsci_search.model import Article
from painsci_search.records import fold_id


class Changes:
    """Articles added to and removed from an index by one commit.

    A later change applies to what the earlier ones leave: an article that was added can be removed
    again, by its id in any case or a former id.
    """

    def __init__(self, store: Engine, writer: AnyWriter) -> None:
        self._store = store
        self._writer = writer
        self._added: dict[str, tuple[str, ...]] = {}  # former ids, by id

    def add(self, articles: Iterable[Article]) -> None:
        """Add articles; one of the same id is replaced.

        Raises:
            TypeError, ValueError: an article is invalid; none of these is added.
        """
        articles = list(articles)
        for article in articles:
            check_article(article)
        for article in articles:
            self._add(article)

    def add_or_fail(self, articles: Iterable[Article]) -> None:
        """Add articles one by one as they come, so that few of them are in memory.

        Raises:
            TypeError, ValueError: an article is invalid; those before it were added, so that the
                changes must not be committed.
        """
        for article in articles:
            check_article(article)
            self._add(article)

    def _add(self, article: Article) -> None:
        self._writer.add(article.id, make_records(with_citing_sections(article)))
        self._added[article.id] = tuple(map(fold_id, article.aliases))

    def remove(self, names: Iterable[str]) -> int:
        """Remove articles, each named by its id or a former id; return how many there were."""
        with self._store.reporting_damage():
            wanted = list(dict.fromkeys(names))
            known = find_ids(self._writer.snapshot, wanted)
            found = {each for name in wanted if (each := self._find(name, known.get(name)))}
        for article_id in found:
            self._added.pop(article_id, None)
            self._writer.withdraw(article_id)
        return len(found)

    def _find(self, name: str, known: str | None) -> str | None:
        """Return the id of an article that the index will have; None if there is none.

        Args:
            known: the id of the article that the index has under this name now.
        """
        if name in self._added:
            return name
        if known is not None and known not in self._writer.removed:
            return known
        folded = fold_id(name)
        by_id = (each for each in self._added if fold_id(each) == folded)
        by_alias = (each for each, aliases in self._added.items() if folded in aliases)
        return next(by_id, None) or next(by_alias, None)


@contextmanager
def changing(store: Engine, timeout: float = 0) -> Iterator[Changes]:
    """Yield the changes of an index, and commit them at the end; after an exception, commit none.

    The files of removed articles are dropped from the table of files.

    Args:
        timeout: for how many seconds to wait for another writer.

    Raises:
        IndexLocked: another process is writing; nothing is changed.
    """
    with store.writing(timeout) as writer:
        yield Changes(store, writer)
        files = indexed_files(writer.snapshot)
        kept = [state for state in files if state.article_id not in writer.removed]
        if len(kept) < len(files):
            writer.attach(dump_files(kept))

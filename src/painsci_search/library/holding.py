"""What an index holds: articles, parts of them, counts; and whether that still stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from painsci_search.documents import join_records, load_info, rebuild_records
from painsci_search.library.opened import Opened, check_id
from painsci_search.model import (
    Article,
    ArticleInfo,
    Citations,
    Excerpt,
    News,
    Problem,
    Results,
    Stats,
    Verdict,
)
from painsci_search.records import KINDS

if TYPE_CHECKING:
    from painsci_search.engine.as_whoosh import WhooshIndex


class Holding(Opened):
    """What reads an index."""

    def get(self, article_id: str) -> Article | None:
        """Return an article as it was indexed, or None."""
        check_id(article_id)
        with self._store.reporting_damage():
            records = self._store.snapshot.load_all(article_id)
            return None if records is None else join_records(article_id, records)

    def read(self, article_id: str, anchor: str | None = None) -> Excerpt | None:
        """Read an article, or a section or note of it, with its evidence.

        Args:
            article_id: as in ``hit.article.id``.
            anchor: as in ``hit.anchor``, of a section, which comes with those below it, or of a
                note; None for the whole article.

        Returns:
            None where the index has no such article, section or note.
        """
        from painsci_search.search.excerpts import read_excerpt

        check_id(article_id)
        with self._store.reporting_damage():
            return read_excerpt(self._store.snapshot, article_id, anchor, self._base_url)

    def articles(self) -> tuple[ArticleInfo, ...]:
        """List the articles by id."""
        snapshot = self._store.snapshot
        with self._store.reporting_damage():
            found = [
                load_info(snapshot.article_id(number), snapshot.load(number))
                for number in snapshot.numbers(KINDS.index("article"))
            ]
        return tuple(sorted(found, key=lambda info: info.id))

    def news(self, since: str) -> tuple[News, ...]:
        """List articles published or updated since a date, with the entries of their change logs.

        Args:
            since: "2024", "2024-06" or "2024-06-30".

        Returns:
            The latest first. Dates are compared as far as both are known.

        Raises:
            ValueError: it is no date.
        """
        from painsci_search.query.fields import check_date
        from painsci_search.search.recent import news_since

        check_date("since", since)
        with self._store.reporting_damage():
            return news_since(self._store.snapshot, since)

    def stats(self) -> Stats:
        """Count what the index holds; reads every record."""
        from painsci_search.search.statistics import count

        with self._store.reporting_damage():
            return count(self._store.snapshot)

    def check(
        self, results: Results | Citations | Sequence[Verdict] | None = None
    ) -> tuple[Problem, ...]:
        """Name files that were left out, are gone, or changed since they were indexed.

        Args:
            results: only the files that these hits, citations or verdicts are about, each once.
                Without it, every file of the index itself is checked against its checksums, too.

        Raises:
            IndexDamaged: a file of the index is not what was written.
        """
        from painsci_search.ingest.files import indexed_files
        from painsci_search.ingest.staleness import compare, compare_places

        snapshot = self._store.snapshot
        with self._store.reporting_damage():
            if results is None:
                snapshot.check()
                return tuple(compare(indexed_files(snapshot)))
            return tuple(compare_places(snapshot, (hit.article for hit in results)))

    def whoosh(self) -> WhooshIndex:
        """Return the index as Whoosh knows one: its parsers, queries and searchers, for reading.

        Its fields are title, heading, path (the headings above), body, note, journal and author,
        each but author stemmed; spell_title and so on hold words as spelled; kind, article, key,
        year, pmid, doi, pmcid, painsci, has, lang and updated hold exact values. It stays as this
        index is now; Whoosh's own ``refresh`` takes the latest commit.

        >>> from whoosh.qparser import QueryParser
        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("demo", "Knees", (Section("sham", "Sham", "A sham surgery."),)))
        ...     found = index.whoosh()
        ...     query = QueryParser("body", found.schema).parse('"sham surgeries"')
        ...     with found.searcher() as searcher:
        ...         [hit["key"] for hit in searcher.search(query)]
        ['demo#sham']
        """
        from painsci_search.engine.as_whoosh import WhooshIndex

        return WhooshIndex(self._store.snapshot, rebuild_records)

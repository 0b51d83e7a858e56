"""The Index: made, changed, searched and read; all that a Python user calls."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, get_args

from painsci_search.documents import join_records, load_info, rebuild_records
from painsci_search.engine.storage.folder import DiskFolder, MemoryFolder
from painsci_search.engine.storage.store import Store
from painsci_search.model import (
    Article,
    ArticleInfo,
    Citations,
    Excerpt,
    Hit,
    Kind,
    News,
    Problem,
    QueryPart,
    Quote,
    QuotePack,
    References,
    Results,
    Sort,
    Stats,
    Suggestion,
    UpdateReport,
    Verdict,
    WorkSort,
)
from painsci_search.records import KINDS

if TYPE_CHECKING:
    from painsci_search.engine.as_whoosh import WhooshIndex
    from painsci_search.engine.filters import Filters
    from painsci_search.engine.top_k import Ranking
    from painsci_search.query.synonyms import Synonyms
    from painsci_search.search.answer import Request

Progress = Callable[[int, int, str], None]


class Index:
    """A searchable index of articles in a folder of its own.

    Use ``Index.create`` or ``Index.open``; an Index is a context manager.

    One index may be shared by many threads that read it; one of them at a time may change it.

    Whatever reads its files raises IndexDamaged where they are not what was written.

    >>> from painsci_search import Article, Index, Section
    >>> with Index.in_memory() as index:
    ...     text = "Placebo effects are real. Their size varies."
    ...     index.add(Article("demo", "Placebo", (Section("size", "Size", text),)))
    ...     [(hit.heading, hit.snippet.text) for hit in index.search("placebo size")]
    [('Size', 'Placebo effects are real. Their size varies.'), ('Placebo', '')]
    """

    def __init__(
        self, store: Store, base_url: str | None = None, synonyms: Path | None = None
    ) -> None:
        self._store = store
        self._base_url = base_url
        self._synonyms_file = synonyms

    @cached_property
    def _synonyms(self) -> Synonyms:
        from painsci_search.query.synonyms import load_synonyms

        return load_synonyms(self._synonyms_file)

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> Self:
        """Make an index, and its folder; open the one that is there already.

        Raises:
            PainSciSearchError: the folder cannot be written.
            IndexDamaged, IndexVersionError: an index is there that cannot be used.
        """
        return cls(Store.create(DiskFolder(Path(path))))

    @classmethod
    def in_memory(cls, *, base_url: str | None = None) -> Self:
        """Make an index that is on no disk and ends with the object: for tests, and for a moment.

        Args:
            base_url: as of ``open``.

        >>> from painsci_search import Article, Index, Section
        >>> index = Index.in_memory()
        >>> index.add(Article("demo", "Knees", (Section("sham", "Sham", "A sham surgery."),)))
        >>> index.search("surgery").total
        1
        """
        return cls(Store.create(MemoryFolder()), base_url)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        base_url: str | None = None,
        synonyms: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Open an index.

        Args:
            path: its folder.
            base_url: where the indexed folders are served; links of articles that were read from
                files and name no canonical address then begin with it instead of "file://".
            synonyms: a file of synonyms, added to those of the package and read with the first
                search; query/synonyms.txt in the package describes the format.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError: as their names say.
        """
        file = None if synonyms is None else Path(synonyms)
        return cls(Store.open(DiskFolder(Path(path))), base_url, file)

    @property
    def path(self) -> Path | None:
        """The index's folder; None for one in memory."""
        return self._store.folder.path

    @property
    def generation(self) -> str:
        """The name of the commit that the index answers from; another after every change."""
        return self._store.snapshot.generation

    @cached_property
    def variant(self) -> str:
        """The name of what answers depend on besides the commit.

        That is the base URL and the synonyms, with which the index was opened. Two indexes of the
        same generation and variant answer alike.

        Raises:
            PainSciSearchError: the file of synonyms cannot be read.
        """
        told = repr((self._base_url, self._synonyms.lines))
        return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def refresh(self) -> bool:
        """See what was committed since the index was opened; until then it answers as it was.

        Cheap where nothing was: a file of some hundred bytes is read. Searches under way in other
        threads end over the commit that they began with.

        Returns:
            Whether there was anything.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError: another index has taken its place that
                cannot be used; the index goes on to answer as it was.
        """
        before = self._store.snapshot
        return self._store.refresh() is not before

    def close(self) -> None:
        """Let go of the index's files; the next search opens them again."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        kind: Kind | None = None,
        articles: str | Sequence[str] = (),
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        cited_since: int | None = None,
        sort: Sort = "relevance",
        per_article: int = 0,
        exact: bool = False,
        explain: bool = False,
        facets: bool = False,
    ) -> Results:
        """Answer a query.

        Args:
            query: words, "phrases", AND OR NOT + -, fields, patterns, ranges, parentheses; see
                docs/query-language.md.
            limit: the most hits to return, 1 or more.
            offset: how many hits to pass over first.
            kind: only hits of that kind.
            articles: only of these articles; in an id "*" stands for any letters.
            author: only of articles by that author.
            since, until: only of articles that were last updated, or else published, between these
                dates ("2024", "2024-06", "2024-06-30"), both included.
            cited_since: only of articles that cite a work of that year or a later one.
            sort: "relevance"; "date", the latest articles first; "position", by article and the
                place in it.
            per_article: the most hits of one article; 0 for any number.
            exact: look for no synonyms and no other spellings.
            explain: tell of each hit which word in which field gave how much to its score.
            facets: count of what kinds, articles, authors and years all the matches are.

        Raises:
            QueryError: the query cannot be understood, or asks for too much; it says where.
            PainSciSearchError: the file of synonyms cannot be read.
            TypeError: an argument is of another type, such as a limit of 2.5.
            ValueError: limit, offset or per_article is out of range, or kind, sort or a date is
                none.
        """
        from painsci_search.engine.filters import Filters
        from painsci_search.engine.top_k import Ranking
        from painsci_search.search.answer import search

        page = Ranking(limit, offset, per_article, sort)
        narrowing = Filters(kind, _names_of(articles), author, since, until, cited_since)
        request = self._request(query, page, narrowing, exact=exact)
        return search(self._store.snapshot, request._replace(explain=explain, facets=facets))

    def iter_search(
        self,
        query: str,
        *,
        offset: int = 0,
        kind: Kind | None = None,
        articles: str | Sequence[str] = (),
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        cited_since: int | None = None,
        sort: Sort = "relevance",
        per_article: int = 0,
        exact: bool = False,
    ) -> Iterator[Hit]:
        """Yield all hits of a query in order, each made when it is asked for.

        They are those of one commit, whatever is written meanwhile.

        Args:
            query: as of ``search``, and so are the others.

        Raises:
            QueryError, PainSciSearchError, ValueError: as of ``search``, before the first hit.

        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "Knees", (Section("one", "One", "A sham operation."),)))
        ...     index.add(Article("b", "Backs", (Section("two", "Two", "Another sham."),)))
        ...     [hit.article.id for hit in index.iter_search("sham")]
        ['b', 'a']
        """
        from painsci_search.engine.filters import Filters
        from painsci_search.engine.top_k import Ranking
        from painsci_search.search.answer import iterate

        page = Ranking(1, offset, per_article, sort)
        narrowing = Filters(kind, _names_of(articles), author, since, until, cited_since)
        request = self._request(query, page, narrowing, exact=exact)
        return iterate(self._store.snapshot, request)

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Say what a query may become that is being typed.

        Args:
            text: the query so far.
            limit: the most suggestions, 1 or more.

        Returns:
            The query with its last word completed, in the ways that most passages have all of
            first; then, up to 3, articles that have what was typed in their titles.

        Raises:
            ValueError: limit is out of range.

        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "Sham Surgery", (Section("a", "A", "Placebos."),)))
        ...     [found.text for found in index.suggest("pla")]
        ...     [(found.text, found.article) for found in index.suggest("sham s")]
        ['placebos']
        [('sham surgery', None), ('Sham Surgery', 'a')]
        """
        from painsci_search.engine.top_k import check_count
        from painsci_search.search.autocomplete import complete

        if not isinstance(text, str):
            raise TypeError(f"text must be a string, not {text!r}")
        check_count("limit", limit, 1)
        with self._store.reporting_damage():
            return complete(text, self._store.snapshot, limit)

    def understand(self, query: str, *, exact: bool = False) -> QueryPart:
        """Tell how a query is understood, without searching.

        Args:
            exact: without synonyms and other spellings.

        Raises:
            QueryError: it cannot be understood; the error says where.
            PainSciSearchError: the file of synonyms cannot be read.
        """
        from painsci_search.query.describe import understood
        from painsci_search.search.answer import understand

        _check_query(query)
        return understood(understand(query, None if exact else self._synonyms))

    def like(
        self,
        article_id: str,
        anchor: str | None = None,
        *,
        limit: int = 10,
        offset: int = 0,
        kind: Kind | None = None,
        per_article: int = 0,
    ) -> Results | None:
        """Find the passages most like a section or note, or like an article as a whole.

        They are found by the words that tell most about it, which are the results' query.

        Returns:
            Results without the passage, or without the article's own passages; None where the
            index has no such article, section or note.

        Raises:
            ValueError: limit, offset or per_article is out of range, or kind is none.
        """
        from painsci_search.engine.filters import Filters
        from painsci_search.engine.top_k import Ranking
        from painsci_search.search.answer import Request, find_similar

        _check_id(article_id)
        page = Ranking(limit, offset, per_article).checked()
        request = Request("", page, Filters(kind).checked(), base_url=self._base_url)
        return find_similar(self._store.snapshot, article_id, anchor or "", request)

    def quotes(self, results: Results) -> QuotePack:
        """Give the passages of an answer as quotes, word for word, to be kept and verified."""
        from painsci_search.search.quotes import make_quotes

        with self._store.reporting_damage():
            return make_quotes(self._store.snapshot, results)

    def verify(self, quotes: Iterable[Quote]) -> tuple[Verdict, ...]:
        """Say of each quote whether it is unchanged, moved, changed or gone.

        Raises:
            TypeError: one of them is no Quote.
        """
        from painsci_search.search.verdicts import Verifier

        quotes = tuple(quotes)
        for quote in quotes:
            if not isinstance(quote, Quote):
                raise TypeError(f"a quote must be a Quote, not {quote!r}")
        with self._store.reporting_damage():
            verifier = Verifier(self._store.snapshot, self._base_url)
            return tuple([verifier.verify(quote) for quote in quotes])

    def bibliography(
        self,
        query: str,
        *,
        limit: int | None = None,
        offset: int = 0,
        kind: Kind | None = None,
        articles: str | Sequence[str] = (),
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        cited_since: int | None = None,
        sort: Sort | WorkSort = "relevance",
        exact: bool = False,
    ) -> References:
        """Find the works that are cited by the passages that have all of what a query asks for.

        Args:
            query: as of ``search``, and so are the others, but for the limit:
            limit: the most works to return; None for all.
            offset: how many works to pass over first.
            sort: by the passages that cite the works, as of ``search``; or by the works, as of
                ``references``.

        Returns:
            The works, each once, in the order in which the passages cite them if they are not
            sorted otherwise. A section brings the notes that its text cites, and a note its own
            works.

        Raises:
            QueryError, PainSciSearchError, ValueError: as of ``search``.
        """
        from painsci_search.bibliography.of_query import find_works_behind
        from painsci_search.engine.filters import Filters
        from painsci_search.engine.top_k import Ranking

        order: Sort = "relevance"
        by_work: WorkSort | None = None
        match sort:
            case "cited" | "year" | "author" | "title":
                by_work = sort
            case _:
                order = sort
        page = Ranking(1 if limit is None else limit, offset, 0, order)
        narrowing = Filters(kind, _names_of(articles), author, since, until, cited_since)
        request = self._request(query, page, narrowing, exact=exact)
        return find_works_behind(self._store.snapshot, request, limit, by_work)

    def references(
        self,
        query: str = "",
        *,
        sort: WorkSort = "cited",
        limit: int | None = None,
        offset: int = 0,
        cited_with: str | None = None,
    ) -> References:
        """Find works that the articles cite, each merged from all of its citations.

        Args:
            query: words of titles, authors and journals, all of which must match, and year:
                title: author: journal: pmid: pmcid: doi: painsci: article:, as in ``search``; ""
                for all works.
            sort: "cited", by the most notes first; "year", latest first; "author"; "title".
            limit: the most works to return; None for all.
            offset: how many works to pass over first.
            cited_with: names a work, as for ``cites``: only works that an article cites together
                with it; with sort "cited", those that most articles do come first.

        Raises:
            QueryError: the query cannot be understood; ``cited_with`` names no single work.
            ValueError: limit, offset or sort is out of range.

        >>> from painsci_search import Article, Index, Note, Reference
        >>> work = Reference("Doe J. Knees. 2018.", ("Doe J",), "Knees", year=2018, pmid="7")
        >>> with Index.in_memory() as index:
        ...     index.add(Article("demo", "Demo", notes=(Note("1", "n1", work.raw, (work,)),)))
        ...     [(found.key, found.articles) for found in index.references("doe 2018")]
        ...     [(found.article.id, found.label) for found in index.cites("PMID 7")]
        [('Doe2018knees', ('demo',))]
        [('demo', '1')]
        """
        from painsci_search.bibliography.graph import Wanted, find_references
        from painsci_search.engine.top_k import check_count

        for name, text in (("query", query), ("cited_with", cited_with or "")):
            if not isinstance(text, str):
                raise TypeError(f"{name} must be a string, not {text!r}")
        check_count("limit", 1 if limit is None else limit, 1)
        check_count("offset", offset, 0)
        if sort not in get_args(WorkSort):
            raise ValueError(f"sort must be one of {', '.join(get_args(WorkSort))}, not {sort!r}")
        wanted = Wanted(query, sort, limit, offset, cited_with)
        with self._store.reporting_damage():
            return find_references(self._store.snapshot, wanted)

    def cites(self, identifier: str) -> Citations:
        """Find where a work is cited, and for what.

        Args:
            identifier: a PubMed id, PMCID, DOI or PainSci id, with or without its name or as an
                address; a citation key; or words that only one work has. A number that may be
                both is a PubMed id rather than a PainSci id.

        Raises:
            QueryError: it is taken for words, and they cannot be understood.
        """
        from painsci_search.bibliography.graph import find_citations

        if not isinstance(identifier, str):
            raise TypeError(f"an identifier must be a string, not {identifier!r}")
        with self._store.reporting_damage():
            return find_citations(self._store.snapshot, identifier, self._base_url)

    def get(self, article_id: str) -> Article | None:
        """Return an article as it was indexed, or None."""
        _check_id(article_id)
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

        _check_id(article_id)
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
        from painsci_search.search.news import news_since

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

    def update(
        self,
        paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        *,
        progress: Progress | None = None,
        workers: int = 1,
    ) -> UpdateReport:
        """Make the index hold what the given files and folders hold.

        Only files whose content changed are read. Files that came from one of the folders and
        are gone are dropped. A file that cannot be read is a problem in the report.

        Args:
            paths: files, or folders that are searched for .html, .htm, .xhtml and .txt.
            progress: called with (files done, files in all, source) after each file.
            workers: how many processes may read files; with more than one, a script must guard
                its own start with ``if __name__ == "__main__"``.

        Raises:
            ReadError: a path does not exist and never did; nothing is changed.
            IndexLocked: another process is writing; nothing is changed.
        """
        from painsci_search.ingest.update import update

        if isinstance(paths, str | os.PathLike):
            paths = [paths]
        return update(self._store, [Path(path) for path in paths], progress, workers)

    def add(self, articles: Article | Iterable[Article]) -> None:
        """Index articles made by the caller; an article of the same id is replaced.

        Raises:
            TypeError, ValueError: an article cannot be right, such as one without an id; nothing
                is changed.
            IndexLocked: another process is writing; nothing is changed.
        """
        from painsci_search.ingest.changes import add_articles

        add_articles(self._store, (articles,) if isinstance(articles, Article) else articles)

    def remove(self, ids: str | Iterable[str]) -> int:
        """Drop articles; return how many there were.

        Raises:
            IndexLocked: another process is writing; nothing is changed.
        """
        names = dict.fromkeys((ids,) if isinstance(ids, str) else ids)
        for name in names:
            _check_id(name)
        from painsci_search.ingest.changes import remove_articles

        return remove_articles(self._store, names)

    def _request(self, query: str, page: Ranking, narrowing: Filters, *, exact: bool) -> Request:
        """Make what is asked of the engine, if it can be asked.

        Raises:
            TypeError: the query is no string, or a number of the page is not a whole one.
            ValueError: there can be no such page or narrowing.
            PainSciSearchError: the file of synonyms cannot be read.
        """
        from painsci_search.search.answer import Request

        _check_query(query)
        narrowing, page = narrowing.checked(), page.checked()
        synonyms = None if exact else self._synonyms
        return Request(query, page, narrowing, synonyms, base_url=self._base_url)


def _names_of(articles: str | Sequence[str]) -> tuple[str, ...]:
    """Take one id, or several."""
    return (articles,) if isinstance(articles, str) else tuple(articles)


def _check_query(query: str) -> None:
    """Refuse what cannot be a query.

    Raises:
        TypeError: it is no string.
    """
    if not isinstance(query, str):
        raise TypeError(f"a query must be a string, not {query!r}")


def _check_id(article_id: str) -> None:
    """Refuse what cannot be an id.

    Raises:
        TypeError: it is no string.
    """
    if not isinstance(article_id, str):
        raise TypeError(f"an id must be a string, not {article_id!r}")

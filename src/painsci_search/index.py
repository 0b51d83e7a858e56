"""The class `Index`: creates, changes, searches and reads an index; the face for Python users."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, get_args

from painsci_search.arguments import (
    check_choice,
    check_flag,
    check_items,
    check_number,
    check_path,
    check_results,
    check_seconds,
    check_text,
    parts_of_articles,
    paths_of,
    text_of_date,
    texts_of,
    year_of,
)
from painsci_search.documents import rebuild_records
from painsci_search.engine.storage.folder import MemoryFolder
from painsci_search.engine.storage.store import Store
from painsci_search.errors import IndexClosed, PainSciSearchError, QueryError
from painsci_search.model import Article, ArticleInfo, Hit, Kind, Problem, Results, Sort, WorkSort
from painsci_search.opening import (
    absolute_address,
    create_engine,
    open_engine,
    remains_at,
)
from painsci_search.options import (
    IndexKeywords,
    IndexOptions,
    SearchKeywords,
    SearchOptions,
    WorkKeywords,
    checked_options,
    index_options,
    search_options,
)

if TYPE_CHECKING:
    from painsci_search.arguments import HasArticle
    from painsci_search.bibliography.notices import Notices
    from painsci_search.engine.as_whoosh import WhooshIndex
    from painsci_search.engine.seam import AnySnapshot, Engine
    from painsci_search.ingest.changes import Changes
    from painsci_search.model import (
        Citation,
        Citations,
        EmbedReport,
        Evidence,
        Excerpt,
        ListedArticle,
        News,
        QueryPart,
        Quote,
        QuotePack,
        References,
        Stats,
        Suggestion,
        UpdateReport,
        Verdict,
        Work,
    )
    from painsci_search.query.synonyms import Synonyms
    from painsci_search.search.answer import Request
    from painsci_search.search.links import LinkedPart
    from painsci_search.semantic.model import Encoder

Progress = Callable[[int, int, str], None]
_Value = TypeVar("_Value")
# More than an index can have; a higher number of hits is no number of the machine's own.
_MOST_HITS = 1 << 60


class Index:
    """A searchable index of articles in a folder of its own.

    `Index(path)` opens an index that exists, and fails at once where there is none;
    `Index.create` makes one. An Index is a context manager. Many threads may read one index at a
    time; one of them at a time may change it. An Index of a folder or a cluster can be pickled: it
    is opened anew where it is unpickled.

    Every method that reads the index's files raises IndexDamaged where a file is not as it was
    written, and every method of an index that was closed raises IndexClosed.

    >>> from painsci_search import Article, Index, Section
    >>> with Index.in_memory() as index:
    ...     text = "Placebo effects are real. Their size varies."
    ...     index.add(Article("demo", "Placebo", (Section("size", "Size", text),)))
    ...     [(hit.heading, hit.snippet.text) for hit in index.search("placebo size")]
    [('Size', 'Placebo effects are real. Their size varies.'), ('Placebo', '')]
    """

    _engine: Engine
    _is_closed: bool
    _address: str | None
    _options: IndexOptions
    _loaded_notices: tuple[str, Notices] | None
    _batch: tuple[int, Changes] | None  # and the thread that opened it

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        base_url: str | None = None,
        synonyms: str | os.PathLike[str] | None = None,
        notices: str | os.PathLike[str] | None = None,
        model: str | os.PathLike[str] | None = None,
    ) -> None:
        """Open an index.

        Args:
            path: its folder; or its address on an OpenSearch cluster,
                "opensearch://HOST:PORT/NAME", see docs/cluster.md.
            base_url: the URL at which the indexed folders are served; it replaces "file://" in
                links to articles that were read from files and have no canonical URL.
            synonyms: a file of synonyms, added to those of the package and read with the first
                search; query/synonyms.txt in the package describes the format.
            notices: a file of notices about works, such as retractions, read with the first
                answer that has works; docs/evidence.md describes the format.
            model: the folder of a model of sentences, read with the first search by meaning; None
                for that of an installed package, see docs/semantic.md.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError, IndexUnavailable: see each error.
            PainSciSearchError: the file of synonyms or notices, or the model's folder, is missing.
            TypeError: an argument is of another type.
        """
        check_path("path", path)
        options = IndexOptions(base_url=base_url, synonyms=synonyms, notices=notices, model=model)
        self._start(open_engine(path), absolute_address(path), options)

    def _start(self, store: Engine, address: str | None, options: IndexOptions) -> None:
        self._engine = store
        self._is_closed = False
        self._address = address
        self._options = options
        self._loaded_notices = None
        self._batch = None

    @classmethod
    def _over(cls, store: Engine, address: str | None, options: IndexOptions) -> Self:
        """Return an index over an engine that is open already."""
        index = cls.__new__(cls)
        index._start(store, address, options)  # noqa: SLF001  an Index, too
        return index

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Pickle the address and the options, so that the index is opened anew.

        Raises:
            TypeError: the index is in memory.
        """
        if self._address is None:
            raise TypeError("an index in memory cannot be pickled: create it in a folder")
        return _reopen, (type(self), self._address, self._options)

    def __repr__(self) -> str:
        where = "in memory" if self._address is None else repr(self._address)
        closed = " (closed)" if self._is_closed else ""
        return f"<{type(self).__name__} {where}{closed}>"

    @property
    def _store(self) -> Engine:
        """The engine.

        Raises:
            IndexClosed: the index is closed.
        """
        if self._is_closed:
            if self._address is None:
                raise IndexClosed("this index in memory is closed: create another")
            raise IndexClosed(f"the index {self._address} is closed: open it with Index.open")
        return self._engine

    @cached_property
    def _synonyms(self) -> Synonyms:
        from painsci_search.query.synonyms import load_synonyms

        return load_synonyms(self._options.synonyms)

    @cached_property
    def _encoder(self) -> Encoder:
        from painsci_search.semantic.embedding import local_store
        from painsci_search.semantic.model import load_model

        local_store(self._store)  # before a model is asked for, which would not help
        return load_model(self._options.model)

    @classmethod
    def create(cls, path: str | os.PathLike[str], **options: Unpack[IndexKeywords]) -> Self:
        """Create an index and its folder; open the index that exists there already.

        Args:
            path: a folder; or an address on an OpenSearch cluster, as of `Index`. At its end,
                "?shards=3&replicas=1" sets the number of shards, and of copies besides the first.
            options: `base_url`, `synonyms`, `notices` and `model`, as of `Index`.

        Raises:
            PainSciSearchError: the folder cannot be written; or a file or folder of an option is
                missing.
            IndexDamaged, IndexVersionError: an unusable index exists there.
            TypeError: an option is unknown or of another type.
        """
        check_path("path", path)
        checked = index_options(options)
        return cls._over(create_engine(path), absolute_address(path), checked)

    @classmethod
    def in_memory(cls, **options: Unpack[IndexKeywords]) -> Self:
        """Create an index in memory that ends with the object, for tests and short uses.

        Args:
            options: `base_url`, `synonyms`, `notices` and `model`, as of `Index`.

        Raises:
            PainSciSearchError: a file or folder of an option is missing.

        >>> from painsci_search import Article, Index, Section
        >>> index = Index.in_memory()
        >>> index.add(Article("demo", "Knees", (Section("sham", "Sham", "A sham surgery."),)))
        >>> index.search("surgery").total
        1
        """
        return cls._over(Store.create(MemoryFolder()), None, index_options(options))

    @classmethod
    def open(cls, path: str | os.PathLike[str], **options: Unpack[IndexKeywords]) -> Self:
        """Open an index: the same as `Index(path)`.

        Args:
            path: see `Index`.
            options: `base_url`, `synonyms`, `notices` and `model`, as of `Index`.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError, IndexUnavailable: see each error.
            PainSciSearchError: a file or folder of an option is missing.
            TypeError: an option is unknown or of another type.
        """
        index_options(options)  # names what is unknown
        return cls(path, **options)

    @property
    def path(self) -> Path | None:
        """The index's folder; None for one in memory."""
        return self._engine.path

    @property
    def generation(self) -> str:
        """The name of the commit that searches read; each commit has another name."""
        return self._store.snapshot.generation

    @property
    def is_empty(self) -> bool:
        """True while the index has no articles; none is read to find that out."""
        return not self._store.snapshot.manifest.segments

    @cached_property
    def variant(self) -> str:
        """The name of the settings that answers depend on, such as the synonyms and notices.

        Two indexes of the same generation and variant give the same answers.

        Raises:
            PainSciSearchError: the file of synonyms or of notices cannot be read.
        """
        settings = repr((self._options.base_url, self._synonyms.lines))
        if self._options.notices is not None:
            from painsci_search.bibliography.notices import digest_of

            settings += digest_of(self._options.notices)
        return hashlib.blake2b(settings.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def refresh(self) -> bool:
        """Switch to the latest commit; without it, an open index keeps reading the same commit.

        This is cheap where nothing was committed: it reads a file of some hundred bytes. Searches
        that are running in other threads finish with the commit that they began with.

        Returns:
            Whether there was a newer commit.

        Raises:
            IndexMissing, IndexDamaged, IndexVersionError, IndexUnavailable: the newer commit cannot
                be used; the index keeps reading the older one.
        """
        before = self._store.snapshot
        return self._store.refresh() is not before

    def close(self) -> None:
        """Close the index; its files are closed when no hit refers to them any more.

        Any later use but `path` and `variant` raises IndexClosed; a closed index can be closed
        again. An iteration of hits that has begun can be finished.
        """
        self._is_closed = True
        self._engine.close()

    def __enter__(self) -> Self:
        _ = self._store  # is open
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
        since: int | str | date | None = None,
        until: int | str | date | None = None,
        cited_since: int | date | None = None,
        sort: Sort = "relevance",
        per_article: int = 0,
        exact: bool = False,
        lenient: bool = False,
        explain: bool = False,
        facets: bool = False,
        semantic: bool = False,
    ) -> Results:
        """Answer a query.

        Args:
            query: words, "phrases", AND OR NOT + -, fields, patterns, ranges, parentheses; see
                docs/query-language.md.
            limit: the maximum number of hits, 1 or more.
            offset: the number of hits to skip first.
            kind: only hits of this kind.
            articles: only hits in these articles; "*" in an id matches any letters.
            author: only hits in articles by this author.
            since, until: only hits in articles last updated, or else published, between these
                dates ("2024", "2024-06", "2024-06-30", the year 2024 or a `datetime.date`), both
                included.
            cited_since: only hits in articles that cite a work of this year or later.
            sort: "relevance"; "date", the latest articles first; "position", by article and the
                place in it.
            per_article: the maximum number of hits in one article; 0 for any number.
            exact: search without synonyms and other spellings.
            lenient: answer any text, such as one that was pasted: what is no valid query is read
                as words, an open quote is closed; `Results.read_as` is the query made of it.
            explain: add to each hit what each word in each field contributed to its score.
            facets: count all matches by kind, article, author, year, language, tag and metadata.
            semantic: search by meaning, too: rank by words and vectors together, and find passages
                that say the same in other words. The index needs vectors, see `embed`.

        Raises:
            QueryError: the query has a syntax error or is too expensive; the error has its
                position.
            SemanticUnavailable: with `semantic`, there is no model, or the index has no vectors.
            PainSciSearchError: the file of synonyms cannot be read.
            TypeError: an argument is of another type, such as a limit of 2.5.
            ValueError: `limit`, `offset` or `per_article` is out of range; a date is invalid;
                `kind` or `sort` is unknown.
        """
        from painsci_search.search.answer import search

        options = checked_options(
            limit=limit,
            offset=offset,
            kind=kind,
            articles=articles,
            author=author,
            since=since,
            until=until,
            cited_since=cited_since,
            sort=sort,
            per_article=per_article,
            exact=exact,
            lenient=lenient,
            explain=explain,
            facets=facets,
            semantic=semantic,
        )
        return self._noted(search(self._store.snapshot, self._request(query, options)))

    def iter_search(self, query: str, **options: Unpack[SearchKeywords]) -> Iterator[Hit]:
        """Yield all hits of a query in order, each made when it is read.

        The hits are those of one commit, even while others write.

        Args:
            query: see `search`.
            options: those of `search`; `limit` is ignored.

        Raises:
            QueryError, PainSciSearchError, TypeError, ValueError: see `search`; before the first
                hit.

        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "Knees", (Section("one", "One", "A sham operation."),)))
        ...     index.add(Article("b", "Backs", (Section("two", "Two", "Another sham."),)))
        ...     [hit.article.id for hit in index.iter_search("sham")]
        ['b', 'a']
        """
        from painsci_search.search.answer import iterate

        hits = iterate(self._store.snapshot, self._request(query, search_options(options)))
        return hits if self._options.notices is None else map(self._noted, hits)

    def search_many(
        self, queries: Iterable[str], **options: Unpack[SearchKeywords]
    ) -> tuple[Results, ...]:
        """Answer several queries from one commit, with the same options.

        Args:
            queries: see `search`; results are in this order.
            options: those of `search`.

        Raises:
            QueryError, PainSciSearchError, TypeError, ValueError: see `search`; the error of a
                query has it as `query`.

        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "Knees", (Section("one", "One", "A sham operation."),)))
        ...     [found.total for found in index.search_many(["sham", "operation knee", "back"])]
        [1, 2, 0]
        """
        from painsci_search.search.answer import search

        checked, snapshot = search_options(options), self._store.snapshot
        requests = [self._request(query, checked) for query in texts_of("queries", queries)]
        found = []
        for number, request in enumerate(requests, 1):
            try:
                found.append(self._noted(search(snapshot, request)))
            except QueryError as error:
                message = f"query {number} ({error.query!r}): {error}"
                raise QueryError(message, error.query, error.position) from error
        return tuple(found)

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete a query that is being typed.

        Args:
            text: the query so far.
            limit: the maximum number of suggestions, 1 or more.

        Returns:
            The query with its last word completed, the completions first that find most passages
            with all words; then at most 3 articles whose titles contain the words.

        Raises:
            ValueError: `limit` is out of range.

        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "Sham Surgery", (Section("a", "A", "Placebos."),)))
        ...     [found.text for found in index.suggest("pla")]
        ...     [(found.text, found.article) for found in index.suggest("sham s")]
        ['placebos']
        [('sham surgery', None), ('Sham Surgery', 'a')]
        """
        from painsci_search.search.autocomplete import complete

        check_text("text", text)
        check_number("limit", limit, 1)
        with self._store.reporting_damage():
            return complete(text, self._store.snapshot, limit)

    def understand(self, query: str, *, exact: bool = False, lenient: bool = False) -> QueryPart:
        """Parse a query and describe the result, without searching.

        Args:
            exact: without synonyms and other spellings.
            lenient: read what is no valid query as words, as `search` does.

        Raises:
            QueryError: the query has a syntax error, unless `lenient`; the error has its position.
            PainSciSearchError: the file of synonyms cannot be read.
        """
        from painsci_search.query.describe import describe
        from painsci_search.query.expand import read

        check_text("a query", query)
        check_flag("exact", exact)
        check_flag("lenient", lenient)
        tree, _ = read(query, None if exact else self._synonyms, lenient=lenient)
        return describe(tree)

    def like(
        self, article_id: str, anchor: str | None = None, **options: Unpack[SearchKeywords]
    ) -> Results | None:
        """Find the passages most similar to a section or note, or to an article as a whole.

        Args:
            article_id: see `ArticleInfo.id`.
            anchor: of the section or note; None for the article.
            options: those of `search`; with `semantic`, passages are ranked by these words and by
                the vectors of the passage or article.

        Returns:
            Results whose query is the most characteristic words; without the passage itself, or
            without the article's own passages. None where the index has no such article, section
            or note.

        Raises:
            SemanticUnavailable, TypeError, ValueError: see `search`.
        """
        from painsci_search.search.similar import find_similar

        check_text("an id", article_id)
        check_text("anchor", anchor or "")
        options["exact"] = True  # its words are the passage's own
        request = self._request("", search_options(options))
        return self._noted(find_similar(self._store.snapshot, article_id, anchor or "", request))

    def quotes(self, results: Results) -> QuotePack:
        """Return the passages of results word for word, to be stored and verified later.

        Raises:
            TypeError: `results` are no Results.
        """
        from painsci_search.search.quotes import make_quotes

        check_results(results)
        with self._store.reporting_damage():
            return make_quotes(self._store.snapshot, results)

    def evidence(self, results: Results, *, year: int | None = None) -> Evidence:
        """Return the works that the claims of results cite: the newest, and the strongest kind.

        The kind of a work is what its title names, and the order of kinds is not a judgement of a
        work; see docs/evidence.md. Works that the file of notices lists as retracted are apart.

        Args:
            results: of this index.
            year: the year with which the ages of the works are compared; None for this year.

        Raises:
            TypeError: `results` are no Results.

        >>> from painsci_search import Article, Index, Note, NoteRef, Reference, Section
        >>> work = Reference("", ("Doe J",), "Hums: a randomised trial", year=2018, pmid="7")
        >>> text = "Humming helps."
        >>> section = Section("s", "Hums", text, note_refs=(NoteRef("1", len(text), "n1"),))
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "A", (section,), (Note("1", "n1", "Doe 2018", (work,)),)))
        ...     found = index.evidence(index.search("humming"))
        ...     [(each.claim.text, each.state, each.strongest) for each in found.claims]
        [('Humming helps.', 'works', 'Doe2018hums')]
        """
        from datetime import UTC, datetime

        from painsci_search.bibliography.evidence import evidence_of

        check_results(results)
        check_number("year", 0 if year is None else year, 0)
        compared = datetime.now(UTC).year if year is None else year
        with self._store.reporting_damage():
            snapshot, notices = self._store.snapshot, self._notices()
            return evidence_of(snapshot, results.hits, compared, notices)

    def verify(self, quotes: Iterable[Quote]) -> tuple[Verdict, ...]:
        """Compare quotes with the index: each is unchanged, moved, changed or gone.

        A verdict is stale if the file of its article, or of the article that has its text,
        changed since it was indexed, or cannot be opened: it confirms nothing.

        Raises:
            TypeError: one of them is no Quote.
        """
        from painsci_search.ingest.staleness import mark_stale
        from painsci_search.model import Quote
        from painsci_search.search.verification import Verifier

        quotes = check_items("quotes", quotes, (Quote,))
        with self._store.reporting_damage():
            verifier = Verifier(self._store.snapshot, self._options.base_url)
            return mark_stale(self._store.snapshot, verifier.verify(quotes))

    def bibliography(
        self,
        query: str,
        *,
        limit: int | None = None,
        sort: Sort | WorkSort = "relevance",
        study: str | None = None,
        **options: Unpack[WorkKeywords],
    ) -> References:
        """Find the works cited by the passages that match all of a query.

        Args:
            query: see `search`.
            limit: the maximum number of works; None for all.
            sort: the order of the passages that cite the works, see `search`; or that of the
                works, see `references`.
            study: only works whose title names this kind of study, or one of a group, such as
                "review"; the `kind` of `references`.
            options: `offset` (works to skip first), the filters, `exact` and `lenient` of
                `search`.

        Returns:
            The works, each once, by default in the order in which the passages cite them. A
            section contributes the notes that its text cites, and a note its own works.

        Raises:
            QueryError, PainSciSearchError, TypeError, ValueError: see `search`.
        """
        from painsci_search.bibliography.find import find_works_of_query
        from painsci_search.bibliography.kind_names import kinds_named

        check_text("study", "" if study is None else study)
        kinds = None if study is None else kinds_named(study)
        by_work = next((order for order in get_args(WorkSort) if order == sort), None)
        order: Any = "relevance" if by_work else sort
        options_of_search: Any = {"limit": 1 if limit is None else limit, "sort": order, **options}
        request = self._request(query, search_options(options_of_search))
        return self._noted(
            find_works_of_query(self._store.snapshot, request, limit, by_work, kinds)
        )

    def references(
        self,
        query: str = "",
        *,
        sort: WorkSort = "cited",
        limit: int | None = None,
        offset: int = 0,
        cited_with: str | None = None,
        kind: str | None = None,
        since: int | date | None = None,
    ) -> References:
        """Find works that the articles cite, each merged from all of its citations.

        Args:
            query: words of titles, authors and journals, all of which must match, and the fields
                year: title: author: journal: pmid: pmcid: doi: painsci: article:, see `search`;
                "" for all works.
            sort: "cited", cited by most notes first; "year", latest first; "author"; "title".
            limit: the maximum number of works; None for all.
            offset: the number of works to skip first.
            cited_with: a work, named as in `cites`: only works that an article cites together
                with it; with sort "cited", those cited together by most articles first.
            kind: only works whose title names this kind of study, such as "randomised-trial", or
                one of a group: "review", "trial", "observational", "preclinical".
            since: only works of this year, or that of this date, or later.

        Raises:
            QueryError: the query has a syntax error; `cited_with` names no single work.
            ValueError: `limit`, `offset` or `sort` is out of range; `kind` is unknown.

        >>> from painsci_search import Article, Index, Note, Reference
        >>> work = Reference("Doe J. Knees. 2018.", ("Doe J",), "Knees", year=2018, pmid="7")
        >>> with Index.in_memory() as index:
        ...     index.add(Article("demo", "Demo", notes=(Note("1", "n1", work.raw, (work,)),)))
        ...     [(found.key, found.articles) for found in index.references("doe 2018")]
        ...     [(found.article.id, found.label) for found in index.cites("PMID 7")]
        [('Doe2018knees', ('demo',))]
        [('demo', '1')]
        """
        from painsci_search.bibliography.find import WorksRequest, find_references
        from painsci_search.bibliography.kind_names import kinds_named

        check_text("query", query)
        check_text("cited_with", cited_with or "")
        check_number("limit", 1 if limit is None else limit, 1)
        check_number("offset", offset, 0)
        check_choice("sort", sort, get_args(WorkSort))
        check_text("kind", "" if kind is None else kind)
        year = year_of(since)
        check_number("since", 0 if year is None else year, 0)
        kinds = None if kind is None else kinds_named(kind)
        request = WorksRequest(query, sort, limit, offset, cited_with, kinds, year)
        with self._store.reporting_damage():
            return self._noted(find_references(self._store.snapshot, request))

    def cites(self, identifier: str) -> Citations:
        """Find where a work is cited, and for what.

        Args:
            identifier: a PubMed id, PMCID, DOI or PainSci id, with or without its label or as a
                URL; a citation key; or words that match only one work. A number that can be both
                is a PubMed id rather than a PainSci id.

        Raises:
            QueryError: the words have a syntax error.
        """
        from painsci_search.bibliography.find import find_citations

        if not isinstance(identifier, str):
            raise TypeError(f"an identifier must be a string, not {identifier!r}")
        with self._store.reporting_damage():
            return self._noted(
                find_citations(self._store.snapshot, identifier, self._options.base_url)
            )

    def citations_by_work(self) -> dict[str, tuple[Citation, ...]]:
        """Return the citations of every work by its key, as `cites` returns them.

        For exports, not for programs in general.

        :meta private:
        """
        from painsci_search.bibliography.graph import graph_of

        with self._store.reporting_damage():
            found = graph_of(self._store.snapshot).citations_by_work(self._options.base_url)
        return {key: self._noted(citations) for key, citations in found.items()}

    def cited_work(self, article_id: str, anchor: str, number: int = 0) -> Work | None:
        """Return the work that a note cites; None if there is none.

        Args:
            article_id: id of the article.
            anchor: anchor of the note.
            number: of the citation in `Note.references`, from 0.
        """
        from painsci_search.bibliography.graph import graph_of

        check_number("number", number, 0)
        with self._store.reporting_damage():
            return graph_of(self._store.snapshot).of_note(article_id, anchor, number)

    def get(self, article_id: str) -> Article | None:
        """Return the article with an id, in any case, or a former id; None if there is none."""
        from painsci_search.search.articles import load_article

        check_text("an id", article_id)
        with self._store.reporting_damage():
            snapshot = self._store.snapshot.of([article_id])
            return self._noted(load_article(snapshot, article_id))

    def read(self, article_id: str, anchor: str | None = None) -> Excerpt | None:
        """Read an article, or a section or note of it, with its evidence.

        Args:
            article_id: see `ArticleInfo.id`.
            anchor: see `Hit.anchor`: of a section, which comes with its subsections, or of a note;
                None for the whole article.

        Returns:
            None where the index has no such article, section or note.
        """
        from painsci_search.search.excerpts import read_excerpt

        check_text("an id", article_id)
        check_text("anchor", anchor or "")
        with self._store.reporting_damage():
            snapshot = self._store.snapshot.of([article_id])
            found = read_excerpt(snapshot, article_id, anchor, self._options.base_url)
            return self._noted(found)

    def iter_linked_articles(self) -> Iterator[tuple[Article, Excerpt, tuple[LinkedPart, ...]]]:
        """Yield what `iter_articles` does, with what links to sections and notes are made of.

        For exports, not for programs in general.

        :meta private:
        """
        from painsci_search.search.articles import read_all

        with self._store.reporting_damage():
            for article, excerpt, parts in read_all(self._store.snapshot, self._options.base_url):
                yield self._noted(article), self._noted(excerpt), parts

    def iter_articles(self) -> Iterator[tuple[Article, Excerpt]]:
        """Yield all articles by id, each as `get` and as `read` return it.

        The articles are read one after the other; those of an index on a cluster come in pages.

        >>> from painsci_search import Article, Index
        >>> with Index.in_memory() as index:
        ...     index.add(Article("demo", "Knees", url="https://example.org/knees"))
        ...     [(article.title, excerpt.link) for article, excerpt in index.iter_articles()]
        ...     index.links()
        [('Knees', 'https://example.org/knees')]
        {'demo': 'https://example.org/knees'}
        """
        for article, excerpt, _ in self.iter_linked_articles():
            yield article, excerpt

    def links(self) -> dict[str, str]:
        """Return for each article, by id, the URL that links to it lead to; "" for none."""
        from painsci_search.search.articles import list_links

        with self._store.reporting_damage():
            return list_links(self._store.snapshot.heads(), self._options.base_url)

    def articles(self) -> tuple[ArticleInfo, ...]:
        """List the articles by id."""
        from painsci_search.search.articles import list_articles

        with self._store.reporting_damage():
            return list_articles(self._store.snapshot.heads())

    def contents(
        self, query: str = "", **options: Unpack[SearchKeywords]
    ) -> tuple[ListedArticle, ...]:
        """List the articles by id, each with the number of its passages.

        Args:
            query: only articles with a passage that matches all of it, such as "sham tag:knee";
                "" for all.
            options: the filters of `search`.

        Raises:
            QueryError, PainSciSearchError, TypeError, ValueError: see `search`.

        >>> from painsci_search import Article, Index, Section
        >>> with Index.in_memory() as index:
        ...     index.add(Article("a", "Knees", (Section("one", "One", "A sham operation."),)))
        ...     [(listed.article.title, listed.passages) for listed in index.contents("sham")]
        [('Knees', 2)]
        """
        from painsci_search.search.articles import articles_matching, list_contents

        check_text("a query", query)
        checked = search_options(options)
        with self._store.reporting_damage():
            snapshot = self._store.snapshot
            listed = list_contents(snapshot)
            if not query and not options:
                return listed
            request = self._request(query or "kind:article", checked)
            found = articles_matching(snapshot, request)
        return tuple([each for each in listed if each.article.id in found])

    def news(self, since: int | str | date) -> tuple[News, ...]:
        """List articles published or updated since a date, with the entries of their change logs.

        Args:
            since: "2024", "2024-06", "2024-06-30", the year 2024 or a `datetime.date`.

        Returns:
            The latest first. Dates are compared in the precision that both have.

        Raises:
            ValueError: `since` is no date.
        """
        from painsci_search.search.news import news_since

        first = text_of_date("since", since)
        if first is None:
            raise TypeError("since must be a date, not None")
        with self._store.reporting_damage():
            return news_since(self._store.snapshot.heads(), first, self._options.base_url)

    def stats(self) -> Stats:
        """Count articles, sections, notes, references and words; reads every note."""
        from painsci_search.ingest.staleness import find_outdated
        from painsci_search.search.statistics import count

        snapshot = self._store.snapshot
        with self._store.reporting_damage():
            return replace(count(snapshot), outdated=find_outdated(snapshot))

    def check(self, results: Iterable[HasArticle] | None = None) -> tuple[Problem, ...]:
        """List files that were skipped, are gone, or changed since they were indexed.

        If an older version of this package made the index, that is the first problem. In an index
        with vectors, passages without one are a problem. With a file
        of notices, notes that cite retracted or superseded works, or works of concern, are the
        last.

        Args:
            results: only the files of the articles of these: results, citations, verdicts or
                others that have an article, each once. Without it, every file of the index itself
                is also checked against its checksums.

        Raises:
            IndexDamaged: a file of the index is not as it was written.
            PainSciSearchError: the file of notices cannot be read.
            TypeError: `results` are of another type.
        """
        from painsci_search.ingest.staleness import check_articles, check_files

        if results is not None:
            results = parts_of_articles(results)
        snapshot = self._store.snapshot
        with self._store.reporting_damage():
            if results is None:
                snapshot.check()
                problems = check_files(snapshot) + _vector_problems(snapshot)
                return problems + self._noted_problems(snapshot)
            return check_articles(snapshot, (hit.article for hit in results))

    def stale(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return which of some articles have a file that changed, is gone or cannot be opened.

        Only the files of these articles are looked at, and one is read again only if its size or
        its times differ. An article that has no file is not stale, nor is one of a cluster, nor one
        of an index that was copied to where its indexed folder is not, or is closed to the program.

        Args:
            ids: of articles, as they are written.
        """
        from painsci_search.ingest.staleness import stale_articles

        with self._store.reporting_damage():
            return stale_articles(self._store.snapshot, ids)

    def whoosh(self) -> WhooshIndex:
        """Return a read-only Whoosh index of the same records, for Whoosh's parsers and searchers.

        Its fields are title, heading, path (the headings above), body, note, journal and author,
        each but author stemmed; spell_title and so on hold words as spelled; kind, article, key,
        year, pmid, doi, pmcid, painsci, has, lang and updated hold exact values. It reads
        the same commit as this index; Whoosh's own `refresh` switches to the latest.

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

        return WhooshIndex(self._store.snapshot.whole(), rebuild_records)

    def update(
        self,
        paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        *,
        progress: Progress | None = None,
        workers: int = 1,
        timeout: float = 0,
        follow_links: bool = False,
    ) -> UpdateReport:
        """Bring the index up to date with files and folders.

        Only files whose content changed are read. Articles whose files are gone from one of the
        folders are removed. If a folder itself is gone, or is empty after it had several, its
        articles are kept, and so are those of files that cannot be opened; each is a problem in the
        report, as is a file that cannot be read.

        Files that an older version of this package read are read again, those of other folders
        included. If words are analyzed in another way than in that version, the whole index is
        rebuilt.

        Args:
            paths: files, and folders that are searched for web pages and text files.
            progress: called with (files done, all files, source) after each file.
            workers: the maximum number of processes that read files; with more than one, a script
                must guard its own start with `if __name__ == "__main__"`.
            timeout: for how many seconds to wait for another writer.
            follow_links: follow symbolic links that lead out of the given folders; without it, the
                report names them.

        Raises:
            ReadError: a path does not exist and never did; nothing is changed.
            IndexLocked: another process is writing; nothing is changed.
            PainSciSearchError: a batch is open.
            ValueError: timeout is out of range.
        """
        from painsci_search.ingest.update import UpdateOptions, update

        check_seconds("timeout", timeout)
        self._refuse_in_batch("update")
        options = UpdateOptions(progress, workers, timeout, follow_links)
        given = paths_of(paths)
        _refuse_own_folder(self.path, given)
        return update(self._store, given, options)

    def watch(
        self,
        paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        *,
        workers: int = 1,
        follow_links: bool = False,
    ) -> Iterator[UpdateReport]:
        """Bring the index up to date with files and folders, and again whenever a file changes.

        The iteration waits for changes and never ends by itself. A file is read when it has not
        changed for half a second, so that none is read half-written. While another process writes
        to the index, the update waits for it.

        Args:
            paths, workers, follow_links: as for `update`.

        Returns:
            The report of each update that changed something, or found other problems than the one
            before.

        Raises:
            ExtraMissing: watchfiles is not installed.
            ReadError: a path does not exist; or, during the iteration, a folder is gone: its
                articles stay in the index.
            PainSciSearchError: a batch is open.
        """
        from painsci_search.ingest.update import UpdateOptions, update
        from painsci_search.ingest.watching import moments_of, watch

        given = paths_of(paths)
        _refuse_own_folder(self.path, given)
        self._refuse_in_batch("watch")

        def update_complete(incomplete: frozenset[str]) -> UpdateReport:
            options = UpdateOptions(None, workers, 0, follow_links, incomplete)
            return update(self._store, given, options)

        moments = moments_of(given, self.path)
        return watch([path for path in given if path.is_dir()], update_complete, moments)

    @classmethod
    def rebuild(
        cls,
        path: str | os.PathLike[str],
        paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
        *,
        progress: Progress | None = None,
        workers: int = 1,
        timeout: float = 0,
        follow_links: bool = False,
        if_complete: bool = False,
    ) -> UpdateReport:
        """Make an index anew, even if it is damaged or has another format.

        The files that it lists and those of `paths` are read, and articles that a program added are
        kept, as far as the old index can be read. One commit replaces the old contents: until then,
        and if anything fails, they remain.

        Args:
            path: the folder of the index, or its address on a cluster.
            paths: files and folders, as for `update`.
            progress, workers, timeout, follow_links: as for `update`.
            if_complete: refuse, with the error that `open` raises, an index that is damaged or has
                a newer format, or whose files are not all there or below `paths`.

        Raises:
            ReadError: one of `paths` does not exist; nothing is changed.
            IndexMissing, IndexDamaged, IndexVersionError: there is nothing to make an index from.
            IndexLocked: another process is writing; nothing is changed.
            ValueError: timeout is out of range.
        """
        from painsci_search.ingest.rebuild import rebuild
        from painsci_search.ingest.update import UpdateOptions

        check_path("path", path)
        check_seconds("timeout", timeout)
        options = UpdateOptions(progress, workers, timeout, follow_links)
        return rebuild(remains_at(path), paths_of(paths), options, if_complete=if_complete)

    @contextmanager
    def batch(self, *, timeout: float = 0) -> Iterator[Self]:
        """Commit all articles that are added and removed in a `with` block together.

        Searches, of this index too, see the changes after the block. If an exception leaves the
        block, nothing is changed. Other writers are locked out meanwhile, other threads with this
        index among them.

        Args:
            timeout: for how many seconds to wait for another writer.

        Yields:
            The index itself.

        Raises:
            IndexLocked: another process is writing; nothing is changed.
            PainSciSearchError: a batch is open already.
            ValueError: timeout is out of range.

        >>> from painsci_search import Article, Index
        >>> index = Index.in_memory()
        >>> with index.batch():
        ...     index.add(Article("a", "Knees"))
        ...     index.add(Article("b", "Backs"))
        ...     index.remove("a")
        1
        >>> [article.id for article in index.articles()]
        ['b']
        """
        from painsci_search.ingest.changes import changing

        check_seconds("timeout", timeout)
        self._refuse_in_batch("batch")
        with changing(self._store, timeout) as changes:
            self._batch = threading.get_ident(), changes
            try:
                yield self
            finally:
                self._batch = None

    def add(self, articles: Article | Iterable[Article], *, timeout: float = 0) -> None:
        """Index articles made by the caller; an article of the same id is replaced.

        Each call is one commit, unless it is in a `batch`. Outside of one, articles of an iterator
        are taken one by one, so that they need not fit into memory.

        Args:
            timeout: for how many seconds to wait for another writer.

        Raises:
            TypeError, ValueError: an article is invalid, such as one without an id; nothing is
                changed.
            IndexLocked: another process is writing; nothing is changed.
        """
        given = (articles,) if isinstance(articles, Article) else articles
        if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
            advice = "; Article.from_json makes one of a dict" if isinstance(given, Mapping) else ""
            raise TypeError(f"articles must be an Article or several, not {given!r}{advice}")
        with self._changing(timeout) as changes:
            if self._open_batch() is None:
                changes.add_or_fail(given)
            else:
                changes.add(given)

    def remove(self, ids: str | Iterable[str], *, timeout: float = 0) -> int:
        """Remove articles and return how many of them there were.

        Each call is one commit, unless it is in a `batch`.

        Args:
            ids: of the articles, in any case, or former ids.
            timeout: for how many seconds to wait for another writer.

        Raises:
            IndexLocked: another process is writing; nothing is changed.
        """
        names = [ids] if isinstance(ids, str) else texts_of("ids", ids)
        with self._changing(timeout) as changes:
            return changes.remove(names)

    @contextmanager
    def _changing(self, timeout: float) -> Iterator[Changes]:
        """Yield the changes of the open batch, or those of a commit at the end of the block."""
        from painsci_search.ingest.changes import changing

        check_seconds("timeout", timeout)
        batch = self._open_batch()
        if batch is not None:
            yield batch
            return
        with changing(self._store, timeout) as changes:
            yield changes

    def _open_batch(self) -> Changes | None:
        """Return the changes of the batch that this thread opened; None if there is none.

        What another thread writes waits for the lock, which the batch holds.
        """
        batch = self._batch
        return batch[1] if batch is not None and batch[0] == threading.get_ident() else None

    def _refuse_in_batch(self, name: str) -> None:
        """Raise PainSciSearchError where this thread has a batch open."""
        if self._open_batch() is not None:
            raise PainSciSearchError(
                f"{name} cannot be called within a batch: leave its with block first"
            )

    def embed(
        self, *, progress: Progress | None = None, workers: int = 1, timeout: float = 0
    ) -> EmbedReport:
        """Compute the vectors of the passages that have none, for searches by meaning.

        What was computed is committed every thousand passages: a run that was interrupted goes on
        where it was. Passages whose texts did not change keep their vectors.

        Args:
            progress: called with (passages done, all passages, article id) now and then.
            workers: the number of threads that compute. NumPy may use several of its own in each:
                more than one helps where it does not.
            timeout: for how many seconds to wait for another writer.

        Raises:
            SemanticUnavailable: there is no model, it cannot be used, or the index is on a cluster.
            IndexLocked: another process is writing; what was computed before is kept.
            ValueError: workers or timeout is out of range.
        """
        from painsci_search.semantic.embedding import embed

        self._refuse_in_batch("embed")
        check_seconds("timeout", timeout)
        check_number("workers", workers, 1)
        return embed(self._store, self._encoder, progress, workers, timeout)

    def can_search_by_meaning(self) -> bool:
        """Return whether `search` can be called with `semantic`; the model is loaded for it.

        >>> from painsci_search import Article, Index
        >>> with Index.in_memory() as index:
        ...     index.add(Article("demo", "Knees"))
        ...     index.can_search_by_meaning()
        False
        """
        from painsci_search.engine.storage.snapshot import Snapshot
        from painsci_search.semantic.nearest import is_comparable

        snapshot = self._store.snapshot
        return isinstance(snapshot, Snapshot) and is_comparable(snapshot, lambda: self._encoder)

    def copy_to(self, path: str | os.PathLike[str], *, timeout: float = 0) -> int:
        """Copy all articles and the table of files to an index that has no articles yet.

        Args:
            path: a folder, or an address on a cluster, see `create`.
            timeout: for how many seconds to wait for another writer.

        Returns:
            The number of articles.

        Raises:
            PainSciSearchError: the other index has articles, or another version of this package
                made this one; nothing is changed.
            IndexLocked: another process is writing to the other index.

        >>> from tempfile import TemporaryDirectory
        >>> from painsci_search import Article, Index
        >>> with Index.in_memory() as index, TemporaryDirectory() as folder:
        ...     index.add(Article("demo", "Knees"))
        ...     index.copy_to(folder), len(Index.open(folder).articles())
        (1, 1)
        """
        from painsci_search.ingest.copying import copy

        check_seconds("timeout", timeout)
        check_path("path", path)
        with self._store.reporting_damage(), type(self).create(path) as other:
            return copy(self._store, other._store, timeout)  # noqa: SLF001  an Index, too

    def _noted(self, value: _Value) -> _Value:
        """Return a value with the notices about the works in it, if there is a file of them.

        Raises:
            PainSciSearchError: the file of notices cannot be read.
        """
        notices = self._notices()
        return value if notices is None else notices.mark(value)

    def _noted_problems(self, snapshot: AnySnapshot) -> tuple[Problem, ...]:
        notices = self._notices()
        if notices is None:
            return ()
        from painsci_search.bibliography.noted_works import noted_problems

        return tuple(noted_problems(snapshot, notices))

    def _notices(self) -> Notices | None:
        """Load the notices about the works that this commit cites; None without a file of them.

        Raises:
            PainSciSearchError: the file of notices cannot be read.
        """
        if self._options.notices is None:
            return None
        from painsci_search.bibliography.noted_works import notices_of

        snapshot = self._store.snapshot
        loaded = self._loaded_notices
        if loaded is None or loaded[0] != snapshot.generation:
            # a newer commit may cite other works
            loaded = snapshot.generation, notices_of(snapshot, self._options.notices)
            self._loaded_notices = loaded
        return loaded[1]

    def _request(self, query: str, options: SearchOptions) -> Request:
        """Combine a query with its options, the synonyms and the base URL.

        Raises:
            TypeError: the query is no string.
            PainSciSearchError: the file of synonyms cannot be read.
        """
        from painsci_search.engine.filters import Filters
        from painsci_search.engine.top_k import Ranking
        from painsci_search.search.answer import Request

        check_text("a query", query)
        return Request(
            query,
            Ranking(
                min(options.limit, _MOST_HITS),
                min(options.offset, _MOST_HITS),
                min(options.per_article, _MOST_HITS),
                options.sort,
            ),
            Filters(
                options.kind,
                options.article_ids,
                options.author,
                text_of_date("since", options.since),
                text_of_date("until", options.until),
                year_of(options.cited_since),
            ),
            None if options.exact else self._synonyms,
            bool(options.explain),
            bool(options.facets),
            self._options.base_url,
            bool(options.lenient),
            self._encoder if options.semantic else None,
        )


def _refuse_own_folder(folder: Path | None, paths: Iterable[Path]) -> None:
    """Raise an error if the folder of an index is to be indexed.

    Raises:
        PainSciSearchError: it is.
    """
    if folder is None:
        return
    own = folder.resolve()
    if any(path.resolve() == own for path in paths):
        raise PainSciSearchError(
            f"{folder} is the folder of the index: keep the index in a folder of its own, and name "
            "the folder of the articles"
        )


def _vector_problems(snapshot: AnySnapshot) -> tuple[Problem, ...]:
    """Return what keeps a search by meaning from finding all passages."""
    from painsci_search.engine.storage.snapshot import Snapshot
    from painsci_search.semantic.nearest import vector_problems

    if not isinstance(snapshot, Snapshot):
        return ()
    return tuple(Problem(str(snapshot.folder), each) for each in vector_problems(snapshot))


def _reopen(kind: type[Index], address: str, options: IndexOptions) -> Index:
    """Open a pickled index."""
    return kind(
        address,
        base_url=options.base_url,
        synonyms=options.synonyms,
        notices=options.notices,
        model=options.model,
    )

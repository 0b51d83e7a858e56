"""Asking an index: queries, completions, passages like one that is known, quotes kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from painsci_search.library.opened import Opened, check_id, check_query, names_of
from painsci_search.model import (
    Hit,
    Kind,
    QueryPart,
    Quote,
    QuotePack,
    Results,
    Sort,
    Suggestion,
    Verdict,
)


class Searching(Opened):
    """What finds passages."""

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
        from painsci_search.search.engine import search

        page = Ranking(limit, offset, per_article, sort)
        narrowing = Filters(kind, names_of(articles), author, since, until, cited_since)
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
        from painsci_search.search.engine import iterate

        page = Ranking(1, offset, per_article, sort)
        narrowing = Filters(kind, names_of(articles), author, since, until, cited_since)
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
        from painsci_search.search.complete import complete

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
        from painsci_search.search.engine import understand

        check_query(query)
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
        from painsci_search.search.engine import Request, find_similar

        check_id(article_id)
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

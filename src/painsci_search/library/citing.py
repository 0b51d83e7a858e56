"""The works that the articles cite, and where they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from painsci_search.library.opened import Opened, names_of
from painsci_search.model import Citations, Kind, References, Sort, WorkSort


class Citing(Opened):
    """What finds works."""

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
        from painsci_search.engine.filters import Filters
        from painsci_search.engine.top_k import Ranking
        from painsci_search.search.behind import find_works_behind

        order: Sort = "relevance"
        by_work: WorkSort | None = None
        match sort:
            case "cited" | "year" | "author" | "title":
                by_work = sort
            case _:
                order = sort
        page = Ranking(1 if limit is None else limit, offset, 0, order)
        narrowing = Filters(kind, names_of(articles), author, since, until, cited_since)
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
        from painsci_search.engine.top_k import check_count
        from painsci_search.search.references import Wanted, find_references

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
        from painsci_search.search.references import find_citations

        if not isinstance(identifier, str):
            raise TypeError(f"an identifier must be a string, not {identifier!r}")
        with self._store.reporting_damage():
            return find_citations(self._store.snapshot, identifier, self._base_url)

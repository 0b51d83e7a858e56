"""What became of a search, as the search page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from painsci_search.model import Results, Suggestion


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """Outcome of a search, as the page shows it.

    Attributes:
        results: None for an empty or an invalid query.
        more: whether more passages follow those of the results.
        instead: the query whose results are shown, because the reader's has none.
        completions: completions of the query.
        error: why the query or a filter is invalid.
        position: character offset of the error in the query; None if it is not in the query.
        newest: for an empty query, the articles updated last.
        stale: the number of articles of the results whose file changed, or is gone, since it was
            indexed.
        questions: for an empty query, headings of articles to ask.
        ignored: remarks on parameters of the URL that are ignored.
        last: offset of the last page, where that of the page asked for is past it.
    """

    results: Results | None = None
    more: bool = False
    instead: str | None = None
    completions: tuple[Suggestion, ...] = ()
    error: str | None = None
    position: int | None = None
    newest: Results | None = None
    questions: tuple[str, ...] = ()
    stale: int = 0
    ignored: tuple[str, ...] = ()
    last: int | None = None

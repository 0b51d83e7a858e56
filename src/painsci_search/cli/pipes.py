"""Queries from a pipe and hits to a pipe: one line each, written as soon as it is ready."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from painsci_search.cli import console
from painsci_search.cli.errors import fail
from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.model import Hit, Problem, Results

if TYPE_CHECKING:
    from painsci_search import Index

# Characters; a query may have 500 words.
_MAX_QUERY = 20_000
# Bytes of a line that are read at once: enough to see that a query is too long, with four bytes for
# each character.
_MAX_LINE = 4 * (_MAX_QUERY + 1)
# Characters of a query that is too long which the error repeats.
_QUERY_SHOWN = 200
# Seconds after which the file of a hit is checked again; a check reads the file.
_CHECK_AGAIN = 10


class RefreshingSearch:
    """Search an open index for one query after another, each in the latest commit.

    Problems of the files of the hits are returned with the results: a program that reads the
    answers may not read standard error.
    """

    def __init__(self, index: "Index", search: Callable[[str], Results]) -> None:
        self._index = index
        self._search = search
        # By article: when its file was checked, and its problems.
        self._checked: dict[str, tuple[float, tuple[Problem, ...]]] = {}

    def search(self, query: str) -> tuple[Results, tuple[Problem, ...]]:
        """Return the results of a query, and the problems of their files.

        Raises:
            PainSciSearchError: see `Index.search` and `Index.refresh`.
        """
        if self._index.refresh():
            self._checked.clear()
        results = self._search(query)
        if not results.hits:
            return results, self._index.check(results)
        best = {hit.article.id: hit for hit in reversed(results.hits)}
        by_article = [self._problems(hit) for hit in reversed(best.values())]
        # Several articles may have the same problem: that of the index itself.
        unique = dict.fromkeys(problem for problems in by_article for problem in problems)
        return results, tuple(unique)

    def _problems(self, hit: Hit) -> tuple[Problem, ...]:
        now = time.monotonic()
        checked = self._checked.get(hit.article.id)
        if checked is not None and now - checked[0] < _CHECK_AGAIN:
            return checked[1]
        problems = self._index.check(Results("", 1, 0, (hit,)))
        self._checked[hit.article.id] = now, problems
        return problems


def answer_lines(searcher: RefreshingSearch) -> int:
    """Answer each line of standard input by one line of JSON, at once; return the exit status.

    A query with an error is answered by an error object. The exit statuses are those of grep: 2 if
    there was an error, else 0 if anything was found, else 1.

    Raises:
        Failure: at the end, if there was an error.
    """
    from painsci_search.escaping import dump
    from painsci_search.render.json import exception_object, results_object

    if sys.stdin is None:
        raise OSError("standard input is closed")
    queries = failed = found = 0
    for query in _queries(sys.stdin.buffer):
        queries += 1
        try:
            results, problems = searcher.search(_checked(query))
        except PainSciSearchError as error:
            failed += 1
            answer = exception_object(error)
            is_long = len(query) > _MAX_QUERY
            answer["error"]["query"] = query[:_QUERY_SHOWN] if is_long else query
        else:
            found += bool(results.hits)
            answer = results_object(results, problems)
        console.emit(dump(answer, pretty=False) + "\n")
    if failed:
        fail(f"{failed} of {queries} queries had an error", "QueryError")
    return console.FOUND if found or not queries else console.NOTHING


def _queries(lines: BinaryIO) -> Iterator[str]:
    """Yield the query of each line that is not blank; of a line that is too long, its beginning."""
    while line := lines.readline(_MAX_LINE):
        query = line.decode("utf-8-sig", "replace")
        if len(line) == _MAX_LINE and not line.endswith(b"\n"):
            _skip_line(lines)
            yield query
        elif query := query.strip():
            yield query


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _checked(query: str) -> str:
    if len(query) > _MAX_QUERY:
        message = f"a query must have at most {_MAX_QUERY:,} characters"
        raise QueryError(message, query, _MAX_QUERY)
    return query


def stream_hits(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Write each hit on a line of its own as soon as it is found; return one hit of each article.

    Returns:
        The first hits, from which the files of the articles can be checked.
    """
    from painsci_search.escaping import dump
    from painsci_search.render.json import hit_object

    first: dict[str, Hit] = {}
    for hit in hits:
        console.emit(dump(hit_object(hit), pretty=False) + "\n")
        first.setdefault(hit.article.id, hit)
    return tuple(first.values())

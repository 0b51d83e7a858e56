"""Queries that come down a pipe and hits that go up one: a line each, written as soon as made."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from painsci_search.cli import console
from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.model import Hit, Problem, Results

if TYPE_CHECKING:
    from painsci_search import Index

# Characters of a query, which may have 500 words; and bytes of a line that are kept, enough for as
# many characters of four bytes and one more.
_MAX_QUERY = 20_000
_MAX_LINE = 4 * (_MAX_QUERY + 1)
_SHOWN = 200
# Seconds after which a file behind an answer is looked at again.
_LOOK_AGAIN = 10


class Answers:
    """Answers of an index that stays open, to queries as they come.

    Each is of the latest commit. Files behind the hits that are not what they were are named in
    the answer itself: whoever talks to the process may not read its standard error.
    """

    def __init__(self, index: "Index", search: Callable[[str], Results]) -> None:
        self._index = index
        self._search = search
        # By article: when its file was looked at, and what was wrong with it.
        self._looked: dict[str, tuple[float, tuple[Problem, ...]]] = {}

    def to(self, words: str) -> tuple[Results, tuple[Problem, ...]]:
        """Answer a query.

        Raises:
            PainSciSearchError: as of ``Index.search`` and ``Index.refresh``.
        """
        if self._index.refresh():
            self._looked.clear()
        results = self._search(words)
        first = {hit.article.id: hit for hit in reversed(results.hits)}
        problems = [self._problems(hit) for hit in reversed(first.values())]
        return results, tuple(problem for found in problems for problem in found)

    def _problems(self, hit: Hit) -> tuple[Problem, ...]:
        now = time.monotonic()
        before = self._looked.get(hit.article.id)
        if before is not None and now - before[0] < _LOOK_AGAIN:
            return before[1]
        found = self._index.check(Results("", 1, 0, (hit,)))
        self._looked[hit.article.id] = now, found
        return found


def answer_lines(answers: Answers) -> int:
    """Answer each line of standard input with one line of JSON, at once.

    A line that cannot be answered gets an error object. The exit status is that of grep: an error
    outweighs a result, a result outweighs none.

    Raises:
        Failure: at the end, if there was an error.
    """
    from painsci_search.escaping import dump
    from painsci_search.render.errors import exception_object
    from painsci_search.render.json import results_object

    if sys.stdin is None:
        raise OSError("standard input is closed")
    asked = failed = found = 0
    for words in _queries(sys.stdin.buffer):
        asked += 1
        try:
            results, problems = answers.to(_checked(words))
        except PainSciSearchError as error:
            failed += 1
            answer = exception_object(error)
            answer["error"]["query"] = words if len(words) <= _MAX_QUERY else words[:_SHOWN]
        else:
            found += bool(results.hits)
            answer = results_object(results, problems)
        console.emit(dump(answer, pretty=False) + "\n")
    if failed:
        console.fail(f"{failed} of {asked} queries had an error", "QueryError")
    return console.FOUND if found or not asked else console.NOTHING


def _queries(lines: BinaryIO) -> Iterator[str]:
    """Yield the queries of lines that are not blank; of one that is too long, its beginning."""
    while line := lines.readline(_MAX_LINE):
        words = line.decode("utf-8-sig", "replace")
        if len(line) == _MAX_LINE and not line.endswith(b"\n"):
            _skip_line(lines)
            yield words
        elif words := words.strip():
            yield words


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _checked(words: str) -> str:
    if len(words) > _MAX_QUERY:
        raise QueryError(f"more than {_MAX_QUERY:,} characters", words, _MAX_QUERY)
    return words


def stream_hits(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Write hits a line each, as they are made; return the first hit of each article."""
    from painsci_search.escaping import dump
    from painsci_search.render.json import hit_object

    first: dict[str, Hit] = {}
    for hit in hits:
        console.emit(dump(hit_object(hit), pretty=False) + "\n")
        first.setdefault(hit.article.id, hit)
    return tuple(first.values())

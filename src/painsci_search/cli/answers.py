"""Answers to queries: written in the format asked for, with what is to be said beside them."""

import sys
from collections.abc import Callable
from typing import NamedTuple

from painsci_search.cli import console
from painsci_search.cli.options import QueryFormat
from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.model import Results
from painsci_search.render.terminal import Terminal, shorten


class Shown(NamedTuple):
    """How results are shown."""

    form: QueryFormat = "text"
    cards: bool = False
    grouped: bool = True


def answer(results: Results, shown: Shown, offset: int) -> int:
    """Write results and what is to be said about them; return the exit status."""
    if results.hits or shown.form != "text":
        _write(results, shown)
    return comment(results, offset)


def comment(results: Results, offset: int) -> int:
    """Say beside the results what is to be said about them; return the exit status."""
    if results.hits:
        if results.partial:
            nowhere = ", ".join(results.unknown)
            console.tell(
                "No passage has all of that; these are the best that have some of it."
                + (f" Nowhere in the index: {nowhere}." if nowhere else "")
            )
    elif results.total:
        console.tell(f"{results.total} passages match, and --offset {offset} is past the last.")
    else:
        console.tell(f"No passage matches: {shorten(results.query, 200)}")
    if results.suggestion:
        console.tell(f"Did you mean: {results.suggestion}")
    return console.FOUND if results.hits else console.NOTHING


def _write(results: Results, shown: Shown) -> None:
    form = shown.form
    # Each format is imported only when asked for, so that the others do not cost its start.
    if form == "text":
        from painsci_search.render.text import render_text

        terminal = Terminal.of(sys.stdout)
        text = render_text(results, terminal, cards=shown.cards, grouped=shown.grouped)
        console.emit_text(text)
    elif form == "json":
        from painsci_search.render.json import render_json

        console.emit(render_json(results))
    elif form == "jsonl":
        from painsci_search.render.json import render_jsonl

        console.emit(render_jsonl(results))
    elif form == "csv":
        from painsci_search.render.csv import render_csv

        console.emit(render_csv(results))
    else:
        from painsci_search.render.markdown import render_markdown

        console.emit(render_markdown(results))


def answer_lines(search: Callable[[str], Results]) -> int:
    """Answer each line of standard input with one line of JSON, as it comes.

    The exit status is that of grep: an error outweighs a result, a result outweighs none.
    """
    from painsci_search.render.json import dump, results_object

    if sys.stdin is None:
        raise OSError("standard input is closed")
    asked = failed = found = 0
    for line in sys.stdin.buffer:
        words = line.decode("utf-8-sig", "replace").strip()
        if not words:
            continue
        asked += 1
        try:
            results = search(words)
        except PainSciSearchError as error:
            failed += 1
            answer = {"error": _error_object(error, words)}
        else:
            found += bool(results.hits)
            answer = results_object(results)
        console.emit(dump(answer, pretty=False) + "\n")
    if failed:
        return console.fail(f"{failed} of {asked} queries had an error")
    return console.FOUND if found or not asked else console.NOTHING


def _error_object(error: PainSciSearchError, words: str) -> dict[str, str | int | None]:
    position = error.position if isinstance(error, QueryError) else None
    kind = type(error).__name__
    return {"type": kind, "message": str(error), "query": words, "position": position}


def explain_query_error(error: QueryError) -> str:
    """Say in one line what is wrong with a query, and where.

    >>> explain_query_error(QueryError("a quote that is not closed", 'sham "surgery', 5))
    'a quote that is not closed, at character 6 of the query: "surgery'
    """
    rest = error.query[error.position :].strip()
    if not rest:
        return f"{error}, at the end of the query"
    return f"{error}, at character {error.position + 1} of the query: {shorten(rest, 40)}"

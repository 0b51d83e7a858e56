"""What becomes of an error: one line for people, or one object for programs, and an exit status."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from painsci_search.cli import console
from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.render.terminal import shorten

# The base of Typer's usage errors, which it does not export under a name of its own.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]

JSON_FORMATS = ("json", "jsonl", "quotes", "csl-json")
_FORMAT = re.compile(r"(?:--format=|-f)(.+)", re.DOTALL)


class _Told(NamedTuple):
    """An error in words: for people it may say more than for programs, which get the position."""

    kind: str
    message: str
    text: str = ""
    position: int | None = None
    status: int = console.ERROR


def wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether a command was asked for JSON, however little of it could be understood.

    >>> wants_json(["query", "placebo", "--fromat", "x", "-f", "JSONL"])
    True
    >>> wants_json(["query", "--", "--format=json"]), wants_json(["query", "-f", "csv"])
    (False, False)
    """
    form, following = "", iter(arguments)
    for argument in following:
        if argument == "--":
            break
        if argument in ("--format", "-f"):
            form = next(following, "")
        elif found := _FORMAT.fullmatch(argument):
            form = found[1]
    return form.lower() in JSON_FORMATS


def settle(error: BaseException, *, as_json: bool) -> int:
    """Tell of an exception on standard error, where that is needed; return the exit status."""
    console.settle_output()
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return console.INTERRUPTED
    told = _put_in_words(error)
    if as_json:
        from painsci_search.render.errors import error_object, render_error

        value = error_object(told.kind, told.message, told.position)
        console.tell_line(render_error(value))
    else:
        console.tell(f"{console.PROGRAM}: {told.text or told.message}")
    return told.status


def explain_query_error(error: QueryError) -> str:
    """Say in one line what is wrong with a query, and where.

    >>> explain_query_error(QueryError("a quote that is not closed", 'sham "surgery', 5))
    'a quote that is not closed, at character 6 of the query: "surgery'
    """
    rest = error.query[error.position :].strip()
    if not rest:
        return f"{error}, at the end of the query"
    return f"{error}, at character {error.position + 1} of the query: {shorten(rest, 40)}"


def _put_in_words(error: BaseException) -> _Told:
    match error:
        case console.Failure():
            return _Told(error.kind, str(error), status=error.status)
        case QueryError():
            text = explain_query_error(error)
            return _Told("QueryError", str(error), text, error.position)
        case PainSciSearchError():
            return _Told(type(error).__name__, str(error))
        case OSError():
            return _Told("OSError", _name(error))
        case MemoryError():
            return _Told("MemoryError", "not enough memory")
        case _ if isinstance(error, _UsageError):
            return _Told("UsageError", _explain(error))
        case _:
            return _Told("InternalError", _confess(error))


def _explain(error: Any) -> str:
    message: str = error.format_message()
    context: typer.Context | None = getattr(error, "ctx", None)
    command = context.command_path if context else console.PROGRAM
    return f"{message.rstrip('.')} (see {command} --help)"


def _name(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _confess(error: BaseException) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return f"a fault in the program, please report it: {type(error).__name__}: {error} ({where})"

"""Errors of commands: exceptions come in; a line or a JSON object, and an exit status, go out."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import typer

from painsci_search.cli import console
from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.records import fold_id
from painsci_search.render.terminal import shorten

# The base class of Typer's usage errors, which Typer does not export.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]

# Of `difflib`'s ratio: "--limt" is like --limit (0.92), but "--lang" not like --explain (0.67).
_SIMILAR_OPTION = 0.75
JSON_FORMATS = ("json", "jsonl", "quotes", "csl-json")
_FORMAT = late_pattern(r"(?:--format=|-f)(.+)", re.DOTALL)


class Failure(Exception):
    """An error of a command for which the library has no exception.

    Attributes:
        kind: one word of the list in error.schema.json.
        status: the exit status of the command.
    """

    def __init__(self, kind: str, message: str, status: int = console.ERROR) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


def fail(message: str, kind: str = "PainSciSearchError") -> NoReturn:
    """End the command with an error and status 2.

    Raises:
        Failure: always.
    """
    raise Failure(kind, message)


def fail_empty(folder: str | Path | None) -> NoReturn:
    """End the command with status 2 because the index has no articles.

    Raises:
        Failure: always.
    """
    where = f"the index at {folder}" if folder else "the index"
    fail(f"{where} is empty: run 'painsci-search index FOLDER'", "IndexEmpty")


def fail_not_found(message: str) -> NoReturn:
    """End the command with status 1 because the named article, section, note or work is unknown.

    Raises:
        Failure: always.
    """
    raise Failure("NotFound", message, console.NOTHING)


def did_you_mean(name: str, known: Iterable[str], least: float = 0.5) -> str:
    """Return a question that suggests names of similar spelling; "" where there are none.

    Args:
        least: the smallest ratio of `difflib` that makes two names similar.

    >>> did_you_mean("placibo", ["placebo", "nocebo", "asmr"])
    '; did you mean placebo?'
    """
    import difflib

    by_folded = {fold_id(each): each for each in known}
    found = difflib.get_close_matches(fold_id(name), list(by_folded), n=3, cutoff=least)
    close = [by_folded[each] for each in found]
    return f"; did you mean {' or '.join(close)}?" if close else ""


def wants_json(arguments: Sequence[str]) -> bool:
    """Return whether the arguments of a command, valid or not, ask for a JSON format.

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
        elif match := _FORMAT.fullmatch(argument):
            form = match[1]
    return form.lower() in JSON_FORMATS


def report_error(error: BaseException, *, as_json: bool) -> int:
    """Write an exception to standard error, except an interrupt, and return the exit status."""
    console.flush_or_discard_output()
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return console.INTERRUPTED
    report = _report(error)
    if as_json:
        from painsci_search.escaping import dump
        from painsci_search.render.json import error_object

        value = error_object(report.kind, report.message, report.position)
        console.write_stderr(dump(value, pretty=False) + "\n")
    else:
        console.log(f"{console.PROGRAM}: {report.line or report.message}")
    return report.status


def explain_query_error(error: QueryError) -> str:
    """Return the message of a query error with the position of the error in the query.

    >>> explain_query_error(QueryError("a quote that is not closed", 'sham "surgery', 5))
    'a quote that is not closed, at character 6 of the query: "surgery'
    """
    rest = error.query[error.position :].strip()
    if not rest:
        return f"{error}, at the end of the query"
    return f"{error}, at character {error.position + 1} of the query: {shorten(rest, 40)}"


class _ErrorReport(NamedTuple):
    """An error for people and programs.

    Attributes:
        line: for people, where it differs from the message: programs get the position instead.
    """

    kind: str
    message: str
    line: str = ""
    position: int | None = None
    status: int = console.ERROR


def _report(error: BaseException) -> _ErrorReport:
    match error:
        case Failure():
            return _ErrorReport(error.kind, str(error), status=error.status)
        case QueryError():
            line = explain_query_error(error)
            return _ErrorReport("QueryError", str(error), line, error.position)
        case PainSciSearchError():
            return _ErrorReport(type(error).__name__, str(error))
        case OSError():
            return _ErrorReport("OSError", _os_message(error))
        case MemoryError():
            return _ErrorReport("MemoryError", "not enough memory")
        case _ if isinstance(error, _UsageError):
            return _ErrorReport("UsageError", _usage_message(error))
        case _:
            return _ErrorReport("InternalError", _internal_message(error))


def _usage_message(error: Any) -> str:
    # without a parameter, its own words would be "Invalid value: ", though no value may be given
    is_general = type(error) is typer.BadParameter and error.param is None
    message: str = error.message if is_general else error.format_message()
    kind = getattr(getattr(error, "param", None), "type", None)
    given, is_not, _ = message.rpartition(" is not ")
    if hasattr(kind, "min") and is_not:
        # Typer's words name a type of its own, and for what is no number, not the range
        message = given + is_not + _describe_range(kind)
    if hasattr(error, "possibilities"):  # of an unknown option; Typer's are hardly similar
        name = error.option_name
        known = error.possibilities or ()
        message = f"No such option: {name}{did_you_mean(name, known, _SIMILAR_OPTION)}"
    context: typer.Context | None = getattr(error, "ctx", None)
    command = context.command_path if context else console.PROGRAM
    return f"{message.rstrip('.')} (see {command} --help)"


def _describe_range(kind: Any) -> str:
    """Return the numbers that a parameter takes, in words."""
    number = "a whole number" if "int" in kind.name else "a number"
    if kind.max is None:
        return f"{number} of at least {kind.min}"
    return f"{number} from {kind.min} to {kind.max}"


def _os_message(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _internal_message(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"internal error, please report it: {type(error).__name__}: {error} ({where})"

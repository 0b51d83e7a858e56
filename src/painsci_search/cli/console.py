"""Standard output and standard error as well-behaved Unix tools use them."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from painsci_search.escaping import clean

PROGRAM = "painsci-search"

FOUND, NOTHING, ERROR = 0, 1, 2
INTERRUPTED = 128 + 2
# What a shell reports of a tool that a closed pipe (SIGPIPE) has ended.
PIPE_CLOSED = 128 + 13


class Failure(Exception):
    """What ends a command and is no exception of the library; told as every error is.

    Attributes:
        kind: in one word, as error.schema.json lists them.
        status: the exit status that goes with it.
    """

    def __init__(self, kind: str, message: str, status: int = ERROR) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


def fail(message: str, kind: str = "PainSciSearchError") -> NoReturn:
    """End the command with an error.

    Raises:
        Failure: always.
    """
    raise Failure(kind, message)


def fail_empty(folder: Path | None) -> NoReturn:
    """End the command because the index holds nothing that could be found.

    Raises:
        Failure: always.
    """
    fail(f"the index at {folder} is empty: run 'painsci-search index FOLDER'", "IndexEmpty")


def miss(message: str) -> NoReturn:
    """End the command without having found what was named: told as an error is, with status 1.

    Raises:
        Failure: always.
    """
    raise Failure("NotFound", message, NOTHING)


def emit(text: str, *, encoding: str = "utf-8") -> None:
    """Write results to standard output at once.

    Raises:
        OSError: the disk is full, the pipe is closed, or there is no standard output.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed")
    sys.stdout.buffer.write(text.encode(encoding, errors="replace"))
    sys.stdout.buffer.flush()


def emit_text(text: str) -> None:
    """Write results for reading, in the encoding of the reader's terminal."""
    emit(text, encoding=getattr(sys.stdout, "encoding", None) or "utf-8")


def tell(message: str) -> None:
    """Say something beside the results on standard error, in one line."""
    tell_line(" ".join(clean(message).split()) + "\n")


def tell_line(line: str) -> None:
    """Write a line that is clean already to standard error."""
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    # Standard error may be closed; there is nowhere left to complain then.
    with contextlib.suppress(OSError):
        sys.stderr.write(line.encode(encoding, errors="replace").decode(encoding))
        sys.stderr.flush()


def decoded(argument: str) -> str:
    """Mend bytes that are not text in the shell's encoding: they arrive as lone surrogates."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """Name what is spelled nearly like something that is not there; "" where nothing is.

    >>> did_you_mean("placibo", ["placebo", "nocebo", "asmr"])
    '; did you mean placebo?'
    """
    close = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def settle_output() -> None:
    """Write what is left for standard output; if that fails, drop it.

    Else the interpreter's own last flush would fail with a message and a status of its own.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

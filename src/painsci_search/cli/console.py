"""Standard output and standard error: results on one, messages on the other, and exit statuses."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

from painsci_search.escaping import clean

PROGRAM = "painsci-search"

# Exit statuses. 130 and 141 are what a shell reports of a program that SIGINT (2) or SIGPIPE (13)
# has killed.
FOUND, NOTHING, ERROR = 0, 1, 2
INTERRUPTED = 128 + 2
PIPE_CLOSED = 128 + 13


def emit(text: str, *, encoding: str = "utf-8") -> None:
    """Write results to standard output and flush it.

    Raises:
        OSError: the disk is full, the pipe is closed, or there is no standard output.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed")
    try:
        sys.stdout.buffer.write(text.encode(encoding, errors="replace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        # the file that it was directed to has no name here
        raise OSError(error.errno, error.strerror, "standard output") from error


def emit_text(text: str) -> None:
    """Write results for reading to standard output, in the encoding of the terminal."""
    emit(text, encoding=getattr(sys.stdout, "encoding", None) or "utf-8")


def emit_lines(text: str) -> None:
    """Write lines for reading to standard output: wrapped on a terminal, elsewhere as they are."""
    emit_text("".join(f"{_wrapped(line, sys.stdout)}\n" for line in text.splitlines()))


def log(message: str) -> None:
    """Write a message to standard error, cleaned: wrapped on a terminal, elsewhere on one line."""
    write_stderr(_wrapped(" ".join(clean(message).split()), sys.stderr) + "\n")


def _wrapped(line: str, stream: TextIO | None) -> str:
    if stream is None or not stream.isatty():
        return line
    from painsci_search.render.terminal import Terminal, hang

    return "\n".join(hang(line, Terminal.of(stream).width))


def write_stderr(text: str) -> None:
    """Write clean text to standard error and flush it; if that fails, do nothing."""
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    # Where standard error itself cannot be written, no message can reach the user.
    with contextlib.suppress(OSError):
        sys.stderr.write(text.encode(encoding, errors="replace").decode(encoding))
        sys.stderr.flush()


def read_stdin() -> bytes:
    """Read all of standard input.

    Raises:
        OSError: it cannot be read, or there is no standard input.
    """
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read()


def decoded(argument: str) -> str:
    """Replace the lone surrogates that represent undecodable bytes of an argument by U+FFFD."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def flush_or_discard_output() -> None:
    """Flush standard output; if that fails, discard what is left.

    Otherwise the interpreter flushes it at exit, and fails with a message and a status of its own.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

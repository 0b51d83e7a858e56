"""The help of the commands: what each ends with, and how its usage is written."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

_ERROR = "an error, told in one line on standard error"
# By command: what 0 and 1 mean. 2 means the same everywhere.
_STATUS = {
    "index": ("everything was indexed", "nothing was found to index, or problems are listed"),
    "query": ("passages were found", "none was"),
    "like": ("passages were found", "none was, or there is no such article, section or note"),
    "new": ("something is new", "nothing is"),
    "refs": ("works were found", "none was"),
    "cites": ("the work is cited", "it is not, or several works may be meant"),
    "verify": ("all quotes are unchanged", "some are not"),
    "parse": ("the page was read", None),
    "show": ("it was printed", "there is no such article, section or note"),
    "stats": ("the index was counted", None),
    "check": ("nothing is wrong", "something is listed, if only a hint"),
    "serve": ("it was ended", None),
    "export-site": ("the site was written", None),
    "mcp": ("the assistant hung up", None),
    "completion": ("the script was printed", None),
}
# Of the program as a whole.
EPILOG = """\b
Environment:
  PAINSCI_SEARCH_INDEX     the folder of the index, instead of "index"
  PAINSCI_SEARCH_BASE_URL  where the articles are served, for their links
  PAINSCI_SEARCH_SYNONYMS  a file of synonyms to add to those of the program
  PAINSCI_SEARCH_TOKEN     what every request to "serve" must show
  NO_COLOR                 if set, no colours on a terminal

\b
Exit status:
  0    done; something was found
  1    nothing was found, or problems are listed
  2    an error, told in one line on standard error
  130  interrupted
  141  the reader of the output went away

With --format json, or another format that is JSON, an error is one line of JSON:
{"error": {"kind": "...", "message": "...", "position": 5}}, the position being a
character offset into the query, or null.
"""


def exit_status(command: str) -> str:
    """Say what the exit status of a command means, laid out for the end of its help.

    >>> print(exit_status("stats"))
    \b
    Exit status:
      0  the index was counted
      2  an error, told in one line on standard error
    """
    done, nothing = _STATUS.get(command, ("done", None))
    rows = [(0, done), (1, nothing), (2, _ERROR)]
    lines = [f"  {status}  {meaning}" for status, meaning in rows if meaning is not None]
    return "\n".join(["\b", "Exit status:", *lines])


class Command(TyperCommand):
    """A command whose usage names its arguments as its help does, without braces."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Name the arguments: WORD where there must be one, [WORD] where there may."""
        return [
            piece[1:-1] if piece.startswith("{") else piece
            for piece in super().collect_usage_pieces(ctx)
        ]


def complete_help(app: typer.Typer) -> None:
    """Give all commands of a program what the help of each has to have."""
    for command in app.registered_commands:
        if command.callback is not None:
            name = command.name or command.callback.__name__.replace("_", "-")
            command.epilog = command.epilog or exit_status(name)
        if command.cls in (None, TyperCommand):
            command.cls = Command

"""The help of the commands: the exit statuses below it, and the usage line above it."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

_ERROR = "an error, reported on one line of standard error"
# By command: the meaning of 0 and 1. 2 always means an error.
_STATUS = {
    "index": ("everything was indexed", "no article was found, or problems were listed"),
    "embed": ("all passages have vectors", None),
    "query": ("passages were found", "no passage was found"),
    "like": ("passages were found", "no passage was found, or ID or ANCHOR is unknown"),
    "new": ("articles were found", "no article is new or updated"),
    "refs": ("works were found", "no work was found"),
    "cites": ("citations were found", "no note cites the work, or several works match"),
    "verify": ("all quotes are unchanged", "some quotes are moved, changed, gone or unchecked"),
    "parse": ("the page was parsed", None),
    "show": ("the article or its part was printed", "ID or ANCHOR is unknown"),
    "open": ("the article was opened, or its URL printed", "ID or ANCHOR is unknown"),
    "list": ("articles were listed", "no article matches, or the index is empty"),
    "remove": ("the articles were removed", "an ID is unknown; nothing was removed"),
    "stats": ("the counts were printed", None),
    "check": ("no finding, no problem", "findings or problems were listed"),
    "serve": ("the server was stopped", None),
    "copy": ("the index was copied", None),
    "export-site": ("the site was written", None),
    "mcp": ("the assistant closed the connection", None),
    "config": ("the file and its values were printed", "there is no file"),
    "completion": ("the script was printed", None),
}
# Of the program itself.
EPILOG = """\b
Environment:
  PAINSCI_SEARCH_INDEX     default of --index (otherwise "index")
  PAINSCI_SEARCH_BASE_URL  default of --base-url
  PAINSCI_SEARCH_SYNONYMS  default of --synonyms
  PAINSCI_SEARCH_NOTICES   default of --notices
  PAINSCI_SEARCH_MODEL     default of --model
  PAINSCI_SEARCH_TOKEN     token that every request to "serve" must have
  NO_COLOR                 if set, no colours on a terminal

A file painsci-search.toml in the working directory or above it sets defaults, too:
see "painsci-search config --help".

\b
Exit status:
  0    success; something was found
  1    nothing was found, or problems were listed
  2    an error, reported on one line of standard error
  130  interrupted
  141  the output pipe was closed

With a JSON format (json, jsonl, quotes, csl-json), an error is one line of JSON:
{"error": {"kind": "...", "message": "...", "position": 5}}. The position is a
character offset into the query, or null.
"""


def exit_status(command: str) -> str:
    """Return the meanings of a command's exit statuses, formatted for the end of its help.

    >>> print(exit_status("stats"))
    \b
    Exit status:
      0  the counts were printed
      2  an error, reported on one line of standard error
    """
    success, nothing = _STATUS.get(command, ("success", None))
    rows = [(0, success), (1, nothing), (2, _ERROR)]
    lines = [f"  {status}  {meaning}" for status, meaning in rows if meaning is not None]
    return "\n".join(["\b", "Exit status:", *lines])


class Command(TyperCommand):
    """A command whose usage line names its arguments without braces, as its help does."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the arguments of the usage line: WORD if required, [WORD] if optional."""
        return [
            piece[1:-1] if piece.startswith("{") else piece
            for piece in super().collect_usage_pieces(ctx)
        ]

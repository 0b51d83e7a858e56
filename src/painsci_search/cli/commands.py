"""The name of a command in, the command out: its module is imported only when it is used."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import typer
import typer.main
from typer.core import TyperGroup

from painsci_search.cli.help import Command, exit_status
from painsci_search.late_tuples import NamedTuple


class _Place(NamedTuple):
    """A command in the source: the module of `cli/` and the function in it.

    Attributes:
        takes_words: whether its words may begin with a hyphen, see `options.QueryCommand`.
    """

    module: str
    function: str
    takes_words: bool = False


# In the order of the help.
COMMANDS = {
    "index": _Place("index", "index"),
    "query": _Place("query", "query", takes_words=True),
    "embed": _Place("embed", "embed"),
    "like": _Place("browse", "like"),
    "new": _Place("browse", "new"),
    "refs": _Place("references", "refs", takes_words=True),
    "cites": _Place("references", "cites"),
    "verify": _Place("verify", "verify"),
    "parse": _Place("read", "parse"),
    "show": _Place("read", "show"),
    "open": _Place("articles", "open_article"),
    "list": _Place("articles", "list_articles", takes_words=True),
    "remove": _Place("articles", "remove"),
    "stats": _Place("index", "stats"),
    "check": _Place("check", "check"),
    "copy": _Place("copy", "copy"),
    "export-site": _Place("export", "export_site"),
    "serve": _Place("serve", "serve"),
    "mcp": _Place("mcp", "mcp"),
    "config": _Place("config", "config"),
    "completion": _Place("completion", "completion"),
}


def load_command(name: str) -> Any:
    """Import the module of a command of `COMMANDS`, and return the command with its help."""
    from painsci_search.cli.options import QueryCommand

    place = COMMANDS[name]
    function = getattr(import_module(f"painsci_search.cli.{place.module}"), place.function)
    program = typer.Typer(add_completion=False, rich_markup_mode=None)
    kind = QueryCommand if place.takes_words else Command
    program.command(name, cls=kind, epilog=exit_status(name))(function)
    return typer.main.get_command(program)


class _Commands(MutableMapping[str, Any]):
    """The commands by name, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = dict.fromkeys(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        made = self._made[name]
        if made is None:
            made = self._made[name] = load_command(name)
        return made

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class CommandGroup(TyperGroup):
    """The program: a group of the commands of `COMMANDS`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()

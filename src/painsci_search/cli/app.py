"""The application: its commands, and what becomes of every error."""

import gc
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.browse import like, new
from painsci_search.cli.check import check
from painsci_search.cli.completion import completion
from painsci_search.cli.export import export_site
from painsci_search.cli.failures import settle, wants_json
from painsci_search.cli.maintain import index, stats
from painsci_search.cli.manual import EPILOG, complete_help
from painsci_search.cli.mcp import mcp
from painsci_search.cli.options import QueryCommand
from painsci_search.cli.query import query
from painsci_search.cli.quotes import verify
from painsci_search.cli.read import parse, show
from painsci_search.cli.references import cites, refs
from painsci_search.cli.serve import serve

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Search articles on pain science: ranked passages, their notes, the works behind them.

    Articles are saved web pages or text files. They are indexed once, and again when they change.

    \b
    Examples:
        painsci-search index my-articles
        painsci-search query placebo
        painsci-search query --help
    """
    if version:
        from painsci_search import __version__

        console.emit_text(f"{console.PROGRAM} {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        console.emit_text(context.get_help() + "\n")
        raise typer.Exit


app.command()(index)
app.command(cls=QueryCommand)(query)
app.command()(like)
app.command()(new)
app.command(cls=QueryCommand)(refs)
app.command()(cites)
app.command()(verify)
app.command()(parse)
app.command()(show)
app.command()(stats)
app.command()(check)
app.command()(export_site)
app.command()(serve)
app.command()(mcp)
app.command()(completion)

complete_help(app)


def main() -> int:
    """Run the process's own command; the entry of the installed script."""
    # Most of what a short command makes stays until its end: looking for garbage among it often
    # is time lost.
    gc.set_threshold(100_000, 50, 50)
    status = run(sys.argv[1:])
    # The process ends here: spares the interpreter a last search for garbage among all modules,
    # a tenth of the time that a query takes.
    gc.freeze()
    return status


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status.

    Args:
        arguments: without the program's name.

    Returns:
        0 done or found; 1 nothing found, or problems that are listed; 2 an error, told in one
        line, or in one object where a JSON format was asked for; 130 interrupted; 141 the reader
        of the output went away.
    """
    try:
        status = app(args=list(arguments), prog_name=console.PROGRAM, standalone_mode=False)
    except SystemExit:
        # Typer's own answer to a closed pipe, and to nothing else when it is not standalone.
        return console.PIPE_CLOSED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - told, in one line, to the user
        return settle(error, as_json=wants_json(arguments))
    return status or console.FOUND

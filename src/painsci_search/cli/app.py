"""The program `painsci-search`: its commands, and the exit status of a run."""

from collections.abc import Sequence
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.commands import CommandGroup
from painsci_search.cli.config import apply_config
from painsci_search.cli.errors import report_error, wants_json
from painsci_search.cli.help import EPILOG

app = typer.Typer(
    cls=CommandGroup,
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
    """Search articles on pain science: ranked passages, their notes, and the works they cite.

    Articles are saved web pages, or text, Word, EPUB, PDF and JATS files. Index them once, and
    again when they change.

    \b
    Examples:
        painsci-search index my-articles
        painsci-search query placebo
        painsci-search query --help
    """
    if version:
        from painsci_search import __version__
        from painsci_search.native import build

        console.emit_text(f"{console.PROGRAM} {__version__} ({build()})\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        console.emit_text(context.get_help() + "\n")
        raise typer.Exit
    if context.invoked_subcommand not in ("completion", "config"):
        apply_config(context)


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status.

    Args:
        arguments: without the program's name.

    Returns:
        0 success; 1 nothing found, or problems listed; 2 an error, on one line of standard error,
        as JSON where the arguments ask for a JSON format; 130 interrupted; 141 the output pipe was
        closed.
    """
    try:
        status = app(args=list(arguments), prog_name=console.PROGRAM, standalone_mode=False)
    except SystemExit:
        # With standalone_mode=False, Typer raises it only for a closed pipe.
        return console.PIPE_CLOSED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - reported to the user on one line
        return report_error(error, as_json=wants_json(arguments))
    return status or console.FOUND

"""`mcp`: serves the index to an assistant by the Model Context Protocol."""

import sys
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import (
    BaseUrlOption,
    IndexOption,
    ModelOption,
    NoticesOption,
    SynonymsOption,
    check_model,
)
from painsci_search.errors import ExtraMissing


def mcp(  # noqa: PLR0913 - a parameter for each option of the command
    *,
    folder: IndexOption = "index",
    base_url: BaseUrlOption = None,
    synonyms: SynonymsOption = None,
    notices: NoticesOption = None,
    model: ModelOption = None,
    max_chars: Annotated[
        int,
        typer.Option(
            "--max-chars",
            min=2000,
            max=100_000,
            metavar="N",
            help="The maximum number of characters of an answer.",
        ),
    ] = 10_000,
    structured: Annotated[
        bool,
        typer.Option("--structured", help="Return results also as JSON, beside their text."),
    ] = False,
) -> int:
    """Serve the index to an assistant.

    The server uses the Model Context Protocol on standard input and output. Its tools are search,
    read (a section or note with its references), references and cites; articles are resources. An
    assistant starts this command itself: see docs/assistants.md for its settings.

    \b
    Examples:
        painsci-search mcp --index ~/articles-index
        painsci-search mcp --base-url https://example.org/articles
    """
    from painsci_search import Index

    try:
        from painsci_search.mcp import AnswerLimits, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "painsci_search":
            raise
        raise ExtraMissing("mcp") from error
    check_model(model)
    with Index.open(
        folder, base_url=base_url, synonyms=synonyms, notices=notices, model=model
    ) as index:
        if sys.stdin is not None and sys.stdin.isatty():
            console.log("Waiting for an assistant's requests on standard input; Ctrl-D stops.")
        serve(index, AnswerLimits(max_chars, structured))
    return console.FOUND

"""``serve``: the index over HTTP, for programs and for people."""

import os
from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import BaseUrlOption, IndexOption, SynonymsOption

TOKEN = "PAINSCI_SEARCH_TOKEN"  # noqa: S105 - the name of a variable


def serve(  # noqa: PLR0913 - a parameter for each option of the command
    *,
    folder: IndexOption = Path("index"),
    host: Annotated[str, typer.Option(metavar="NAME", help="The address to serve at.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 for any free one.")
    ] = 8765,
    access_log: Annotated[
        bool,
        typer.Option("--access-log/--no-access-log", help="Tell of each request on stderr."),
    ] = True,
    base_url: BaseUrlOption = None,
    synonyms: SynonymsOption = None,
) -> int:
    """Serve the index over HTTP: a page for people at /, JSON for programs under /v1.

    \b
    Example:
        painsci-search serve --port 8080
    """
    try:
        from painsci_search.server import Settings, create_app
        from painsci_search.server.server import listen
        from painsci_search.server.server import serve as serve_app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "painsci_search":
            raise
        return console.fail("serving needs more: pip install 'painsci-search[server]'")
    from painsci_search import Index

    token = os.environ.get(TOKEN)
    settings = Settings(token=token, access_log=access_log)
    with Index.open(folder, base_url=base_url, synonyms=synonyms) as index:
        opened = listen(host, port)
        address = f"http://{host}:{opened.getsockname()[1]}/\n"
        app = create_app(index, settings)
        serve_app(app, opened, settings.limits, lambda: console.emit_text(address))
    return console.FOUND

"""``serve``: the index over HTTP, for programs and for people."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import BaseUrlOption, IndexOption, SynonymsOption
from painsci_search.errors import ExtraMissing

TOKEN = "PAINSCI_SEARCH_TOKEN"  # noqa: S105 - the name of a variable
_SHORTEST_TOKEN = 16
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://[^/\s?#@]+")


def serve(  # noqa: PLR0913 - a parameter for each option of the command
    *,
    folder: IndexOption = Path("index"),
    host: Annotated[
        str,
        typer.Option(
            metavar="HOST",
            help="The address to serve at; others than this machine's own need --public, "
            f"or a token in {TOKEN} that every request must show.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 for any free one.")
    ] = 8765,
    public: Annotated[
        bool, typer.Option("--public", help="Let anybody who reaches the address ask.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Another name by which the server is asked, such as that of a proxy; again for "
            "another.",
        ),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN",
            help="Let scripts of this site (https://example.org) read answers; again for another; "
            "* for any.",
        ),
    ] = None,
    access_log: Annotated[
        bool,
        typer.Option("--access-log/--no-access-log", help="Whether stderr tells each request."),
    ] = True,
    base_url: BaseUrlOption = None,
    synonyms: SynonymsOption = None,
) -> int:
    """Serve the index over HTTP, for people and programs.

    A page for people is at /, JSON for programs under /v1. The address is printed once requests
    are answered. A new commit of the index is served within a moment. Ctrl-C or SIGTERM ends it
    when the requests that have begun are answered. What there is to tell goes to stderr, a line of
    JSON each.

    \b
    Examples:
        painsci-search serve
        painsci-search serve --port 8080 --cors https://example.org
        PAINSCI_SEARCH_TOKEN=$(openssl rand -hex 16) painsci-search serve --host 0.0.0.0
    """
    try:
        from painsci_search.server import create_app, logs, server
        from painsci_search.server.settings import LOOPBACK, Settings
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "painsci_search":
            raise
        raise ExtraMissing("server") from error
    from painsci_search import Index

    for origin in cors or ():
        if not _ORIGIN.fullmatch(origin):
            raise typer.BadParameter(f"{origin!r} is no origin, such as https://example.org")
    address = server.find_address(host, port)
    token = _token()
    if token and public:
        raise typer.BadParameter(f"--public lets in whom {TOKEN} is to keep out")
    if not (address.ip.is_loopback or token or public):
        raise typer.BadParameter(
            f"at {host} others can reach the index: set {TOKEN} to a secret that every request "
            "must show, or say --public"
        )
    names = {name.lower() for name in allow_host or ()}
    settings = Settings(
        hosts=LOOPBACK | {address.host.lower()} | names,
        addresses=address.ip.is_unspecified,
        token=token,
        origins=tuple(cors or ()),
        tells_sources=address.ip.is_loopback and not names,
        access_log=access_log,
    )
    with (
        Index.open(folder, base_url=base_url, synonyms=synonyms) as index,
        server.listen(address) as taken,
    ):
        logs.log_to_stderr()
        app = create_app(index, settings)
        app.state.desk.served.warm_up()
        url = address.url(taken)
        server.serve(app, taken, settings, lambda: console.emit_text(url + "\n"))
    return console.FOUND


def _token() -> str | None:
    """Take the token from the environment; on a command line, other users would see it."""
    token = os.environ.get(TOKEN)
    if not token:
        return None
    if len(token) < _SHORTEST_TOKEN or not re.fullmatch(r"[!-~]+", token):
        raise typer.BadParameter(
            f"{TOKEN} must be {_SHORTEST_TOKEN} or more letters, digits and signs of ASCII"
        )
    return token

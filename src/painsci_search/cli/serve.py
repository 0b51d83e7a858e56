"""`serve`: serves the index over HTTP, as pages for people and as JSON for programs."""

import os
import re
from collections.abc import Callable
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import BaseUrlOption, IndexOption, NoticesOption, SynonymsOption
from painsci_search.errors import ExtraMissing

TOKEN = "PAINSCI_SEARCH_TOKEN"  # noqa: S105 - the name of a variable
# Characters; a random token of 16 letters and digits cannot be guessed over a network.
_MIN_TOKEN = 16
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://[^/\s?#@]+")


def serve(  # noqa: PLR0913 - a parameter for each option of the command
    *,
    folder: IndexOption = "index",
    host: Annotated[
        str,
        typer.Option(
            metavar="HOST",
            help="The address to listen on; an address that other machines can reach needs "
            f"--public, or a token in {TOKEN}.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, metavar="N", help="The port to listen on; 0 for any free port."
        ),
    ] = 8765,
    public: Annotated[bool, typer.Option("--public", help="Allow access without a token.")] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Also accept requests for this host name, such as that of a proxy (repeatable).",
        ),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN",
            help="Allow scripts of this site (https://example.org) to read answers; * for any "
            "site (repeatable).",
        ),
    ] = None,
    access_log: Annotated[
        bool,
        typer.Option("--access-log/--no-access-log", help="Log each request to standard error."),
    ] = True,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            metavar="N",
            help="The number of processes that answer requests; by default that of the processors.",
        ),
    ] = None,
    base_url: BaseUrlOption = None,
    synonyms: SynonymsOption = None,
    notices: NoticesOption = None,
) -> int:
    """Serve the index over HTTP, for people and programs.

    The search page is at /, the JSON API under /v1. The URL is printed as soon as the server is
    ready. A new commit of the index is served within a moment. Ctrl-C or SIGTERM stops the server
    after the requests that have begun. The log goes to standard error, one line of JSON per entry.

    \b
    Examples:
        painsci-search serve
        painsci-search serve --port 8080 --cors https://example.org
        export PAINSCI_SEARCH_TOKEN=$(openssl rand -hex 16)
        painsci-search serve --host 0.0.0.0
    """
    try:
        from painsci_search.server import create_app, process, workers
        from painsci_search.server.settings import LOOPBACK, Settings, log_to_stderr
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "painsci_search":
            raise
        raise ExtraMissing("server") from error
    from painsci_search import Index
    from painsci_search.cli.index import available_cores

    for origin in cors or ():
        if not _ORIGIN.fullmatch(origin):
            raise typer.BadParameter(
                f"--cors must be an origin such as https://example.org, or *, not {origin!r}"
            )
    address = process.find_address(host, port)
    token = _token()
    if token and public:
        raise typer.BadParameter(
            f"--public cannot be combined with {TOKEN}: choose open or token access"
        )
    if not (address.ip.is_loopback or token or public):
        raise typer.BadParameter(
            f"other machines can reach {host!r}: set {TOKEN} to a secret that every request must "
            "have, or add --public for open access"
        )
    names = {name.lower() for name in allow_host or ()}
    settings = Settings(
        hosts=LOOPBACK | {address.host.lower()} | names,
        addresses=address.ip.is_unspecified,
        token=token,
        origins=tuple(cors or ()),
        shows_sources=address.ip.is_loopback and not names,
        access_log=access_log,
    )

    def work(started: Callable[[], None]) -> None:
        with Index.open(folder, base_url=base_url, synonyms=synonyms, notices=notices, model=model) as index:
            app = create_app(index, settings)
            app.state.executor.index.warm_up()
            process.serve(app, listening, settings, started)

    with process.listen(address) as listening:
        log_to_stderr()
        url = address.url(listening)
        workers.serve(
            work,
            listening,
            processes or available_cores(),
            settings.limits,
            lambda: console.emit_text(url + "\n"),
        )
    return console.FOUND


def _token() -> str | None:
    """Return the token of the environment; other users can see the command line."""
    token = os.environ.get(TOKEN)
    if not token:
        return None
    if len(token) < _MIN_TOKEN or not re.fullmatch(r"[!-~]+", token):
        raise typer.BadParameter(
            f"{TOKEN} must be {_MIN_TOKEN} or more printable ASCII characters without spaces"
        )
    return token

"""`serve`: serves the index over HTTP, as pages for people and as JSON for programs."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

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

TOKEN = "PAINSCI_SEARCH_TOKEN"  # noqa: S105 - the name of a variable
# Characters; a random token of 16 letters and digits cannot be guessed over a network.
_MIN_TOKEN = 16
_HOST, _PORT = "127.0.0.1", 8765
Value = TypeVar("Value")
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://[^/\s?#@]+")


def serve(  # noqa: PLR0913 - a parameter for each option of the command
    *,
    folder: IndexOption = "index",
    host: Annotated[
        str | None,
        typer.Option(
            metavar="HOST",
            help="The address to listen on; an address that other machines can reach needs "
            f"--public, or a token in {TOKEN}.",
            show_default=_HOST,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="N",
            help="The port to listen on; 0 for any free port.",
            show_default=str(_PORT),
        ),
    ] = None,
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
    uds: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Listen on a Unix socket at PATH, not on an address."),
    ] = None,
    uds_mode: Annotated[
        str,
        typer.Option(
            metavar="MODE", help="The permissions of the Unix socket, as for chmod; see --uds."
        ),
    ] = "660",
    root_path: Annotated[
        str,
        typer.Option(
            metavar="PATH",
            help="The path under which a proxy publishes the server, such as /find.",
        ),
    ] = "",
    trust_proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PEER",
            help="Believe the X-Forwarded-For, -Host and -Proto headers of this proxy: an IP "
            "address, a network such as 10.0.0.0/8, or unix for --uds (repeatable).",
        ),
    ] = None,
    metrics: Annotated[
        bool,
        typer.Option(
            "--metrics", help="Serve counters for Prometheus at /metrics, of all processes."
        ),
    ] = False,
    show_sources: Annotated[
        bool,
        typer.Option("--show-sources", help="Show the paths of files in the JSON of answers."),
    ] = False,
    saved_files: Annotated[
        bool | None,
        typer.Option(
            "--saved-files/--no-saved-files",
            help="Let readers open the saved files of articles; nothing in a file can run.",
            show_default="only for this machine",
        ),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the search page in the browser.")
    ] = False,
    base_url: BaseUrlOption = None,
    synonyms: SynonymsOption = None,
    notices: NoticesOption = None,
    model: ModelOption = None,
) -> int:
    """Serve the index over HTTP, for people and programs.

    The search page is at /, the JSON API under /v1. The URL is printed as soon as the server is
    ready. A new commit of the index is served within a moment. Ctrl-C or SIGTERM stops the server
    after the requests that have begun. The log goes to standard error, one line of JSON per entry.

    \b
    Examples:
        painsci-search serve --open
        painsci-search serve --port 8080 --cors https://example.org
        export PAINSCI_SEARCH_TOKEN=$(openssl rand -hex 16)
        painsci-search serve --host 0.0.0.0
        painsci-search serve --uds /run/find/socket --root-path /find \\
            --allow-host example.org
    """
    try:
        from painsci_search.server import create_app, process, workers
        from painsci_search.server.metrics import Metrics
        from painsci_search.server.proxy import Proxies, clean_root
        from painsci_search.server.settings import LOOPBACK, Settings, log_to_stderr
        from painsci_search.server.sharing import Shares
        from painsci_search.server.unix_socket import listening_at
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "painsci_search":
            raise
        raise ExtraMissing("server") from error
    from painsci_search import Index
    from painsci_search.cli.index import available_cores

    _check_origins(cors or ())
    root = _checked("--root-path", lambda: clean_root(root_path))
    _checked("--trust-proxy", lambda: Proxies("", trust_proxy or ()))
    mode = _mode(uds_mode)
    if uds is not None and not (host is None and port is None):
        raise typer.BadParameter("--uds cannot be combined with --host or --port")
    if uds is not None and open_page:
        raise typer.BadParameter("--open cannot be combined with --uds: browsers open no sockets")
    address = process.find_address(host or _HOST, _PORT if port is None else port)
    token = _token()
    if token and public:
        raise typer.BadParameter(
            f"--public cannot be combined with {TOKEN}: choose open or token access"
        )
    if token and open_page:
        raise typer.BadParameter(f"--open cannot be combined with {TOKEN}: browsers do not send it")
    if not (address.ip.is_loopback or token or public):
        raise typer.BadParameter(
            f"other machines can reach {host!r}: set {TOKEN} to a secret that every request must "
            "have, or add --public for open access"
        )
    names = {name.lower() for name in allow_host or ()}
    is_local = address.ip.is_loopback and not (names or uds or root or trust_proxy)
    settings = Settings(
        hosts=LOOPBACK | {address.host.lower()} | names,
        addresses=address.ip.is_unspecified,
        token=token,
        origins=tuple(cors or ()),
        shows_sources=show_sources,
        root_path=root,
        proxies=tuple(trust_proxy or ()),
        metrics=metrics,
        saved_files=is_local if saved_files is None else saved_files,
        access_log=access_log,
    )

    check_model(model)
    count = processes or available_cores()
    counters, shares = Metrics(count), Shares(count)

    def work(started: Callable[[], None], number: int) -> None:
        counters.begin(number)
        with Index.open(
            folder, base_url=base_url, synonyms=synonyms, notices=notices, model=model
        ) as index:
            app = create_app(index, settings, counters)
            app.state.executor.index.warm_up()
            process.serve(app, listening, settings, started, shares.of(number))

    with listening_at(uds, mode) if uds else process.listen(address) as listening:
        log_to_stderr()
        url = f"unix:{uds}" if uds else address.url(listening) + f"{root}/".lstrip("/")
        workers.serve(
            work,
            listening,
            count,
            settings.limits,
            lambda: _announce(url, open_page=open_page),
        )
    return console.FOUND


def _announce(url: str, *, open_page: bool) -> None:
    """Print the URL of the server, and open it in the browser."""
    console.emit_text(url + "\n")
    if open_page:
        import webbrowser

        webbrowser.open(url)


def _check_origins(origins: Sequence[str]) -> None:
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise typer.BadParameter(
                f"--cors must be an origin such as https://example.org, or *, not {origin!r}"
            )


def _checked(option: str, make: Callable[[], Value]) -> Value:
    """Return the value of an option, or refuse it."""
    try:
        return make()
    except ValueError as error:
        raise typer.BadParameter(f"{option}: {error}") from None


def _mode(text: str) -> int:
    if not re.fullmatch(r"0?[0-7]{3}", text):
        raise typer.BadParameter(f"--uds-mode must be an octal number such as 660, not {text!r}")
    return int(text, 8)


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

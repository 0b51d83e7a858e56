"""``export-site``: the search as files for a web site that has no server."""

from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption
from painsci_search.cli.progress import progress_bar


def export_site(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; for the export alone.")
    ],
    folder: IndexOption = Path("index"),
    base_url: Annotated[
        str | None,
        typer.Option(
            envvar="PAINSCI_SEARCH_BASE_URL",
            metavar="URL",
            help="Where the articles are served, an address or a path as seen from DIR.",
        ),
    ] = None,
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="The title of the page.")
    ] = "Search the articles",
    form: FormatOption = "text",
) -> int:
    """Write the search as files for a web site without a server.

    Any browser searches them. DIR then holds a page that searches, and all that it takes to search
    in a page of your own; its README.txt tells how. An earlier export in DIR is replaced. Needs
    painsci-search[site].

    \b
    Examples:
        painsci-search export-site public/search --base-url ../articles
        python -m http.server --bind 127.0.0.1 --directory public
    """
    from painsci_search import Index
    from painsci_search.render.reports import render_report_json, render_site_report
    from painsci_search.static_site import export_site as export

    with Index.open(folder, base_url=base_url) as index, progress_bar() as progress:
        report = export(index, directory, title=title, progress=progress)
    if form == "json":
        console.emit(render_report_json(report))
    else:
        console.emit_text(render_site_report(report))
    return console.FOUND

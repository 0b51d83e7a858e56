"""`export-site`: writes the search as static files for a web site without a server."""

from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption, NoticesOption, SynonymsOption
from painsci_search.cli.progress import progress_line


def export_site(  # noqa: PLR0913 - a parameter for each option of the command
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; it holds only the export.")
    ],
    *,
    folder: IndexOption = "index",
    base_url: Annotated[
        str | None,
        typer.Option(
            envvar="PAINSCI_SEARCH_BASE_URL",
            metavar="URL",
            help="The URL at which the articles are served, or their path relative to DIR.",
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The title of the search page.")
    ] = None,
    language: Annotated[
        str,
        typer.Option(
            metavar="LANG",
            help="The language of the search page: en, de, fr or es, or a JSON file of its words.",
        ),
    ] = "en",
    synonyms: SynonymsOption = None,
    form: FormatOption = "text",
    notices: NoticesOption = None,
) -> int:
    """Export the search as files for a static web site.

    The search runs in the browser. DIR gets a search page, and the files to search from a page of
    your own; see its README.txt. It answers as `query` does. An earlier export in DIR is replaced;
    files that stay the same are not written again.

    \b
    Examples:
        painsci-search export-site public/search --base-url ../articles
        python3 -m http.server --bind 127.0.0.1 --directory public
    """
    from painsci_search import Index
    from painsci_search.render.reports import render_report_json, render_site_report
    from painsci_search.render.wording import exported_stale
    from painsci_search.static_site import export_site as export

    with (
        Index.open(folder, base_url=base_url, notices=notices) as index,
        progress_line() as progress,
    ):
        report = export(
            index,
            directory,
            title=title,
            language=language,
            synonyms=synonyms,
            progress=progress,
        )
        stale = index.stale(article.id for article in index.articles())
    if stale:
        console.log(exported_stale(len(stale)))
    if form == "json":
        console.emit(render_report_json(report))
    else:
        console.emit_text(render_site_report(report, base_url))
    return console.FOUND

"""``check``: an index held against its files, or articles looked at for what is wrong with them."""

from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption, ReportFormat
from painsci_search.cli.progress import progress_bar

# of one kind in a file: a fault of a template else hides what is wrong in the articles
_MOST = 10


def check(  # noqa: PLR0913 - a parameter for each option of the command
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Articles, or folders of them, to audit; without any, the index is checked.",
        ),
    ] = None,
    *,
    folder: IndexOption = Path("index"),
    not_updated_since: Annotated[
        int | None,
        typer.Option(
            min=1900,
            max=9999,
            metavar="YEAR",
            help="With PATHS: list articles last updated before that year, too.",
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="With PATHS: leave out a kind of finding; repeatable."),
    ] = None,
    list_all: Annotated[
        bool,
        typer.Option(
            "--all",
            help="With PATHS: write out every finding, not only the first ten of a kind in a file. "
            "JSON always has all.",
        ),
    ] = False,
    form: FormatOption = "text",
) -> int:
    """Audit articles, or hold the index against its files.

    With PATHS, the articles themselves are looked at, line by line; no index is needed. Found are:

    \b
        unreadable                a file that cannot be read; the rest goes on
        marker-without-note       a marker whose note is missing
        note-without-marker       a note that no marker leads to
        duplicate-id              an id that several elements have
        dead-link                 a link within the page that leads nowhere
        heading-without-anchor    a heading that no link can lead to
        bad-year                  a year of publication that cannot be
        bad-pmid, bad-doi         what is meant as an identifier and is none
        disagreement              notes that cite a work differently
        not-updated               only with --not-updated-since
        long-section-without-note over 300 words; a hint

    Without PATHS: files of the index that are gone or changed, that cannot be read, or were left
    out as copies. The index's own files are held against their checksums, too.

    \b
    Examples:
        painsci-search check corpus --ignore long-section-without-note
        painsci-search check corpus --not-updated-since 2020 --format json
        painsci-search check
    """
    if paths:
        return _audit(paths, not_updated_since, ignore or [], form, 0 if list_all else _MOST)
    given = {"--ignore": ignore, "--not-updated-since": not_updated_since, "--all": list_all}
    for name in (name for name, value in given.items() if value):
        raise typer.BadParameter(f"{name} is for articles: name files or folders, too")
    return _check_index(folder, form)


def _audit(
    paths: list[Path], since: int | None, ignore: list[str], form: ReportFormat, most: int
) -> int:
    from painsci_search.auditing.files import audit_files, count_kinds
    from painsci_search.render.findings import render_findings, render_findings_json

    with progress_bar() as progress:
        try:
            found = audit_files(paths, not_updated_since=since, ignore=ignore, progress=progress)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if not found.files:
        where = ", ".join(map(str, paths))
        console.tell(f"No articles in {where}: looked for .html, .htm, .xhtml and .txt files.")
    counts = count_kinds(found.findings)
    if form == "json":
        console.emit(render_findings_json(found.findings, counts, found.files))
    else:
        console.emit_text(render_findings(found.findings, counts, found.files, most=most))
    return console.NOTHING if found.findings or not found.files else console.FOUND


def _check_index(folder: Path, form: ReportFormat) -> int:
    from painsci_search import Index
    from painsci_search.render.reports import render_problem, render_problems_json

    with Index.open(folder) as opened:
        problems = opened.check()
        is_empty = not opened.articles()
    if form == "json":
        console.emit(render_problems_json(problems))
    elif problems:
        console.emit_text("".join(map(render_problem, problems)))
    elif is_empty:
        console.emit_text("The index holds no articles.\n")
    else:
        console.emit_text("The index is up to date.\n")
    return console.NOTHING if problems else console.FOUND

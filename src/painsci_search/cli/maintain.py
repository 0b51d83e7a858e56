"""``index`` and ``stats``: making an index and counting what it holds."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption
from painsci_search.cli.progress import progress_bar

if TYPE_CHECKING:
    from painsci_search import Index


def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATHS]...", help="Articles, or folders of them; corpus by default."
        ),
    ] = None,
    folder: IndexOption = Path("index"),
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="How many processes read files.",
            show_default="as many as the machine can run at once",
        ),
    ] = None,
    form: FormatOption = "text",
) -> int:
    """Index articles: .html, .htm, .xhtml and .txt files.

    A second time, only what changed is read, and articles whose files are gone from the given
    folders are dropped. Files that cannot be read are listed, and the rest is indexed. Whoever
    searches meanwhile sees the index as it was, until all is done.

    \b
    Examples:
        painsci-search index
        painsci-search index my-articles notes/asmr.html --index my-index
        painsci-search index ~/articles --workers 1 --format json
    """
    from painsci_search.render.reports import render_problem, render_report, render_report_json

    places = paths or [Path("corpus")]
    with _open(folder, places) as opened, progress_bar() as progress:
        count = workers or available_cores()
        report = opened.update(places, progress=progress, workers=count)
    if form == "json":
        console.emit(render_report_json(report))
    else:
        console.emit_text(render_report(report))
    for problem in report.problems:
        console.tell(render_problem(problem))
    if not any((report.added, report.changed, report.unchanged, report.problems)):
        where = ", ".join(map(str, places))
        console.tell(f"No articles in {where}: looked for .html, .htm, .xhtml and .txt files.")
        return console.NOTHING
    return console.NOTHING if report.problems else console.FOUND


def _open(folder: Path, places: list[Path]) -> "Index":
    """Open an index, or make one if there is something to put into it."""
    from painsci_search import Index, IndexMissing, ReadError

    try:
        return Index.open(folder)
    except IndexMissing:
        for place in places:
            if not place.exists():
                raise ReadError(f"{place}: no such file or folder; check the path") from None
        return Index.create(folder)


def available_cores() -> int:
    """How many processes this one may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def stats(folder: IndexOption = Path("index"), form: FormatOption = "text") -> int:
    """Count what the index holds.

    Its articles, sections, notes, references and words, its size on disk, and the time of its last
    change.

    \b
    Examples:
        painsci-search stats
        painsci-search stats --index my-index --format json
    """
    from painsci_search import Index
    from painsci_search.render.reports import render_report_json, render_stats

    with Index.open(folder) as opened:
        counts = opened.stats()
    if form == "json":
        console.emit(render_report_json(counts))
    else:
        console.emit_text(render_stats(counts))
    return console.FOUND

"""`index` and `stats`: updates an index from files, and counts its contents."""

import os
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption, WaitOption
from painsci_search.cli.progress import progress_line
from painsci_search.cli.results import log_stale

if TYPE_CHECKING:
    from painsci_search import UpdateReport

_DEFAULT_INDEX = "index"


def index(  # noqa: PLR0913 - a parameter for each option of the command
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Files or folders of articles; without PATHS, those of painsci-search.toml, or "
            "corpus for the index in the folder index.",
        ),
    ] = None,
    *,
    folder: IndexOption = _DEFAULT_INDEX,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="The number of processes that read files.",
            show_default="number of available cores",
        ),
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="Replace the index, even if it is damaged: read the files that it lists, and "
            "those of PATHS, which may be omitted.",
        ),
    ] = False,
    wait: WaitOption = 0,
    follow_links: Annotated[
        bool,
        typer.Option(
            "--follow-links",
            help="Follow symbolic links that lead out of the given folders.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Go on, and update the index whenever files below PATHS change, until Ctrl-C or "
            "SIGTERM.",
        ),
    ] = False,
    form: FormatOption = "text",
) -> int:
    """Index articles: saved pages, PDF, EPUB, Word, text.

    When run again, only changed files are read, and articles whose files are gone from the given
    folders are removed; those of a given folder that is gone itself or empty, such as one of a disk
    that is not mounted, and of files that cannot be opened, also by a link into such a folder, are
    kept, and listed as problems. Files that were renamed or moved are recognised by their content.
    Of several saves of an article, the best is indexed.
    Files that cannot be read are listed, files of other kinds are counted by kind, and the others
    are indexed. Searches that run meanwhile see the previous index until the update is complete.

    If an older version of painsci-search made the index, all of its files are read again, not only
    those of PATHS.

    With --watch, each later update that changes something is one line, or one line of JSON. A
    file is read when it has not changed for half a second, so that none is read half-written.

    \b
    Examples:
        painsci-search index
        painsci-search index my-articles notes/asmr.html --index my-index
        painsci-search index ~/articles --workers 1 --format json
        painsci-search index --rebuild --index my-index
        painsci-search index my-articles --watch
    """
    from painsci_search import Index

    sources = paths or ([] if rebuild and not watch else [_default_folder(folder)])
    if watch:
        from painsci_search.ingest.watching import load_library

        load_library()
    with progress_line() as progress:
        options: _UpdateOptions = {
            "progress": progress,
            "workers": workers or available_cores(),
            "timeout": wait,
            "follow_links": follow_links,
        }
        if rebuild:
            report, remark = Index.rebuild(folder, sources, **options), None
        else:
            report, remark = _update(folder, sources, options)
    _emit(report, as_json=form == "json", as_line=watch)
    if remark:
        console.log(remark)
    indexed = (report.added, report.changed, report.unchanged, report.moved, report.saves)
    is_empty = not any((*indexed, report.problems))
    if is_empty:
        log_no_articles(sources or [Path(folder)])
    if watch:
        from painsci_search.cli.watch import watch as watch_files

        return watch_files(
            folder,
            sources,
            workers=options["workers"],
            follow_links=follow_links,
            as_json=form == "json",
            known=report.problems,
        )
    return console.NOTHING if is_empty or report.problems else console.FOUND


def _emit(report: "UpdateReport", *, as_json: bool, as_line: bool) -> None:
    """Write a report, and log the problems that it counts.

    Args:
        as_line: whether JSON is one line, as more of them follow.
    """
    from painsci_search.render.reports import (
        render_problem,
        render_report,
        render_report_json,
        render_report_line,
    )

    if as_json:
        console.emit(render_report_line(report) if as_line else render_report_json(report))
    else:
        console.emit_lines(render_report(report))
    for problem in report.problems:
        console.log(render_problem(problem))


def _default_folder(index: str) -> Path:
    """Return the folder that is indexed where none is given.

    It is for the default index alone: another one, which the environment may name, has articles of
    its own.

    Raises:
        BadParameter: it does not exist, or the index is another one.
    """
    folder = Path("corpus")
    is_default = Path(index).absolute() == Path(_DEFAULT_INDEX).absolute()
    if not (is_default and folder.exists()):
        option = "" if is_default else f" --index {quote(index)}"
        raise typer.BadParameter(
            "name the files or folders to index, such as: painsci-search index my-articles" + option
        )
    return folder


def log_no_articles(paths: list[Path]) -> None:
    """Log that no file in some folders can be an article."""
    from painsci_search.reading.forms import FORMS

    where = ", ".join(map(str, paths))
    *first, last = (form.name for form in FORMS)
    console.log(f"No articles in {where}: expected {', '.join(first)} or {last}.")


class _UpdateOptions(TypedDict):
    """The options that `Index.update` and `Index.rebuild` share."""

    progress: Callable[[int, int, str], None] | None
    workers: int
    timeout: float
    follow_links: bool


def _update(
    folder: str, sources: list[Path], options: _UpdateOptions
) -> tuple["UpdateReport", str | None]:
    """Update an index, and return a remark if it was rebuilt; create one if all sources exist."""
    from painsci_search import Index, IndexMissing, IndexVersionError, ReadError

    try:
        opened = Index.open(folder)
    except IndexVersionError:
        report = Index.rebuild(folder, sources, **options, if_complete=True)
        return report, (
            f"An older version of painsci-search had made {folder}: it was rebuilt from its files, "
            "without articles that a program may have added."
        )
    except IndexMissing:
        for source in sources:
            if not source.exists():
                raise ReadError(f"{source}: no such file or folder; check the path") from None
        opened = Index.create(folder)
    with opened:
        report = opened.update(sources, **options)
    remark = f"An older version of painsci-search had made {folder}: it was rebuilt."
    return report, remark if report.rebuilt else None


def available_cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def stats(folder: IndexOption = "index", form: FormatOption = "text") -> int:
    """Count the contents of the index.

    Print the numbers of articles, further saves, sections, notes, references and words, the size on
    disk, the time of the last update, and what reading was unsure of, by kind.

    \b
    Examples:
        painsci-search stats
        painsci-search stats --index my-index --format json
    """
    from painsci_search import Index
    from painsci_search.render.reports import render_report_json, render_stats

    with Index.open(folder) as opened:
        counts = opened.stats()
        log_stale(opened, opened.contents())
    if form == "json":
        console.emit(render_report_json(counts))
    else:
        console.emit_text(render_stats(counts))
    return console.FOUND

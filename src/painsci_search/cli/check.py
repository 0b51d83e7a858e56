"""`check`: compares an index with the files that it was made from, or audits articles."""

from pathlib import Path
from typing import Annotated, Any

import typer

from painsci_search.cli import console
from painsci_search.cli.index import log_no_articles
from painsci_search.cli.options import FormatOption, IndexOption, NoticesOption, ReportFormat
from painsci_search.cli.progress import progress_line

# Findings of one kind in one file: more of them are mostly one fault of a template, and would hide
# the faults of the articles.
_MAX_FINDINGS = 10


def check(  # noqa: PLR0913 - a parameter for each option of the command
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Files or folders of articles to audit; without PATHS, the index is checked.",
        ),
    ] = None,
    *,
    folder: IndexOption = "index",
    not_updated_since: Annotated[
        int | None,
        typer.Option(
            min=1900,
            max=9999,
            metavar="YEAR",
            help="With PATHS: also list articles last updated before this year.",
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="With PATHS: ignore findings of this kind (repeatable)."),
    ] = None,
    list_all: Annotated[
        bool,
        typer.Option(
            "--all",
            help="With PATHS: list every finding, not only the first ten of a kind in a file. "
            "JSON always lists all.",
        ),
    ] = False,
    form: FormatOption = "text",
    notices: NoticesOption = None,
) -> int:
    """Audit articles, or check the index against its files.

    With PATHS, audit the articles and report each finding with its line number; no index is
    needed. The kinds of findings:

    \b
        unreadable                a file that cannot be read
        marker-without-note       a marker whose note is missing
        note-without-marker       a note that no marker links to
        duplicate-id              an id that several elements have
        dead-link                 a link within the page without a target
        heading-without-anchor    a heading that no link can lead to
        bad-year                  an impossible year of publication
        bad-pmid, bad-doi         an invalid identifier
        unread-reference          a note with a citation that could not be parsed
        incomplete-reference      a work without title, authors or year; a hint
        disagreement              notes that cite a work differently
        retracted-work            a note cites a retracted work; needs --notices
        work-of-concern, superseded-work, corrected-work
                                  as by --notices; the last is a hint
        not-updated               only with --not-updated-since
        long-section-without-note over 300 words; a hint
        reading                   what reading was unsure of; a hint

    Without PATHS, list files of the index that are gone, changed or unreadable, and with --notices
    the notes that cite retracted or superseded works. The index's own files are checked against
    their checksums.

    \b
    Examples:
        painsci-search check corpus --ignore long-section-without-note
        painsci-search check corpus --not-updated-since 2020 --format json
        painsci-search check corpus --notices notices.csv
        painsci-search check
    """
    if paths:
        options = {
            "not_updated_since": not_updated_since,
            "ignore": ignore or [],
            "notices": notices,
        }
        return _audit(paths, options, form, 0 if list_all else _MAX_FINDINGS)
    audit_only = {"--ignore": ignore, "--not-updated-since": not_updated_since, "--all": list_all}
    for name in (name for name, value in audit_only.items() if value):
        raise typer.BadParameter(f"{name} needs PATHS (it applies to audits, not to the index)")
    return _check_index(folder, notices, form)


def _audit(paths: list[Path], options: dict[str, Any], form: ReportFormat, maximum: int) -> int:
    from painsci_search.auditing.files import audit_files, count_kinds
    from painsci_search.render.findings import render_findings, render_findings_json

    with progress_line() as progress:
        try:
            audit = audit_files(paths, **options, progress=progress)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if not audit.files:
        log_no_articles(paths)
    counts = count_kinds(audit.findings)
    if form == "json":
        console.emit(render_findings_json(audit.findings, counts, audit.files))
    else:
        console.emit_text(render_findings(audit.findings, counts, audit.files, most=maximum))
    return console.NOTHING if audit.findings or not audit.files else console.FOUND


def _check_index(folder: str, notices: Path | None, form: ReportFormat) -> int:
    from painsci_search import Index
    from painsci_search.render.reports import render_problem, render_problems_json

    with Index.open(folder, notices=notices) as opened:
        problems = opened.check()
        is_empty = not opened.articles()
    if form == "json":
        console.emit(render_problems_json(problems))
    elif problems:
        console.emit_text("".join(map(render_problem, problems)))
    elif is_empty:
        console.emit_text("The index is empty.\n")
    else:
        console.emit_text("The index is up to date.\n")
    return console.NOTHING if problems else console.FOUND

"""`check`: compares an index with the files that it was made from, or audits articles."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from painsci_search.cli import console
from painsci_search.cli.config import NAME
from painsci_search.cli.index import log_no_articles
from painsci_search.cli.options import BaseUrlOption, IndexOption, NoticesOption
from painsci_search.cli.progress import progress_line

if TYPE_CHECKING:
    from painsci_search.auditing.files import Audit
    from painsci_search.model import Finding, Severity

CheckFormat = Literal["text", "json", "github", "sarif", "junit"]
FailOn = Literal["hint", "warning", "error", "never"]
_FAILING: dict[FailOn, tuple["Severity", ...]] = {
    "hint": ("hint", "warning", "error"),
    "warning": ("warning", "error"),
    "error": ("error",),
    "never": (),
}
# Findings of one kind in one file: more of them are mostly one fault of a template, and would hide
# the faults of the articles.
_MAX_FINDINGS = 10


def check(  # noqa: PLR0913 - a parameter for each option of the command
    context: typer.Context,
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
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="With PATHS: report findings of this kind only (repeatable)."
        ),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            metavar="SEVERITY",
            help="With PATHS: exit with 1 only for findings of this severity or a higher one: "
            "hint, warning, error or never.",
            show_default="hint",
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With PATHS: leave out the findings in this file."),
    ] = None,
    new_baseline: Annotated[
        Path | None,
        typer.Option(
            "--write-baseline",
            metavar="FILE",
            help="With PATHS: write all findings to this file, for --baseline.",
        ),
    ] = None,
    list_all: Annotated[
        bool,
        typer.Option(
            "--all",
            help="With PATHS: list every finding, not only the first ten of a kind in a file. "
            "Other formats than text always list all.",
        ),
    ] = False,
    form: Annotated[
        CheckFormat,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            case_sensitive=False,
            help="text or json; with PATHS also github (annotations of GitHub Actions), sarif or "
            "junit.",
        ),
    ] = "text",
    notices: NoticesOption = None,
    base_url: BaseUrlOption = None,
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
        link-to-missing-file      a link of the article to a missing file
        link-to-missing-anchor    a link to an anchor that another file lacks
        missing-picture           a local picture that is not there
        heading-without-anchor    a heading that no link can lead to
        missing-title             a page without a title
        same-title                a title that another file has
        different-title           a title without a word of the heading
        bad-language              a language that is no tag, such as "english"
        missing-date              no date of publication or update; a hint
        future-date               a date of publication or update to come
        update-before-publication an update dated before the publication
        same-canonical            a canonical URL that another file has
        relative-canonical        a canonical URL without its site
        different-canonical       og:url and the canonical URL differ
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

    Links and pictures are looked up among local files, never in the web, and only those of the
    article. An absolute link is a link to the file with that canonical URL, or below the folder
    that is served at --base-url. A page that was saved
    without the files that it leads to has no such findings. In an EPUB they are looked up in the
    book itself. A file of parts or pages has no lines: the message names the part and a line of it,
    or the page.

    Without PATHS, list files of the index that are gone, changed or unreadable, and with --notices
    the notes that cite retracted or superseded works. The index's own files are checked against
    their checksums.

    \b
    Examples:
        painsci-search check corpus --ignore long-section-without-note
        painsci-search check corpus --not-updated-since 2020 --format json
        painsci-search check corpus --notices notices.csv
        painsci-search check corpus --format sarif --fail-on error > found.sarif
        painsci-search check corpus --write-baseline known.json
        painsci-search check corpus --baseline known.json
        painsci-search check
    """
    if paths:
        options = {
            "not_updated_since": not_updated_since,
            "ignore": ignore or [],
            "only": only or [],
            "notices": notices,
            "base_url": base_url,
        }
        shown = _Shown(form, fail_on or "hint", 0 if list_all else _MAX_FINDINGS)
        return _audit(paths, options, shown, (baseline, new_baseline))
    audit_only = {
        "--ignore": ignore and _is_typed(context, "ignore"),
        "--only": only,
        "--base-url": base_url and _is_typed(context, "base_url"),
        "--fail-on": fail_on,
        "--baseline": baseline,
        "--write-baseline": new_baseline,
        "--not-updated-since": not_updated_since,
        "--all": list_all,
        f"--format {form}": form not in ("text", "json"),
    }
    for name in (name for name, value in audit_only.items() if value):
        raise typer.BadParameter(f"{name} needs PATHS (it applies to audits, not to the index)")
    return _check_index(folder, notices, form)


def _is_typed(context: typer.Context, name: str) -> bool:
    """Return whether the command line has an option, not only the configuration file."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


class _Shown(NamedTuple):
    """The way in which findings are shown.

    Attributes:
        fail_on: the lowest severity that fails.
        maximum: the most findings of a kind in a file, as text; 0 for all.
    """

    form: CheckFormat
    fail_on: FailOn
    maximum: int


def _audit(
    paths: list[Path],
    options: dict[str, Any],
    shown: _Shown,
    baselines: tuple[Path | None, Path | None],
) -> int:
    """Audit files.

    Args:
        baselines: the file of known findings, and the file to write.
    """
    from painsci_search.auditing.baseline import without_known, write_baseline
    from painsci_search.auditing.files import audit_files

    known, new = baselines
    with progress_line() as progress:
        try:
            audit = audit_files(paths, **options, progress=progress)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if not audit.files:
        log_no_articles(paths)
    if new is not None:
        write_baseline(new, audit.findings)
        console.log(f"{len(audit.findings)} findings written to {new}.")
        return console.FOUND
    if known is not None:
        audit = audit._replace(findings=without_known(audit.findings, known))
    _show(audit, shown)
    failing = _FAILING[shown.fail_on]
    fails = any(finding.severity in failing for finding in audit.findings)
    return console.NOTHING if fails or not audit.files else console.FOUND


def _show(audit: "Audit", shown: _Shown) -> None:
    """Print findings in a format."""
    from painsci_search.auditing.files import count_kinds
    from painsci_search.auditing.kinds import KINDS
    from painsci_search.render import findings_for_ci
    from painsci_search.render.findings import render_findings, render_findings_json

    findings: tuple[Finding, ...] = audit.findings
    counts = count_kinds(findings)
    match shown.form:
        case "json":
            console.emit(render_findings_json(findings, counts, audit.files))
        case "github":
            console.emit(findings_for_ci.render_github(findings))
        case "sarif":
            from painsci_search import __version__

            console.emit(findings_for_ci.render_sarif(findings, KINDS, __version__, _root()))
        case "junit":
            failing = _FAILING[shown.fail_on]
            console.emit(findings_for_ci.render_junit(findings, audit.files, failing))
        case _:
            text = render_findings(findings, counts, audit.files, most=shown.maximum)
            console.emit_lines(text)


def _root() -> Path:
    """Return the folder of the repository, or else of the configuration file, or else this one."""
    here = Path.cwd()
    folders = (here, *here.parents)
    marked = [at for name in (".git", NAME) for at in folders if (at / name).exists()]
    return marked[0] if marked else here


def _check_index(folder: str, notices: Path | None, form: CheckFormat) -> int:
    from painsci_search import Index
    from painsci_search.render.reports import render_problem, render_problems_json

    with Index.open(folder, notices=notices) as opened:
        problems = opened.check()
        is_empty = opened.is_empty
    if form == "json":
        console.emit(render_problems_json(problems))
    elif problems:
        console.emit_lines("".join(map(render_problem, problems)))
    elif is_empty:
        console.emit_text("The index is empty.\n")
    else:
        console.emit_text("The index is up to date.\n")
    return console.NOTHING if problems else console.FOUND

"""`refs` and `cites`: the works that articles cite, and the sentences that cite a work."""

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from painsci_search.cli import console
from painsci_search.cli.errors import fail, fail_empty, fail_not_found
from painsci_search.cli.options import (
    BaseUrlOption,
    FormatOption,
    IndexOption,
    NoticesOption,
    WorksFormat,
)
from painsci_search.cli.results import log_problems, log_stale_works
from painsci_search.cli.targets import find_id
from painsci_search.model import Citations, References, Work, WorkSort
from painsci_search.render.terminal import Terminal, shorten
from painsci_search.render.wording import count, past_the_last

if TYPE_CHECKING:
    from painsci_search import Index

_DEFAULT_LIMIT = 20
# Columns of a query, and of the name of a work, in a message.
_QUERY_WIDTH = 200
_NAME_WIDTH = 60


def refs(  # noqa: PLR0913 - a parameter for each option of the command
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="The query; without WORDS, all works."),
    ] = None,
    *,
    folder: IndexOption = "index",
    form: Annotated[
        WorksFormat,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            case_sensitive=False,
            help="text, json, bibtex, ris, csl-json or csv.",
        ),
    ] = "text",
    sort: Annotated[
        WorkSort,
        typer.Option(
            metavar="ORDER",
            help="cited (by most notes first), year (latest first), author or title.",
        ),
    ] = "cited",
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=1,
            metavar="N",
            help="The maximum number of works.",
            show_default=f"{_DEFAULT_LIMIT} as text, all in other formats",
        ),
    ] = None,
    offset: Annotated[
        int, typer.Option(min=0, metavar="N", help="The number of works to skip first.")
    ] = 0,
    cited_with: Annotated[
        str | None,
        typer.Option(
            metavar="WORK", help="Only works that articles cite together with this one; see cites."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="STUDY",
            help="Only works whose title names this kind of study, such as systematic-review, or "
            "one of a group: review, trial, observational or preclinical.",
        ),
    ] = None,
    since: Annotated[
        int | None,
        typer.Option(min=0, max=9999, metavar="YEAR", help="Only works of this year or later."),
    ] = None,
    notices: NoticesOption = None,
    style: Annotated[
        str | None,
        typer.Option(
            metavar="STYLE",
            help="Print the citation of each work in a style of the Citation Style Language, such "
            "as apa, pain, ieee or nlm-citation-sequence (Vancouver); needs the extra 'styles'.",
        ),
    ] = None,
) -> int:
    """List the works that the notes cite, the most cited first.

    All words must match in title, authors, journal or year. The syntax: "phrase", word*, word~
    (similar spelling), AND OR NOT, and the fields year: author: title: journal: pmid: pmcid: doi:
    painsci: article:. year: also takes ranges, such as '>=2018' and '[2015 TO 2020]'. A citation
    as in a text, such as 'Lochte et al. (2018)', finds the works of these authors and this year.

    The kind of study is what a title names, not a judgement; most titles name none.

    \b
    Examples:
        painsci-search refs lochte 2018
        painsci-search refs 'placebo year:>=2015' --sort year
        painsci-search refs article:asmr --sort year
        painsci-search refs journal:BMJ --format bibtex > bmj.bib
        painsci-search refs --cited-with 30397584
        painsci-search refs placebo --kind review --since 2018
        painsci-search refs author:moseley --style apa
    """
    from painsci_search import Index

    query = console.decoded(" ".join(words or ())).strip()
    problem = _misused(style, form, cited_with)
    if problem:
        return fail(problem)
    if kind is not None:
        _check_kind(kind)
    if limit is None and form == "text" and style is None:
        limit = _DEFAULT_LIMIT
    with Index.open(folder, notices=notices) as index:
        if cited_with is not None:
            named = index.cites(console.decoded(cited_with))
            if not named.works:
                _fail_unknown_work(index, named, folder)
        works = index.references(
            query,
            sort=sort,
            limit=limit,
            offset=offset,
            cited_with=cited_with,
            kind=kind,
            since=since,
        )
        log_stale_works(index, works)
        if works.works or form != "text":
            write_works(works, form, offset, style)
        if works.works:
            return console.FOUND
        if works.total:
            console.log(past_the_last(works.total, "work", f"--offset {offset}"))
        elif index.is_empty:
            fail_empty(folder)
        else:
            given = {"--kind": kind, "--since": since, "--cited-with": cited_with}
            narrowed = [f"{name} {value}" for name, value in given.items() if value is not None]
            _log_no_work(index, query, narrowed)
    return console.NOTHING


def cites(
    work: Annotated[
        list[str],
        typer.Argument(
            metavar="WORK...", help="A PubMed id, PMCID, DOI, PainSci id or key, or words."
        ),
    ],
    *,
    folder: IndexOption = "index",
    form: FormatOption = "text",
    base_url: BaseUrlOption = None,
    notices: NoticesOption = None,
) -> int:
    """Show every note and sentence that cites a work.

    Name the work by its PubMed id, PMCID, DOI or PainSci id, as a number or a URL; by an ISBN; by
    the key that refs shows; or by a citation or words that match only one work.

    \b
    Examples:
        painsci-search cites 30397584
        painsci-search cites https://doi.org/10.1136/bmj.h2747
        painsci-search cites 'Lochte et al. (2018)'
    """
    from painsci_search import Index

    identifier = console.decoded(" ".join(work)).strip()
    if not identifier:
        return fail("WORK must name a work")
    with Index.open(folder, base_url=base_url, notices=notices) as index:
        citations = index.cites(identifier)
        log_problems(index.check(citations))
        if citations.works or form == "json":
            _write_citations(citations, form)
        if not citations.works:
            _fail_unknown_work(index, citations, folder)
    if citations.near:
        names = "; ".join(map(_name, citations.near))
        console.log(f"The number is also the PainSci id of: {names}")
    return console.FOUND


def _misused(style: str | None, form: WorksFormat, cited_with: str | None) -> str:
    """Return what is wrong with the options of refs; "" for nothing."""
    if style is not None and form != "text":
        return f"--style prints text; leave out --format {form}"
    if cited_with is not None and not cited_with.strip():
        return "--cited-with must name a work"
    return ""


def _write_styled(works: References, style: str) -> None:
    """Write the citations of works in a style, a line each.

    Raises:
        BadParameter: there is no such style.
        ExtraMissing: the extra "styles" is not installed.
    """
    from painsci_search.bibliography.formats.citation_styles import render_citation

    try:
        lines = [render_citation(work, style) for work in works.works]
    except ValueError as error:
        raise typer.BadParameter(f"--style: {error}") from None
    console.emit_text("".join(f"{line}\n" for line in lines))


def _check_kind(kind: str) -> None:
    """Refuse an unknown kind of study.

    Raises:
        BadParameter: the kind is unknown.
    """
    from painsci_search.bibliography.kind_names import kinds_named

    try:
        kinds_named(kind)
    except ValueError as error:
        raise typer.BadParameter(f"--kind: {error}") from None


def _fail_unknown_work(index: "Index", citations: Citations, folder: str) -> NoReturn:
    """Report an ambiguous or unknown work, with suggestions, and exit 1.

    Raises:
        Failure: always.
    """
    if not citations.near and index.is_empty:
        fail_empty(folder)
    identifier = shorten(citations.asked, _QUERY_WIDTH)
    names = "; ".join(map(_name, citations.near))
    total = _count_matching(index, citations)
    if total > 1:
        message = f"{total} works match '{identifier}'; name one by its key: {names}"
    else:
        message = f"no note cites '{identifier}'{_looked_for(identifier)}"
        message += _meant(index, citations, names)
    fail_not_found(message)


def _meant(index: "Index", citations: Citations, names: str) -> str:
    """Return what the user may have wanted instead of an unknown work, after a semicolon; or ""."""
    article_id = find_id(index, citations.asked)
    if article_id is not None:
        query = shlex.quote(f'article:"{article_id}"')
        return f"; it is an article: for the works that it cites, painsci-search refs {query}"
    return f"; did you mean {names}?" if names else ""


def _log_no_work(index: "Index", query: str, narrowed: Sequence[str]) -> None:
    for line in _no_work(index, query, narrowed):
        console.log(line)


def _no_work(index: "Index", query: str, narrowed: Sequence[str]) -> list[str]:
    """Return the lines that no work matches, with suggestions.

    Args:
        narrowed: the options that restrict the works, as typed.
    """
    from painsci_search.render.respelled import respelled

    if narrowed:
        total = index.references(query, limit=1).total
        verb = "matches" if total == 1 else "match"
        without = f"; {count(total, 'work')} {verb} without" if total else ""
        options = " ".join(narrowed)
        if not query:
            return [f"No work matches {options}{without}."]
        return [f"No work matches: {shorten(query, _QUERY_WIDTH)} (with {options}{without})"]
    if not query:
        return ["No note cites a work."]
    message = f"No work matches: {shorten(query, _QUERY_WIDTH)}{_looked_for(query)}"
    if other := respelled(index, query):
        return [message, f"Did you mean: {other}"]
    names = [_name(work) for work in index.cites(query).near]
    return [message, "Works with similar words:", *names] if names else [message]


def _looked_for(query: str) -> str:
    """Return in brackets what was looked for; "" where the query says it."""
    from painsci_search.bibliography.short_citations import looked_for

    words = looked_for(query)
    return f" (looked for {words})" if words else ""


def _count_matching(index: "Index", citations: Citations) -> int:
    """Count the works that match an ambiguous name."""
    from painsci_search import QueryError

    if not citations.near:
        return 0
    try:
        return index.references(citations.asked, limit=1).total
    except QueryError:  # a misspelled URL is no query
        return 0


def _name(work: Work) -> str:
    from painsci_search.render.references import short_reference

    return f"{work.key} ({shorten(short_reference(work.reference), _NAME_WIDTH)})"


def write_works(
    works: References, form: WorksFormat, offset: int, style: str | None = None
) -> None:
    """Write works as text, JSON or a bibliography, or in a citation style, to standard output."""
    if style is not None:
        _write_styled(works, style)
    elif form == "text":
        from painsci_search.render.works import render_works

        console.emit_text(render_works(works, Terminal.of(sys.stdout), offset))
    elif form == "json":
        from painsci_search.render.works import render_works_json

        console.emit(render_works_json(works))
    else:
        from painsci_search.bibliography.formats import render_bibliography

        console.emit(render_bibliography(works.works, form))


def _write_citations(citations: Citations, form: str) -> None:
    from painsci_search.render.works import render_citations, render_citations_json

    if form == "json":
        console.emit(render_citations_json(citations))
    else:
        console.emit_text(render_citations(citations, Terminal.of(sys.stdout)))

"""``refs`` and ``cites``: the works that articles cite, and who cites one of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from painsci_search.cli import console
from painsci_search.cli.options import BaseUrlOption, FormatOption, IndexOption, WorksFormat
from painsci_search.model import Citations, References, Work, WorkSort
from painsci_search.render.terminal import Terminal, shorten

if TYPE_CHECKING:
    from painsci_search import Index

_SHOWN = 20
_WIDTH = 200
_NAME_WIDTH = 60


def refs(  # noqa: PLR0913 - a parameter for each option of the command
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="The query; none for all.")
    ] = None,
    *,
    folder: IndexOption = Path("index"),
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
        typer.Option(metavar="ORDER", help="cited, year, author or title."),
    ] = "cited",
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=1,
            metavar="N",
            help=f"The most works to show: {_SHOWN} as text, all in other formats.",
        ),
    ] = None,
    offset: Annotated[
        int, typer.Option(min=0, metavar="N", help="How many works to pass over first.")
    ] = 0,
    cited_with: Annotated[
        str | None,
        typer.Option(metavar="WORK", help="Only works that articles cite together with this one."),
    ] = None,
) -> int:
    """List the works that the notes cite, those cited most first.

    All words must match, in title, authors, journal or year. "phrase", word*, word~, AND OR
    NOT, and year: author: title: journal: pmid: pmcid: doi: painsci: article: are understood,
    year: with ranges such as '>=2018' or '[2015 TO 2020]', too.

    \b
    Examples:
        painsci-search refs lochte 2018
        painsci-search refs 'placebo year:>=2015' --sort year
        painsci-search refs article:asmr --sort year
        painsci-search refs journal:BMJ --format bibtex > bmj.bib
        painsci-search refs --cited-with 30397584
    """
    from painsci_search import Index

    query = console.decoded(" ".join(words or ())).strip()
    if cited_with is not None and not cited_with.strip():
        return console.fail("--cited-with: no work is named")
    if limit is None and form == "text":
        limit = _SHOWN
    with Index.open(folder) as index:
        if cited_with is not None and not (known := index.cites(console.decoded(cited_with))).works:
            _miss(index, known, folder)
        found = index.references(
            query, sort=sort, limit=limit, offset=offset, cited_with=cited_with
        )
        if found.works or form != "text":
            write_works(found, form, offset)
        if found.works:
            return console.FOUND
        if found.total:
            message = f"{found.total} works match, and --offset {offset} is past the last."
        elif not index.articles():
            console.fail_empty(folder)
        else:
            message = _tell_none(index, query)
        console.tell(message)
    return console.NOTHING


def cites(
    work: Annotated[
        list[str],
        typer.Argument(metavar="WORK...", help="A PubMed id, DOI, PainSci id, key, or words."),
    ],
    *,
    folder: IndexOption = Path("index"),
    form: FormatOption = "text",
    base_url: BaseUrlOption = None,
) -> int:
    """Show every note and sentence that cites a work.

    The work may be named by PubMed id, PMCID, DOI or PainSci id, as a number or an address, by
    the key that refs shows, or by words that only one work has.

    \b
    Examples:
        painsci-search cites 30397584
        painsci-search cites https://doi.org/10.1136/bmj.h2747
        painsci-search cites lochte 2018
    """
    from painsci_search import Index

    asked = console.decoded(" ".join(work)).strip()
    if not asked:
        return console.fail("no work is named")
    with Index.open(folder, base_url=base_url) as index:
        found = index.cites(asked)
        for problem in index.check(found):
            console.tell(f"{problem.source}: {problem.message}")
        if found.works or form == "json":
            _write_citations(found, form)
        if not found.works:
            _miss(index, found, folder)
    if found.near:
        names = "; ".join(map(_name, found.near))
        console.tell(f"taken for a PubMed id; as a PainSci id it is: {names}")
    return console.FOUND


def _miss(index: "Index", found: Citations, folder: Path) -> NoReturn:
    """Say that it is not known which work is meant, and which may be."""
    if not found.near and not index.articles():
        console.fail_empty(folder)
    asked = shorten(found.asked, _WIDTH)
    names = "; ".join(map(_name, found.near))
    total = _count_matching(index, found)
    if total > 1:
        message = f"{total} works match {asked}; name one by its key: {names}"
    else:
        message = f"no note cites {asked}" + (f"; did you mean {names}?" if names else "")
    console.miss(message)


def _tell_none(index: "Index", query: str) -> str:
    """Say that no work matches, and which may be meant."""
    if not query:
        return "No note cites a work."
    message = f"No work matches: {shorten(query, _WIDTH)}"
    names = "; ".join(map(_name, index.cites(query).near))
    return f"{message}; did you mean {names}?" if names else message


def _count_matching(index: "Index", found: Citations) -> int:
    """Count the works that have the words which were to name one."""
    from painsci_search import QueryError

    if not found.near:
        return 0
    try:
        return index.references(found.asked, limit=1).total
    except QueryError:  # an address that is near another
        return 0


def _name(work: Work) -> str:
    from painsci_search.render.references import short_reference

    return f"{work.key} ({shorten(short_reference(work.reference), _NAME_WIDTH)})"


def write_works(found: References, form: WorksFormat, offset: int) -> None:
    """Write works as text, as JSON or as a bibliography."""
    if form == "text":
        from painsci_search.render.works import render_works

        console.emit_text(render_works(found, Terminal.of(sys.stdout), offset))
    elif form == "json":
        from painsci_search.render.works import render_works_json

        console.emit(render_works_json(found))
    else:
        from painsci_search.bibliography.formats import render_bibliography

        console.emit(render_bibliography(found.works, form))


def _write_citations(found: Citations, form: str) -> None:
    from painsci_search.render.works import render_citations, render_citations_json

    if form == "json":
        console.emit(render_citations_json(found))
    else:
        console.emit_text(render_citations(found, Terminal.of(sys.stdout)))

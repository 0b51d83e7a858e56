"""`query`: passages for the words of the command line, or for queries on standard input.

The options select one of five modes, listed in `_MODES`: queries on standard input, the parsed
query, the works that passages cite, a stream of all hits, and (most often) a page of results.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from painsci_search.cli import console
from painsci_search.cli.errors import did_you_mean, fail_empty
from painsci_search.cli.options import (
    BaseUrlOption,
    CardsOption,
    GroupOption,
    IndexOption,
    KindOption,
    NoticesOption,
    OffsetOption,
    QueryFormat,
    QuerySort,
    ResultFormat,
    SynonymsOption,
    WorksFormat,
)
from painsci_search.cli.pipes import RefreshingSearch, answer_lines, stream_hits
from painsci_search.cli.results import Layout, log_problems, log_remarks, write_results
from painsci_search.model import Results, WorkSort
from painsci_search.render.terminal import Terminal, shorten

if TYPE_CHECKING:
    from painsci_search import Index

_DEFAULT_LIMIT = 10
_DEFAULT_PER_ARTICLE = 3
# Columns of a query in a message.
_QUERY_WIDTH = 200


def query(  # noqa: PLR0913 - a parameter for each option of the command
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help="The query; a single - reads queries from standard input, one per line.",
        ),
    ],
    *,
    folder: IndexOption = Path("index"),
    form: Annotated[
        QueryFormat | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            case_sensitive=False,
            help="text (default), json, jsonl, csv, markdown or quotes (for verify); for works: "
            "bibtex, ris, csl-json, or text, json or csv with --refs.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=1,
            metavar="N",
            help="The maximum number of passages; with --refs, of works.",
            show_default="10 passages, all works",
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Show all matches; with --format jsonl, write each as it is found."
        ),
    ] = False,
    offset: OffsetOption = 0,
    per_article: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="The maximum number of passages of one article; 0 for any number.",
            show_default="3; any number with --all",
        ),
    ] = None,
    kind: KindOption = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Only passages of this article, by id; * matches any letters (repeatable).",
        ),
    ] = None,
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only articles by this author.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Only articles last updated, or else published, on or after this date: 2024, "
            "2024-06 or 2024-06-30.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Only articles last updated, or else published, on or before this date.",
        ),
    ] = None,
    cited_since: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="Only articles that cite a work of this year or later."),
    ] = None,
    sort: Annotated[
        QuerySort,
        typer.Option(
            metavar="ORDER",
            help="relevance (best first), date (latest articles first) or position (by article "
            "and place in it); works also by cited, year, author or title.",
        ),
    ] = "relevance",
    group: GroupOption = True,
    cards: CardsOption = False,
    refs: Annotated[
        bool,
        typer.Option("--refs", help="List the works that the matching passages cite, instead."),
    ] = False,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            help="Add for each claim the newest work that it cites and the strongest kind of study "
            "by title, and the years of all works.",
        ),
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count all matches by kind, article, author and year.")
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Search without synonyms and other spellings.")
    ] = False,
    synonyms: SynonymsOption = None,
    notices: NoticesOption = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show what each word in each field contributed to a score."),
    ] = False,
    explain_query: Annotated[
        bool, typer.Option("--explain-query", help="Show how the query is parsed; do not search.")
    ] = False,
    base_url: BaseUrlOption = None,
) -> int:
    """Search for passages, best first.

    Passages need not contain every word, but those that do come first. The syntax: "phrase",
    "near by"~5, AND OR NOT + -, word*, w?rd, word~ (similar spelling), word^2 (weight),
    parentheses, and fields such as title: note: author: journal: year:>=2018 has:note; see
    docs/query-language.md. Quote the whole query so that the shell does not interpret quotes and
    parentheses.

    A section is shown with the notes that its sentences cite, a note with the sentences that cite
    it.

    With a single - for WORDS, each line of standard input is a query, and is answered at once by
    one line of JSON: results or an error. Blank lines are ignored. The index stays open; each
    answer reads its latest commit.

    \b
    Examples:
        painsci-search query massage soreness
        painsci-search query '"low back pain" imaging' -n 5
        painsci-search query placebo -nocebo --format json
        painsci-search query tingling --cards
        painsci-search query massage soreness --evidence
        painsci-search query '"sham surgery"' --format ris > sham.ris
        painsci-search query 'sensitiz*' --since 2024 --sort date
        painsci-search query nocebo --all --format jsonl | jq -r .link
        painsci-search query - --limit 3 < queries.txt > answers.jsonl
    """
    from painsci_search import Index

    request = _Request(
        text=console.decoded(" ".join(words)),
        filters={
            "offset": offset,
            "kind": kind,
            "articles": article or (),
            "author": author,
            "since": since,
            "until": until,
            "cited_since": cited_since,
            "sort": sort,
            "exact": exact,
        },
        form=form,
        layout=Layout(form or "text", cards, group),
        limit=limit,
        every=every,
        per_article=per_article,
        refs=refs,
        evidence=evidence,
        facets=facets,
        explain=explain,
        explain_query=explain_query,
    )
    if every and limit is not None:
        raise typer.BadParameter("--all and --limit cannot be combined")
    mode = next(mode for mode in _MODES if mode.applies(request))
    mode.check(request)
    _check_values(request)
    with Index.open(folder, base_url=base_url, synonyms=synonyms, notices=notices) as index:
        return mode.run(index, request)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """The query and the options of a call.

    Attributes:
        filters: keyword arguments of `Index.search` and `Index.bibliography` alike.
        form: None if no format was given.
    """

    text: str
    filters: dict[str, Any]
    form: QueryFormat | None
    layout: Layout
    limit: int | None
    every: bool
    per_article: int | None
    refs: bool
    evidence: bool
    facets: bool
    explain: bool
    explain_query: bool

    @property
    def search_options(self) -> dict[str, Any]:
        """The keyword arguments of `Index.search`."""
        return {
            **self.filters,
            **self.amounts,
            "explain": self.explain,
            "facets": self.facets or self.form == "json",
        }

    @property
    def amounts(self) -> dict[str, int]:
        """The limits of passages, in all and for one article."""
        if self.every:
            return {"limit": sys.maxsize, "per_article": self.per_article or 0}
        per_article = _DEFAULT_PER_ARTICLE if self.per_article is None else self.per_article
        return {"limit": self.limit or _DEFAULT_LIMIT, "per_article": per_article}

    @property
    def orders_works(self) -> bool:
        """Return whether the order is one that only works have."""
        return self.filters["sort"] in get_args(WorkSort)


def _check_values(request: _Request) -> None:
    """Refuse the values that the library refuses, such as a date that is none."""
    from painsci_search.options import SearchOptions

    values = {**request.filters, **request.amounts}
    if request.orders_works:
        del values["sort"]
    try:
        SearchOptions(**values)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _check_passages(request: _Request) -> None:
    if request.evidence and request.form not in (None, "text", "json"):
        raise typer.BadParameter("--format must be text or json with --evidence")
    if request.orders_works:
        raise typer.BadParameter(f"--sort {request.filters['sort']} needs --refs")


def _check_stdin(request: _Request) -> None:
    if request.form not in (None, "json", "jsonl"):
        raise typer.BadParameter("--format must be json or jsonl for queries on standard input")
    given = {
        "--refs": request.refs,
        "--evidence": request.evidence,
        "--explain-query": request.explain_query,
    }
    for option, is_given in given.items():
        if is_given:
            raise typer.BadParameter(
                f"{option} takes one query; it cannot be combined with queries on standard input"
            )
    _check_passages(request)


def _answer_stdin(index: "Index", request: _Request) -> int:
    """Answer the queries on standard input, one per line."""
    options = {**request.search_options, "facets": request.facets}
    searcher = RefreshingSearch(index, lambda line: index.search(line, **options))
    return answer_lines(searcher)


def _check_tree(request: _Request) -> None:
    if request.evidence:
        raise typer.BadParameter("--evidence cannot be combined with --explain-query")
    if request.form not in (None, "text", "json"):
        raise typer.BadParameter("--format must be text or json with --explain-query")


def _show_query_tree(index: "Index", request: _Request) -> int:
    """Show how the query is parsed."""
    from painsci_search.render.query_tree import render_query_tree, render_query_tree_json

    part = index.understand(request.text, exact=request.filters["exact"])
    if request.form == "json":
        console.emit(render_query_tree_json(request.text, part))
    else:
        console.emit_text(render_query_tree(request.text, part, Terminal.of(sys.stdout)))
    return console.FOUND


def _check_works(request: _Request) -> None:
    if request.evidence:
        raise typer.BadParameter("--evidence is for passages; it cannot be combined with --refs")
    formats = get_args(WorksFormat)
    if request.form not in (None, *formats):
        raise typer.BadParameter(f"--format must be {', '.join(formats)} with --refs")


def _list_works(index: "Index", request: _Request) -> int:
    """List the works that the passages cite."""
    from painsci_search.cli.references import write_works

    works = index.bibliography(request.text, limit=request.limit, **request.filters)
    form = cast("WorksFormat", request.layout.form)
    if works.works or form != "text":
        write_works(works, form, request.filters["offset"])
    if not works.works:
        console.log(f"No matching passage cites a work: {shorten(request.text, _QUERY_WIDTH)}")
    return console.FOUND if works.works else console.NOTHING


def _stream(index: "Index", request: _Request) -> int:
    """Write all hits, each as soon as it is found, and log the remarks on them."""
    options = {**request.filters, "per_article": request.per_article or 0}
    first = stream_hits(index.iter_search(request.text, **options))
    log_problems(index.check(Results(request.text, len(first), 0, first)))
    results = index.search(request.text, **options, limit=1)
    return log_remarks(results, request.filters["offset"])


def _show_results(index: "Index", request: _Request) -> int:
    """Show a page of passages."""
    results = index.search(request.text, **request.search_options)
    problems = index.check(results)
    log_problems(problems)
    if not results.total:
        known = [info.id for info in index.articles()]
        if not known:
            fail_empty(index.path)
        _log_unknown_articles(request.filters["articles"], known)
    offset = request.filters["offset"]
    if request.form == "quotes":
        from painsci_search.render.quotes import render_quotes

        console.emit(render_quotes(index.quotes(results)))
        return log_remarks(results, offset)
    evidence = index.evidence(results) if request.evidence else None
    return write_results(results, request.layout, offset, problems, evidence)


def _log_unknown_articles(ids: list[str], known: list[str]) -> None:
    for name in ids:
        if "*" not in name and name.casefold() not in map(str.casefold, known):
            console.log(f"{console.PROGRAM}: no article {name}{did_you_mean(name, known)}")


@dataclass(frozen=True, slots=True)
class _Mode:
    """One way of answering.

    Attributes:
        applies: whether the options select the mode.
        check: refuses options that cannot be combined with the mode.
        run: writes the answer and returns the exit status.
    """

    applies: Callable[[_Request], bool]
    check: Callable[[_Request], None]
    run: Callable[["Index", _Request], int]


# Formats of works that no passages have.
_WORKS_ALONE = frozenset(get_args(WorksFormat)) - frozenset(get_args(ResultFormat))
# The first mode that applies answers.
_MODES = (
    _Mode(lambda request: request.text == "-", _check_stdin, _answer_stdin),
    _Mode(lambda request: request.explain_query, _check_tree, _show_query_tree),
    _Mode(
        lambda request: request.refs or request.form in _WORKS_ALONE,
        _check_works,
        _list_works,
    ),
    _Mode(
        lambda request: request.every and request.form == "jsonl" and not request.explain,
        _check_passages,
        _stream,
    ),
    _Mode(lambda _: True, _check_passages, _show_results),
)

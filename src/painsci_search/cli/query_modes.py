"""The modes of `query`: a request in; its answer on standard output and an exit status out.

The first row of `MODES` that applies to a request answers it: queries on standard input, the parsed
query, the works that passages cite, a stream of all hits, or (most often) a page of results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

import typer

from painsci_search.cli import console
from painsci_search.cli.errors import did_you_mean, fail_empty
from painsci_search.cli.options import QueryFormat, ResultFormat, WorksFormat
from painsci_search.cli.results import (
    MOST_COMPARED,
    Layout,
    log_problems,
    log_remarks,
    log_stale_works,
    write_results,
)
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Kind, Results, WorkSort
from painsci_search.render.terminal import Terminal, shorten
from painsci_search.render.wording import count

if TYPE_CHECKING:
    from painsci_search import Index
    from painsci_search.model import Problem

_DEFAULT_LIMIT = 10
# Problems of files that are named; of the hits there are seldom more.
_MOST_NAMED = 10
_DEFAULT_PER_ARTICLE = 3
# Columns of a query in a message.
_QUERY_WIDTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRequest:
    """The query and the options of a call.

    Attributes:
        filters: keyword arguments of `Index.search` and `Index.bibliography` alike.
        form: None if no format was given.
        study: the kind of study of works; None for all works.
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
    study: str | None = None
    semantic: bool = False

    @property
    def search_options(self) -> dict[str, Any]:
        """The keyword arguments of `Index.search`."""
        return {
            **self.filters,
            **self.amounts,
            "explain": self.explain,
            "facets": self.facets or self.form == "json",
            "semantic": self.semantic,
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


def check_values(request: QueryRequest) -> None:
    """Refuse the values that the library refuses, such as a date that is none."""
    from painsci_search.options import SearchOptions

    values = {**request.filters, **request.amounts}
    if request.orders_works:
        del values["sort"]
    try:
        SearchOptions(**values)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _check_passages(request: QueryRequest) -> None:
    if request.evidence and request.form not in (None, "text", "json"):
        raise typer.BadParameter("--format must be text or json with --evidence")
    if request.orders_works:
        raise typer.BadParameter(f"--sort {request.filters['sort']} needs --refs")


def _check_stdin(request: QueryRequest) -> None:
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


def _answer_stdin(index: Index, request: QueryRequest) -> int:
    """Answer the queries on standard input, one per line."""
    from painsci_search.cli.pipes import RefreshingSearch, answer_lines

    options = {**request.search_options, "facets": request.facets}
    searcher = RefreshingSearch(index, lambda line: index.search(line, **options))
    return answer_lines(searcher)


def _check_tree(request: QueryRequest) -> None:
    if request.evidence:
        raise typer.BadParameter("--evidence cannot be combined with --explain-query")
    if request.form not in (None, "text", "json"):
        raise typer.BadParameter("--format must be text or json with --explain-query")


def _show_query_tree(index: Index, request: QueryRequest) -> int:
    """Show how the query is parsed."""
    from painsci_search.render.query_tree import render_query_tree, render_query_tree_json

    part = index.understand(
        request.text, exact=request.filters["exact"], lenient=request.filters["lenient"]
    )
    if request.form == "json":
        console.emit(render_query_tree_json(request.text, part))
    else:
        console.emit_text(render_query_tree(request.text, part, Terminal.of(sys.stdout)))
    return console.FOUND


def _check_works(request: QueryRequest) -> None:
    if request.semantic:
        raise typer.BadParameter("--semantic is for passages; it cannot be combined with works")
    if request.evidence:
        raise typer.BadParameter("--evidence is for passages; it cannot be combined with --refs")
    formats = get_args(WorksFormat)
    if request.form not in (None, *formats):
        raise typer.BadParameter(f"--format must be {', '.join(formats)} with --refs")


def _list_works(index: Index, request: QueryRequest) -> int:
    """List the works that the passages cite."""
    from painsci_search.cli.references import write_works

    works = index.bibliography(
        request.text, limit=request.limit, study=request.study, **request.filters
    )
    log_stale_works(index, works)
    form = cast("WorksFormat", request.layout.form)
    if works.works or form != "text":
        write_works(works, form, request.filters["offset"])
    if not works.works:
        console.log(f"No matching passage cites a work: {shorten(request.text, _QUERY_WIDTH)}")
    return console.FOUND if works.works else console.NOTHING


def _stream(index: Index, request: QueryRequest) -> int:
    """Write all hits, each as soon as it is found, and log the remarks on them."""
    from painsci_search.cli.pipes import stream_hits

    options = {
        **request.filters,
        "per_article": request.per_article or 0,
        "semantic": request.semantic,
    }
    first = stream_hits(index.iter_search(request.text, **options))
    log_problems(index.check(Results(request.text, len(first), 0, first)))
    results = index.search(request.text, **options, limit=1)
    return log_remarks(results, request.filters["offset"])


def _check_files(index: Index, results: Results) -> tuple[Problem, ...]:
    """Report and return which files of the hits changed since they were indexed.

    If a word is in no article, it may be in any file that changed: all are looked at, unless there
    are many.
    """
    is_denied = not results.total or results.unknown
    are_few = is_denied and index.search("kind:article", limit=1).total <= MOST_COMPARED
    problems = index.check(index.contents() if are_few else results)
    log_problems(problems[:_MOST_NAMED])
    if (rest := len(problems) - _MOST_NAMED) > 0:
        console.log(f"{count(rest, 'more file')} changed as well: see 'painsci-search check'.")
    return problems


def _show_results(index: Index, request: QueryRequest) -> int:
    """Show a page of passages."""
    results = index.search(request.text, **request.search_options)
    if index.is_empty:
        fail_empty(index.path)
    problems = _check_files(index, results)
    if not results.total and request.filters["articles"]:
        known = [info.id for info in index.articles()]
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


def split_kind(kind: str | None, *, of_works: bool) -> tuple[str | None, str | None]:
    """Return the kind of passages, and the kind of study of works, that --kind names.

    Args:
        of_works: whether works are listed, which have kinds, too.

    Raises:
        BadParameter: the kind is unknown.
    """
    if kind is None or kind in get_args(Kind):
        return kind, None
    if not of_works:
        known = ", ".join(get_args(Kind))
        raise typer.BadParameter(
            f"--kind must be one of {known}, or with --refs a kind of study, not {kind!r}"
        )
    from painsci_search.bibliography.kind_names import kinds_named

    try:
        kinds_named(kind)
    except ValueError as error:
        raise typer.BadParameter(f"--kind: {error}") from None
    return None, kind


class Mode(NamedTuple):
    """One way of answering.

    Attributes:
        applies: whether the options select the mode.
        check: refuses options that cannot be combined with the mode.
        run: writes the answer and returns the exit status.
    """

    applies: Callable[[QueryRequest], bool]
    check: Callable[[QueryRequest], None]
    run: Callable[[Index, QueryRequest], int]


# Formats of works that no passages have.
WORKS_ALONE = frozenset(get_args(WorksFormat)) - frozenset(get_args(ResultFormat))
# The first mode that applies answers.
MODES = (
    Mode(lambda request: request.text == "-", _check_stdin, _answer_stdin),
    Mode(lambda request: request.explain_query, _check_tree, _show_query_tree),
    Mode(
        lambda request: request.refs or request.form in WORKS_ALONE,
        _check_works,
        _list_works,
    ),
    Mode(
        lambda request: request.every and request.form == "jsonl" and not request.explain,
        _check_passages,
        _stream,
    ),
    Mode(lambda _: True, _check_passages, _show_results),
)

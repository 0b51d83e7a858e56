"""``query``: ranked passages for words on the command line, or for queries on standard input."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from painsci_search.cli import console
from painsci_search.cli.answers import Shown, answer, comment
from painsci_search.cli.options import (
    BaseUrlOption,
    CardsOption,
    GroupOption,
    IndexOption,
    KindOption,
    OffsetOption,
    QueryFormat,
    QuerySort,
    SynonymsOption,
)
from painsci_search.cli.pipes import Answers, answer_lines, stream_hits
from painsci_search.model import Results, WorkSort
from painsci_search.render.terminal import Terminal, shorten

if TYPE_CHECKING:
    from painsci_search import Index

_SHOWN = 10


def query(  # noqa: PLR0913 - a parameter for each option of the command
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...", help="The query; - alone reads queries from stdin, one a line."
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
            help="text (the default), json, jsonl, csv, markdown, or quotes (for verify); "
            "of works: bibtex, ris, csl-json, csv, json or text.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=1,
            metavar="N",
            help="The most passages to show; with --refs the most works.",
            show_default="10 passages, all works",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show all passages; jsonl writes each as it is made.")
    ] = False,
    offset: OffsetOption = 0,
    per_article: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="The most passages of one article; 0 for any number.",
            show_default="3; any number with --all",
        ),
    ] = None,
    kind: KindOption = None,
    article: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this article; again for another; * for any letters."),
    ] = None,
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only articles by this author.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles last updated since then.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles last updated until then.")
    ] = None,
    cited_since: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="Only articles that cite a work of that year or later."),
    ] = None,
    sort: Annotated[
        QuerySort,
        typer.Option(
            metavar="ORDER",
            help="relevance, date (latest first) or position; of works also cited, year, author "
            "or title.",
        ),
    ] = "relevance",
    group: GroupOption = True,
    cards: CardsOption = False,
    refs: Annotated[
        bool, typer.Option("--refs", help="List the works behind all passages that match fully.")
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count kinds, articles, authors, years of all matches.")
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Look for no synonyms and no other spellings.")
    ] = False,
    synonyms: SynonymsOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show which word in which field gave how much.")
    ] = False,
    explain_query: Annotated[
        bool, typer.Option("--explain-query", help="Show how the query is understood, only.")
    ] = False,
    base_url: BaseUrlOption = None,
) -> int:
    """Find passages, best first.

    Not every word need occur, but passages that have them all come first. "phrase",
    "near by"~5, AND OR NOT + -, word*, w?rd, word~ (nearly so spelled), word^2, parentheses,
    and fields such as title: note: author: journal: year:>=2018 has:note are understood; see
    docs/query-language.md. Keep quotes and parentheses from the shell.

    A passage comes with the notes that its sentences cite, a note with the sentences that cite it.

    With - for WORDS, each line of standard input is a query, and is answered at once with a line of
    JSON: results, or an error. Blank lines are passed over. The index stays open, and the next
    answer is of the latest commit.

    \b
    Examples:
        painsci-search query massage soreness
        painsci-search query '"low back pain" imaging' -n 5
        painsci-search query placebo -nocebo --format json
        painsci-search query tingling --cards
        painsci-search query '"sham surgery"' --format ris > sham.ris
        painsci-search query 'sensitiz*' --since 2024 --sort date
        painsci-search query nocebo --all --format jsonl | jq -r .link
        painsci-search query - --limit 3 < queries.txt > answers.jsonl
    """
    from painsci_search import Index

    if every and limit is not None:
        raise typer.BadParameter("--all and --limit exclude each other")
    shown = Shown(form or "text", cards, group)
    with Index.open(folder, base_url=base_url, synonyms=synonyms) as index:
        asked: dict[str, Any] = {
            "offset": offset,
            "kind": kind,
            "articles": article or (),
            "author": author,
            "since": since,
            "until": until,
            "cited_since": cited_since,
            "sort": sort,
            "exact": exact,
        }
        if words == ["-"]:
            if form not in (None, "json", "jsonl"):
                raise typer.BadParameter("queries on stdin are answered in JSON, one line each")
            if refs or explain_query:
                flag = "--refs" if refs else "--explain-query"
                raise typer.BadParameter(f"{flag} takes one query; those on stdin find passages")
            _check_sort(sort)
            asked |= _amount(limit, every, per_article) | {"explain": explain, "facets": facets}
            return answer_lines(Answers(index, lambda line: _ask(index, line, asked)))
        text = " ".join(words)
        if explain_query:
            return _explain_query(index, text, form or "text", exact=exact)
        if refs or form in ("bibtex", "ris", "csl-json"):
            return _list_works(index, text, form or "text", {**asked, "limit": limit})
        _check_sort(sort)
        if every and form == "jsonl" and not explain:
            return _stream(index, text, {**asked, "per_article": per_article or 0})
        asked |= _amount(limit, every, per_article)
        asked |= {"explain": explain, "facets": facets or form == "json"}
        return _answer(index, text, asked, shown)


def _check_sort(sort: QuerySort) -> None:
    """Refuse for passages an order that only works have."""
    if sort in get_args(WorkSort):
        raise typer.BadParameter(f"--sort {sort} is for works: add --refs")


def _answer(index: "Index", words: str, asked: dict[str, Any], shown: Shown) -> int:
    """Answer a query with passages."""
    results = _ask(index, words, asked)
    problems = index.check(results)
    for problem in problems:
        console.tell(f"{problem.source}: {problem.message}")
    if not results.total and not index.articles():
        console.fail_empty(index.path)
    if not results.total:
        _tell_unknown_articles(index, asked["articles"])
    if shown.form == "quotes":
        from painsci_search.render.quotes import render_quotes

        console.emit(render_quotes(index.quotes(results)))
        return comment(results, asked["offset"])
    return answer(results, shown, asked["offset"], problems)


def _amount(limit: int | None, every: bool, per_article: int | None) -> dict[str, int]:
    """How many passages to show, of all and of one article."""
    if every:
        return {"limit": sys.maxsize, "per_article": per_article or 0}
    return {"limit": limit or _SHOWN, "per_article": 3 if per_article is None else per_article}


def _stream(index: "Index", words: str, asked: dict[str, Any]) -> int:
    """Write all hits, each as it is made; then say what is to be said beside them."""
    try:
        first = stream_hits(index.iter_search(console.decoded(words), **asked))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    for problem in index.check(Results(words, len(first), 0, first)):
        console.tell(f"{problem.source}: {problem.message}")
    return comment(_ask(index, words, {**asked, "limit": 1}), asked["offset"])


def _ask(index: "Index", words: str, asked: dict[str, Any]) -> Results:
    try:
        return index.search(console.decoded(words), **asked)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _list_works(index: "Index", words: str, form: QueryFormat, asked: dict[str, Any]) -> int:
    """Answer with the works behind the passages."""
    from painsci_search.cli.references import write_works

    if form == "jsonl" or form == "markdown" or form == "quotes":  # noqa: PLR1714 - narrows the type
        raise typer.BadParameter("--refs answers as text, json, bibtex, ris, csl-json or csv")
    try:
        found = index.bibliography(console.decoded(words), **asked)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if found.works or form != "text":
        write_works(found, form, asked["offset"])
    if not found.works:
        console.tell(f"No work is cited where all of this stands: {shorten(words, 200)}")
    return console.FOUND if found.works else console.NOTHING


def _explain_query(index: "Index", words: str, form: QueryFormat, *, exact: bool) -> int:
    from painsci_search.render.understood import render_understood, render_understood_json

    if form not in ("text", "json"):
        raise typer.BadParameter("--explain-query answers as text or json")
    part = index.understand(console.decoded(words), exact=exact)
    if form == "json":
        console.emit(render_understood_json(words, part))
    else:
        console.emit_text(render_understood(words, part, Terminal.of(sys.stdout)))
    return console.FOUND


def _tell_unknown_articles(index: "Index", names: Sequence[str]) -> None:
    known = [info.id for info in index.articles()]
    for name in names:
        if "*" not in name and name.casefold() not in map(str.casefold, known):
            console.tell(f"{console.PROGRAM}: no article {name}{console.did_you_mean(name, known)}")

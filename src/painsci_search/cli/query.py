"""`query`: passages for the words of the command line, or for queries on standard input.

The options make a request, which one of the modes of `query_modes.py` answers.
"""

from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import (
    AuthorOption,
    BaseUrlOption,
    CardsOption,
    GroupOption,
    IndexOption,
    ModelOption,
    NoticesOption,
    OffsetOption,
    QueryFormat,
    QuerySort,
    SemanticOption,
    SinceOption,
    SynonymsOption,
    UntilOption,
)
from painsci_search.cli.query_modes import (
    MODES,
    WORKS_ALONE,
    QueryRequest,
    check_values,
    split_kind,
)
from painsci_search.cli.results import Layout


def query(  # noqa: PLR0913 - a parameter for each option of the command
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help="The query; a single - reads queries from standard input, one per line.",
        ),
    ],
    *,
    folder: IndexOption = "index",
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
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="Only passages of this kind: article, section or note (with its citations); with "
            "--refs also only works of this kind of study, as for refs.",
        ),
    ] = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Only passages of this article, by id; * matches any letters (repeatable).",
        ),
    ] = None,
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
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
        bool,
        typer.Option(
            "--facets",
            help="Count all matches by kind, article, author, year, language, tag and metadata.",
        ),
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Search without synonyms and other spellings.")
    ] = False,
    lenient: Annotated[
        bool,
        typer.Option(
            "--lenient",
            help="Answer any text: what is no valid query is read as words, an open quote is "
            "closed.",
        ),
    ] = False,
    semantic: SemanticOption = False,
    model: ModelOption = None,
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
        painsci-search query placebo --refs --kind review
        painsci-search query 'sensitiz*' --since 2024 --sort date
        painsci-search query 'pain that comes back after years' --semantic
        painsci-search query nocebo --all --format jsonl | jq -r .link
        painsci-search query - --limit 3 < queries.txt > answers.jsonl
    """
    from painsci_search import Index

    of_passages, study = split_kind(kind, of_works=refs or form in WORKS_ALONE)
    request = QueryRequest(
        text=console.decoded(" ".join(words)),
        filters={
            "offset": offset,
            "kind": of_passages,
            "articles": article or (),
            "author": author,
            "since": since,
            "until": until,
            "cited_since": cited_since,
            "sort": sort,
            "exact": exact,
            "lenient": lenient,
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
        study=study,
        semantic=semantic,
    )
    if every and limit is not None:
        raise typer.BadParameter("--all and --limit cannot be combined")
    mode = next(mode for mode in MODES if mode.applies(request))
    mode.check(request)
    check_values(request)
    with Index.open(
        folder, base_url=base_url, synonyms=synonyms, notices=notices, model=model
    ) as index:
        return mode.run(index, request)

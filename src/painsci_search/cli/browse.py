"""`like` and `new`: passages similar to another, and new or updated articles."""

import sys
from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from painsci_search.cli import console
from painsci_search.cli.options import (
    BaseUrlOption,
    CardsOption,
    IndexOption,
    KindOption,
    LimitOption,
    ModelOption,
    NoticesOption,
    OffsetOption,
    PerArticleOption,
    ResultFormat,
    SemanticOption,
)
from painsci_search.cli.results import Layout, log_problems, log_stale, write_results
from painsci_search.cli.targets import fail_unknown, split_target
from painsci_search.model import News
from painsci_search.render.terminal import Terminal


def like(  # noqa: PLR0913 - a parameter for each option of the command
    target: Annotated[
        str, typer.Argument(metavar="ID[#ANCHOR]", help="An article, a section or a note.")
    ],
    *,
    folder: IndexOption = "index",
    form: Annotated[
        ResultFormat,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            case_sensitive=False,
            help="text, json, jsonl, csv or markdown.",
        ),
    ] = "text",
    limit: LimitOption = 10,
    offset: OffsetOption = 0,
    per_article: PerArticleOption = 3,
    kind: KindOption = None,
    semantic: SemanticOption = False,
    model: ModelOption = None,
    cards: CardsOption = False,
    base_url: BaseUrlOption = None,
    notices: NoticesOption = None,
) -> int:
    """Find passages similar to a section, a note or an article.

    The search uses the most characteristic words of it, and prints them on standard error. Its own
    passages are excluded.

    \b
    Examples:
        painsci-search like sham-surgery#Meniscus
        painsci-search like asmr --kind section -n 5
        painsci-search like sham-surgery#Meniscus --semantic
    """
    from painsci_search import Index

    with Index.open(folder, base_url=base_url, notices=notices, model=model) as index:
        name, anchor = split_target(target, index)
        results = index.like(
            name,
            anchor or None,
            limit=limit,
            offset=offset,
            kind=kind,
            per_article=per_article,
            semantic=semantic,
        )
        if results is None:
            fail_unknown(index, name, anchor)
        asked = filter(None, [index.read(name)])
        problems = index.check([*asked, *results])
        log_problems(problems)
    if results.query:
        console.log(f"Words searched for: {results.query}")
    return write_results(results, Layout(form, cards), offset, problems)


def new(
    since: Annotated[
        str, typer.Option(metavar="DATE", help="A date: 2024, 2024-06 or 2024-06-30.")
    ],
    folder: IndexOption = "index",
    form: Annotated[
        Literal["text", "json", "atom"],
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            case_sensitive=False,
            help="text, json, or atom (a feed).",
        ),
    ] = "text",
    base_url: BaseUrlOption = None,
) -> int:
    """List new and updated articles, the latest first.

    These are the articles that "query" with this --since searches: published or updated since a
    date, a later entry of the change log included. Each is shown with its entries since then.

    \b
    Examples:
        painsci-search new --since 2026-01
        painsci-search new --since 2026 --format json
        painsci-search new --since 2026 --format atom > feed.xml
    """
    from painsci_search import Index
    from painsci_search.render.reports import news_object, render_news

    with Index.open(folder, base_url=base_url) as index:
        try:
            news = index.news(since)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        log_stale(index, news)
    if form == "atom":
        console.emit(_feed_of(news))
    elif form == "json":
        from painsci_search.escaping import dump

        console.emit(dump(news_object(news, since)) + "\n")
    elif news:
        console.emit_text(render_news(news, Terminal.of(sys.stdout)))
    else:
        console.log(f"No article was published or updated since {since}.")
    return console.FOUND if news else console.NOTHING


def _feed_of(news: Sequence[News]) -> str:
    """Return news as an Atom feed."""
    from painsci_search.render.atom import Feed, FeedEntry, render_feed

    return render_feed([FeedEntry(each, each.link) for each in news], Feed())

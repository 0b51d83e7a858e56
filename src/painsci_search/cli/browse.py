"""``like`` and ``new``: passages like another, and what is new in the articles."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from painsci_search.cli import console
from painsci_search.cli.answers import Shown, answer
from painsci_search.cli.options import (
    BaseUrlOption,
    CardsOption,
    FormatOption,
    IndexOption,
    KindOption,
    LimitOption,
    OffsetOption,
    PerArticleOption,
    ResultFormat,
)
from painsci_search.cli.read import split_place
from painsci_search.render.terminal import Terminal


def like(  # noqa: PLR0913 - a parameter for each option of the command
    place: Annotated[
        str, typer.Argument(metavar="ID[#ANCHOR]", help="An article, a section or a note.")
    ],
    *,
    folder: IndexOption = Path("index"),
    form: Annotated[
        ResultFormat,
        typer.Option("--format", "-f", metavar="FORMAT", case_sensitive=False, help="As of query."),
    ] = "text",
    limit: LimitOption = 10,
    offset: OffsetOption = 0,
    per_article: PerArticleOption = 3,
    kind: KindOption = None,
    cards: CardsOption = False,
    base_url: BaseUrlOption = None,
) -> int:
    """Find passages like a section, a note or an article.

    They are found by the words that tell most about it, which are told on standard error. Its own
    passages are left out.

    \b
    Examples:
        painsci-search like sham-surgery#Meniscus
        painsci-search like asmr --kind section -n 5
    """
    from painsci_search import Index

    with Index.open(folder, base_url=base_url) as index:
        name, anchor = split_place(place, (info.id for info in index.articles()))
        results = index.like(
            name, anchor or None, limit=limit, offset=offset, kind=kind, per_article=per_article
        )
        if results is None:
            _miss(index.get(name) is not None, name, anchor)
    if results.query:
        console.tell(f"By the words: {results.query}")
    return answer(results, Shown(form, cards), offset)


def new(
    since: Annotated[
        str, typer.Option(metavar="DATE", help="A year, a month or a day: 2024, 2024-06.")
    ],
    folder: IndexOption = Path("index"),
    form: FormatOption = "text",
) -> int:
    """List what was published or updated since a date.

    Each article comes with the entries of its change log since then, the latest article first.

    \b
    Examples:
        painsci-search new --since 2026-01
        painsci-search new --since 2026 --format json
    """
    from painsci_search import Index
    from painsci_search.render.news import news_object, render_news

    with Index.open(folder) as index:
        try:
            found = index.news(since)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if form == "json":
        from painsci_search.escaping import dump

        console.emit(dump(news_object(found, since)) + "\n")
    elif found:
        console.emit_text(render_news(found, Terminal.of(sys.stdout)))
    else:
        console.tell(f"Nothing is new since {since}.")
    return console.FOUND if found else console.NOTHING


def _miss(is_article: bool, name: str, anchor: str) -> NoReturn:
    what = f"no section or note #{anchor} in {name}" if is_article else f"no article {name}"
    console.miss(f"{what}; painsci-search show lists what there is")

"""`list`, `remove` and `open`: the articles of an index, and one of them in the browser."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from painsci_search.cli import console
from painsci_search.cli.errors import fail, fail_not_found
from painsci_search.cli.options import (
    AuthorOption,
    BaseUrlOption,
    FormatOption,
    IndexOption,
    SinceOption,
    UntilOption,
    WaitOption,
)
from painsci_search.cli.results import MOST_COMPARED, log_stale
from painsci_search.cli.targets import fail_unknown, find_id, similar_articles, split_target
from painsci_search.model import ArticleInfo, ListedArticle
from painsci_search.render.terminal import Terminal

if TYPE_CHECKING:
    from painsci_search import Index

ListSort = Literal["id", "date", "title", "passages"]

_ORDERS: dict[ListSort, Callable[[ListedArticle], Any]] = {
    "id": lambda each: each.article.id,
    "title": lambda each: each.article.title.casefold(),
    "passages": lambda each: -each.passages,
}


def list_articles(  # noqa: PLR0913 - a parameter for each option of the command
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]...",
            help="Only articles with a passage that matches all of this query, as of "
            "painsci-search query.",
        ),
    ] = None,
    *,
    folder: IndexOption = "index",
    form: FormatOption = "text",
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    sort: Annotated[
        ListSort,
        typer.Option(
            metavar="ORDER",
            help="id, date (the latest first), title or passages (the most first).",
        ),
    ] = "id",
    only_count: Annotated[
        bool, typer.Option("--count", help="Print the number of articles only.")
    ] = False,
) -> int:
    """List the articles of the index.

    A line has the id, the date of the last update or else of publication, the number of passages
    that a search can find, and the title; "(+ 1 save)" is one more file of the same article, which
    "show" names. With WORDS, an article is listed if one of its passages has all of them; OR,
    quotes and fields are those of "query". Files that changed since they were indexed are reported
    for lists of up to 1,000 articles; "check" compares all files.

    \b
    Examples:
        painsci-search list
        painsci-search list tag:guideline --sort date
        painsci-search list 'sham OR placebo' title:knee
        painsci-search list --since 2025 --count
        painsci-search list --format json
    """
    from painsci_search import Index

    filters: Any = {"author": author, "since": since, "until": until}
    chosen = {name: value for name, value in filters.items() if value is not None}
    query = console.decoded(" ".join(words or []))
    with Index(folder) as index:
        try:
            listed = index.contents(query, **chosen)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        if query:
            _log_unknown(index, query)
        if not only_count and len(listed) <= MOST_COMPARED:
            log_stale(index, listed)
    listed = _sorted(listed, sort)
    if only_count:
        console.emit_text(f"{len(listed)}\n")
    elif form == "json":
        from painsci_search.escaping import dump
        from painsci_search.render.listing import listing_object

        console.emit(dump(listing_object(listed)) + "\n")
    elif listed:
        from painsci_search.render.listing import render_listing

        width = Terminal.of(sys.stdout).width if sys.stdout.isatty() else 0
        console.emit_text(render_listing(listed, width))
    else:
        console.log("No article matches." if words or chosen else "The index is empty.")
    return console.FOUND if listed else console.NOTHING


def _log_unknown(index: "Index", query: str) -> None:
    """Log which words of a query occur in no article."""
    from painsci_search.render.wording import unknown_words

    for line in unknown_words(index.search(query, limit=1)):
        console.log(line)


def _sorted(listed: Sequence[ListedArticle], order: ListSort) -> tuple[ListedArticle, ...]:
    if order == "date":
        return tuple(sorted(listed, key=lambda each: _date(each.article), reverse=True))
    return tuple(sorted(listed, key=_ORDERS[order]))


def _date(article: ArticleInfo) -> str:
    return article.updated or article.published or ""


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Articles, as of show.")],
    *,
    folder: IndexOption = "index",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be removed; remove nothing.")
    ] = False,
    wait: WaitOption = 0,
) -> int:
    """Remove articles from the index.

    Files are not deleted: an article whose file is still in an indexed folder comes back with the
    next "index". If any ID is unknown, nothing is removed. Two ids may differ only in case: an ID
    as it is written is preferred, then the name of a saved file that no other article has.

    \b
    Examples:
        painsci-search remove draft-1 draft-2
        painsci-search remove draft-1 --dry-run
        painsci-search remove draft-1 --yes
    """
    from painsci_search import Index

    with Index(folder) as index:
        chosen = _named(index, ids)
        lines = [f"{article.id}  {article.title}" for article in chosen]
        if dry_run:
            console.emit_text("".join(f"{line}\n" for line in lines))
            console.log(f"{_articles(len(chosen))} would be removed.")
            return console.FOUND
        if not yes:
            _confirm(lines)
        removed = index.remove([article.id for article in chosen], timeout=wait)
    console.log(f"{_articles(removed)} removed.")
    return console.FOUND


def _named(index: "Index", ids: Sequence[str]) -> list[ArticleInfo]:
    """Return the articles with some names, each once.

    Raises:
        Failure: a name is unknown.
    """
    known = {info.id: info for info in index.articles()}
    chosen = {}
    for name in ids:
        article_id = find_id(index, name)
        if article_id is None:
            fail_not_found(f"no article {name}{similar_articles(index, name)}")
        chosen[article_id] = known[article_id]
    return list(chosen.values())


def _confirm(lines: Sequence[str]) -> None:
    """Ask whether to remove some articles.

    Raises:
        BadParameter: nobody can be asked.
        Abort: the answer is no.
    """
    if not (sys.stdin and sys.stdin.isatty()):
        raise typer.BadParameter("--yes is needed where nobody can be asked")
    for line in lines:
        console.log(line)
    typer.confirm(f"Remove {_articles(len(lines))}?", abort=True, err=True)


def _articles(number: int) -> str:
    from painsci_search.render.wording import count

    return count(number, "article")


def open_article(
    target: Annotated[
        str, typer.Argument(metavar="ID[#ANCHOR]", help="An article, a section or a note.")
    ],
    *,
    folder: IndexOption = "index",
    base_url: BaseUrlOption = None,
    saved: Annotated[
        bool, typer.Option("--file", help="Open the saved file, not the page on the web.")
    ] = False,
    only_print: Annotated[
        bool, typer.Option("--print", help="Print the URL; open nothing.")
    ] = False,
) -> int:
    """Open an article, a section or a note in the browser.

    This is the page on the web, if the article has a canonical URL, or else the saved file. Two
    ids may differ only in case: an ID as it is written is preferred.

    \b
    Examples:
        painsci-search open placebo
        painsci-search open sham-surgery#n1 --file
        painsci-search open placebo#history --print
    """
    from painsci_search import Index

    # with a base URL, every link leads to the web
    with Index(folder, base_url=None if saved else base_url) as index:
        name, anchor = split_target(target, index)
        excerpt = index.read(name, anchor or None)
        if excerpt is None:
            fail_unknown(index, name, anchor)
    url = excerpt.link
    if saved and excerpt.article.file:
        _, sign, fragment = url.partition("#")
        url = f"{excerpt.article.file}{sign}{fragment}"
    if not url.startswith(("http://", "https://", "file://")):
        fail(f"{name} has no file and no URL: a program added it; run 'painsci-search show {name}'")
    if only_print:
        console.emit_text(url + "\n")
        return console.FOUND
    import webbrowser

    if not webbrowser.open(url):
        fail(f"no browser was found; the URL is {url}")
    return console.FOUND

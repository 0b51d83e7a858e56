"""``parse`` and ``show``: an article as it was understood, from a file or from the index."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption
from painsci_search.model import Article, Excerpt
from painsci_search.render.terminal import Terminal

if TYPE_CHECKING:
    from painsci_search import Index


def parse(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An article; - reads stdin.")],
    form: FormatOption = "text",
) -> int:
    """Show what is understood of a page.

    Its title, authors and dates, its sections, its notes and their references, its change log.
    No index is needed. Anchors that the page does not have, and that were made up, bear a star.

    \b
    Examples:
        painsci-search parse corpus/placebo.html
        curl -s https://example.org/article | painsci-search parse - --format json
    """
    from painsci_search import read_article, read_article_bytes

    if file == "-":
        if sys.stdin is None:
            raise OSError("standard input is closed")
        article = read_article_bytes(sys.stdin.buffer.read(), "-")
    else:
        article = read_article(file)
    if form == "json":
        _emit_json(_article_object(article))
    else:
        from painsci_search.render.article import render_outline

        console.emit_text(render_outline(article, Terminal.of(sys.stdout)))
    return console.FOUND


def show(
    place: Annotated[
        str, typer.Argument(metavar="ID[#ANCHOR]", help="An article, a section or a note.")
    ],
    folder: IndexOption = Path("index"),
    form: FormatOption = "text",
) -> int:
    """Print an article, a section or a note.

    ID is the article's name in the index: the last part of its address, or its file's name; JSON
    answers give it as article.id. ANCHOR is the end of a link to a section or note. A section
    comes with those below it and with the notes that they cite.

    \b
    Examples:
        painsci-search show placebo
        painsci-search show placebo#history
        painsci-search show sham-surgery#n1 --format json
    """
    from painsci_search import Index

    with Index.open(folder) as index:
        name, anchor = split_place(place, _ids(index))
        article = index.get(name)
        if article is None:
            _miss(f"no article {name}", name, _ids(index))
        part = index.read(name, anchor) if anchor else None
    if not anchor:
        _show_article(article, form)
        return console.FOUND
    if part is None:
        anchors = [section.anchor for section in article.sections]
        anchors += [note.anchor for note in article.notes]
        _miss(f"no section or note #{anchor} in {name}", anchor, anchors)
    _show_part(article, part, form)
    return console.FOUND


def split_place(place: str, ids: Iterable[str]) -> tuple[str, str]:
    """Part an article's id from an anchor; either may have a "#" of its own.

    >>> split_place("a#b#c", ["a#b"]), split_place("a#b#c", ["a"]), split_place("x#y", [])
    (('a#b', 'c'), ('a', 'b#c'), ('x', 'y'))
    """
    known = set(ids)
    cuts = [at for at, sign in enumerate(place) if sign == "#"]
    for at in [len(place), *reversed(cuts)]:
        if place[:at] in known:
            return place[:at], place[at + 1 :]
    name, _, anchor = place.partition("#")
    return name, anchor


def _ids(index: "Index") -> Iterable[str]:
    return (info.id for info in index.articles())


def _miss(message: str, wanted: str, known: Iterable[str]) -> NoReturn:
    console.miss(message + console.did_you_mean(wanted, known))


def _show_article(article: Article, form: str) -> None:
    if form == "json":
        _emit_json(_article_object(article))
        return
    from painsci_search.render.article import render_article

    console.emit_text(render_article(article, Terminal.of(sys.stdout)))


def _show_part(article: Article, part: Excerpt, form: str) -> None:
    if form == "json":
        from painsci_search.render.json import excerpt_object

        _emit_json(excerpt_object(part))
        return
    from painsci_search.render.article import render_excerpt

    console.emit_text(render_excerpt(article, part, Terminal.of(sys.stdout)))


def _article_object(article: Article) -> dict[str, Any]:
    from painsci_search.render.json import article_object

    return article_object(article)


def _emit_json(value: Any) -> None:
    from painsci_search.escaping import dump

    console.emit(dump(value) + "\n")

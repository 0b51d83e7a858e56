"""`parse` and `show`: the parsed article of a file, and an article of the index or a part of it."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import FormatOption, IndexOption, NoticesOption
from painsci_search.cli.results import log_stale
from painsci_search.cli.targets import fail_unknown, split_target
from painsci_search.model import Article, Decision, Excerpt
from painsci_search.render.terminal import Terminal


def parse(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A page; - reads standard input.")],
    form: FormatOption = "text",
    explain: Annotated[
        bool, typer.Option("--explain", help="Also show the rules by which it was read.")
    ] = False,
) -> int:
    """Show what is parsed from a page; no index is needed.

    Print its title, authors and dates, its sections, its notes with their references, and its
    change log. A star marks an anchor that was generated because the page has none there.

    \b
    Examples:
        painsci-search parse corpus/placebo.html
        curl -s https://example.org/article | painsci-search parse - --format json
        painsci-search parse corpus/placebo.html --explain
    """
    from painsci_search.errors import ReadError
    from painsci_search.reading import reading_of
    from painsci_search.reading.files.source import read_bytes

    if file != "-" and Path(file).is_dir():
        raise ReadError(f"{file}: a folder; parse takes one file")
    reading = (
        reading_of(console.read_stdin(), "-")
        if file == "-"
        else reading_of(read_bytes(Path(file)), file)
    )
    decisions = reading.decisions if explain else ()
    if form == "json":
        _emit_article_json(reading.article, decisions)
    else:
        from painsci_search.render.article import render_outline
        from painsci_search.render.decisions import render_decisions

        terminal = Terminal.of(sys.stdout)
        console.emit_text(render_outline(reading.article, terminal))
        if explain:
            console.emit_text(render_decisions(decisions, terminal))
    return console.FOUND


def show(
    target: Annotated[
        str, typer.Argument(metavar="ID[#ANCHOR]", help="An article, a section or a note.")
    ],
    folder: IndexOption = "index",
    form: FormatOption = "text",
    notices: NoticesOption = None,
) -> int:
    """Print an article, a section or a note.

    ID is the name in the article's URL, the name of its file, or its title in small letters; JSON
    results have it as article.id. Any case, former ids and the names of saved files, such as
    "placebo.html" or "placebo", are accepted. ANCHOR is the last part of a link to a section or
    note. A section is printed with its subsections and the notes that they cite.

    \b
    Examples:
        painsci-search show placebo
        painsci-search show placebo#history
        painsci-search show sham-surgery#n1 --format json
    """
    from painsci_search import Index

    with Index.open(folder, notices=notices) as index:
        name, anchor = split_target(target, index)
        article = index.get(name)
        excerpt = index.read(name, anchor) if anchor else None
        if article is None or (anchor and excerpt is None):
            fail_unknown(index, name, anchor)
        log_stale(index, filter(None, [excerpt or index.read(name)]))
    if excerpt is None:
        _show_article(article, form)
    else:
        _show_excerpt(article, excerpt, form)
    return console.FOUND


def _show_article(article: Article, form: str) -> None:
    if form == "json":
        _emit_article_json(article)
        return
    from painsci_search.render.article import render_article

    console.emit_text(render_article(article, Terminal.of(sys.stdout)))


def _show_excerpt(article: Article, excerpt: Excerpt, form: str) -> None:
    if form == "json":
        from painsci_search.escaping import dump
        from painsci_search.render.json import excerpt_object

        console.emit(dump(excerpt_object(excerpt)) + "\n")
        return
    from painsci_search.render.article import render_excerpt

    console.emit_text(render_excerpt(article, excerpt, Terminal.of(sys.stdout)))


def _emit_article_json(article: Article, decisions: Sequence[Decision] = ()) -> None:
    from painsci_search.escaping import dump
    from painsci_search.render.json import article_object

    data = article_object(article)
    if decisions:
        data["decisions"] = [asdict(decision) for decision in decisions]
    console.emit(dump(data) + "\n")

"""Answers to queries: written in the format asked for, with what is to be said beside them."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

from painsci_search.cli import console
from painsci_search.cli.options import QueryFormat
from painsci_search.model import Problem, Results
from painsci_search.render.terminal import Terminal, shorten


class Shown(NamedTuple):
    """How results are shown."""

    form: QueryFormat = "text"
    cards: bool = False
    grouped: bool = True


def answer(results: Results, shown: Shown, offset: int, problems: Sequence[Problem] = ()) -> int:
    """Write results and what is to be said about them; return the exit status.

    Args:
        problems: files behind the hits that are not what they were; JSON names them, too.
    """
    if results.hits or shown.form != "text":
        _write(results, shown, problems)
    return comment(results, offset)


def comment(results: Results, offset: int) -> int:
    """Say beside the results what is to be said about them; return the exit status."""
    if results.hits:
        if results.partial:
            nowhere = ", ".join(results.unknown)
            console.tell(
                "No passage has all of that; these are the best that have some of it."
                + (f" Nowhere in the index: {nowhere}." if nowhere else "")
            )
    elif results.total:
        console.tell(f"{results.total} passages match, and --offset {offset} is past the last.")
    else:
        console.tell(f"No passage matches: {shorten(results.query, 200)}")
    if results.suggestion:
        console.tell(f"Did you mean: {results.suggestion}")
    return console.FOUND if results.hits else console.NOTHING


def _write(results: Results, shown: Shown, problems: Sequence[Problem]) -> None:
    form = shown.form
    # Each format is imported only when asked for, so that the others do not cost its start.
    if form == "text":
        from painsci_search.render.text import render_text

        terminal = Terminal.of(sys.stdout)
        text = render_text(results, terminal, cards=shown.cards, grouped=shown.grouped)
        console.emit_text(text)
    elif form == "json":
        from painsci_search.render.json import render_json

        console.emit(render_json(results, problems))
    elif form == "jsonl":
        from painsci_search.render.json import render_jsonl

        console.emit(render_jsonl(results))
    elif form == "csv":
        from painsci_search.render.csv import render_csv

        console.emit(render_csv(results))
    else:
        from painsci_search.render.markdown import render_markdown

        console.emit(render_markdown(results))

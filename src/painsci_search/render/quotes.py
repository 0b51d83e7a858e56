"""Quotes and what has become of them, as JSON and as text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, get_args

from painsci_search.escaping import clean, dump
from painsci_search.model import (
    QUOTES_SCHEMA,
    VERDICTS_SCHEMA,
    Quote,
    QuotePack,
    Verdict,
    VerdictState,
)
from painsci_search.render.grouping import ARROW
from painsci_search.render.json import plain
from painsci_search.render.terminal import Span, Terminal, shorten

_STATES: tuple[VerdictState, ...] = get_args(VerdictState)
_INDENT = 4


def render_quotes(pack: QuotePack) -> str:
    """Write a pack of quotes as the object that quotes.schema.json describes."""
    quotes = [plain(quote) for quote in pack]
    return (
        dump(_object(QUOTES_SCHEMA, query=pack.query, indexed=pack.indexed, quotes=quotes)) + "\n"
    )


def render_verdicts_json(verdicts: Sequence[Verdict]) -> str:
    """Write verdicts as the object that verdicts.schema.json describes."""
    counts = Counter(verdict.state for verdict in verdicts)
    objects = [
        {
            "state": verdict.state,
            "similarity": round(verdict.similarity, 3),
            "quote": _place(verdict.quote),
            "found": _place(verdict.found) if verdict.found else None,
        }
        for verdict in verdicts
    ]
    in_order = {state: counts[state] for state in _STATES}
    return dump(_object(VERDICTS_SCHEMA, counts=in_order, verdicts=objects)) + "\n"


def _object(schema: str, **values: Any) -> dict[str, Any]:
    return {"schema": schema, **values}


def _place(quote: Quote) -> dict[str, Any]:
    article = {"id": quote.article.id, "title": quote.article.title}
    return {
        "text": quote.text,
        "sha256": quote.sha256,
        "kind": quote.kind,
        "article": article,
        "heading": quote.heading,
        "path": list(quote.path),
        "anchor": quote.anchor,
        "link": quote.link,
    }


def render_verdicts(verdicts: Sequence[Verdict], terminal: Terminal) -> str:
    """Write a line for each quote, what is there now for those that changed, and a count."""
    lines: list[str] = []
    for verdict in verdicts:
        lines += _verdict(verdict, terminal)
    counts = Counter(verdict.state for verdict in verdicts)
    many = len(verdicts)
    parts = ", ".join(f"{counts[state]} {state}" for state in _STATES)
    lines.append(f"{many} quote{'' if many == 1 else 's'}: {parts}.")
    return "\n".join(lines) + "\n"


def _verdict(verdict: Verdict, terminal: Terminal) -> list[str]:
    quote, found = verdict.quote, verdict.found
    label = f"{verdict.state:<10} "
    shown = shorten(f"{_name(quote)}: {quote.text}", terminal.width - len(label))
    lines = [terminal.style(label, "" if verdict.state == "unchanged" else "title") + shown]
    if found is None or verdict.state == "unchanged":
        return lines
    place = f"{found.article.title}{ARROW}{ARROW.join((*found.path, found.heading))}"
    if verdict.state == "changed":
        was, now = _differing(quote.text, found.text)
        lines += terminal.paragraph(f"was: {quote.text}", _INDENT, _moved(was))
        lines += terminal.paragraph(f"now: {found.text}", _INDENT, _moved(now))
        place = f"{int(100 * verdict.similarity)}% the same; in {place}"
    else:
        place = f"now in {place}"
    lines += terminal.paragraph(place, _INDENT, base="faint")
    if found.link:
        lines.append(" " * _INDENT + terminal.link(found.link))
    return lines


def _name(quote: Quote) -> str:
    name = clean(quote.article.id)
    return f"{name}#{clean(quote.anchor)}" if quote.anchor else name


def _moved(spans: Sequence[Span]) -> list[Span]:
    """Follow spans of a text behind "was: " or "now: "."""
    return [(start + 5, end + 5) for start, end in spans]


def _differing(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Find the words that only one of two texts has, as spans of each."""
    first, second = _words(before), _words(after)
    matcher = SequenceMatcher(
        None, [before[a:b] for a, b in first], [after[a:b] for a, b in second], autojunk=False
    )
    was: list[Span] = []
    now: list[Span] = []
    for same, low, high, from_, to in matcher.get_opcodes():
        if same != "equal":
            was += [(first[low][0], first[high - 1][1])] if high > low else []
            now += [(second[from_][0], second[to - 1][1])] if to > from_ else []
    return was, now


def _words(text: str) -> list[Span]:
    return [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]

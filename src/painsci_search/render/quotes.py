"""Packs of quotes as JSON, and the verdicts of their verification as JSON and as text."""

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
from painsci_search.render.json import plain
from painsci_search.render.terminal import Span, Terminal, shorten
from painsci_search.render.wording import ARROW, count

_STATES: tuple[VerdictState, ...] = get_args(VerdictState)
_INDENT = 4


def quotes_object(pack: QuotePack) -> dict[str, Any]:
    """Return a pack of quotes as the object that quotes.schema.json describes."""
    return {
        "schema": QUOTES_SCHEMA,
        "query": pack.query,
        "indexed": pack.indexed,
        "quotes": [plain(quote) for quote in pack],
    }


def render_quotes(pack: QuotePack) -> str:
    """Render a pack of quotes as one indented object."""
    return dump(quotes_object(pack)) + "\n"


def verdicts_object(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return verdicts as the object that verdicts.schema.json describes."""
    counts = Counter(verdict.state for verdict in verdicts if not verdict.stale)
    objects = [
        {
            "state": verdict.state,
            "similarity": round(verdict.similarity, 3),
            "quote": _quote_object(verdict.quote),
            "found": _quote_object(verdict.found) if verdict.found else None,
            **({"stale": True} if verdict.stale else {}),
        }
        for verdict in verdicts
    ]
    in_order = {state: counts[state] for state in _STATES}
    return {
        "schema": VERDICTS_SCHEMA,
        "counts": in_order,
        "unchecked": sum(verdict.stale for verdict in verdicts),
        "verdicts": objects,
    }


def render_verdicts_json(verdicts: Sequence[Verdict]) -> str:
    """Render verdicts as one indented object."""
    return dump(verdicts_object(verdicts)) + "\n"


def _quote_object(quote: Quote) -> dict[str, Any]:
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
    """Render a line for each quote, the present text of those that changed, and their counts."""
    lines: list[str] = []
    for verdict in verdicts:
        lines += _verdict(verdict, terminal)
    counts = Counter(verdict.state for verdict in verdicts if not verdict.stale)
    parts = ", ".join(f"{counts[state]} {state}" for state in _STATES)
    lines.append(f"{count(len(verdicts), 'quote')}: {parts}.")
    if unchecked := sum(verdict.stale for verdict in verdicts):
        lines += terminal.paragraph(
            f"{unchecked:,} not checked: the file changed since it was indexed, or cannot be "
            "opened; run 'painsci-search index'."
        )
    return "\n".join(lines) + "\n"


def _verdict(verdict: Verdict, terminal: Terminal) -> list[str]:
    quote, found = verdict.quote, verdict.found
    state = "unchecked" if verdict.stale else verdict.state
    label = f"{state:<10} "
    shown = shorten(f"{_name(quote)}: {quote.text}", terminal.width - len(label))
    lines = [(label if state == "unchanged" else terminal.style(label, "title")) + shown]
    if found is None or state in ("unchanged", "unchecked"):
        return lines
    where = ARROW.join((found.article.title, *found.path, found.heading))
    if verdict.state == "changed":
        was, now = _differences(quote.text, found.text)
        lines += terminal.paragraph(f"was: {quote.text}", _INDENT, _shifted(was))
        lines += terminal.paragraph(f"now: {found.text}", _INDENT, _shifted(now))
        where = f"{int(100 * verdict.similarity)}% the same; in {where}"
    else:
        where = f"now in {where}"
    lines += terminal.paragraph(where, _INDENT, base="faint")
    if found.link:
        lines.append(" " * _INDENT + terminal.link(found.link))
    return lines


def _name(quote: Quote) -> str:
    name = clean(quote.article.id)
    return f"{name}#{clean(quote.anchor)}" if quote.anchor else name


def _shifted(spans: Sequence[Span]) -> list[Span]:
    """Shift the spans of a text by the length of "was: " or "now: "."""
    return [(start + 5, end + 5) for start, end in spans]


def _differences(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Find the words that only one of two texts has, as spans of each."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(
        None, [before[a:b] for a, b in old], [after[a:b] for a, b in new], autojunk=False
    )
    was: list[Span] = []
    now: list[Span] = []
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if operation != "equal":
            was += [(old[old_start][0], old[old_end - 1][1])] if old_end > old_start else []
            now += [(new[new_start][0], new[new_end - 1][1])] if new_end > new_start else []
    return was, now


def _words(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"\S+", text)]

"""Quotes, verdicts, news and bibliographies as quoted text, as many as fit into an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from painsci_search.bibliography.formats import FORMATS, render_bibliography
from painsci_search.mcp.text.quoting import (
    MARK,
    NOTICE,
    FormattedItems,
    arguments_json,
    fit,
    link_line,
    plain_line,
    quote,
    quote_lines,
    range_line,
)
from painsci_search.mcp.text.results import format_works
from painsci_search.model import News, Quote, QuotePack, References, Verdict, VerdictState
from painsci_search.render.wording import count, dates, past_the_last, title_of

_WIDTH = 300
# Characters kept for the first and the last lines.
_AROUND = 600
_STATES: tuple[VerdictState, ...] = get_args(VerdictState)
_UNQUOTE = f'Remove "{MARK} " from the beginning of each line to save the file.'


def works_as(form: str, references: References, room: int, offset: int) -> FormattedItems:
    """Format works as text, or as a bibliography, as many as fit.

    Args:
        form: "text", or a format of reference managers.
        room: most characters of the text.
        offset: number of works skipped before them.
    """
    named = next((each for each in FORMATS if each == form), None)
    if named is None or not references.works:
        return format_works(references, room, offset=offset)
    shown = len(references.works)
    while True:
        lines = quote_lines(render_bibliography(references.works[:shown], named))
        if shown == 1 or sum(len(line) + 1 for line in lines) + len(NOTICE) + _AROUND <= room:
            break
        shown -= 1
    head = [range_line("work", offset, shown, references.total), NOTICE, _UNQUOTE, ""]
    left = references.total - offset - shown
    below = ["", f"For more: the same with offset {offset + shown}."] if left > 0 else []
    return FormattedItems("\n".join([*head, *lines, *below]), shown)


def format_quotes(pack: QuotePack, room: int, total: int, offset: int) -> FormattedItems:
    """Format passages word for word, with the arguments that `verify` takes, as many as fit."""
    blocks = (_quote(each, number) for number, each in enumerate(pack.quotes, offset + 1))
    query = plain_line(pack.query, _WIDTH)
    return _fitted(blocks, room, ("passage", offset, total), f"for: {query}", f"for: {query}")


def format_verdicts(verdicts: Sequence[Verdict], room: int) -> FormattedItems:
    """Format the verdicts on quotes; of a changed one, the present text; as many as fit."""
    counts = Counter(each.state for each in verdicts)
    parts = ", ".join(f"{counts[state]} {state}" for state in _STATES)
    blocks = (_verdict(each, number) for number, each in enumerate(verdicts, 1))
    lines, shown = fit(blocks, room - len(NOTICE) - _AROUND)
    head = [f"{count(len(verdicts), 'quote')}: {parts}.", NOTICE]
    left = len(verdicts) - shown
    below = ["", f"Not shown: {count(left, 'verdict')}. Verify fewer at a time."] if left else []
    return FormattedItems("\n".join([*head, *lines, *below]), shown)


def format_news(
    news: Sequence[News], room: int, since: str, total: int, offset: int
) -> FormattedItems:
    """Format articles with their links, dates and changes, as many as fit."""
    blocks = (_news(each, number) for number, each in enumerate(news, offset + 1))
    none = f"published or updated since {since}"
    return _fitted(blocks, room, ("article", offset, total), f"since {since}", none)


def _fitted(
    blocks: object, room: int, listed: tuple[str, int, int], suffix: str, none: str
) -> FormattedItems:
    """Put as many blocks as fit under a line that counts them."""
    what, offset, total = listed
    lines, shown = fit(blocks, room - len(NOTICE) - _AROUND)  # type: ignore[arg-type]
    if not shown:
        past = past_the_last(total, what, f"offset {offset}")
        return FormattedItems(past if total else f"No {what} {none}", 0)
    left = total - offset - shown
    below = ["", f"For more: the same with offset {offset + shown}."] if left > 0 else []
    head = [f"{range_line(what, offset, shown, total)} {suffix}", NOTICE]
    return FormattedItems("\n".join([*head, *lines, *below]), shown)


def _quote(each: Quote, number: int) -> list[str]:
    lines = [f"{number}. {each.kind} {arguments_json(each.article.id, each.anchor)}"]
    lines += link_line(each.link)
    lines += quote(title_of(each.article), _WIDTH)
    return lines + quote(each.text)


def _verdict(verdict: Verdict, number: int) -> list[str]:
    given, found = verdict.quote, verdict.found
    state = "unchecked" if verdict.stale else verdict.state
    lines = [f"{number}. {state} {arguments_json(given.article.id, given.anchor)}"]
    lines += quote(given.text, _WIDTH)
    if found is None:
        return lines
    if state not in ("unchanged", "unchecked"):
        lines.append(f"found in {arguments_json(found.article.id, found.anchor)}")
    lines += link_line(found.link)
    if state == "changed":
        lines.append(f"{int(100 * verdict.similarity)}% the same; the text now:")
        lines += quote(found.text)
    return lines


def _news(each: News, number: int) -> list[str]:
    article = each.article
    lines = [f"{number}. {each.date} {arguments_json(article.id)}", *link_line(each.link)]
    lines += quote(title_of(article), _WIDTH)
    lines += quote(", ".join(dates(article, published="published ")), _WIDTH)
    return lines + [
        line
        for change in each.changes
        for line in quote(f"{change.date}: {change.text}".replace("\n\n", " "), _WIDTH)
    ]

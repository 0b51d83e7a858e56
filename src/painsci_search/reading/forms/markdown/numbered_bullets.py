"""Tokens of Markdown in; out, with one numbered list in place of bullets that hold a number each.

Converters write "* 1. A work" for the items of a list that prints its own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token


def number_bullets(tokens: list[Token]) -> list[Token]:
    """Return tokens in which lists of bullets whose items count up are numbered lists."""
    dropped: set[int] = set()
    for start, token in enumerate(tokens):
        if token.type != "bullet_list_open" or token.level:
            continue
        end = _end_of(tokens, start)
        items = [
            number
            for number in range(start, end)
            if tokens[number].type == "list_item_open" and tokens[number].level == 1
        ]
        first = _number_in(tokens, items[0]) if len(items) > 1 else None
        if first is None or any(
            _number_in(tokens, item) != first + count for count, item in enumerate(items)
        ):
            continue
        for item in items:
            close = _end_of(tokens, item + 1)
            dropped.update((item + 1, item + 2, close - 1, close))
        token.type, tokens[end].type = "ordered_list_open", "ordered_list_close"
        token.tag = tokens[end].tag = "ol"
        token.attrSet("start", first)
    return [token for number, token in enumerate(tokens) if number not in dropped]


def _number_in(tokens: Sequence[Token], item: int) -> int | None:
    """Return the number of the list of one item with which an item starts, or None."""
    opening = tokens[item + 1]
    if opening.type != "ordered_list_open":
        return None
    end = _end_of(tokens, item + 1)
    inner = (one for one in tokens[item:end] if one.type == "list_item_open")
    if sum(one.level == opening.level + 1 for one in inner) != 1:
        return None
    return int(opening.attrGet("start") or 1)


def _end_of(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the token that closes an element."""
    level = tokens[start].level
    return next(number for number in range(start + 1, len(tokens)) if tokens[number].level == level)


__all__ = ["number_bullets"]

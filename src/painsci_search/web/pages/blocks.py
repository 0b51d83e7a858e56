"""The blocks of a text in; lists, tables, quotations, code and paragraphs as HTML out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from markupsafe import Markup

from painsci_search.model import Block
from painsci_search.web.pages.markup import Span, element, join

# Renders the words of a span of the text, with marks, markers and highlights.
Inline = Callable[[Span], Markup]


def render_blocks(blocks: Sequence[Block], inline: Inline) -> Markup:
    """Render the blocks of a text, those of a list or table together."""
    parts: list[Markup] = []
    for key, grouped in groupby(blocks, _family):
        run = list(grouped)
        if key[0] == "list":
            parts.append(_list(run, inline))
        elif key[0] == "table":
            parts.append(_table(run, inline))
        elif key[0] == "definitions":
            parts.append(element("dl", None, [_definition(block, inline) for block in run]))
        elif key[0] == "quote":
            words = [element("p", None, inline((block.start, block.end))) for block in run]
            parts.append(element("blockquote", None, words))
        else:
            parts += [_single(block, inline) for block in run]
    return join(parts)


def _family(block: Block) -> tuple[str, int]:
    """Return what a block has in common with its neighbours that are rendered with it."""
    if block.kind == "item" or (block.kind == "paragraph" and block.depth):
        return "list", block.group
    if block.kind in ("row", "header"):
        return "table", block.group
    if block.kind in ("term", "description"):
        return "definitions", 0
    if block.kind == "quote":
        return "quote", block.depth
    return "single", 0


def _single(block: Block, inline: Inline) -> Markup:
    words = inline((block.start, block.end))
    if block.kind == "code":
        return element("pre", {"tabindex": "0"}, element("code", None, words))
    if block.kind in ("caption", "formula"):
        return element("p", {"class": block.kind}, words)
    return element("p", None, words)


def _definition(block: Block, inline: Inline) -> Markup:
    name = "dt" if block.kind == "term" else "dd"
    return element(name, None, inline((block.start, block.end)))


def _list(blocks: list[Block], inline: Inline) -> Markup:
    """Render a list; deeper items after an item are a list in it."""
    depth = min(block.depth for block in blocks)
    rows: list[Markup] = []
    is_numbered = any(block.label for block in blocks if block.depth == depth)
    number = 0
    while number < len(blocks):
        first = blocks[number]
        number += 1
        inner: list[Markup] = []
        if first.depth > depth:
            number -= 1  # the list begins with a deeper item
        else:
            inner.append(inline((first.start, first.end)))
        below: list[Block] = []
        while number < len(blocks) and _belongs_to_item(blocks[number], depth):
            block = blocks[number]
            number += 1
            if block.depth > depth:
                below.append(block)
                continue
            if below:
                inner.append(_list(below, inline))
                below = []
            inner.append(element("p", None, inline((block.start, block.end))))
        if below:
            inner.append(_list(below, inline))
        rows.append(element("li", _numbered(first if first.depth == depth else None), inner))
    return element("ol" if is_numbered else "ul", None, rows)


def _belongs_to_item(block: Block, depth: int) -> bool:
    return block.depth > depth or block.kind != "item"


def _numbered(block: Block | None) -> dict[str, str | int | bool | None] | None:
    """Return the attributes that give an item its printed number."""
    if block is None or not block.label:
        return None
    if block.label.lstrip("-").isdecimal():
        return {"value": block.label}
    return {"class": "labelled", "data-label": f"{block.label}."}


def _table(blocks: list[Block], inline: Inline) -> Markup:
    """Render a table in a box that can be scrolled; its first rows of headers are its head."""
    head: list[Markup] = []
    body: list[Markup] = []
    for block in blocks:
        is_head = block.kind == "header"
        name = "th" if is_head else "td"
        attributes = {"scope": "col"} if is_head else None
        cells = block.cells or ((block.start, block.end),)
        row = element("tr", None, [element(name, attributes, inline(cell)) for cell in cells])
        (head if is_head and not body else body).append(row)
    table = element(
        "table",
        None,
        element("thead", None, head) if head else None,
        element("tbody", None, body) if body else None,
    )
    return element("div", {"class": "table", "tabindex": "0"}, table)

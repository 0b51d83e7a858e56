"""The blocks of a part of a plain text in; their kinds, and their text without signs, out.

Lists have bullets or ascending numbers, quotations a ">" before each line, and rows of tables bars
or tabs between their cells; code is fenced, or set off by four spaces, as in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from painsci_search.reading.forms.plaintext.blocks import Block
from painsci_search.reading.text.parts import Shape

_SIGN = re.compile(r"(?:(?P<number>\d{1,4})[.)]|[-*•–·‣◦▪])[ \t]+(?=\S)")
_QUOTED = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_DASHES = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?")
_FEWEST_ITEMS = 2
_TAB = 4


class Shaped(NamedTuple):
    """A block of a section.

    Attributes:
        pieces: its text, or that of each cell of a row.
    """

    shape: Shape
    pieces: tuple[str, ...]


class _Item(NamedTuple):
    """A block that begins like an item of a list.

    Attributes:
        number: None for a bullet.
        indent: columns before the sign.
    """

    number: int | None
    indent: int
    text: str


def shape_blocks(blocks: Sequence[Block]) -> list[Shaped]:
    """Return the blocks of a part with their kinds."""
    shaped: list[Shaped] = []
    group = position = 0
    while position < len(blocks):
        block = blocks[position]
        end = _end_of_list(blocks, position)
        if end > position:
            group += 1
            shaped.extend(_shape_list(blocks[position:end], group))
        elif block.kind == "table":
            group += 1
            shaped.extend(_shape_rows(block.lines, group))
        elif block.kind == "quote":
            shaped.extend(_shape_quote(block))
        elif block.kind == "code":
            shaped.append(Shaped(Shape("code"), (block.text,)))
        else:
            shaped.append(Shaped(Shape(), (block.text,)))
        position = max(end, position + 1)
    return shaped


def _read_item(block: Block) -> _Item | None:
    if block.kind not in ("item", "paragraph") or not block.lines:
        return None
    found = _SIGN.match(block.text)
    if found is None:
        return None
    number = int(found["number"]) if found["number"] else None
    return _Item(number, _indent(block), block.text[found.end() :])


def _indent(block: Block) -> int:
    first = block.lines[0].expandtabs(_TAB)
    return len(first) - len(first.lstrip(" "))


def _end_of_list(blocks: Sequence[Block], start: int) -> int:
    """Return the index after the list that starts with a block; `start` if none does."""
    first = _read_item(blocks[start])
    if first is None:
        return start
    items, last = 1, first.number
    end = start + 1
    while end < len(blocks):
        item = _read_item(blocks[end])
        if item is not None and item.indent <= first.indent:
            if item.number != (None if last is None else last + 1):
                break
            items, last = items + 1, item.number
        elif item is None and not _goes_on(blocks[end], first.indent):
            break
        end += 1
    return end if items >= _FEWEST_ITEMS else start


def _goes_on(block: Block, indent: int) -> bool:
    """Return whether a block is a further paragraph of an item with an indent."""
    return block.kind == "paragraph" and _indent(block) > indent


def _shape_list(blocks: Sequence[Block], group: int) -> Iterator[Shaped]:
    """Yield the items of a list, nested by their indents, and their further paragraphs."""
    indents: list[int] = []
    for block in blocks:
        item = _read_item(block)
        if item is None:
            yield Shaped(Shape("paragraph", max(len(indents), 1), "", group), (block.text,))
            continue
        while len(indents) > 1 and indents[-1] > item.indent:
            indents.pop()
        if not indents or item.indent > indents[-1]:
            indents.append(item.indent)
        label = "" if item.number is None else str(item.number)
        yield Shaped(Shape("item", len(indents), label, group), (item.text,))


def _shape_rows(lines: Sequence[str], group: int) -> Iterator[Shaped]:
    """Yield the rows of a table; those above a line of dashes are headers."""
    dashes = {n for n, line in enumerate(lines) if _DASHES.fullmatch("".join(line.split()))}
    headers = min(dashes, default=0)
    for number, line in enumerate(lines):
        if number in dashes:
            continue
        cells = line.strip().strip("|").split("|") if "|" in line else line.strip().split("\t")
        pieces = tuple(" ".join(cell.split()) for cell in cells)
        if any(pieces):
            yield Shaped(Shape("header" if number < headers else "row", 0, "", group), pieces)


def _shape_quote(block: Block) -> Iterator[Shaped]:
    """Yield the paragraphs of a quotation; an empty quoted line separates them."""
    depth, words = 0, list[str]()
    for line in block.lines:
        signs = _QUOTED.match(line)
        here = signs[1].count(">") if signs else 1
        text = line[signs.end() :] if signs else line
        if words and (here != depth or not text.strip()):
            yield Shaped(Shape("quote", depth), (" ".join(words),))
            words = []
        depth = here
        words += text.split()
    if words:
        yield Shaped(Shape("quote", depth), (" ".join(words),))

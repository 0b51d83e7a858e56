"""Spans over a section's text: its blocks, such as list items and rows, and its inline marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.types import Count

BlockKind = Literal[
    "paragraph",
    "item",
    "row",
    "header",
    "caption",
    "quote",
    "code",
    "term",
    "description",
    "formula",
]
MarkKind = Literal[
    "emphasis",
    "strong",
    "superscript",
    "subscript",
    "link",
    "code",
    "formula",
    "ruby",
    "alternative",
]
# The separator of blocks, and that of the cells of a row.
BLOCK_GAP, CELL_GAP = "\n\n", " | "


@late_dataclass(frozen=True, slots=True)
class Block:
    """A block of a section's text.

    Attributes:
        kind: "item" is one of a list; "row" and "header" are rows of a table, a header being one
            of column headers; "caption" is that of a figure or table, or the alternative text of
            its picture; "term" and "description" are those of a definition list.
        start, end: character offsets in the section's text.
        depth: the nesting of a list item or quotation, from 1; 0 for other blocks.
        label: the printed number of an item in an ordered list: "3", "b"; "" in other lists.
        cells: the start and end of each cell of a row.
        group: the number, from 1, of the list or table within its section; 0 for other blocks.
    """

    kind: BlockKind
    start: Count
    end: Count
    depth: Count = 0
    label: str = ""
    cells: tuple[tuple[Count, Count], ...] = ()
    group: Count = 0

    @property
    def is_plain(self) -> bool:
        """Return whether it is a paragraph that is in no list."""
        return self.kind == "paragraph" and not self.depth


@late_dataclass(frozen=True, slots=True)
class Mark:
    """An inline mark in a section's text.

    Attributes:
        kind: "formula" and "ruby" are text that the page draws in another form; "alternative" is
            the alternative text of a picture, which the page does not show.
        start, end: character offsets in the section's text.
        target: the address of a link; "" for other marks.
    """

    kind: MarkKind
    start: Count
    end: Count
    target: str = ""


def paragraphs_of(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a text of which nothing else is known: paragraphs.

    >>> [(block.start, block.end) for block in paragraphs_of("One.\n\nTwo.")]
    [(0, 4), (6, 10)]
    """
    return tuple(_paragraphs(text, 0, len(text)))


def with_paragraphs(text: str, others: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks of a text: the given ones, and plain paragraphs between them."""
    blocks: list[Block] = []
    start = 0
    for block in others:
        blocks.extend(_paragraphs(text, start, block.start))
        blocks.append(block)
        start = block.end
    blocks.extend(_paragraphs(text, start, len(text)))
    return tuple(blocks)


def _paragraphs(text: str, start: int, limit: int) -> Iterator[Block]:
    while start < limit:
        end = text.find(BLOCK_GAP, start, limit)
        end = limit if end < 0 else end
        if end > start:
            yield Block("paragraph", start, end)
        start = end + len(BLOCK_GAP)

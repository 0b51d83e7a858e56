"""The blocks of a section in; lines of a terminal, with lists, tables and code as such, out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from painsci_search.escaping import clean
from painsci_search.model import CELL_GAP, Block, Section, paragraphs_of
from painsci_search.model.markers import words_of_marker
from painsci_search.render.terminal import Terminal, display_width

_BULLETS = "•◦"
# Columns by which each level of a list or quotation is indented.
_STEP = 2
_COLUMN_GAP = "  "


def render_text(section: Section, terminal: Terminal) -> list[str]:
    """Render the text of a section with its note markers in brackets, block by block."""
    lines: list[str] = []
    before: Block | None = None
    blocks = section.blocks or paragraphs_of(section.text)
    for group, run in groupby(blocks, lambda block: block.group if _is_row(block) else 0):
        rows = list(run)
        if group:
            lines += ["", *_table(section, rows, terminal)]
            before = rows[-1]
            continue
        for block in rows:
            wrapped = _block(section, block, terminal)
            is_close = before is not None and _belong_together(before, block)
            lines += wrapped if is_close or not wrapped else ["", *wrapped]
            before = block
    return lines


def with_markers(section: Section, start: int = 0, end: int | None = None) -> str:
    """Return a span of a section's text with its note markers, in brackets, at their offsets.

    A dash joins the ends of a range. A marker whose words are in the text adds nothing.
    """
    limit = len(section.text) if end is None else end
    pieces = []
    for ref in section.note_refs:
        if start <= ref.offset <= limit and not words_of_marker(ref, section.text):
            dash = "–" if ref.starts_range else ""
            pieces += [section.text[start : ref.offset], f"[{ref.label}]{dash}"]
            start = ref.offset
    return "".join([*pieces, section.text[start:limit]])


def _is_row(block: Block) -> bool:
    return block.kind in ("row", "header")


def _belong_together(before: Block, block: Block) -> bool:
    """Return whether no blank line is between two blocks."""
    if before.kind == "term" and block.kind == "description":
        return True
    return before.kind == "item" == block.kind and before.group == block.group


def _block(section: Section, block: Block, terminal: Terminal) -> list[str]:
    text = with_markers(section, block.start, block.end)
    if block.kind == "code":
        return [" " * _STEP + clean(line) for line in text.split("\n")]
    if block.kind == "item":
        return _item(text, block, terminal)
    indent = _STEP * block.depth + (_STEP if block.kind == "description" else 0)
    return terminal.paragraph(text, indent)


def _item(text: str, block: Block, terminal: Terminal) -> list[str]:
    sign = f"{block.label}." if block.label else _BULLETS[(block.depth - 1) % len(_BULLETS)]
    indent = _STEP * (block.depth - 1)
    first, *others = terminal.paragraph(text, indent + len(sign) + 1) or [""]
    return [" " * indent + f"{sign} {first.lstrip()}", *others]


def _table(section: Section, rows: list[Block], terminal: Terminal) -> list[str]:
    """Render a table in columns where the terminal is wide enough, else row by row with bars."""
    cells = [[clean(cell) for cell in _cells(section, row)] for row in rows]
    widths = [
        max(display_width(row[number]) for row in cells if number < len(row))
        for number in range(max(map(len, cells)))
    ]
    if sum(widths) + len(_COLUMN_GAP) * (len(widths) - 1) > terminal.width:
        return [
            line for row in cells for line in terminal.paragraph(CELL_GAP.join(filter(None, row)))
        ]
    return [
        _COLUMN_GAP.join(
            cell + " " * (width - display_width(cell))
            for cell, width in zip(row, widths, strict=False)
        ).rstrip()
        for row in cells
    ]


def _cells(section: Section, row: Block) -> Iterator[str]:
    for start, end in row.cells or ((row.start, row.end),):
        yield " ".join(with_markers(section, start, end).split())

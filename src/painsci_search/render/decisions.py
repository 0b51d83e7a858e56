"""The decisions of reading as a table of three columns: the part, the rule, and the value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from painsci_search.escaping import clean
from painsci_search.model import Decision
from painsci_search.render.terminal import Terminal, display_width, wrap

_HEAD = ("Part", "Rule", "Value")
_BETWEEN = "  "
# The share of the width that a rule may take: values, such as titles, are longer.
_RULE_SHARE = 0.4


def render_decisions(decisions: Sequence[Decision], terminal: Terminal) -> str:
    """Render the decisions as a table that fits the terminal; long cells go on below."""
    rows = [_HEAD, *((each.part, each.rule, each.value) for each in decisions)]
    cells = [tuple(" ".join(clean(cell).split()) for cell in row) for row in rows]
    part = max(display_width(row[0]) for row in cells)
    rule = min(max(display_width(row[1]) for row in cells), int(terminal.width * _RULE_SHARE))
    value = terminal.width - part - rule - 2 * len(_BETWEEN)
    lines = [line for row in cells for line in _row(row, (part, rule, value))]
    head = terminal.paragraph(lines[0], base="heading")
    return "\n".join(["", *head, *lines[1:]]) + "\n"


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Lay out a row of cells, each wrapped to its width."""
    wrapped = [
        [cell[slice(*span)] for span in wrap(cell, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    return [
        _BETWEEN.join(_pad(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def _pad(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))

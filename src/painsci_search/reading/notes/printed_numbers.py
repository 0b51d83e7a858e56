"""A page in; out, the numbers in its text that look like markers of notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from painsci_search.reading.dom.elements import (
    HEADINGS,
    SILENT,
    ancestors,
    block_of,
    children_of,
    elements_in,
    is_text,
    text_of,
    walk,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.bylines import Bylines
from painsci_search.reading.notes.found import Span
from painsci_search.reading.notes.labels import is_raised_tag, plain_digits
from painsci_search.reading.notes.lists import element_of
from painsci_search.reading.text.parts import DASHES
from painsci_search.reading.text.quantities import (
    LOOK_AROUND,
    is_raised_quantity,
    is_spread,
    text_before,
)

Style = Literal["set apart", "in parentheses"]

_ENDS_IN_DASH = re.compile(rf"[{DASHES}]\s*[\[［【]?\s*\Z")
_NUMBERS = rf"\d{{1,3}}(?>(?:\s{{0,2}}[{DASHES},;]\s{{0,2}}\d{{1,3}})*)"
# also a range of two boxes: "[1]–[4]"
_TO_BOX = rf"\s{{0,2}}[\]］】]\s?[{DASHES}]\s?[\[［【]\s{{0,2}}\d{{1,3}}"
# "[^1]" is what a converter of Markdown left as it was
_BOXED = re.compile(rf"[\[［【][\^\s]?\s?({_NUMBERS}(?:{_TO_BOX})?)\s{{0,2}}[\]］】]")
# parentheses in the middle of a clause mostly count its parts; after a number they have an issue
_IN_PARENTHESES = re.compile(rf"(?<!\d)\(({_NUMBERS})\)(?=\s?[.,;:]|\s*\Z)")
_BRACKETED: tuple[tuple[re.Pattern[str], Style], ...] = (
    (_BOXED, "set apart"),
    (_IN_PARENTHESES, "in parentheses"),
)
_BARE = re.compile(_NUMBERS)
_AROUND = " \t\n\xa0[]()（）［］"
# superscripts of Unicode, as editors without markup write markers
_RAISED = re.compile(r"([⁰¹²³⁴-⁹]{1,3}(?>(?:[ʼ˒,⁻–-][⁰¹²³⁴-⁹]{1,3})*))")
_NUMBER = re.compile(r"\d+|[⁰¹²³⁴-⁹]+")
# Nodes of a row of a table, with the space between its cells.
_MOST_CELLS = 200
_VERBATIM = SILENT | {"pre", "code", "kbd", "samp", "math"}


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """Numbers, together in brackets or superscript, that may be a marker.

    Attributes:
        node: the text node.
        position: the position of the element with the text, in document order.
        spans: the numbers.
        style: whether they are in square brackets or superscript, or only in parentheses.
    """

    node: Node
    position: int
    spans: tuple[Span, ...]
    style: Style


def find_numbers(tree: PageTree) -> Iterator[PrintedNumbers]:
    """Yield the numbers that look like markers, in document order."""
    before = ""
    bylines = Bylines(tree)
    for step, node in walk(tree.body, lambda tag: tag.name in _VERBATIM or tag.name in HEADINGS):
        if step != "text":
            continue
        text, parent = str(node), element_of(node)
        if is_raised_tag(parent):
            inner = text.strip(_AROUND)
            after = parent.next_sibling
            follows = str(after) if is_text(after) else ""
            is_number = _BARE.fullmatch(inner) is not None
            is_number = is_number and not _starts_block(parent) and not bylines.hold(parent)
            if is_number and not is_raised_quantity(before, inner, follows):
                yield from _numbers_at(node, text.index(inner), inner, "set apart")
        else:
            yield from _numbers_in(node, before)
        before = text


def _numbers_in(node: Node, before: str) -> Iterator[PrintedNumbers]:
    """Yield the numbers in brackets, and the raised ones of Unicode, in a text.

    Args:
        before: the text before it.
    """
    text = str(node)
    for pattern, style in _BRACKETED:
        for found in pattern.finditer(text):
            is_data = is_spread(text_before(text, found.start()) or before)
            if not is_data and not _is_in_spreads(element_of(node)):
                yield from _numbers_at(node, found.start(1), found[1], style)
    for found in () if text.isascii() else _RAISED.finditer(text):
        ahead, rest = (
            text_before(text, found.start()),
            text[found.end() : found.end() + LOOK_AROUND],
        )
        if not is_raised_quantity(ahead or before, plain_digits(found[1]), rest):
            yield from _numbers_at(node, found.start(1), found[1], "set apart")


def _is_in_spreads(tag: Tag) -> bool:
    """Return whether an element is in a column of a table whose heading names a spread."""
    cell = next((one for one in (tag, *ancestors(tag, 3)) if one.name == "td"), None)
    row = cell.parent if cell is not None else None
    table = next((one for one in ancestors(cell, 4) if one.name == "table"), None) if cell else None
    first = next((one for one in elements_in(table) if one.name == "tr"), row) if table else None
    if row is None or first is None or max(len(row.contents), len(first.contents)) > _MOST_CELLS:
        return False
    column = next(at for at, one in enumerate(children_of(row, "td", "th")) if one is cell)
    headings = children_of(first, "td", "th")
    return column < len(headings) and is_spread(text_of(headings[column]).rstrip(" )]"))


def _starts_block(tag: Tag) -> bool:
    """Return whether an element is the start of its block, as the label of a note is."""
    return tag.text_start == block_of(tag).text_start


def _numbers_at(node: Node, start: int, text: str, style: Style) -> Iterator[PrintedNumbers]:
    """Yield the numbers at an offset of a text node, if they ascend."""
    spans = tuple(
        Span(
            start + number.start(),
            start + number.end(),
            plain_digits(number[0]),
            after_dash=_ENDS_IN_DASH.search(text[: number.start()][-4:]) is not None,
        )
        for number in _NUMBER.finditer(text)
    )
    if _ascend(spans):
        yield PrintedNumbers(node, element_of(node).first, spans, style)


def _ascend(spans: tuple[Span, ...]) -> bool:
    return all(int(one.label) < int(other.label) for one, other in pairwise(spans))

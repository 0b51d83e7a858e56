"""A block of text under construction in; its text without what surrounds markers and ends it, out.

In the text, a sign is in the place of each marker of a note. Marks and cells are spans of the text,
and move with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal, NamedTuple

from painsci_search.model import BlockKind, MarkKind

# A private-use character represents a marker while the text is built.
MARK = "\ue000"
# Dashes of ranges, for a set of a pattern.
DASHES = "-‐‑‒–—−⁻"
# Words between the markers of a list, and between the ends of a range.
WORDS_OF_RANGES = r"\b(?:to|through|bis|à)\b"
_BETWEEN = rf"(?:[{DASHES}\s,;&]|\b(?:and|und|et|y|e|en|och|og)\b|{WORDS_OF_RANGES})"
_BRACKETED = re.compile(rf"[\[(（［【{{]\^?\s*+(?>(?:{MARK}(?>{_BETWEEN}*))+)[\])）］】}}]")
_LISTED = re.compile(rf"(?<={MARK})(?>{_BETWEEN}+)(?={MARK})")
# "[1, p. 12]": the page stays.
_BEFORE_PAGE = re.compile(rf"(?<=[\[(]{MARK}),\s?(?=(?:pp?|ch|sec|S)\.\s?\d)")
# white space is folded before this
_BEFORE_STOP = re.compile(rf"[ \n](?={MARK}++(?: *+$| *+[.,;:!?)\]”’»…]))")
_BETWEEN_SPACES = re.compile(rf" (?={MARK}++[ \n])")
# What both of them need, and few texts have.
_BLANK_BEFORE = (f" {MARK}", f"\n{MARK}")


class Shape(NamedTuple):
    """The kind of the block under construction, and where it belongs.

    Attributes:
        depth, label, group: those of its `Block`.
    """

    kind: BlockKind = "paragraph"
    depth: int = 0
    label: str = ""
    group: int = 0


PARAGRAPH = Shape()


@dataclass(slots=True)
class Span:
    """A mark under construction: offsets in its block; `end` is -1 while it is open."""

    kind: MarkKind | Literal["break"]
    target: str
    start: int
    end: int = -1


@dataclass(slots=True)
class Part:
    """A finished block: its text with a sign for each marker, and spans over that text."""

    text: str
    shape: Shape
    marks: tuple[Span, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()


def finish_block(text: str, shape: Shape, marks: list[Span], cells: list[int]) -> Part:
    """Return a block without the signs around its markers, with its marks inside its text."""
    if not (marks or cells):
        return Part(_cleaned(text, [])[0], shape)
    edges = [(span.start, len(text) if span.end < 0 else span.end) for span in marks]
    bounds = [*edges, *_cell_edges(text, cells)]
    clean, bounds = _cleaned(text, bounds)
    spans = [
        Span(span.kind, span.target, start, end)
        for span, (start, end) in zip(marks, bounds, strict=False)
        if start < end or span.kind == "break"
    ]
    return Part(clean, shape, tuple(spans), tuple(bounds[len(marks) :]))


def _cell_edges(text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Return the start and end of each cell of a row, without the bars between them."""
    ends = [start - len(" |") for start in starts[1:]]
    return list(zip(starts, [*ends, len(text)], strict=True)) if starts else []


def _cleaned(text: str, bounds: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Remove what surrounds markers and the blanks at the ends; move spans along, trimmed."""
    if MARK in text:
        text, bounds = _delete(_BRACKETED, text, bounds)
        if text.count(MARK) > 1:
            text, bounds = _delete(_LISTED, text, bounds)
        if f"{MARK}," in text:
            text, bounds = _delete(_BEFORE_PAGE, text, bounds)
        if any(sign in text for sign in _BLANK_BEFORE):
            text, bounds = _delete(_BEFORE_STOP, text, bounds)
            text, bounds = _delete(_BETWEEN_SPACES, text, bounds)
    stripped = text.strip(" |\n")
    if not bounds:
        return stripped, bounds
    start = len(text) - len(text.lstrip(" |\n"))
    return stripped, [_trimmed(stripped, low - start, high - start) for low, high in bounds]


def _trimmed(text: str, low: int, high: int) -> tuple[int, int]:
    """Return a span within a text, without bars and blanks at its start and blanks at its end."""
    low, high = min(max(low, 0), len(text)), min(high, len(text))
    while low < high and text[low] in " |\n":
        low += 1
    while low < high and text[high - 1] in " \n":
        high -= 1
    return low, max(low, high)


def _delete(
    pattern: re.Pattern[str], text: str, bounds: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """Delete the matches of a pattern except for the markers in them; move spans along."""
    gone: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        gone.extend((at, at + 1) for at in range(match.start(), match.end()) if text[at] != MARK)
    if not gone:
        return text, bounds
    kept, start = [], 0
    for low, high in gone:
        kept.append(text[start:low])
        start = high
    kept.append(text[start:])
    if bounds:
        offsets = [low for low, _ in gone]
        bounds = [(_shifted(low, offsets), _shifted(high, offsets)) for low, high in bounds]
    return "".join(kept), bounds


def _shifted(offset: int, gone: list[int]) -> int:
    """Return an offset after the characters at sorted offsets were deleted."""
    return offset - bisect_left(gone, offset)


def with_markers_joined(parts: Iterable[Part]) -> list[Part]:
    """Join a marker that is alone in its block to the block before it; the first, to the next."""
    joined: list[Part] = []
    waiting = ""
    for part in parts:
        if part.text.strip(MARK):
            joined.append(_after(waiting, part) if waiting else part)
            waiting = ""
        elif joined:
            joined[-1].text += part.text
        else:
            waiting += part.text
    return [*joined, Part(waiting, PARAGRAPH)] if waiting else joined


def _after(signs: str, part: Part) -> Part:
    """Return a block with signs of markers before its text."""
    shift = len(signs)
    marks = [replace(span, start=span.start + shift, end=span.end + shift) for span in part.marks]
    cells = [(low + shift, high + shift) for low, high in part.cells]
    return Part(signs + part.text, part.shape, tuple(marks), tuple(cells))


def without_markers(text: str) -> tuple[str, list[int]]:
    """Return a text without the signs of markers, and the offsets of these in it."""
    if MARK not in text:
        return text, []
    pieces = text.split(MARK)
    places = list(accumulate(map(len, pieces[:-1])))
    return "".join(pieces), places


def moved(part: Part, places: list[int]) -> tuple[tuple[tuple[int, int], ...], tuple[Span, ...]]:
    """Return the cells and marks of a block after the signs of markers were removed."""
    signs = [place + number for number, place in enumerate(places)]
    cells = [(_shifted(low, signs), _shifted(high, signs)) for low, high in part.cells]
    spans = [
        Span(span.kind, span.target, low, high)
        for span in part.marks
        if (low := _shifted(span.start, signs)) < (high := _shifted(span.end, signs))
        or span.kind == "break"
    ]
    return tuple(cells), tuple(spans)

"""The best one to three sentences of a passage for a query, cut from its stored text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from painsci_search.model import Snippet
from painsci_search.search.evidence import Match, merge_spans
from painsci_search.text import sentences

_MOST_SENTENCES = 3
# Characters: about four lines of a terminal; a window with more is taken only as a cut sentence.
_MOST = 320
_ENOUGH = 140
_ROOMY = 260
_ELLIPSIS = "…"


class Window(NamedTuple):
    """A passage of a text, as offsets into it, and whether a sentence is cut at either end."""

    start: int
    end: int
    cut_before: bool = False
    cut_after: bool = False


class Passage(NamedTuple):
    """A text to be cut.

    Attributes:
        text: the text of a section or note.
        units: its sentences, as (start, end) offsets.
    """

    text: str
    units: tuple[tuple[int, int], ...]


def split_passage(text: str, citations: Iterable[str] = ()) -> Passage:
    """Split a text into sentences; a citation in it is one sentence, whatever its full stops."""
    whole = []
    for citation in citations:
        start = text.find(citation)
        if start >= 0:
            whole.append((start, start + len(citation)))
    units: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if units and any(low < start < high for low, high in whole):
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    return Passage(text, tuple(units))


def choose_window(passage: Passage, matches: list[Match], weights: list[float]) -> Window:
    """Choose the sentences that cover the rarest words of the query, early and close together.

    Args:
        passage: the text and its sentences.
        matches: where the query's leaves match, by place.
        weights: what each leaf is worth, by its number.
    """
    text, spans = passage.text, passage.units
    if not spans:
        return Window(0, 0)
    best, best_value = (0, 0), -1.0
    for first in range(len(spans)):
        for last in range(first, min(first + _MOST_SENTENCES, len(spans))):
            start, end = spans[first][0], spans[last][1]
            if last > first and (end - start > _MOST or "\n\n" in text[spans[last - 1][1] : end]):
                break
            value = _value([m for m in matches if start <= m.start and m.end <= end], weights)
            value *= 1.0 + 0.1 * min(1.0, (end - start) / _ENOUGH) - 0.05 * (last - first)
            value += 0.02 / (1 + first)
            if value > best_value:
                best, best_value = (first, last), value
    best = _widen(passage, *best)
    start, end = spans[best[0]][0], spans[best[1]][1]
    if end - start <= _MOST:
        return Window(start, end)
    return _cut(text, start, end, matches, weights)


def make_snippet(text: str, window: Window, matches: list[Match]) -> Snippet:
    """Cut the window out of the text; line breaks become spaces."""
    before = _ELLIPSIS if window.cut_before else ""
    after = _ELLIPSIS if window.cut_after else ""
    inside = [m for m in matches if window.start <= m.start and m.end <= window.end]
    shift = len(before) - window.start
    highlights = tuple((start + shift, end + shift) for start, end in merge_spans(inside))
    return Snippet(before + re.sub(r"\s", " ", text[window.start : window.end]) + after, highlights)


def _widen(passage: Passage, first: int, last: int) -> tuple[int, int]:
    """Add neighbouring sentences of the paragraph, those after it first, to a short passage."""
    text, spans = passage.text, passage.units

    def fits(low: int, high: int) -> bool:
        if low < 0 or high == len(spans) or high - low >= _MOST_SENTENCES:
            return False
        start, end = spans[low][0], spans[high][1]
        return end - start <= _ROOMY and "\n\n" not in text[start:end]

    while spans[last][1] - spans[first][0] < _ENOUGH:
        if fits(first, last + 1):
            last += 1
        elif fits(first - 1, last):
            first -= 1
        else:
            break
    return first, last


def _value(inside: list[Match], weights: list[float]) -> float:
    """Each leaf once, a little for repetition, and a little for standing close together."""
    counts: dict[int, int] = {}
    for match in inside:
        counts[match.leaf] = counts.get(match.leaf, 0) + 1
    value = sum(weights[leaf] * (1 + 0.1 * math.log(count)) for leaf, count in counts.items())
    if len(counts) > 1:
        gaps = [b.start - a.end for a, b in pairwise(inside) if a.leaf != b.leaf]
        value *= 1 + 0.2 / (1 + max(0, min(gaps, default=0)) / 10)
    return value


def _cut(text: str, start: int, end: int, matches: list[Match], weights: list[float]) -> Window:
    """Cut a long sentence to the stretch with the most matches, at the ends of words."""
    inside = [match for match in matches if start <= match.start and match.end <= end]
    room = _MOST - 2
    best_start, best_value = start, -1.0
    for match in inside:
        near = [m for m in inside if match.start <= m.start and m.end <= match.start + room]
        value = _value(near, weights)
        if value > best_value:
            covered = max(m.end for m in near) - match.start if near else 0
            best_start = match.start - max(0, (room - covered) // 2)
            best_value = value
    left = max(start, min(best_start, end - room))
    right = min(end, left + room)
    if left > start:
        space = text.find(" ", left, left + 30)
        left = left if space < 0 or _inside_match(space, inside) else space + 1
    if right < end:
        space = text.rfind(" ", right - 30, right)
        right = right if space < 0 else space
    return Window(left, right, cut_before=left > start, cut_after=right < end)


def _inside_match(offset: int, matches: list[Match]) -> bool:
    return any(match.start < offset < match.end for match in matches)

"""The best one to three sentences of a passage for a query, cut from its stored text."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from painsci_search.model import Snippet
from painsci_search.search.highlights import Match, merge_spans

_MOST_SENTENCES = 3
# Characters: about four lines of a terminal; a window with more is taken only as a cut sentence.
_MOST = 320
_ENOUGH = 140
_ROOMY = 260
_SPACE = re.compile(r"[^\S ]")
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
        units: its sentences: flat offsets, start and end of each in turn.
    """

    text: str
    units: Sequence[int]

    def start(self, unit: int) -> int:
        """Where a sentence starts."""
        return self.units[2 * unit]

    def end(self, unit: int) -> int:
        """Where a sentence ends."""
        return self.units[2 * unit + 1]

    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self.units) // 2


def choose_window(passage: Passage, matches: list[Match], weights: list[float]) -> Window:
    """Choose the sentences that cover the rarest words of the query, early and close together.

    Only sentences in which something matches begin or end a window, so that long passages cost
    no more than their matches do.

    Args:
        passage: the text and its sentences.
        matches: where the query's leaves match, by place.
        weights: what each leaf is worth, by its number.
    """
    if not passage.sentences():
        return Window(0, 0)
    groups = _by_sentence(passage, matches)
    best, best_value = (0, 0), -1.0
    for index, (first, _) in enumerate(groups):
        inside: list[Match] = []
        for last, here in groups[index : index + _MOST_SENTENCES]:
            if last - first >= _MOST_SENTENCES:
                break
            start, end = passage.start(first), passage.end(last)
            if last > first and (end - start > _MOST or _crosses_paragraph(passage, first, last)):
                break
            inside = [*inside, *here]
            value = _value(inside, weights)
            value *= 1.0 + 0.1 * min(1.0, (end - start) / _ENOUGH) - 0.05 * (last - first)
            value += 0.02 / (1 + first)
            if value > best_value:
                best, best_value = (first, last), value
    first, last = _widen(passage, *best)
    start, end = passage.start(first), passage.end(last)
    if end - start <= _MOST:
        return Window(start, end)
    return _cut(passage.text, start, end, matches, weights)


def _by_sentence(passage: Passage, matches: list[Match]) -> list[tuple[int, list[Match]]]:
    """Group matches by the sentence in which they are; one across sentences counts in none."""
    groups: list[tuple[int, list[Match]]] = []
    for match in matches:
        unit = (bisect_right(passage.units, match.start) - 1) // 2
        if unit < 0 or match.end > passage.end(unit):
            continue
        if groups and groups[-1][0] == unit:
            groups[-1][1].append(match)
        else:
            groups.append((unit, [match]))
    return groups


def _crosses_paragraph(passage: Passage, first: int, last: int) -> bool:
    return passage.text.find("\n\n", passage.start(first), passage.end(last)) >= 0


def make_snippet(text: str, window: Window, matches: list[Match]) -> Snippet:
    """Cut the window out of the text; line breaks become spaces."""
    before = _ELLIPSIS if window.cut_before else ""
    after = _ELLIPSIS if window.cut_after else ""
    inside = [m for m in matches if window.start <= m.start and m.end <= window.end]
    shift = len(before) - window.start
    highlights = tuple((start + shift, end + shift) for start, end in merge_spans(inside))
    return Snippet(before + _SPACE.sub(" ", text[window.start : window.end]) + after, highlights)


def _widen(passage: Passage, first: int, last: int) -> tuple[int, int]:
    """Add neighbouring sentences of the paragraph, those after it first, to a short passage."""

    def fits(low: int, high: int) -> bool:
        if low < 0 or high == passage.sentences() or high - low >= _MOST_SENTENCES:
            return False
        length = passage.end(high) - passage.start(low)
        return length <= _ROOMY and not _crosses_paragraph(passage, low, high)

    while passage.end(last) - passage.start(first) < _ENOUGH:
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
    value = 0.0
    for leaf, count in counts.items():
        value += weights[leaf] * (1 + 0.1 * math.log(count)) if count > 1 else weights[leaf]
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

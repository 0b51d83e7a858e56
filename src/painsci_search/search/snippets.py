"""Cut snippets: the best one to three sentences of a text for a query.

A stored text with its sentences and the matches in it in, a window of it and a snippet out.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from painsci_search.model import Snippet
from painsci_search.search.highlights import Match, merge_spans

_MOST_SENTENCES = 3
# In characters. A window of at most 320, four lines of a terminal; only a single long sentence
# exceeds it and is cut. One shorter than 140 gets its neighbours, as long as it stays below 260.
_MOST = 320
_ENOUGH = 140
_ROOMY = 260
# Matches in a long sentence at which a window may begin: one with more is no sentence, but a run of
# words, and its beginning is as good as any other part of it.
_MOST_BEGINNINGS = 500
_SPACE = re.compile(r"[^\S ]")
_ELLIPSIS = "…"


class Window(NamedTuple):
    """A part of a text for a snippet.

    Attributes:
        start, end: character offsets into the text.
        cut_before, cut_after: whether a sentence is cut at this end.
    """

    start: int
    end: int
    cut_before: bool = False
    cut_after: bool = False


class SentencedText(NamedTuple):
    """The text of a section or note with its sentences.

    Attributes:
        offsets: flat: the start and the end of each sentence in turn.
    """

    text: str
    offsets: Sequence[int]

    def start(self, sentence: int) -> int:
        """Return the offset at which a sentence starts."""
        return self.offsets[2 * sentence]

    def end(self, sentence: int) -> int:
        """Return the offset at which a sentence ends."""
        return self.offsets[2 * sentence + 1]


def choose_window(text: SentencedText, matches: list[Match], weights: list[float]) -> Window:
    """Choose the sentences that cover the rarest words of the query, early and close together.

    Only sentences with matches begin or end a window, so the cost grows with the matches and not
    with the length of the text.

    Args:
        matches: the matches of the query's leaves, by offset.
        weights: the weight of each leaf, by its number.
    """
    if not text.offsets:
        return Window(0, 0)
    groups = _by_sentence(text, matches)
    best, best_value = (0, 0), -1.0
    for index, (first, _) in enumerate(groups):
        inside: list[Match] = []
        for last, here in groups[index : index + _MOST_SENTENCES]:
            if last - first >= _MOST_SENTENCES:
                break
            start, end = text.start(first), text.end(last)
            if last > first and (end - start > _MOST or _crosses_paragraph(text, first, last)):
                break
            inside = [*inside, *here]
            value = _value(inside, weights)
            value *= 1.0 + 0.1 * min(1.0, (end - start) / _ENOUGH) - 0.05 * (last - first)
            value += 0.02 / (1 + first)
            if value > best_value:
                best, best_value = (first, last), value
    first, last = _widen(text, *best)
    start, end = text.start(first), text.end(last)
    if end - start <= _MOST:
        return Window(start, end)
    return _cut(text.text, start, end, matches, weights)


def _by_sentence(text: SentencedText, matches: list[Match]) -> list[tuple[int, list[Match]]]:
    """Group matches by sentence; a match that crosses sentences belongs to none."""
    groups: list[tuple[int, list[Match]]] = []
    for match in matches:
        sentence = (bisect_right(text.offsets, match.start) - 1) // 2
        if sentence < 0 or match.end > text.end(sentence):
            continue
        if groups and groups[-1][0] == sentence:
            groups[-1][1].append(match)
        else:
            groups.append((sentence, [match]))
    return groups


def _crosses_paragraph(text: SentencedText, first: int, last: int) -> bool:
    return text.text.find("\n\n", text.start(first), text.end(last)) >= 0


def make_snippet(text: str, window: Window, matches: list[Match]) -> Snippet:
    """Cut a window out of a text, with its highlights; line breaks become spaces."""
    before = _ELLIPSIS if window.cut_before else ""
    after = _ELLIPSIS if window.cut_after else ""
    inside = [m for m in matches if window.start <= m.start and m.end <= window.end]
    shift = len(before) - window.start
    highlights = tuple((start + shift, end + shift) for start, end in merge_spans(inside))
    return Snippet(before + _SPACE.sub(" ", text[window.start : window.end]) + after, highlights)


def _widen(text: SentencedText, first: int, last: int) -> tuple[int, int]:
    """Extend a short window by sentences of its paragraph, first by those after it."""

    def fits(low: int, high: int) -> bool:
        if low < 0 or high == len(text.offsets) // 2 or high - low >= _MOST_SENTENCES:
            return False
        length = text.end(high) - text.start(low)
        return length <= _ROOMY and not _crosses_paragraph(text, low, high)

    while text.end(last) - text.start(first) < _ENOUGH:
        if fits(first, last + 1):
            last += 1
        elif fits(first - 1, last):
            first -= 1
        else:
            break
    return first, last


def _value(inside: list[Match], weights: list[float]) -> float:
    """Sum the weights of the leaves, with a little more for repetition and for closeness."""
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
    """Cut a long sentence, between words, to the window with the most matches."""
    inside = [match for match in matches if start <= match.start and match.end <= end]
    room = _MOST - 2
    best_start, best_value = start, -1.0
    starts = [match.start for match in inside]
    for match in inside[:_MOST_BEGINNINGS]:
        low = bisect_left(starts, match.start)
        high = bisect_right(starts, match.start + room)
        near = [m for m in inside[low:high] if m.end <= match.start + room]
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

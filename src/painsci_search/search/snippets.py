"""Cut snippets: the best one to three sentences of a text for a query.

A stored text with its sentences and the matches in it in, a window of it and a snippet out.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from painsci_search.engine.postings import Spans as FoundSpans
from painsci_search.engine.postings import spans_at
from painsci_search.engine.storage.field_postings import StemPositions
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Snippet
from painsci_search.native import compiled
from painsci_search.search.highlights import (
    Match,
    Positions,
    Spans,
    locate_matches,
    merge_spans,
)

_MOST_SENTENCES = 3
# In characters. A window of at most 320, four lines of a terminal; only a single long sentence
# exceeds it and is cut. One shorter than 140 gets its neighbours, as long as it stays below 260.
_MOST = 320
_ENOUGH = 140
_ROOMY = 260
# Matches in a long sentence at which a window may begin: one with more is no sentence, but a run of
# words, and its beginning is as good as any other part of it.
_MOST_BEGINNINGS = 500
_SPACE = late_pattern(r"[^\S ]")
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


def choose_window(
    text: str, sentences: Sequence[int], matches: list[Match], weights: list[float]
) -> Window:
    """Choose the sentences that cover the rarest words of the query, early and close together.

    Only sentences with matches begin or end a window, so the cost grows with the matches and not
    with the length of the text.

    Args:
        sentences: flat offsets: the start and the end of each sentence in turn.
        matches: the matches of the query's leaves, by offset.
        weights: the weight of each leaf, by its number.
    """
    if not sentences:
        return Window(0, 0)
    groups = _by_sentence(sentences, matches)
    if len(groups) > 1:
        first, last = _best(text, sentences, groups, weights)
    else:
        first = last = groups[0][0] if groups else 0
    first, last = _widen(text, sentences, first, last)
    start, end = sentences[2 * first], sentences[2 * last + 1]
    if end - start <= _MOST:
        return Window(start, end)
    return _cut(text, start, end, matches, weights)


_Groups = list[tuple[int, list[Match]]]


def _by_sentence(sentences: Sequence[int], matches: list[Match]) -> _Groups:
    """Group matches by sentence; a match that crosses sentences belongs to none."""
    groups: _Groups = []
    sentence = stop = limit = -1
    for match in matches:
        start, end, _ = match
        if start >= limit:
            index = bisect_right(sentences, start)
            if not index:
                continue
            sentence = (index - 1) // 2
            stop = sentences[2 * sentence + 1]
            # up to here it is the same sentence
            limit = sentences[2 * sentence + 2] if 2 * sentence + 2 < len(sentences) else stop
        if end > stop:
            continue
        if groups and groups[-1][0] == sentence:
            groups[-1][1].append(match)
        else:
            groups.append((sentence, [match]))
    return groups


def _best(
    text: str, sentences: Sequence[int], groups: _Groups, weights: list[float]
) -> tuple[int, int]:
    """Return the first and last sentence of the best window."""
    best, best_value = (0, 0), -1.0
    for index, (first, here) in enumerate(groups):
        start, inside = sentences[2 * first], here
        for last, more in groups[index : index + _MOST_SENTENCES]:
            length = sentences[2 * last + 1] - start
            if last > first:
                if (
                    last - first >= _MOST_SENTENCES
                    or length > _MOST
                    or text.find("\n\n", start, start + length) >= 0
                ):
                    break
                inside = inside + more
            value = _value(inside, weights)
            value *= 1.0 + 0.1 * min(1.0, length / _ENOUGH) - 0.05 * (last - first)
            value += 0.02 / (1 + first)
            if value > best_value:
                best, best_value = (first, last), value
    return best


class FieldLeaves(NamedTuple):
    """The leaves of a query that match in a field anywhere in a segment.

    Attributes:
        stems: those that are single stems, each by its number and where its positions are.
        others: those that are not, each by its number and where it matches.
        find_end: finds the ends of their matches, see `locate_matches`.
    """

    stems: list[tuple[int, StemPositions]]
    others: list[tuple[int, list[FoundSpans]]]
    find_end: Callable[[str, int, int], int]


# The text and the highlights of a `Snippet`, and the offsets of its window.
Cut = tuple[str, Spans, int, int]


@compiled
def cut_snippets(
    wholes: list[bytes],
    docs: list[int],
    leaves: list[FieldLeaves],
    located: dict[int, list[Match]],
    weights: list[float],
) -> list[Cut]:
    """Cut the best window for a query out of each of some records.

    Args:
        wholes: the records, decompressed.
        docs: the number of each in its segment.
        leaves: for each record those that match in the field with its text.
        located: further matches, by their offsets in the text, for the records with these indices.
        weights: the weight of each leaf, by its number.

    Raises:
        ValueError, TypeError, LookupError, struct.error: a record or the positions are damaged.
    """
    return [
        _cut_snippet(whole, doc, found, located.get(index, []), weights)
        for index, (whole, doc, found) in enumerate(zip(wholes, docs, leaves, strict=True))
    ]


def _cut_snippet(
    whole: bytes, doc: int, leaves: FieldLeaves, located: list[Match], weights: list[float]
) -> Cut:
    record = PackedRecord("section", whole)
    text = record.text
    found: list[tuple[int, list[Positions]]] = [
        (number, [(each, each) for each in positions])
        for number, stem in leaves.stems
        if (positions := stem.of(doc))
    ]
    found += [(number, each) for number, spans in leaves.others if (each := spans_at(spans, doc))]
    matches = locate_matches(text, record.steps, found, leaves.find_end) if found else []
    if located:
        matches = sorted(matches + located)
    window = choose_window(text, record.sentences, matches, weights)
    snippet = make_snippet(text, window, matches)
    return snippet.text, snippet.highlights, window.start, window.end


def make_snippet(text: str, window: Window, matches: list[Match], columns: str = "") -> Snippet:
    """Cut a window out of a text, with its highlights; line breaks become spaces.

    Args:
        matches: by offset.
        columns: as in `Snippet`.
    """
    start, end, cut_before, cut_after = window
    piece = text[start:end]
    if not piece.isprintable():
        piece = _SPACE.sub(" ", piece)
    if cut_before:
        piece = _ELLIPSIS + piece
    if cut_after:
        piece += _ELLIPSIS
    shift = start - cut_before * len(_ELLIPSIS)
    low, high = bisect_left(matches, (start,)), bisect_left(matches, (end,))
    spans = merge_spans(match for match in matches[low:high] if match[1] <= end)
    return Snippet(piece, tuple([(a - shift, b - shift) for a, b in spans]), columns)


def _widen(text: str, sentences: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """Extend a short window by sentences of its paragraph, first by those after it."""
    while sentences[2 * last + 1] - sentences[2 * first] < _ENOUGH:
        if _fits(text, sentences, first, last + 1):
            last += 1
        elif _fits(text, sentences, first - 1, last):
            first -= 1
        else:
            break
    return first, last


def _fits(text: str, sentences: Sequence[int], first: int, last: int) -> bool:
    """Return whether some sentences are few, short and in one paragraph."""
    if first < 0 or 2 * last >= len(sentences) or last - first >= _MOST_SENTENCES:
        return False
    start, end = sentences[2 * first], sentences[2 * last + 1]
    return end - start <= _ROOMY and text.find("\n\n", start, end) < 0


def _value(inside: list[Match], weights: list[float]) -> float:
    """Sum the weights of the leaves, with a little more for repetition and for closeness."""
    if len(inside) == 1:
        return weights[inside[0][2]]
    counts: dict[int, int] = {}
    for _, _, leaf in inside:
        counts[leaf] = counts.get(leaf, 0) + 1
    value = 0.0
    for leaf, count in counts.items():
        value += weights[leaf] * (1 + 0.1 * math.log(count)) if count > 1 else weights[leaf]
    if len(counts) > 1:
        gaps = [b[0] - a[1] for a, b in pairwise(inside) if a[2] != b[2]]
        value *= 1 + 0.2 / (1 + max(0, min(gaps, default=0)) / 10)
    return value


def _cut(text: str, start: int, end: int, matches: list[Match], weights: list[float]) -> Window:
    """Cut a long sentence, between words, to the window with the most matches."""
    inside = [match for match in matches if start <= match[0] and match[1] <= end]
    room = _MOST - 2
    best_start, best_value = start, -1.0
    starts = [match[0] for match in inside]
    for first, _, _ in inside[:_MOST_BEGINNINGS]:
        low = bisect_left(starts, first)
        high = bisect_right(starts, first + room)
        near = [match for match in inside[low:high] if match[1] <= first + room]
        value = _value(near, weights)
        if value > best_value:
            covered = max(match[1] for match in near) - first if near else 0
            best_start = first - max(0, (room - covered) // 2)
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
    return any(start < offset < end for start, end, _ in matches)

"""Cut passages into windows that a model can take: a text and its sentences in, tokens out.

A window is a run of whole sentences. Windows of one passage overlap by a sentence where it is
short. Each begins with the title and the heading of the passage: many texts do not name their topic
again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

# Pieces in a window, the marks around it included: what the published model was trained on.
_PIECES = 128
_MARKS = 2
# Pieces of title and heading in a window: more of them would crowd out the text.
_MOST_HEADING = 32
# Pieces that two windows of a passage share, at most.
_OVERLAP = 32
# Raise it when windows are cut in another way: vectors of other windows are computed anew.
VERSION = 1

Tokenize = Callable[[str], list[int]]


class Passage(NamedTuple):
    """The texts of a record that have a meaning.

    Attributes:
        heading: the title of the article and the headings of the passage.
        sentences: flat character offsets into `text`: start and end of each sentence.
    """

    heading: str
    text: str
    sentences: Sequence[int]


class Window(NamedTuple):
    """A part of a passage.

    Attributes:
        start, end: character offsets of its sentences into the text.
        tokens: the numbers of its pieces, without marks.
    """

    start: int
    end: int
    tokens: list[int]


def windows_of(passage: Passage, tokenize: Tokenize) -> list[Window]:
    """Cut a passage into windows, at least one."""
    heading = tokenize(passage.heading)[:_MOST_HEADING]
    room = _PIECES - _MARKS - len(heading)
    parts = [part for span in spans_of(passage) for part in _parts(passage, span, tokenize, room)]
    if not parts:
        return [Window(0, 0, heading)]
    windows, first = [], 0
    while True:
        end = _end_of_window(parts, first, room)
        chosen = parts[first:end]
        tokens = [token for part in chosen for token in part.tokens]
        windows.append(Window(chosen[0].start, chosen[-1].end, heading + tokens))
        if end == len(parts):
            return windows
        first = _begin_of_overlap(parts, first, end)


def spans_of(passage: Passage) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a passage; of the whole text where it has none."""
    spans = list(pairwise(passage.sentences))[::2]
    return spans or ([(0, len(passage.text))] if passage.text else [])


def _parts(passage: Passage, span: tuple[int, int], tokenize: Tokenize, room: int) -> list[Window]:
    """Return a sentence as one part, or one longer than a window as several."""
    tokens = tokenize(passage.text[slice(*span)])
    step = room - _OVERLAP
    firsts = range(0, max(len(tokens) - _OVERLAP, 1), step) if len(tokens) > room else (0,)
    return [Window(*span, tokens[first : first + room]) for first in firsts if tokens]


def _end_of_window(parts: Sequence[Window], first: int, room: int) -> int:
    """Return the index after the last part that fits into a window."""
    used, end = 0, first
    while end < len(parts) and (end == first or used + len(parts[end].tokens) <= room):
        used += len(parts[end].tokens)
        end += 1
    return end


def _begin_of_overlap(parts: Sequence[Window], first: int, end: int) -> int:
    """Return the index of the first part of the next window."""
    shared, begin = 0, end
    while begin - 1 > first and shared + len(parts[begin - 1].tokens) <= _OVERLAP:
        begin -= 1
        shared += len(parts[begin].tokens)
    return begin

"""Sentences that an article has said before: how a link can still tell the later one.

A browser marks the first place in a page that has the words of a link's text fragment. So for each
sentence whose first words stand further up already, this finds what makes it the only one: more
of its words, or the words before it.

Source: WICG, "URL Fragment Text Directives", section "Finding ranges in a document".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.model import Article
from painsci_search.text import sentences

# A quote begins with so many words and with so many letters at least, the latter a power of two.
EDGE_WORDS, EDGE_LETTERS = 5, 16
# What parts paragraphs, and the cells of a table's row: no quote runs across one.
_BREAK = re.compile(r"\n+| \| ")
BETWEEN = " |\n"
# How many words are tried: of the sentence itself, and of what stands before it.
_LONGER = (8, 12, 20, 40)
_LONGEST = 400
_BEFORE = (3, 6, 12, 24)
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"\w")
# Scripts from here on are written without spaces, and a number behind a word is none of its.
_UNSPACED = "\u2e80"
# Characters that may be gone through for an article, and for each of its own: a bound to what
# thousands of equal sentences cost. Those that are left then are taken for new.
_EFFORT, _EFFORT_EACH = 10_000_000, 20
# Odd, and its bits well mixed: the golden ratio, as Knuth multiplies (TAOCP 3, 6.4).
_FACTOR = 0x9E3779B1


Span = tuple[int, int]
Letters = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Part(NamedTuple):
    """A section or note, in the order of the page.

    Attributes:
        heading: what stands right above the text; "" where that is not known.
        sentences: flat offsets into text: start and end of each.
        markers: where in the text the markers of notes stood, ascending.
    """

    heading: str
    text: str
    sentences: list[int]
    markers: Sequence[int] = ()

    def pieces(self, start: int, end: int) -> list[Span]:
        """Cut a passage where the page has a marker, or ends a block.

        A word that touches a marker is left out: with a number behind it, it is another word.
        """
        text = self.text
        low, high = bisect_left(self.markers, start), bisect_right(self.markers, end)
        cuts = [_around(text, place) for place in self.markers[low:high]]
        if text.find("\n", start, end) >= 0 or text.find(" | ", start, end) >= 0:
            cuts += [found.span() for found in _BREAK.finditer(text, start, end)]
        cuts.sort()
        pieces: list[Span] = []
        for low, high in (*cuts, (end, end)):
            piece = text[start : min(low, end)].strip(BETWEEN)
            if _LETTER.search(piece):
                place = text.index(piece, start)
                pieces.append((place, place + len(piece)))
            start = max(start, high)
        return pieces

    def start_of_piece(self, end: int) -> int:
        """Find where the words begin that stand before a place, with no break or marker between."""
        number = bisect_right(self.markers, end)
        start = self.markers[number - 1] if number else 0
        found = [match.end() for match in _BREAK.finditer(self.text, start, end)]
        return found[-1] if found else start


class Echo(NamedTuple):
    """What tells a sentence from an earlier place with the same first words.

    Attributes:
        start: where the sentence starts.
        before: where the words begin that must stand before it; start if there need be none, -1
            for the heading.
        until: how far it must be quoted at least, maybe beyond its end; 0 if words cannot tell
            it: a quote must begin with the sentence at before already, or, if that is start,
            there is none.
    """

    start: int
    before: int
    until: int


def end_of_edge(text: str, start: int, limit: int) -> int:
    """Find where the first words of a quote end; a number and its unit stay together.

    >>> end_of_edge("It is as if it were so.", 0, 23)
    19
    """
    end = start
    for _ in range(EDGE_WORDS):
        end = text.find(" ", end + 1, limit)
        if end < 0:
            return limit
    while end - start < EDGE_LETTERS or text[end - 1].isdigit():
        end = text.find(" ", end + 1, limit)
        if end < 0:
            return limit
    return end


def cut_article(article: Article, around: str = "") -> list[tuple[list[int], list[Echo]]]:
    """Give, for each section and then for each note, its sentences and which of them are echoes.

    The headings count as standing above all else: many pages begin with a list of them.

    Args:
        around: what the page shows above the article and beside it.
    """
    headings = [section.heading for section in article.sections]
    above = [around, article.title, article.subtitle or "", *article.authors, *headings]
    parts = [
        Part(
            "" if section.heading == article.title else section.heading,
            section.text,
            _flat(sentences(section.text)),
            sorted(ref.offset for ref in section.note_refs),
        )
        for section in article.sections
    ]
    for note in article.notes:
        units = sentences(note.text, [work.raw for work in note.references])
        parts.append(Part("", note.text, _flat(units)))
    return [
        (part.sentences, echoes)
        for part, echoes in zip(parts, find_echoes(above, parts), strict=True)
    ]


def _flat(units: list[tuple[int, int]]) -> list[int]:
    return [offset for unit in units for offset in unit]


def find_echoes(above: Iterable[str], parts: Sequence[Part]) -> list[list[Echo]]:
    """Find, for each part of an article, the sentences that need more than their first words.

    Args:
        above: what stands above the parts, such as the title and the list of contents.
        parts: all sections and notes.

    >>> text = "It was so in Rome. It was so in Rome. It was so in Ravenna."
    >>> part = Part("Trials", text, [0, 18, 19, 37, 38, 59])
    >>> find_echoes(["On trials"], [part])
    [[Echo(start=19, before=7, until=37)]]
    """
    page = _Page(above, parts)
    found: list[list[Echo]] = [[] for _ in parts]
    for number, unit in page.suspects():
        echo = page.examine(number, unit)
        if echo is not None:
            found[number].append(echo)
    return found


class _Page:
    """The text of an article as a browser searches it: in one case, from above."""

    def __init__(self, above: Iterable[str], parts: Sequence[Part]) -> None:
        self._parts = parts
        pieces = ["\n".join(above)]
        self._bases: list[int] = []
        length = len(pieces[0])
        for part in parts:
            self._bases.append(length + len(part.heading) + 2)
            pieces += (part.heading, part.text)
            length += len(part.heading) + len(part.text) + 2
        # the one letter that is two in lower case
        self._text = "\n".join(pieces).replace("\u0130", "i").lower()
        self._effort = _EFFORT + _EFFORT_EACH * len(self._text)

    def suspects(self) -> Iterator[tuple[int, int]]:
        """Name the sentences whose first words may stand further up: part and number in it.

        Every stretch of so many letters as are quoted at least is numbered by a polynomial of its
        letters, and those with a number that occurs once are left out.
        """
        letters = np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), np.uint32)
        counts = [len(part.sentences) for part in self._parts]
        ends_of_parts = list(accumulate(count // 2 for count in counts))
        flat = np.fromiter(chain.from_iterable(part.sentences for part in self._parts), np.int64)
        flat += np.repeat(np.array(self._bases, np.int64), counts)
        starts, ends = flat[::2], flat[1::2]
        found = np.flatnonzero(self._is_short(letters, starts, ends) | _is_twice(letters, starts))
        for place in found.tolist():
            number = bisect_right(ends_of_parts, place)
            yield number, place - (ends_of_parts[number - 1] if number else 0)

    def _is_short(self, letters: Letters, starts: Places, ends: Places) -> Flags:
        """Tell of each sentence whether it has fewer letters than are compared, up to a break."""
        pairs = zip(self._parts, self._bases, strict=True)
        markers = np.array([place + base for part, base in pairs for place in part.markers], int)
        breaks = np.flatnonzero((letters == ord("\n")) | (letters == ord("|")))
        edges = np.sort(np.concatenate([markers, breaks, [len(letters)]]))
        room = np.minimum(ends, edges[np.searchsorted(edges, starts, "right")]) - starts
        return np.asarray(room < EDGE_LETTERS)

    def examine(self, number: int, unit: int) -> Echo | None:
        """Find what tells a sentence from all that stands above it; None if its start does."""
        part, base = self._parts[number], self._bases[number]
        start, high = part.sentences[2 * unit], part.sentences[2 * unit + 1]
        pieces = part.pieces(start, high)
        if not pieces:
            return None
        low, limit = pieces[0]
        first = end_of_edge(part.text, low, limit)
        if not self._stands_above(base + low, base + first):
            return None
        longer = [end for end in _word_ends(part.text, low, limit) if end > first]
        for end in longer:
            if not self._stands_above(base + low, base + end):
                return Echo(start, start, end)
        for before in _befores(part, low):
            for end in dict.fromkeys((first, limit)):
                if not self._stands_above(base + before, base + end):
                    return Echo(start, max(before, -1), end)
        beyond = part.pieces(low, len(part.text))[0][1]
        for end in _word_ends(part.text, low, beyond):
            if end > limit and not self._stands_above(base + low, base + end):
                return Echo(start, start, end)
        return Echo(start, part.sentences[2 * unit - 2] if unit else start, 0)

    def _stands_above(self, start: int, end: int) -> bool:
        """Say whether a stretch of the page stands further up in it, too."""
        if self._effort < 0:
            return False
        place = self._text.find(self._text[start:end], 0, end - 1)
        self._effort -= start if place < 0 else place
        return place >= 0


def _is_twice(letters: Letters, starts: Places) -> Flags:
    """Tell of each start whether the letters from there on may stand elsewhere, too."""
    if len(letters) < 2 * EDGE_LETTERS:
        return np.ones(len(starts), np.bool_)
    numbers = letters * np.uint32(_FACTOR)
    for power in range(EDGE_LETTERS.bit_length() - 1):
        step, factor = 1 << power, pow(_FACTOR, 1 << power, 1 << 32)
        numbers = numbers[:-step] * np.uint32(factor) + numbers[step:]
    mine = numbers[np.minimum(starts, len(numbers) - 1)]
    # the upper half of a number rules most of the others out
    wanted = np.zeros(1 << 16, np.bool_)
    wanted[mine >> np.uint32(16)] = True
    likely = np.sort(numbers[wanted[numbers >> np.uint32(16)]])
    twice = likely[1:][likely[1:] == likely[:-1]]
    return np.isin(mine, twice)


def _around(text: str, marker: int) -> Span:
    """Find where the words end and begin again that do not touch a marker."""
    low = high = marker
    if text[low - 1 : low].isalnum() and text[low - 1] < _UNSPACED:
        low = max(text.rfind(" ", 0, low), text.rfind("\n", 0, low)) + 1
    if text[high : high + 1].isalnum() and text[high] < _UNSPACED:
        found = _WORD.match(text, high)
        high = found.end() if found else high
    return low, high


def _word_ends(text: str, start: int, limit: int) -> list[int]:
    """Find where a quote may end that grows by some words at a time."""
    ends = [word.end() for word in _WORD.finditer(text, start, min(limit, start + _LONGEST))]
    return list(
        dict.fromkeys([*(ends[count - 1] for count in _LONGER if count < len(ends)), *ends[-1:]])
    )


def _befores(part: Part, start: int) -> Iterator[int]:
    """Yield where words begin that stand right before a place, ever more of them.

    They may stand in the block before it, but no marker between; a heading is taken whole, and
    begins before the text does. Below a title there may be much else before the text.
    """
    end = len(part.text[:start].rstrip(BETWEEN))
    if end == 0:
        if part.heading and (not part.markers or part.markers[0] > start):
            yield -1 - len(part.heading)
        return
    low = part.start_of_piece(start)
    if low >= end:
        low = (
            start
            if any(end <= place <= start for place in part.markers)
            else part.start_of_piece(end)
        )
    words = [low + word.start() for word in _WORD.finditer(part.text[low:end])]
    for count in _BEFORE:
        if count < len(words):
            yield words[-count]
    if words:
        yield words[0]

"""Paragraphs and labels of notes in; paragraphs without markers, and markers with offsets, out.

In pasted pages a marker is digits joined to the word before it ("identified.1 Mostly"). Which
digits are markers is decided for the whole article at once, because the numbers ascend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from painsci_search.reading.text.parts import DASHES
from painsci_search.reading.text.quantities import (
    LOOK_AROUND,
    is_raised_quantity,
    is_spread,
    text_before,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker in a paragraph: text[start:end] is removed.

    Attributes:
        paragraph: the number of the paragraph, from 0.
        labels: the labels of the notes.
        within: those of them that only a range has, such as the 4 of "3–5".
        weight: the certainty that it is a marker, 1 to 3.
    """

    paragraph: int
    start: int
    end: int
    labels: tuple[str, ...]
    weight: int = 1
    within: frozenset[str] = frozenset()


_CARET = re.compile(r"\s?\[\^([^\]\s]{1,40})\](?!:)")
# "3–5", and as two boxes "3]–[5"
_TO = rf"(?:\s?\]\s?[{DASHES}]\s?\[\s?|\s?[{DASHES}]\s?)"
_BRACKETED = re.compile(rf"\s?\[(\d{{1,4}}(?:(?:\s?,\s?|{_TO})\d{{1,4}}){{0,20}})\](?![(:])")
# "(3)" and "(3, 5–7)" at the end of a clause; "(1) rest" begins an item of a list.
_ROUND = re.compile(rf"\s?\((\d{{1,3}}(?:\s?[,{DASHES}]\s?\d{{1,3}}){{0,20}})\)(?=[.,;:?!]|\s*\Z)")
_RANGE = re.compile(rf"(?P<first>\d+)(?:{_TO}(?P<last>\d+))?")
_SUPERSCRIPT = re.compile(r"\s?([⁰¹²³⁴-⁹]{1,4})")
_GLUED = re.compile(
    r"(?<=[^\W\d_]|[.,;:!?…)\]”’\"'%])([1-9]\d{0,3})(?=\s|\Z|[)\]”’\"';:!?—–]|[.,-](?!\w))"
)
_WORD_BEFORE = re.compile(r"[^\W_]+\Z")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Characters before digits that decide whether they are a marker.
_LOOK_BACK = 40


def find_markers(paragraphs: Sequence[str], labels: Iterable[str]) -> tuple[Marker, ...]:
    """Return the markers of the notes with these labels, in order."""
    known = frozenset(labels)
    explicit = [
        marker
        for number, text in enumerate(paragraphs)
        for marker in _find_explicit(text, number, known)
    ]
    if explicit or not known:
        return tuple(sorted(explicit, key=lambda marker: (marker.paragraph, marker.start)))
    glued = [
        marker
        for number, text in enumerate(paragraphs)
        for marker in _find_glued(text, number, known)
    ]
    chosen = _choose_ascending(glued)
    return chosen or _find_round(paragraphs, known)


def _find_round(paragraphs: Sequence[str], known: frozenset[str]) -> tuple[Marker, ...]:
    """Return numbers in round brackets, if all are labels of notes and the first is the first."""
    found = []
    for number, text in enumerate(paragraphs):
        for match in _ROUND.finditer(text):
            labels, within = _expand(match[1])
            if not labels or not known.issuperset(labels):
                return ()
            found.append(Marker(number, match.start(), match.end(), labels, within=within))
    return tuple(found) if found and found[0].labels[0] == "1" else ()


def take_out(text: str, markers: Sequence[Marker]) -> tuple[str, tuple[tuple[str, int, bool], ...]]:
    """Take the markers out of a paragraph.

    Returns:
        The text without them, and of each label the offset there, and whether it is printed.
    """
    kept: list[str] = []
    placed: list[tuple[str, int, bool]] = []
    length = position = 0
    for marker in markers:
        piece = text[position : marker.start]
        kept.append(piece if length else piece.lstrip())
        length += len(kept[-1])
        placed += [(label, length, label not in marker.within) for label in marker.labels]
        position = marker.end
    piece = text[position:]
    return "".join([*kept, piece if length else piece.lstrip()]), tuple(placed)


def _find_explicit(text: str, number: int, known: frozenset[str]) -> Iterable[Marker]:
    for match in _CARET.finditer(text):
        if match[1] in known:
            yield Marker(number, match.start(), match.end(), (match[1],))
    for match in _BRACKETED.finditer(text):
        labels, within = _expand(match[1])
        is_known = labels and all(label in known for label in labels)
        if is_known and not is_spread(text_before(text, match.start())):
            yield Marker(number, match.start(), match.end(), labels, within=within)
    for match in _SUPERSCRIPT.finditer(text):
        label = match[1].translate(_SUPERSCRIPTS)
        after = text[match.end() : match.end() + LOOK_AROUND]
        if label in known and not is_raised_quantity(
            text_before(text, match.start(1)), label, after
        ):
            yield Marker(number, match.start(), match.end(), (label,))


def _expand(listed: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the numbers of "1, 3–5", and those within ranges; none if a range is wrong.

    A range is wrong if it descends or is too wide.
    """
    labels: list[str] = []
    within: list[str] = []
    for part in re.split(r"\s?,\s?", listed):
        found = _RANGE.fullmatch(part)
        if found is None:
            return (), frozenset()
        first, last = found.group("first", "last")
        if last and not 0 < int(last) - int(first) <= 50:
            return (), frozenset()
        inner = [str(n) for n in range(int(first) + 1, int(last or 0))]
        labels += [first, *inner, last] if last else [first]
        within += inner
    return tuple(labels), frozenset(within)


def _find_glued(text: str, number: int, known: frozenset[str]) -> Iterable[Marker]:
    for match in _GLUED.finditer(text):
        if match[1] not in known:
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        weight = _weigh(before, text[match.end() : match.end() + 3])
        if weight:
            yield Marker(number, match.start(), match.end(), (match[1],), weight)


def _weigh(before: str, after: str) -> int:
    """Return how certainly digits between two texts are a marker: from 0 (they are none) to 3.

    "L4", "B12" and "HT2" are names; "2018.4" is a number unless a sentence ends there; "ASMR1" may
    be a marker, and so may "Table3".
    """
    word = _WORD_BEFORE.search(before)
    if word is None:
        if not re.search(r"\d[.,:;%-]\Z", before):
            return 3
        ends_sentence = before.endswith(".") and not after.strip()[:1].islower()
        return 1 if ends_sentence and (not after or after[0].isspace()) else 0
    letters = word.group()
    if not letters.isalpha() or len(letters) < 3:
        return 0
    if re.search(r"\d[-–]\Z", before[: word.start()]):
        return 0
    return 2 if letters[-2:].islower() else 1


def _choose_ascending(candidates: Sequence[Marker]) -> tuple[Marker, ...]:
    """Return the ascending sequence of markers with the greatest weight.

    The heaviest increasing subsequence, with a Fenwick tree of prefix maxima: O(n log n).
    """
    if not candidates:
        return ()
    ranks = {
        label: rank for rank, label in enumerate(sorted({int(m.labels[0]) for m in candidates}), 1)
    }
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    previous: list[int] = []
    for position, candidate in enumerate(candidates):
        rank = ranks[int(candidate.labels[0])]
        weight, before = _best_below(best, rank - 1)
        previous.append(before)
        _raise_from(best, rank, (weight + candidate.weight, position))
    chosen = []
    position = _best_below(best, len(ranks))[1]
    while position >= 0:
        chosen.append(candidates[position])
        position = previous[position]
    return tuple(reversed(chosen))


def _best_below(best: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank > 0:
        found = max(found, best[rank], key=lambda pair: pair[0])
        rank -= rank & -rank
    return found


def _raise_from(best: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(best):
        best[rank] = max(best[rank], value, key=lambda pair: pair[0])
        rank += rank & -rank

"""The words of an index that somebody may have meant who typed another one.

Source: the noisy channel, as in Kernighan, Church and Gale 1990, "A spelling correction program
based on a noisy channel model": what is used often and is mistyped easily so comes first. Their
table of typing errors is replaced by a few costs, listed below.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.fuzzy import distances, forms_within
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Phrase, Word
from painsci_search.text import stem

# How much a whole error costs, against the logarithm of how often a word is used.
ERROR = 5.0
# Parts of an error: letters that changed places, that are one too many or too few of the same, that
# sound alike, a silent h; and how much more an error in the first letter is.
_SWAPPED, _DOUBLED, _ALIKE, _SILENT, _FIRST = 0.6, 0.5, 0.6, 0.7, 0.7
# A plural instead of a singular, or the other way round.
_PLURAL = 0.4
# Two letters that sound as one.
_SOUNDS = {("f", "ph"): 0.5, ("k", "ch"): 0.6, ("s", "ps"): 0.6, ("k", "ck"): 0.6, ("z", "x"): 0.6}
_LIKE = ("aeiouy", "ckq", "csz", "gj", "mn", "dt", "bp", "fv")
# Longer "words" are no words.
SHORTEST, LONGEST = 3, 30
# Words of up to so many letters: the most that their errors may cost, and the edit distances at
# which words are looked for, one only if there are none at the one before.
_ALLOWED = ((4, 1.0, (1,)), (7, 1.75, (2, 3)), (LONGEST, 2.3, (2, 3)))
_LETTERS = 26
_OTHER = 1 << 31


class NearWord(NamedTuple):
    """A word of the index, and how likely it is meant: higher is likelier."""

    score: float
    word: str


def is_known(word: str, snapshot: Snapshot, field: str | None = None) -> bool:
    """Tell whether a folded word occurs in the index in any form; of an author, in just that."""
    leaf = Word(word, "author" if field == "author" else None, 0, 0)
    return any(len(LeafPostings(view, leaf).records()) for view in snapshot.views)


def uses_of(word: str, snapshot: Snapshot) -> int:
    """How often a folded word is used as it is spelled."""
    return sum(view.segment.uses(word) for view in snapshot.views)


def uses_together(text: str, snapshot: Snapshot) -> int:
    """How often words stand side by side in the index."""
    phrase = Phrase(text, None, 0, 0)
    found = (matches for view in snapshot.views for matches in LeafPostings(view, phrase).matches)
    return sum(int(matches.counts.sum()) for matches in found)


def nearest_words(
    word: str, snapshot: Snapshot, field: str | None = None, most: int = 1
) -> list[NearWord]:
    """The words of the index that may be meant by a folded word, the likeliest first.

    Of the forms of one word the likeliest is given. Words with digits have no neighbours.
    """
    if not word.isalpha() or not SHORTEST <= len(word) <= LONGEST:
        return []
    _, allowed, distances_tried = next(each for each in _ALLOWED if len(word) <= each[0])
    found: dict[str, NearWord] = {}
    for distance in distances_tried:
        for near in _within(word, snapshot, distance, allowed):
            key = near.word if field == "author" else stem(near.word)
            if key not in found and is_known(near.word, snapshot, field):
                found[key] = near
                if len(found) == most:
                    return list(found.values())
        if found:
            break
    return list(found.values())


def _within(word: str, snapshot: Snapshot, distance: int, allowed: float) -> list[NearWord]:
    """The forms at that edit distance, or nearer, that do not cost too much, best first."""
    forms = {
        form
        for view in snapshot.views
        for form in _forms_near(view.segment, word, distance)
        if form != word and form.isalpha() and len(form) >= SHORTEST
    }
    costs = {form: _cost_in_any_number(word, form) for form in forms}
    near = [
        NearWord(math.log(max(uses_of(form, snapshot), 1)) - ERROR * cost, form)
        for form, cost in costs.items()
        if cost <= allowed
    ]
    return sorted(near, reverse=True)


class _Letters(NamedTuple):
    """What is known of the forms of a segment before any is read.

    Attributes:
        text, starts: the forms as they are stored.
        lengths: in letters; far too high for forms with anything but the letters a to z.
        has: which letters each form has, as bits.
    """

    text: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    has: npt.NDArray[np.uint32]


def _forms_near(segment: Segment, word: str, distance: int) -> list[str]:
    """The forms of a segment at that edit distance, or nearer.

    Of those with several errors only the ones whose first letter is right, or sounds like it, and
    some others.
    """
    if not word.isascii():
        return forms_within(segment, word, distance)
    letters = _letters_of(segment)
    mine = np.uint32(_signature(word))
    numbers = np.flatnonzero(np.abs(letters.lengths - len(word)) <= distance)
    has = letters.has[numbers]
    # How many letters of the alphabet only one of the two has, and at least so many errors.
    apart = np.maximum(_count_bits(has & ~mine), _count_bits(~has & mine))
    first = np.frombuffer(_first_letters(word).encode(), np.uint8)
    begins_so = np.isin(letters.text[letters.starts[numbers]], first)
    numbers = numbers[apart <= np.where(begins_so, distance, 1)]
    numbers = numbers[_shared_letters(letters, numbers, word) >= len(word) - distance]
    forms = [segment.forms[number] for number in numbers.tolist()]
    far = distances(word, forms) > distance
    return [form for form, is_far in zip(forms, far.tolist(), strict=True) if not is_far]


def _first_letters(word: str) -> str:
    """The letters that a word may begin with that was mistyped more than once."""
    alike = [group for group in _LIKE if word[0] in group]
    sounds = [letters[0] for letter, letters in _SOUNDS if letter == word[0]]
    return "".join((word[:2], *alike, *sounds))


def _shared_letters(
    letters: _Letters, numbers: npt.NDArray[np.intp], word: str
) -> npt.NDArray[np.int64]:
    """How many letters some forms have in common with a word, wherever they stand."""
    lengths = letters.lengths[numbers]
    width = int(lengths.max(initial=0))
    columns = np.arange(width)
    at = np.minimum(letters.starts[numbers][:, None] + columns, len(letters.text) - 1)
    table = np.where(columns < lengths[:, None], letters.text[at], 0)
    shared = np.zeros(len(numbers), np.int64)
    for letter in set(word):
        shared += np.minimum((table == ord(letter)).sum(axis=1), word.count(letter))
    return shared


@cached_for
def _letters_of(segment: Segment) -> _Letters:
    text = segment.columns["forms.text"].all()
    starts = segment.columns["forms.start"].all().astype(np.int64)
    lengths = np.diff(starts)
    has = np.zeros(len(lengths), np.uint32)
    filled = lengths > 0
    if filled.any():
        has[filled] = np.bitwise_or.reduceat(_bits()[text], starts[:-1][filled])
    # No word of letters alone is near to one with digits or with letters of other scripts.
    lengths[has >= _OTHER] = 10 * LONGEST
    return _Letters(text, starts, lengths, has)


@cache
def _bits() -> npt.NDArray[np.uint32]:
    """The bit of each byte."""
    bits = np.full(256, _OTHER, np.uint32)
    bits[ord("a") : ord("a") + _LETTERS] = 1 << np.arange(_LETTERS, dtype=np.uint32)
    return bits


def _signature(word: str) -> int:
    return int(np.bitwise_or.reduce(_bits()[np.frombuffer(word.encode(), np.uint8)]))


def _count_bits(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    table = _bit_counts()
    return np.asarray(table[values & 0xFFFF] + table[values >> 16])


@cache
def _bit_counts() -> npt.NDArray[np.uint8]:
    values = np.arange(1 << 16, dtype=np.uint32)
    return np.asarray(sum(values >> bit & 1 for bit in range(16)), np.uint8)


def _cost_in_any_number(typed: str, meant: str) -> float:
    """What lies between two words, one of which may be a plural: it finds the other as well."""
    cost = error_cost(typed, meant)
    if typed.endswith("s") != meant.endswith("s"):
        cost = min(cost, _PLURAL + error_cost(typed.removesuffix("s"), meant.removesuffix("s")))
    return cost


def error_cost(typed: str, meant: str) -> float:
    """How many errors lie between a word as typed and the one that is meant, in parts of one.

    >>> error_cost("palcebo", "placebo"), error_cost("placebbo", "placebo")
    (0.6, 0.5)
    """
    rows = [[0.0] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) + 1):
        for j in range(len(meant) + 1):
            if i or j:
                rows[i][j] = min(_steps(rows, typed[:i], meant[:j]))
    return rows[-1][-1]


def _steps(rows: list[list[float]], typed: str, meant: str) -> list[float]:
    """What the ways cost in which the last letters may have come about."""
    i, j = len(typed), len(meant)
    first = _FIRST if min(i, j) <= 1 else 0.0
    found = []
    if i and j:
        same = typed[-1] == meant[-1]
        found.append(rows[i - 1][j - 1] + (0.0 if same else _unlike(typed[-1], meant[-1]) + first))
    if i:
        found.append(rows[i - 1][j] + _lone(typed) + (first if i == 1 else 0.0))
    if j:
        found.append(rows[i][j - 1] + _lone(meant) + (first if j == 1 else 0.0))
    if i > 1 and j > 1 and typed[-2:] == meant[:-3:-1]:
        found.append(rows[i - 2][j - 2] + _SWAPPED)
    sound = _SOUNDS.get((typed[-1:], meant[-2:]))
    if sound is not None:
        found.append(rows[i - 1][j - 2] + sound)
    sound = _SOUNDS.get((meant[-1:], typed[-2:]))
    if sound is not None:
        found.append(rows[i - 2][j - 1] + sound)
    return found


def _unlike(one: str, other: str) -> float:
    return _ALIKE if any(one in group and other in group for group in _LIKE) else 1.0


def _lone(word: str) -> float:
    """What a letter costs that the other word lacks: the last one."""
    if word[-2:-1] == word[-1]:
        return _DOUBLED
    return _SILENT if word[-1] == "h" else 1.0

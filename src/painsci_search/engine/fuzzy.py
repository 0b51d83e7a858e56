"""Fuzzy matching: a word in; the words of a segment within an edit distance out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from painsci_search.engine.letters import letters_of
from painsci_search.engine.storage.segment import Segment


def forms_within(segment: Segment, word: str, distance: int) -> list[str]:
    """Return the forms of a segment within an edit distance of `word`, as in `within`."""
    numbers, _ = letters_of(segment).near(word, distance)
    return within(word, [segment.forms[number] for number in numbers.tolist()], distance)


def within(word: str, others: Iterable[str], distance: int) -> list[str]:
    """Return those of the others whose edit distance from `word` is at most `distance`.

    Two adjacent letters that are transposed count as one edit.
    """
    lengths = range(len(word) - distance, len(word) + distance + 1)
    candidates = [other for other in others if len(other) in lengths]
    far = distances(word, candidates) > distance
    return [other for other, is_far in zip(candidates, far.tolist(), strict=True) if not is_far]


def distances(word: str, others: list[str]) -> npt.NDArray[np.int64]:
    """Return the edit distances between `word` and each of the others: int64, shape (others,).

    Source: the optimal string alignment distance of Damerau 1964, "A technique for computer
    detection and correction of spelling errors"; each row of the table is computed for all words
    at once.

    >>> distances("placebo", ["placebo", "placebos", "palcebo", "nocebo"]).tolist()
    [0, 1, 1, 3]
    """
    width = max(map(len, others), default=0)
    letters = np.zeros((width, len(others)), np.uint32)
    if width:
        letters = np.array(others, f"<U{width}").view("<u4").reshape(-1, width).T
    lengths = np.array([len(other) for other in others], np.int64)
    # rows[j]: for each of the others, the distance of its first j letters from the letters of word
    # so far.
    rows = np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], len(others), axis=1)
    previous = rows
    for i, letter in enumerate(map(ord, word)):
        last, before_last, previous = rows, previous, rows
        rows = np.empty_like(last)
        rows[0] = i + 1
        same = letters == letter
        for j in range(width):
            best = np.minimum(last[j] + np.where(same[j], 0, 1), last[j + 1] + 1)
            best = np.minimum(best, rows[j] + 1)
            if i and j:
                swapped = same[j - 1] & (letters[j] == ord(word[i - 1]))
                best = np.where(swapped, np.minimum(best, before_last[j - 1] + 1), best)
            rows[j + 1] = best
    return rows[lengths, np.arange(len(others))].astype(np.int64)

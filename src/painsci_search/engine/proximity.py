"""Proximity search: the occurrences of some words in; those near one another out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from painsci_search.engine.adding import edges_of

# Occurrences, each record number << 32 | position: int64, ascending, shape (n,).
Keys = npt.NDArray[np.int64]


def near(words: Sequence[Keys], slop: int) -> tuple[Keys, Keys]:
    """Find the occurrences of a phrase whose words are at most `slop` positions out of place.

    As for a sloppy phrase in Lucene, each occurrence of a word is moved to the position that the
    phrase would have if the word were in its place; words are near if these positions differ by at
    most `slop`. Here it is the end of the phrase, since a phrase whose words changed places may
    begin before its record does, but not end there.

    Args:
        words: for each word of the phrase its occurrences, int64, ascending. An occurrence is
            record number << 32 | position, so words of different records are never near.
        slop: in positions.

    Returns:
        The ends of the matches, and the occurrences that take part in any match, both ascending.

    >>> near([np.array([3, 90]), np.array([5, 300])], 1)
    (array([5]), array([3, 5]))
    """
    last = len(words)
    moved = [keys + (last - number) for number, keys in enumerate(words)]
    ends = []
    occurrences = []
    for keys in moved:  # the word whose moved position is the lowest of a match
        if not all(map(len, moved)):
            break
        is_match = np.ones(len(keys), np.bool_)
        nearest = []
        for other in moved:
            at = np.searchsorted(other, keys)
            inside = at < len(other)
            at[~inside] = 0
            is_match &= inside & (other[at] - keys <= slop)
            nearest.append(at)
        ends.append(keys[is_match])
        occurrences += [own[at[is_match]] for own, at in zip(words, nearest, strict=True)]
    if not ends:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing
    return merge_keys(ends), merge_keys(occurrences)


def merge_keys(parts: Sequence[Keys]) -> Keys:
    """Merge arrays of occurrences into one, ascending and without duplicates.

    Sorting is several times as fast as np.unique, which hashes.
    """
    keys = np.sort(np.concatenate(parts))
    merged: Keys = keys[edges_of(keys)[:-1]]
    return merged

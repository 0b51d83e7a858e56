"""Words near one another, in whole arrays at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]


def near(words: Sequence[Keys], slop: int) -> tuple[Keys, Keys]:
    """Find where some words stand near one another, by the measure that Lucene has for phrases.

    Each word's occurrences are moved to where the phrase would begin if the word stood in its
    place; the words are near where these beginnings lie at most ``slop`` apart.

    Args:
        words: for each word of the phrase its occurrences, ascending; those of another record are
            farther away than any slop.

    Returns:
        The ends of the matches, each where the phrase would end that begins there, ascending, and
        the occurrences that take part, ascending. A phrase whose words changed places may begin
        before its record does, but not end there.

    >>> near([np.array([3, 90]), np.array([5, 300])], 1)
    (array([5]), array([3, 5]))
    """
    last = len(words)
    moved = [keys + (last - number) for number, keys in enumerate(words)]
    ends = []
    places = []
    for keys in moved:
        if not all(map(len, moved)):
            break
        holds = np.ones(len(keys), np.bool_)
        partners = []
        for other in moved:
            at = np.searchsorted(other, keys)
            inside = at < len(other)
            at[~inside] = 0
            holds &= inside & (other[at] - keys <= slop)
            partners.append(at)
        ends.append(keys[holds])
        places += [mine[at[holds]] for mine, at in zip(words, partners, strict=True)]
    if not ends:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing
    return merge_keys(ends), merge_keys(places)


def merge_keys(parts: Sequence[Keys]) -> Keys:
    """Put occurrences together, each once, ascending.

    They are sorted, as np.unique, which hashes them, takes several times as long.
    """
    keys = np.sort(np.concatenate(parts))
    merged: Keys = keys[np.diff(keys, prepend=np.iinfo(np.int64).min) != 0]
    return merged

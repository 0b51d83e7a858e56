"""The letters of the words of a segment: a word in; the words that may be near it, by number, out.

Lengths and letters exclude most words, without decoding them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array, encode
from painsci_search.engine.storage.segment import Segment
from painsci_search.late_tuples import NamedTuple

_LETTERS = 26
# The bit of any byte other than the letters a to z; above theirs.
OTHER = 1 << 31
# In UTF-8, a byte whose two highest bits are these is not the first one of a character.
_HIGHEST, _CONTINUES = 0xC0, 0x80


class Letters(NamedTuple):
    """The forms of a segment as arrays.

    Attributes:
        text, starts: the forms in UTF-8, and the offset of each.
        lengths: in characters.
        has: which letters each form has, one bit per letter, and `OTHER` for any other byte.
    """

    text: npt.NDArray[np.uint8]
    starts: Array
    lengths: npt.NDArray[np.int32]
    has: npt.NDArray[np.uint32]

    def having(self, letters: str) -> npt.NDArray[np.intp]:
        """Return forms, by number: all that have the given letters are among them."""
        own = np.uint32(_signature(letters))
        return np.flatnonzero(self.has & own == own)

    def near(self, word: str, distance: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint8]]:
        """Return forms, by number, and of each a lower bound of its edit distance from a word.

        All forms within `distance` are among them.
        """
        numbers = np.flatnonzero(np.abs(self.lengths - len(word)) <= distance)
        own, has = np.uint32(_signature(word)), self.has[numbers]
        # letters that only one of the two words has
        least = np.maximum(_count_bits(has & ~own), _count_bits(~has & own))
        kept = least <= distance
        return numbers[kept], least[kept]


@cached_for
def letters_of(segment: Segment) -> Letters:
    """Return the letters of the forms of a segment."""
    text = segment.columns["forms.text"].all()
    starts = segment.columns["forms.start"].all()
    lengths = np.diff(starts.astype(np.int64)).astype(np.int32)
    has = np.zeros(len(lengths), np.uint32)
    filled = np.flatnonzero(lengths > 0)
    if len(filled):
        first = starts[filled].astype(np.int64)
        has[filled] = np.bitwise_or.reduceat(_bits()[text], first)
        lengths[filled] -= np.add.reduceat(text & _HIGHEST == _CONTINUES, first, dtype=np.int32)
    return Letters(text, starts, lengths, has)


@cache
def _bits() -> npt.NDArray[np.uint32]:
    """Return the bit of each byte."""
    bits = np.full(256, OTHER, np.uint32)
    bits[ord("a") : ord("a") + _LETTERS] = 1 << np.arange(_LETTERS, dtype=np.uint32)
    return bits


def _signature(word: str) -> int:
    return int(np.bitwise_or.reduce(_bits()[np.frombuffer(encode(word), np.uint8)]))


def _count_bits(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    table = _bit_counts()
    return np.asarray(table[values & 0xFFFF] + table[values >> 16])


@cache
def _bit_counts() -> npt.NDArray[np.uint8]:
    values = np.arange(1 << 16, dtype=np.uint32)
    return np.asarray(sum(values >> bit & 1 for bit in range(16)), np.uint8)

"""Numbers of many words at once: a hash table in arrays.

Words of a run of bytes go in as keys, of which one operation on arrays handles all; their numbers
come out. A word that the table has no room for, or that is longer than a key, is left to the
caller.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from painsci_search.engine.storage.columns import Array

# Bytes of a key: two integers of 8.
_LONGEST = 16
# Places of a new table, a power of two. A full table is slow, a large one is slow to make.
_PLACES = 1 << 14
# The table grows when more than one of so many of its places is taken: then most new words still
# find theirs free.
_SPARSE = 4
# Factors of the hash: odd, with well mixed bits. 2**64 divided by the golden ratio, as in Knuth,
# TAOCP 3, section 6.4, and its square modulo 2**64.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SQUARE = np.uint64(0x9E3779B97F4A7C15**2 % (1 << 64))
# The bytes of the first n of 8 that an integer keeps.
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


class Keys(NamedTuple):
    """Words as pairs of integers: equal keys are equal words.

    Attributes:
        low, high: the first 8 bytes of each word, and the following 8: uint64. Both are 0 for a
            word of more than 16.
        hashes: of both: uint64.
    """

    low: Array
    high: Array
    hashes: Array

    def take(self, indices: Array) -> Keys:
        """Return the keys at some indices."""
        return Keys(self.low[indices], self.high[indices], self.hashes[indices])


def keys_of(data: bytes, starts: Array, ends: Array) -> Keys:
    """Return the words at some offsets as keys."""
    lengths = ends - starts
    # All runs of 8 bytes, without a copy.
    runs = np.ndarray((len(data) + 9,), "<u8", data + bytes(_LONGEST), strides=(1,))
    low = runs[starts] & _MASKS[np.minimum(lengths, 8)]
    high = np.zeros(len(starts), np.uint64)
    long = np.flatnonzero(lengths > 8)
    high[long] = runs[starts[long] + 8] & _MASKS[np.minimum(lengths[long] - 8, 8)]
    longest = long[lengths[long] > _LONGEST]
    low[longest] = high[longest] = 0
    return Keys(low, high, low * _FACTOR + high * _SQUARE)


class WordTable:
    """Numbers of words by their keys. Each word has one place; the first there keeps it."""

    def __init__(self) -> None:
        self._make(_PLACES)

    def _make(self, places: int) -> None:
        self._shift = np.uint64(64 - places.bit_length() + 1)
        self._low = np.zeros(places, np.uint64)
        self._high = np.zeros(places, np.uint64)
        self._numbers = np.full(places, -1, np.int32)
        self._count = 0

    def find(self, keys: Keys) -> Array:
        """Return the number of each word: int32, -1 for words that are not in the table."""
        places = self._places_of(keys)
        numbers = self._numbers[places]
        numbers[(self._low[places] != keys.low) | (self._high[places] != keys.high)] = -1
        return numbers

    def distinct(self, keys: Keys) -> Array:
        """Return the indices of keys with different places, the first of each place, ascending."""
        return np.sort(np.unique(self._places_of(keys), return_index=True)[1])

    def add(self, keys: Keys, numbers: Array) -> None:
        """Add words with different places; those whose place is taken are left out."""
        if self._count + len(numbers) > len(self._numbers) // _SPARSE:
            known = np.flatnonzero(self._numbers >= 0)
            low, high, old = self._low[known], self._high[known], self._numbers[known]
            self._make(_SPARSE * len(self._numbers))
            self._fill(Keys(low, high, low * _FACTOR + high * _SQUARE), old)
        self._fill(keys, numbers)

    def _fill(self, keys: Keys, numbers: Array) -> None:
        places = self._places_of(keys)
        free = np.flatnonzero((self._numbers[places] < 0) & (keys.low > 0))
        self._low[places[free]] = keys.low[free]
        self._high[places[free]] = keys.high[free]
        self._numbers[places[free]] = numbers[free]
        self._count += len(free)

    def _places_of(self, keys: Keys) -> Array:
        """Return the place of each key: the highest bits of its hash."""
        return (keys.hashes >> self._shift).astype(np.intp)

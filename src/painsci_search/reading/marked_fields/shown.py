"""The text of a note in; where a value that a page marks is in it, out.

Letters and digits are compared, without case, accents and marks between them: a page marks
"10<sup>6</sup>" and "5-9" where its note shows "10⁶" and "5–9". A value that a note does not show
is not found, and so is not taken.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import lru_cache

# The first letter of the scripts that have no space between words.
_UNSPACED = "\u2e80"
# Letters after an offset in which the next value is looked for first.
_NEAR = 3000
_CLOSING = frozenset(".?!)]…")
_OPENING = frozenset("([¿¡")


class ShownText:
    """The text of a note, to be searched.

    Attributes:
        text: the text.
        key: its letters and digits.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        keys: list[str] = []
        self._offsets: list[int] = []
        for offset, char in enumerate(text):
            for letter in _folded(char):
                keys.append(letter)
                self._offsets.append(offset)
        self.key = "".join(keys)

    def find(self, value: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Return the start and end of a value as whole words from an offset on, or None."""
        wanted = key_of(value)
        if not wanted:
            return None
        limit = len(self.text) if end is None else end
        last = bisect_left(self._offsets, limit)
        at = self.key.find(wanted, bisect_left(self._offsets, start), last)
        # of a value that is part of many words, only the first places are looked at
        for _ in range(20):
            if at < 0:
                return None
            first = self._offsets[at]
            after = self._offsets[at + len(wanted) - 1] + 1
            if self._is_whole(first, after):
                return self._with_signs(value, first, after)
            at = self.key.find(wanted, at + 1, last)
        return None

    def find_next(self, value: str, start: int) -> tuple[int, int] | None:
        """Return the start and end of a value that follows an offset closely, or None."""
        return self.find(value, start, min(len(self.text), start + _NEAR))

    def slice(self, span: tuple[int, int]) -> str:
        """Return the text of a span, folded."""
        return " ".join(self.text[slice(*span)].split())

    def _is_whole(self, start: int, end: int) -> bool:
        text = self.text
        return _are_apart(text[start - 1 : start], text[start]) and _are_apart(
            text[end - 1], text[end : end + 1]
        )

    def _with_signs(self, value: str, start: int, end: int) -> tuple[int, int]:
        """Return a span with the accents and the signs around it that the value has, too."""
        text = self.text
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        bare = value.strip()
        tail = len(bare) - len(bare.rstrip("".join(_CLOSING)))
        while tail and end < len(text) and text[end] in _CLOSING:
            end, tail = end + 1, tail - 1
        if ". " in bare and text[end : end + 1] == ".":
            end += 1  # "J. Made Up Sci.": the last stop is that of the abbreviation
        while start and text[start - 1] in _OPENING and bare[:1] == text[start - 1]:
            start, bare = start - 1, bare[1:]
        return start, end


def key_of(text: str) -> str:
    """Return the letters and digits of a text, for comparison.

    >>> key_of("Élan vital: 10⁶ (I²)")
    'elanvital106i2'
    """
    return "".join(map(_folded, text))


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    folded = unicodedata.normalize("NFKD", char).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _are_apart(before: str, after: str) -> bool:
    """Return whether two characters are of different words, or one of them of no word."""
    if not before or not after or not (before.isalnum() and after.isalnum()):
        return True
    return before.isdigit() != after.isdigit() or max(before, after) >= _UNSPACED

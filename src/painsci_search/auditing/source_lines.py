"""The source of an article and the texts read from it in; the line on which each begins, out.

A text is found by its letters and digits alone: markup, entities, signs and ends of lines between
them make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Literal

Markup = Literal["none", "Markdown", "XML"]

_WORD = r"(?P<word>[^\W_]+)"
_ENTITY = r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});)"
_TAG = r"<!--[\s\S]*?(?:-->|\Z)|</?[A-Za-z][^<>]{0,4000}>"
# Where a link of Markdown leads, and the label of a footnote; the words of a link are text.
_TARGET = (
    r"(?<=\])\((?:[^()\s]|\([^()\s]{0,300}\)){1,2000}(?:\s[^()\n]{0,300})?\)"
    r"|(?<=\])\[[^\[\]\n]{0,300}\]|\[\^[^\]\s]{1,100}\]"
)
_TOKENS: dict[Markup, re.Pattern[str]] = {
    "none": re.compile(_WORD),
    "Markdown": re.compile(f"{_TAG}|{_TARGET}|{_ENTITY}|{_WORD}"),
    "XML": re.compile(f"{_TAG}|{_ENTITY}|{_WORD}"),
}
_ID = re.compile(r"\sid\s*=\s*(?:\"([^\"<>]{1,300})\"|'([^'<>]{1,300})')")
# Letters: by the first ones the places of a text are looked up, by the others they are compared.
_KEY, _COMPARED = 10, 60
# Places of one key that are compared, from the one after the text before.
_MOST_PLACES = 8
# Lines of a note in which a part of it is searched.
_MOST_LINES = 20


class SourceLines:
    """Line numbers in the source of an article, counted from 1."""

    def __init__(self, source: str, markup: Markup = "none") -> None:
        self._source = re.sub(r"\r\n?", "\n", source)
        self._source_lines = self._source.split("\n")
        self._ends = [found.start() for found in re.finditer("\n", self._source)]
        self._starts: list[int] = []
        self._lines: list[int] = []
        words: list[str] = []
        at = 0
        for word, offset in _words(self._source, _TOKENS[markup]):
            self._starts.append(at)
            self._lines.append(self._line(offset))
            words.append(word)
            at += len(word)
        self._letters = "".join(words)

    def _line(self, offset: int) -> int:
        return bisect_left(self._ends, offset) + 1

    def of(self, texts: Sequence[str]) -> list[int | None]:
        """Return the line on which each of some texts begins; None where it is not found.

        Args:
            texts: in the order of the source, as far as possible: of several places where a text
                may begin, the first one after the text before is taken.
        """
        wanted = [_letters(text)[:_COMPARED] for text in texts]
        places = self._places({text[:_KEY] for text in wanted})
        found: list[int | None] = []
        after = 0
        for text in wanted:
            number = self._choose(text, places.get(text[:_KEY], []), after)
            found.append(None if number is None else self._lines[number])
            after = after if number is None else number + 1
        return found

    def find(self, written: str, first: int) -> int:
        """Return the first line from `first` that contains a text; `first` if none near it does."""
        lines = self._source_lines[first - 1 : first - 1 + _MOST_LINES]
        found = (number for number, line in enumerate(lines, first) if written in line)
        return next(found, first)

    def of_ids(self) -> dict[str, int]:
        """Return the line of each attribute `id`; the first one of several."""
        found: dict[str, int] = {}
        for each in _ID.finditer(self._source):
            found.setdefault(unescape(each[1] or each[2]), self._line(each.start()))
        return found

    def _places(self, keys: set[str]) -> dict[str, list[int]]:
        """Return the numbers of the words with which each key begins."""
        lengths = sorted({len(key) for key in keys if key})
        found: dict[str, list[int]] = {}
        for number, start in enumerate(self._starts):
            for length in lengths:
                key = self._letters[start : start + length]
                if key in keys:
                    found.setdefault(key, []).append(number)
        return found

    def _choose(self, text: str, places: Sequence[int], after: int) -> int | None:
        """Return the place with the longest agreement: the first one of several."""
        if not text or not places:
            return None
        first = bisect_left(places, after)
        near = [
            *places[first : first + _MOST_PLACES],
            *places[max(0, first - _MOST_PLACES) : first],
        ]
        return max(near, key=lambda number: self._agreement(text, self._starts[number]))

    def _agreement(self, text: str, start: int) -> int:
        pairs = zip(text, self._letters[start : start + len(text)], strict=False)
        return next((at for at, (one, other) in enumerate(pairs) if one != other), len(text))


def _words(source: str, tokens: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Yield the letters of each word, and its offset."""
    for token in tokens.finditer(source):
        named = token.groupdict()
        letters = _letters(named["word"] or unescape(named.get("entity") or ""))
        if letters:
            yield letters, token.start()


def _letters(text: str) -> str:
    """Return the letters and digits of a text in one form: small, and not raised or lowered.

    >>> _letters("10⁶ Cells,")
    '106cells'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, plain))

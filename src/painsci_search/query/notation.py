"""Notations of names with Greek letters and numbers: a text in; other ways to write it out.

"TNFalpha", "TNF-alpha" and "TNF alpha" are one name, and so are "alpha2delta" and "alpha 2 delta",
"5HT3" and "5-HT3". The index has the parts and the whole of what is joined by a hyphen or has a
Greek letter, so that only what is written without any sign, or with a space, is another word there.
A number may have no zero before its point: "p<.05" is "p<0.05"; and "mcg/kg" is "µg/kg".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.words import parts_of
from painsci_search.text import GREEK_NAMES, JOINERS, measure_unit

# Names of Greek letters that are looked for in longer words. Shorter ones are in too many words.
_SHORTEST_NAME = 4
_NAMES = frozenset(GREEK_NAMES)
_LONG_NAMES = "|".join(name for name in GREEK_NAMES if len(name) >= _SHORTEST_NAME)
_INSIDE = late_pattern(rf"^(?:{_LONG_NAMES})|(?:{_LONG_NAMES})$")
# What a text has if it is written in another way, too; most texts of queries have none of it.
_SIGN = late_pattern(rf"\d|[cu]g/|\b(?:{'|'.join(GREEK_NAMES)})\b|{_LONG_NAMES}")
_PIECE = late_pattern(r"\d+|[^\W\d_]+")
# The point of a number that is written without its zero, as in APA style.
_BARE_POINT = late_pattern(r"(?<![\w.])\.(?=\d)")
# A probability with its zero. Of another quantity, "0.5 mg", the number without it is another one.
_PROBABILITY = late_pattern(r"\b(p\s?[<>=\u2264\u2265]\s?)0\.(?=\d)", re.IGNORECASE)
# A unit before that by which it is divided; alone, it has a synonym.
_MICROGRAM = late_pattern(r"(?<![^\W\d_])(?:mcg|[u\xb5\u03bc]g)(?=/)", re.IGNORECASE)
# What may be between the parts of one name.
_LINK = late_pattern(r"[-\u2010\u2011 \xa0\u202f]?")
# Letters with a number after them.
_MIXED = late_pattern(r"[^\W\d_]+\d{1,3}[^\W\d_]?", re.IGNORECASE)
# Parts of a name with several ways to join them; with more, it is no name.
_MOST_PARTS = 4
# Digits of a number in a name; a longer one is an identifier.
_MOST_DIGITS = 3


class _Part(NamedTuple):
    """A part of a name, which has letters only or digits only.

    Attributes:
        word: folded.
        start, end: the offsets of the word of the text that it is in.
    """

    word: str
    start: int
    end: int

    @property
    def is_greek(self) -> bool:
        """Return whether it is the name of a Greek letter."""
        return self.word in _NAMES


def notations(text: str) -> list[str]:
    """Return other ways to write a text, each with one name in it written otherwise.

    >>> notations("TNFalpha"), notations("high TNF alpha")
    (['tnf alpha'], ['high tnfalpha'])
    >>> notations("alpha2delta"), notations("vitamin B-12"), notations("sham surgery")
    (['alpha2 delta', 'alpha 2 delta'], ['vitamin b12'], [])
    >>> notations("p<.05")
    ['p<0.05']
    >>> notations("p = 0.05"), notations("0.05")
    (['p = .05'], [])
    """
    if text.isascii() and not _SIGN.search(text.lower()):
        return []
    others = (
        _BARE_POINT.sub("0.", text),
        _PROBABILITY.sub(r"\1.", text),
        _MICROGRAM.sub(lambda unit: "ug" if unit[0].lower() == "mcg" else "mcg", text),
    )
    found = [other for other in others if other != text]
    for name in _names(text, _parts(text)):
        before, after = text[: name[0].start], text[name[-1].end :]
        mine = [token.word for token in parts_of(text[name[0].start : name[-1].end])]
        found += [
            f"{before}{' '.join(words)}{after}"
            for words in _joinings([part.word for part in name])
            if words != mine
        ]
    return list(dict.fromkeys(found))


def joined_words(words: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield runs of adjacent folded words that are also written as one: first, end, and spellings.

    >>> list(joined_words(["high", "tnf", "alpha"])), list(joined_words(["il", "1", "beta"]))
    ([(1, 3, ('tnfalpha',))], [(0, 3, ('il1beta', 'il1 beta'))])
    >>> list(joined_words(["5", "ht3"]))
    [(0, 2, ('5ht3',))]
    """
    for at, word in enumerate(words):
        if word not in _NAMES:
            if at and _is_number(words[at - 1]) and _MIXED.fullmatch(word):
                yield at - 1, at + 1, (words[at - 1] + word,)
            continue
        if at > 1 and words[at - 1].isdigit() and words[at - 2].isalpha():
            first, number = words[at - 2 : at]
            yield at - 2, at + 1, (f"{first}{number}{word}", f"{first}{number} {word}")
        elif at and words[at - 1].isalpha():
            yield at - 1, at + 1, (words[at - 1] + word,)
        if words[at + 1 : at + 2] and words[at + 1] not in _NAMES:
            yield at, at + 2, (word + words[at + 1],)


def _parts(text: str) -> list[_Part]:
    return [
        _Part(word, token.start, token.end)
        for token in parts_of(text)
        for word in ([token.word] if "^" in token.word else _split(token.word))
    ]


def _split(word: str) -> list[str]:
    """Split a folded word at its numbers, and before and after the name of a Greek letter."""
    if word[0].isdigit() and word[-1].isalpha() and not measure_unit(word) and word[:-2].isdigit():
        return [word]  # "1st", "1980s"
    found: list[str] = []
    for piece in _PIECE.findall(word):
        name = _INSIDE.search(piece)
        cut = (name.start() or name.end()) if name else 0
        found += [each for each in (piece[:cut], piece[cut:]) if each]
    return found


def _names(text: str, parts: list[_Part]) -> Iterator[list[_Part]]:
    """Yield the runs of parts that are a name: those with a Greek letter, or letters and digits."""
    ends = [
        number for number in range(1, len(parts)) if not _are_linked(text, *parts[number - 1 :][:3])
    ]
    for first, end in pairwise([0, *ends, len(parts)]):
        run = parts[first:end]
        low, high = _core(text, run)
        for name in (run[low:high], run[:high], run[low:], run):
            numbers = [part.word for part in name if part.word.isdigit()]
            is_mixed = 0 < len(numbers) < len(name)
            is_short = all(len(each) <= _MOST_DIGITS for each in numbers)
            is_name = is_mixed or any(part.is_greek for part in name)
            if 1 < len(name) <= _MOST_PARTS and is_short and is_name and _is_alone(text, name):
                yield name


def _is_alone(text: str, name: list[_Part]) -> bool:
    """Return whether a name is no part of a longer compound, such as the "L4" of "L4/L5"."""
    around = text[: name[0].start][-1:] + text[name[-1].end :][:1]
    return not any(char in JOINERS for char in around)


def _core(text: str, run: list[_Part]) -> tuple[int, int]:
    """Return the slice of a run without a word before and after it that only a space joins."""

    def is_apart(one: _Part, other: _Part, word: _Part) -> bool:
        is_word = word.word.isalpha() and not word.is_greek
        return is_word and one.start != other.start and text[one.end : other.start].isspace()

    low = int(len(run) > 1 and is_apart(run[0], run[1], run[0]))
    high = len(run) - int(len(run) - low > 1 and is_apart(run[-2], run[-1], run[-1]))
    return low, high


def _are_linked(text: str, one: _Part, other: _Part, after: _Part | None = None) -> bool:
    """Return whether two adjacent parts may belong to one name.

    A space is inside a name only beside a Greek letter, before its number ("IL 1 beta"), or between
    a number and letters with another ("5 HT3").
    """
    if one.start == other.start:
        return True
    gap = text[one.end : other.start]
    if not _LINK.fullmatch(gap):
        return False
    is_number = other.word.isdigit() and after is not None and after.is_greek
    if _is_number(text[one.start : one.end]) and _MIXED.fullmatch(text[other.start : other.end]):
        return True
    return not gap.isspace() or one.is_greek or other.is_greek or is_number


def _is_number(word: str) -> bool:
    return word.isdigit() and len(word) <= _MOST_DIGITS


def _joinings(words: list[str]) -> Iterator[list[str]]:
    """Yield the ways to join adjacent parts, that of one word first."""
    for joints in product(("", " "), repeat=len(words) - 1):
        joined = words[0]
        for joint, word in zip(joints, words[1:], strict=True):
            joined += joint + word
        found = joined.split(" ")
        # the index splits a measure; digits with nothing between would be another number
        if not any(map(measure_unit, found)) and not _joins_numbers(words, joints):
            yield found


def _joins_numbers(words: list[str], joints: Sequence[str]) -> bool:
    pairs = zip(pairwise(words), joints, strict=True)
    return any(not joint and a.isdigit() and b.isdigit() for (a, b), joint in pairs)

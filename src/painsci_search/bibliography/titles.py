"""Titles of works compared: the same, near, or clearly those of different works.

Citations shorten titles, leave subtitles off, spell in British or American English; and what was
read of a citation may be cut short or begin too early. So a title that is part of another is the
same title, and so is one whose words are all in the other.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from painsci_search.text import fold, stem

_WORD = re.compile(r"[^\W_]+")
_SUBTITLE = re.compile(r"[:?!;.(](?:\s|$)|\s[-\u2013\u2014]+\s|[\u2013\u2014]|\s\(")
# So many letters tell titles apart; what a longer one goes on with is text that follows it.
_LONGEST = 600
_FEWEST_MAIN = 3
_SMALL = frozenset(
    "a an and are as at be by can does for from how in into is it its of on or s than that the "
    "their this to vs versus what when where which who why with".split()
)
# Of the words of the shorter title, and of both together, so many are shared by near titles.
_SHARED, _SHARED_OF_BOTH = 0.6, 0.5
_SPELLINGS = (("isation", "ization"), ("ise", "ize"), ("our", "or"), ("ae", "e"), ("oe", "e"))


class Likeness(IntEnum):
    """How much two titles are alike."""

    DIFFERENT = 0
    NEAR = 1
    SAME = 2


@lru_cache(maxsize=65536)
def title_words(title: str) -> tuple[str, ...]:
    """Fold a title to its words.

    >>> title_words("Placebo Effects: Real? (A review.)")
    ('placebo', 'effects', 'real', 'a', 'review')
    """
    return tuple(_WORD.findall(fold(title[:_LONGEST]).replace("'", "")))


@lru_cache(maxsize=65536)
def main_words(title: str) -> tuple[str, ...]:
    """Fold a title to its words without the subtitle; all of it where that would leave too few.

    >>> main_words("Tingles and the brain: an fMRI study")
    ('tingles', 'and', 'the', 'brain')
    """
    words = title_words(title)
    for end in _SUBTITLE.finditer(title[:_LONGEST]):
        main = title_words(title[: end.start()])
        if len(main) >= _FEWEST_MAIN:
            return main
    return words


@lru_cache(maxsize=16384)
def compare_titles(one: str, other: str) -> Likeness:
    """Compare two titles.

    >>> compare_titles("Tingles and the brain", "Tingles and the Brain: an fMRI study").name
    'SAME'
    >>> compare_titles("Massage for back pain", "Sham surgery and the knee").name
    'DIFFERENT'
    """
    short, long = sorted((title_words(one), title_words(other)), key=len)
    if short == long or not short:
        return Likeness.SAME
    # Cut in the middle of a word, too.
    if (" " + " ".join(short)) in (" " + " ".join(long)):
        return Likeness.SAME
    few, many = _content(short), _content(long)
    if not few or not many:
        return Likeness.DIFFERENT
    few, many = sorted((few, many), key=len)
    shared = len(few & many)
    if shared == len(few) and (shared > 2 or shared == len(many)):
        return Likeness.SAME
    if shared >= _SHARED * len(few) and 2 * shared >= _SHARED_OF_BOTH * (len(few) + len(many)):
        return Likeness.NEAR
    return Likeness.DIFFERENT


def holds_title(raw: str, title: str) -> bool:
    """Say whether a citation's text holds a title, whatever was read as its own title."""
    words = title_words(title)
    return len(words) >= _FEWEST_MAIN and f" {' '.join(words)} " in f" {' '.join(_raw(raw))} "


def _raw(raw: str) -> list[str]:
    return _WORD.findall(fold(raw[: 4 * _LONGEST]).replace("'", ""))


def _content(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset([stem(_spell(word)) for word in words if word not in _SMALL])


@lru_cache(maxsize=65536)
def _spell(word: str) -> str:
    for british, american in _SPELLINGS:
        if len(word) > len(british) + 2:
            word = word.replace(british, american)
    return word

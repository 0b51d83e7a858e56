"""Words from a seed that look like English: function words, and made-up stems with real suffixes.

The suffixes are those that a stemmer takes off, so that a stem occurs in several forms, and the
frequencies are Zipf's, so that postings are as long and as short as those of real text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import NamedTuple

SEED = 20_000
STEMS = 40_000
# The law of Zipf and Mandelbrot (Mandelbrot 1953): a frequency is 1 / (rank + offset) ** exponent.
_OFFSET = 2.7
_EXPONENT = 1.1
# Each following form of a stem is so much less frequent than the one before.
_DECLINE = 0.4
_SUBJECT = 10
_NUMBERS = 120

FUNCTION_WORDS = tuple(
    "the of and to in a is that for it as was with be by on not he i this are or his from at "
    "which but have an had they you were there one all we can her has been if more when will "
    "would who so no out up into than them only some could these its then do any may about over "
    "such our what also after most other how between because where does did being each both "
    "under very through those while during before same should without here just".split()
)
_ONSETS = "b b c d d f g h j k l m m n p p r r s s t t v w br cl dr fl gr pl pr st tr".split()
_VOWELS = "a a a e e e i i i o o o u ai ou".split()
_MIDDLES = "b d g l l m n n p r r t t v nd nt st rt mp ct".split()
_ENDINGS = "t n l r m d k p t n nd rt st nk ct".split()
_FAMILIES = (
    ("", "s", "ed", "ing"),
    ("", "s", "ing", "ed", "ment", "ments"),
    ("", "ly", "ness"),
    ("ation", "ate", "ated", "ating", "ations"),
    ("", "s", "ist", "ists", "ism"),
    ("ful", "fully", "fulness"),
    ("",),
)


class Vocabulary(NamedTuple):
    """Words with their frequencies.

    Attributes:
        words: every form of every stem, the most frequent stems first.
        cumulative: cumulative frequencies, as ``random.choices`` takes them.
        stems: the forms of each made-up stem, the most frequent first.
    """

    words: list[str]
    cumulative: list[float]
    stems: list[tuple[str, ...]]


@cache
def vocabulary() -> Vocabulary:
    """Make the vocabulary; the same at every call, on every machine."""
    rng = random.Random(SEED)
    stems = list(_make_stems(rng))
    numbers: list[tuple[str, ...]] = [(str(rng.randint(2, 2026)),) for _ in range(_NUMBERS)]
    # The subject of a corpus is among its function words: "pain" in every other passage.
    function_words: list[tuple[str, ...]] = [(word,) for word in FUNCTION_WORDS]
    common = _spread(function_words, stems[:_SUBJECT])
    ranked = common + _spread(stems[_SUBJECT:], numbers)
    words, weights = [], []
    for rank, forms in enumerate(ranked, 1):
        shares = [_DECLINE**place for place in range(len(forms))]
        for form, share in zip(forms, shares, strict=True):
            words.append(form)
            weights.append(share / sum(shares) / (rank + _OFFSET) ** _EXPONENT)
    return Vocabulary(words, list(accumulate(weights)), stems)


def _make_stems(rng: random.Random) -> Iterator[tuple[str, ...]]:
    """Yield the forms of each stem, the most frequent first, which are the shortest as well."""
    taken = set(FUNCTION_WORDS)
    while (made := len(taken) - len(FUNCTION_WORDS)) < STEMS:
        syllables = 1 if made < 200 else 2 if made < 4_000 else rng.choice((2, 3, 3))
        stem = rng.choice(_ONSETS) + rng.choice(_VOWELS)
        for _ in range(syllables - 1):
            stem += rng.choice(_MIDDLES) + rng.choice(_VOWELS)
        stem += rng.choice(_ENDINGS)
        if stem not in taken:
            taken.add(stem)
            # A stemmer takes nothing but an s off so short a word as one of one syllable.
            suffixes = ("", "s") if syllables == 1 else rng.choice(_FAMILIES)
            yield tuple(stem + suffix for suffix in suffixes)


def _spread(words: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Put one of the others after every tenth word, as far as they go."""
    mixed: list[tuple[str, ...]] = []
    for number, forms in enumerate(words):
        mixed.append(forms)
        if number % 10 == 9 and number // 10 < len(others):
            mixed.append(others[number // 10])
    return mixed

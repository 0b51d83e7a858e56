"""Batch analysis for indexing: many texts in; the tokens of `text.tokenize`, as arrays, out.

Most texts can be encoded in Windows-1252. These are joined into one run of bytes, split into words
by a table, and numbered by a dict; only compounds ("L4/L5", "patient's", "600mg") are analysed
singly, each spelling once. Other texts go through `tokenize`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from painsci_search.engine.storage.columns import Array
from painsci_search.text import PARAGRAPH, Token, fold, measure_unit, tokenize

# Unused positions between paragraphs, so that no phrase crosses a blank line. Part of the format; a
# phrase with a higher slop may cross it.
GAP = 8

_ENCODING = "cp1252"
_BYTES = [bytes([code]).decode(_ENCODING, "replace") for code in range(256)]
_IN_WORD = np.array([re.fullmatch(r"[^\W_]", char) is not None for char in _BYTES])
_JOINER = np.array([char in "-'\u2018\u2019./&:\x1f" for char in _BYTES])
_DIGIT = np.array([char.isascii() and char.isdigit() for char in _BYTES])
_DIGIT_JOINER = np.array([char in ",\u2013" for char in _BYTES])
_LETTER = np.array([re.fullmatch(r"[^\W\d_]", char) is not None for char in _BYTES])
_NEWLINE = 10
# A byte that no text here contains: it is put between the parts of a word that have no joiner.
_SEAM = 0x1F
_POWER = re.compile(rb"[0-9][\^\xb2\xb3\xb9]")
_SPACED_LINE = re.compile(r"\n[^\S\n]+\n")
# Translates a byte to lower case if that is one byte, too, and a byte outside words to a space.
_LOWER = bytes(
    32
    if not in_word
    else char.lower().encode(_ENCODING, "ignore")[0]
    if len(char.lower().encode(_ENCODING, "ignore")) == 1
    else code
    for code, (char, in_word) in enumerate(zip(_BYTES, _IN_WORD, strict=True))
)


class Vocabulary:
    """The words of a segment that is being built, numbered in order of appearance.

    Attributes:
        forms: the folded words, by number.
        by_bytes: word numbers, by the word's Windows-1252 bytes in lower case.
        by_compound: how to index compounds, by the compound's Windows-1252 bytes.
    """

    def __init__(self) -> None:
        self.forms: list[str] = []
        self._numbers: dict[str, int] = {}
        self.by_bytes = _ByBytes(self)
        self.by_compound = _ByCompound(self)

    def number(self, form: str) -> int:
        """Return the number of a folded word, a new one for a new word."""
        number = self._numbers.setdefault(form, len(self.forms))
        if number == len(self.forms):
            self.forms.append(form)
        return number


class _ByBytes(dict[bytes, int]):
    """Word numbers by Windows-1252 bytes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, word: bytes) -> int:
        form = word.decode(_ENCODING)
        number = self[word] = self._vocabulary.number(form if form.isascii() else fold(form))
        return number


class _Compound(NamedTuple):
    """How a compound is indexed.

    Attributes:
        kept: which of its parts are tokens; a possessive's s is not.
        whole: the word number of the whole; -1 if only the parts are indexed.
    """

    kept: tuple[bool, ...]
    whole: int


class _ByCompound(dict[bytes, _Compound]):
    """How to index compounds, by Windows-1252 bytes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, data: bytes) -> _Compound:
        surface = data.decode(_ENCODING)
        tokens = list(tokenize(surface.replace(chr(_SEAM), "")))
        starts = {token.start for token in tokens}
        seams = [at for at, char in enumerate(surface) if char == chr(_SEAM)]
        parts = [part.start() for part in re.finditer(r"[^\W_]+", surface)]
        kept = tuple(start - bisect_left(seams, start) in starts for start in parts)
        whole = next((token.word for token in tokens if token.parts > 1), None)
        number = -1 if whole is None else self._vocabulary.number(whole)
        compound = self[data] = _Compound(kept, number)
        return compound


class Tokens(NamedTuple):
    """The tokens of some texts, by text and position: arrays of shape (tokens,).

    Attributes:
        text: int64, the number of the text.
        position: int64, of the word in its text, with `GAP` unused ones between paragraphs.
        form: int64, the number of the word in the vocabulary.
        start: int64, character offset in the text.
        whole: bool, whether the token is the whole of a compound, at its first part's position.
    """

    text: Array
    position: Array
    form: Array
    start: Array
    whole: Array


def analyse(texts: Sequence[str], vocabulary: Vocabulary) -> Tokens:
    """Return the tokens of all texts, the same as `tokenize` yields for each paragraph."""
    plain: list[int] = []
    encoded: list[bytes] = []
    others: list[int] = []
    for number, text in enumerate(texts):
        try:
            data = text.encode("ascii" if text.isascii() else _ENCODING)
        except UnicodeEncodeError:
            others.append(number)
            continue
        # The table would split words at soft hyphens and powers, and miss blank lines with white
        # space.
        if b"\xad" in data or b"\x1f" in data or _POWER.search(data) or _SPACED_LINE.search(text):
            others.append(number)
        else:
            plain.append(number)
            encoded.append(data)
    tokens = _analyse_together(np.array(plain, np.int64), encoded, vocabulary)
    if not others:
        return tokens
    parts = [_analyse_singly(number, texts[number], vocabulary) for number in others]
    parts.append(tokens)
    joined = Tokens(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(joined.text, kind="stable")
    return Tokens(*(column[order] for column in joined))


def _analyse_singly(number: int, text: str, vocabulary: Vocabulary) -> Tokens:
    tokens: list[Token] = []
    positions: list[int] = []
    base = 0
    for paragraph, start in paragraphs(text):
        last = -1
        for token in tokenize(paragraph):
            last = token.position
            positions.append(base + last)
            tokens.append(token._replace(start=start + token.start))
        base += last + 1 + GAP
    return Tokens(
        np.full(len(tokens), number, np.int64),
        np.array(positions, np.int64),
        np.array([vocabulary.number(token.word) for token in tokens], np.int64),
        np.array([token.start for token in tokens], np.int64),
        np.array([token.parts > 1 for token in tokens], np.bool_),
    )


def paragraphs(text: str) -> list[tuple[str, int]]:
    """Split a text at blank lines into (paragraph, character offset) pairs."""
    found, start = [], 0
    for gap in PARAGRAPH.finditer(text):
        if gap.start() > 0:
            found.append((text[start : gap.start()], start))
        start = gap.end()
    found.append((text[start:], start))
    return found


class _Joined(NamedTuple):
    """Texts joined to one run of bytes, and the words in it.

    Attributes:
        data: the texts in Windows-1252, with a blank line before and after each, and a seam between
            the number and the unit of a measure.
        codes: `data` as uint8.
        bases: the offset of each text.
        starts, ends: the offsets of each word.
        seams: the offsets of the seams.
    """

    data: bytes
    codes: Array
    bases: Array
    starts: Array
    ends: Array
    seams: Array

    def offsets(self, words: Array, text: Array) -> Array:
        """Return the offsets of some words in their texts, which have no seams.

        Args:
            words: the offset of each word in `data`.
            text: the number of the text of each.
        """
        bases = self.bases - np.searchsorted(self.seams, self.bases)
        return np.asarray(words - np.searchsorted(self.seams, words) - bases[text])


def _join(encoded: list[bytes]) -> _Joined:
    data = b"\n\n".join([b"", *encoded, b""])
    bases = np.cumsum([2, *(len(text) + 2 for text in encoded[:-1])])
    codes = np.frombuffer(data, np.uint8)
    starts, ends = _edges_of_words(codes)
    cuts = _find_seams(data, codes, starts, ends)
    if not len(cuts):
        return _Joined(data, codes, bases, starts, ends, cuts)
    pieces = [data[low:high] for low, high in pairwise([0, *cuts.tolist(), len(data)])]
    data = bytes([_SEAM]).join(pieces)
    codes = np.frombuffer(data, np.uint8)
    starts, ends = _edges_of_words(codes)
    bases = bases + np.searchsorted(cuts, bases, "right")
    return _Joined(data, codes, bases, starts, ends, cuts + np.arange(len(cuts)))


def _edges_of_words(codes: Array) -> tuple[Array, Array]:
    in_word = _IN_WORD[codes]
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    return edges[::2], edges[1::2]


def _find_seams(data: bytes, codes: Array, starts: Array, ends: Array) -> Array:
    """Return the offsets between the number and the unit of each measure, such as "600mg"."""
    met = np.flatnonzero(_DIGIT[codes[:-1]] & _LETTER[codes[1:]]) + 1
    words = np.searchsorted(starts, met, "right") - 1
    lows, highs = starts[words].tolist(), ends[words].tolist()
    return np.array(
        [
            cut
            for cut, low, high in zip(met.tolist(), lows, highs, strict=True)
            if measure_unit(data[low:high].decode(_ENCODING)) == cut - low
        ],
        np.int64,
    )


def _analyse_together(numbers: Array, encoded: list[bytes], vocabulary: Vocabulary) -> Tokens:
    joined = _join(encoded)
    starts, bases = joined.starts, joined.bases
    words = joined.data.translate(_LOWER).split()
    forms = np.fromiter(map(vocabulary.by_bytes.__getitem__, words), np.int64, len(words))
    text = np.searchsorted(bases, starts, "right") - 1
    keep, first, whole = _find_compounds(joined, vocabulary)
    position = _number_positions(joined, text, keep)
    # A whole follows its first part, at the same position.
    at = np.concatenate((np.flatnonzero(keep), first))
    order = np.argsort(at, kind="stable")
    at = at[order]
    is_whole = order >= len(order) - len(first)
    form = np.concatenate((forms[keep], whole))[order]
    return Tokens(numbers[text[at]], position[at], form, joined.offsets(starts, text)[at], is_whole)


def _number_positions(joined: _Joined, text: Array, keep: Array) -> Array:
    """Return the position of each word, counting kept words, with a gap at each blank line."""
    newline = joined.codes == _NEWLINE
    newlines = np.flatnonzero(newline[1:] & newline[:-1])
    breaks = newlines[np.diff(newlines, prepend=-2) > 1]  # one for several blank lines in a row
    slot = np.cumsum(keep) - 1 + GAP * np.searchsorted(breaks, joined.starts)
    # Each text starts at position 0, after the blank line that separates it from the preceding one.
    number = np.searchsorted(joined.starts, joined.bases)
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(keep)))[number]
    begin = before + GAP * np.searchsorted(breaks, joined.bases)
    return np.asarray(slot - begin[text])


def _find_compounds(joined: _Joined, vocabulary: Vocabulary) -> tuple[Array, Array, Array]:
    """Find the compounds.

    Returns:
        Which words are tokens; the index of each whole's first part; and its word number.
    """
    codes, starts = joined.codes, joined.starts
    keep = np.ones(len(starts), np.bool_)
    before, middle, after = codes[:-2], codes[1:-1], codes[2:]
    joint = _JOINER[middle] & _IN_WORD[before] & _IN_WORD[after]
    joint |= _DIGIT_JOINER[middle] & _DIGIT[before] & _DIGIT[after]
    left = np.searchsorted(starts, np.flatnonzero(joint) + 1) - 1  # the part before each joint
    chain = np.flatnonzero(np.diff(left, prepend=-2) > 1)
    firsts = left[chain]
    lasts = left[np.append(chain[1:], len(left)) - 1] + 1 if len(left) else firsts
    first_parts: list[int] = []
    wholes: list[int] = []
    by_compound = vocabulary.by_compound
    lows, highs = starts[firsts].tolist(), joined.ends[lasts].tolist()
    for first, low, high in zip(firsts.tolist(), lows, highs, strict=True):
        compound = by_compound[joined.data[low:high]]
        if compound.whole >= 0:
            first_parts.append(first)
            wholes.append(compound.whole)
        if not all(compound.kept):
            keep[first : first + len(compound.kept)] = compound.kept
    return keep, np.array(first_parts, np.int64), np.array(wholes, np.int64)

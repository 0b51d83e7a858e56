"""Batch analysis for indexing: many texts in; the tokens of `text.tokenize`, as arrays, out.

Most texts can be encoded in Windows-1252. These are joined into one run of bytes, split into words
by a table, and numbered all at once; only compounds ("L4/L5", "patient's", "600mg") are analysed
singly, each spelling once. Other texts go through `tokenize`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from painsci_search.engine.storage.columns import Array, starts_of
from painsci_search.engine.word_table import WordTable, keys_of
from painsci_search.text import PARAGRAPH, Token, fold, measure_unit, tokenize

# Unused positions between paragraphs, so that no phrase crosses a blank line. Part of the format; a
# phrase with a higher slop may cross it.
GAP = 8

_ENCODING = "cp1252"
_BYTES = [bytes([code]).decode(_ENCODING, "replace") for code in range(256)]
# A byte that no text here contains: it is put between the parts of a word that have no joiner.
_SEAM = 0x1F
# The classes of bytes, one bit each: letters and digits; joiners of any parts; digits; joiners of
# digits only; letters.
_WORD, _JOINER, _DIGIT, _DIGIT_JOINER, _LETTER = 1, 2, 4, 8, 16
_NEWLINE = 10


def _class_of(char: str) -> int:
    """Return the classes of a character as the sum of their bits."""
    return (
        _WORD * (re.fullmatch(r"[^\W_]", char) is not None)
        | _JOINER * (char in "-'\u2018\u2019./&:\x1f")
        | _DIGIT * (char.isascii() and char.isdigit())
        | _DIGIT_JOINER * (char in ",\u2013")
        | _LETTER * (re.fullmatch(r"[^\W\d_]", char) is not None)
    )


_CLASSES = bytes(map(_class_of, _BYTES))
# Characters that the table would split words at, though `tokenize` does not: soft hyphens, and
# powers after a digit. The seam is one, too.
_UNFIT = re.compile(rb"[\xad\x1f]|[0-9][\^\xb2\xb3\xb9]")
_SELDOM = [bytes([code]) for code in b"\xad\x1f^\xb2\xb3\xb9"]
# A blank line with white space, which the table would miss; `\s` of `PARAGRAPH` in this encoding.
_SPACED_LINE = re.compile(rb"\n[ \t\r\x0b\x0c\x1c-\x1e\xa0]+\n")
# Translates a byte to lower case if that is one byte, too, and a byte outside words to a space.
_LOWER = bytes(
    32
    if not byte_class & _WORD
    else char.lower().encode(_ENCODING, "ignore")[0]
    if len(char.lower().encode(_ENCODING, "ignore")) == 1
    else code
    for code, (char, byte_class) in enumerate(zip(_BYTES, _CLASSES, strict=True))
)
# Numbers with full stops and hyphens between, such as the pages of a citation: a compound whose
# parts are all tokens and whose whole is spelled as written, of as many parts as a whole may have.
_NUMBERS = re.compile(rb"[0-9]+(?:[-.][0-9]+){1,7}")


class Vocabulary:
    """The words of a segment that is being built, numbered in order of appearance.

    Attributes:
        forms: the folded words, by number.
        by_compound: how to index compounds, by the compound's Windows-1252 bytes.
    """

    def __init__(self) -> None:
        self.forms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._table = WordTable()
        self.by_compound = _ByCompound(self)

    def number(self, form: str) -> int:
        """Return the number of a folded word, a new one for a new word."""
        number = self._numbers.setdefault(form, len(self.forms))
        if number == len(self.forms):
            self.forms.append(form)
        return number

    def number_all(self, data: bytes, starts: Array, ends: Array) -> Array:
        """Return the numbers of many words: int32.

        Args:
            data: Windows-1252 in lower case.
            starts, ends: the offsets of the words.
        """
        table = self._table
        keys = keys_of(data, starts, ends)
        numbers = table.find(keys)
        missing = np.flatnonzero(numbers < 0)
        if len(missing):
            # One word for each place of the table is learned first: most others are the same word.
            chosen = missing[table.distinct(keys.take(missing))]
            table.add(keys.take(chosen), self._number_each(data, starts[chosen], ends[chosen]))
            numbers[missing] = table.find(keys.take(missing))
            missing = missing[numbers[missing] < 0]
            numbers[missing] = self._number_each(data, starts[missing], ends[missing])
        return numbers

    def _number_each(self, data: bytes, starts: Array, ends: Array) -> Array:
        """Return the numbers of words, of which each is looked up by itself."""
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        text = b" ".join([data[start:end] for start, end in spans]).decode(_ENCODING)
        forms = text.split()
        if not text.isascii():
            forms = [form if form.isascii() else fold(form) for form in forms]
        known = self._numbers
        new = [form for form in dict.fromkeys(forms) if form not in known]
        known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
        self.forms += new
        return np.fromiter(map(known.__getitem__, forms), np.int32, len(forms))


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
        compound = self[data] = self._analyse(data)
        return compound

    def _analyse(self, data: bytes) -> _Compound:
        if _NUMBERS.fullmatch(data):
            count = data.count(b".") + data.count(b"-") + 1
            return _Compound((True,) * count, self._vocabulary.number(data.decode("ascii")))
        surface = data.decode(_ENCODING)
        tokens = list(tokenize(surface.replace(chr(_SEAM), "")))
        starts = {token.start for token in tokens}
        seams = [at for at, char in enumerate(surface) if char == chr(_SEAM)]
        parts = [part.start() for part in re.finditer(r"[^\W_]+", surface)]
        kept = tuple(start - bisect_left(seams, start) in starts for start in parts)
        whole = next((token.word for token in tokens if token.parts > 1), None)
        number = -1 if whole is None else self._vocabulary.number(whole)
        return _Compound(kept, number)


class Tokens(NamedTuple):
    """The tokens of some texts, by text and position.

    Attributes:
        counts: the number of tokens of each text: shape (texts,). The other arrays have one item
            for each token.
        position: of the word in its text, with `GAP` unused ones between paragraphs.
        form: the number of the word in the vocabulary.
        start: character offset in the text.
        whole: bool, whether the token is the whole of a compound, at its first part's position.
    """

    counts: Array
    position: Array
    form: Array
    start: Array
    whole: Array


def analyse(texts: Sequence[str], vocabulary: Vocabulary) -> Tokens:
    """Return the tokens of all texts, the same as `tokenize` yields for each paragraph."""
    encoded = _encode(texts)
    plain = np.array([data is not None for data in encoded], np.bool_)
    tokens = _analyse_together([data for data in encoded if data is not None], vocabulary)
    if plain.all():
        return tokens
    others = np.flatnonzero(~plain)
    parts = [tokens, *(_analyse_singly(texts[number], vocabulary) for number in others.tolist())]
    joined = Tokens(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    text = np.repeat(np.concatenate((np.flatnonzero(plain), others)), joined.counts)
    order = np.argsort(text, kind="stable")
    counts = np.bincount(text, minlength=len(texts))
    return Tokens(counts, *(column[order] for column in joined[1:]))


def _encode(texts: Sequence[str]) -> list[bytes | None]:
    """Encode the texts for which a table suffices; None for others."""
    encoded = [_encode_western(text) for text in texts]
    joined = b"\n\n".join([data for data in encoded if data is not None])
    if any(byte in joined for byte in _SELDOM) or _SPACED_LINE.search(joined):
        for number, data in enumerate(encoded):
            if data is not None and (_UNFIT.search(data) or _SPACED_LINE.search(data)):
                encoded[number] = None
    return encoded


def _encode_western(text: str) -> bytes | None:
    try:
        return text.encode("ascii" if text.isascii() else _ENCODING)
    except UnicodeEncodeError:
        return None


def _analyse_singly(text: str, vocabulary: Vocabulary) -> Tokens:
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
        np.array([len(tokens)]),
        np.array(positions, np.int64),
        np.array([vocabulary.number(token.word) for token in tokens], np.int32),
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
        classes: of each byte: the bits of `_class_of`, uint8.
        bases: the offset of each text.
        starts, ends: the offsets of each word.
        first: the index of each text's first word, and the number of words.
        seams: the offsets of the seams.
    """

    data: bytes
    classes: Array
    bases: Array
    starts: Array
    ends: Array
    first: Array
    seams: Array

    def offsets(self) -> Array:
        """Return the offset of each word in its text, which has no seams."""
        starts, bases = self.starts, self.bases
        if len(self.seams):
            bases = bases - np.searchsorted(self.seams, bases)
            starts = starts - np.searchsorted(self.seams, starts)
        return np.asarray(starts - np.repeat(bases, np.diff(self.first)))


def _join(encoded: list[bytes]) -> _Joined:
    data = b"\n\n".join([b"", *encoded, b""])
    bases = starts_of(len(text) + 2 for text in encoded)[:-1] + 2
    classes, starts, ends = _words_of(data)
    cuts = _find_seams(data, classes, starts, ends)
    if len(cuts):
        pieces = [data[low:high] for low, high in pairwise([0, *cuts.tolist(), len(data)])]
        data = bytes([_SEAM]).join(pieces)
        classes, starts, ends = _words_of(data)
        bases = bases + np.searchsorted(cuts, bases, "right")
        cuts = cuts + np.arange(len(cuts))
    first = np.append(np.searchsorted(starts, bases), len(starts))
    return _Joined(data, classes, bases, starts, ends, first, cuts)


def _words_of(data: bytes) -> tuple[Array, Array, Array]:
    """Return the class of each byte, and the starts and ends of the words."""
    classes = np.frombuffer(data.translate(_CLASSES), np.uint8)
    in_word = classes & _WORD
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    return classes, edges[::2], edges[1::2]


def _find_seams(data: bytes, classes: Array, starts: Array, ends: Array) -> Array:
    """Return the offsets between the number and the unit of each measure, such as "600mg"."""
    met = np.flatnonzero(np.logical_and(classes[:-1] & _DIGIT, classes[1:] & _LETTER)) + 1
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


def _analyse_together(encoded: list[bytes], vocabulary: Vocabulary) -> Tokens:
    joined = _join(encoded)
    starts, first = joined.starts, joined.first
    forms = vocabulary.number_all(joined.data.translate(_LOWER), starts, joined.ends)
    keep, heads, wholes = _find_compounds(joined, vocabulary)
    times = keep.astype(np.int64)
    times[heads] += 1
    # A whole follows its first part, at the same position.
    ends = np.append(0, np.cumsum(times))
    at = np.repeat(np.arange(len(starts)), times)
    whole = np.zeros(len(at), np.bool_)
    whole[ends[heads + 1] - 1] = True
    form = forms[at]
    form[whole] = wholes
    position = _number_positions(joined, keep)
    return Tokens(np.diff(ends[first]), position[at], form, joined.offsets()[at], whole)


def _number_positions(joined: _Joined, keep: Array) -> Array:
    """Return the position of each word, counting kept words, with a gap at each blank line."""
    newline = np.frombuffer(joined.data, np.uint8) == _NEWLINE
    newlines = np.flatnonzero(newline[1:] & newline[:-1])
    breaks = newlines[np.diff(newlines, prepend=-2) > 1]  # one for several blank lines in a row
    kept = np.append(0, np.cumsum(keep))
    gaps = np.zeros(len(kept), np.int64)
    np.add.at(gaps, np.searchsorted(joined.starts, breaks), GAP)
    # Each text starts at position 0, after the blank line that separates it from the preceding one.
    begin = kept[joined.first[:-1]] + GAP * np.searchsorted(breaks, joined.bases)
    return np.asarray((kept + np.cumsum(gaps))[:-1] - np.repeat(begin, np.diff(joined.first)))


def _find_compounds(joined: _Joined, vocabulary: Vocabulary) -> tuple[Array, Array, Array]:
    """Find the compounds.

    Returns:
        Which words are tokens; the index of each whole's first part; and its word number.
    """
    keep = np.ones(len(joined.starts), np.bool_)
    first_parts: list[int] = []
    wholes: list[int] = []
    by_compound = vocabulary.by_compound
    firsts, lasts = _find_chains(joined)
    lows, highs = joined.starts[firsts].tolist(), joined.ends[lasts].tolist()
    for first, low, high in zip(firsts.tolist(), lows, highs, strict=True):
        compound = by_compound[joined.data[low:high]]
        if compound.whole >= 0:
            first_parts.append(first)
            wholes.append(compound.whole)
        if not all(compound.kept):
            keep[first : first + len(compound.kept)] = compound.kept
    return keep, np.array(first_parts, np.int64), np.array(wholes, np.int32)


def _find_chains(joined: _Joined) -> tuple[Array, Array]:
    """Return the first and the last words of runs of words with a joiner between each two."""
    classes = joined.classes
    at = np.flatnonzero(classes[1:-1] & (_JOINER | _DIGIT_JOINER)) + 1
    both = classes[at - 1] & classes[at + 1]
    is_joint = np.where(classes[at] & _JOINER, both & _WORD, both & _DIGIT).astype(np.bool_)
    left = np.searchsorted(joined.starts, at[is_joint]) - 1  # the part before each joint
    begins = np.flatnonzero(np.diff(left, prepend=-2) > 1)
    firsts = left[begins]
    lasts = left[np.append(begins[1:], len(left)) - 1] + 1 if len(left) else firsts
    return firsts, lasts

"""Split texts into word pieces: a text in, the numbers of its pieces in a vocabulary out.

Text is cleaned, lowercased, stripped of accents, split at white space and punctuation, and each
word into the longest pieces that the vocabulary has, from its beginning.

Source: Devlin and others 2019, "BERT: Pre-training of Deep Bidirectional Transformers", uncased.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from painsci_search.errors import SemanticUnavailable

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
# Characters. A longer word is unknown, as in the model's own training.
_LONGEST_WORD = 100
# Words whose pieces are kept: those of a few hundred passages.
_MOST_WORDS = 1 << 16
# Categories of characters that are dropped: control, format, private use and surrogates.
_NO_TEXT = ("Cc", "Cf", "Co", "Cs")
# Blocks of characters that are words of their own, as far as the model's training knew them.
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPieces:
    """The tokenizer of a model.

    Args:
        pieces: the vocabulary: pieces by number; those that continue a word begin with "##".

    Attributes:
        first, last: the numbers of the marks around each text.

    Raises:
        ValueError: the vocabulary lacks a mark.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        missing = [mark for mark in (UNKNOWN, FIRST, LAST) if mark not in self._numbers]
        if missing:
            raise ValueError(f"the vocabulary lacks {', '.join(missing)}")
        self._unknown = self._numbers[UNKNOWN]
        self.first, self.last = self._numbers[FIRST], self._numbers[LAST]
        self._pieces_of = lru_cache(_MOST_WORDS)(self._split)

    def __len__(self) -> int:
        return len(self._numbers)

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a text, without the marks around it.

        >>> pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "sore", "##ness", "cafe", "?"])
        >>> pieces.tokens("Soreness? Caf\u00e9 knee")
        [3, 4, 6, 5, 0]
        """
        return [number for word in words_of(text) for number in self._pieces_of(word)]

    def _split(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the longest pieces of a word, or that of an unknown one."""
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    break
            else:
                return (self._unknown,)
            found.append(number)
            start = end
        return tuple(found)


def read_vocabulary(path: Path) -> WordPieces:
    """Read a vocabulary, one piece on a line.

    Raises:
        SemanticUnavailable: the file cannot be read, or is none.
    """
    try:
        # not splitlines: some pieces are separators of lines in Unicode
        return WordPieces(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
    except OSError as error:
        raise SemanticUnavailable(
            f"{path}: the model's vocabulary cannot be opened: {error.strerror}"
        ) from error
    except ValueError as error:
        raise SemanticUnavailable(f"{path}: the model's vocabulary is damaged ({error})") from error


def words_of(text: str) -> list[str]:
    """Split a text into words and marks of punctuation, lowercased and without accents.

    >>> words_of("It's \u00c5ngstr\u00f6m-like: 5\u00a0mg")
    ['it', "'", 's', 'angstrom', '-', 'like', ':', '5', 'mg']
    """
    if not text.isascii():
        text = _plain(text)
    elif not text.isprintable():
        text = "".join(map(_clean, text))
    return [word for part in text.lower().split() for word in _at_punctuation(part)]


def _plain(text: str) -> str:
    """Clean a text, set ideographs apart and drop accents; a final sigma becomes a plain one."""
    cleaned = "".join(map(_clean, text))
    decomposed = unicodedata.normalize("NFD", cleaned)
    kept = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    # by character: at the end of a word `str.lower` would choose the final form
    return "".join(map(str.lower, kept))


def _clean(char: str) -> str:
    """Return a character, a space for white space, or "" for one that is not text."""
    if char in "\t\n\r" or char.isspace():
        return " " if char in "\t\n\r" or unicodedata.category(char)[0] == "Z" else ""
    if char == "\ufffd" or unicodedata.category(char) in _NO_TEXT:
        return ""
    number = ord(char)
    if number >= 0x3400 and any(low <= number <= high for low, high in _IDEOGRAPHS):
        return f" {char} "
    return char


def _at_punctuation(part: str) -> list[str]:
    """Split a text without white space before and after each mark of punctuation."""
    if part.isalnum():
        return [part]
    words, start = [], 0
    for index, char in enumerate(part):
        if _is_punctuation(char):
            if index > start:
                words.append(part[start:index])
            words.append(char)
            start = index + 1
    if start < len(part):
        words.append(part[start:])
    return words


def _is_punctuation(char: str) -> bool:
    """Return whether a character is punctuation; in ASCII every symbol is."""
    if char.isascii():
        return not char.isalnum()
    return unicodedata.category(char)[0] == "P"

"""The text of a note, its identifiers and marks in; its tokens out, which the model labels.

A token is a word, a number, a sign, or a whole identifier with its label: what a DOI is made of is
no matter for a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from painsci_search.identifiers import Mention

# White space, and a token after it, or none at the end. Letters and digits, with hyphens and
# apostrophes between letters; a year that touches the word before it is a token; all other signs
# are alone.
_TOKEN = re.compile(
    r"(\s*+)([^\W\d_]{3,}+(?=(?:19|20)\d\d(?!\w))"
    r"|(?>(?:[^\W\d_]++[-‐‑’'](?=[^\W_]))*)[^\W_]++"
    r"|``|''|\S|\Z)"
)


class Token(NamedTuple):
    r"""A token of a note.

    Attributes:
        text: as written; "<doi>", "<url>" and so on for an identifier.
        start, end: character offsets in the note.
        gap: what precedes the token: "" for nothing, " " for white space, "\n" for a new block.
    """

    text: str
    start: int
    end: int
    gap: str

    @property
    def may_identify(self) -> bool:
        """True for an identifier or URL, and for what has a digit, as a part of one has."""
        is_whole = len(self.text) > 1 and self.text[0] == "<"
        return is_whole or any(map(str.isdecimal, self.text))


def tokenize(text: str, mentions: Sequence[Mention]) -> list[Token]:
    """Return the tokens of a text, in order.

    Args:
        mentions: the identifiers and URLs of the whole text, ascending, without overlaps; those of
            one span are one token.

    >>> [token.text for token in tokenize("Fenn C. 2018;8(4):295–304.", ())]
    ['Fenn', 'C', '.', '2018', ';', '8', '(', '4', ')', ':', '295', '–', '304', '.']
    """
    tokens: list[Token] = []
    position = 0
    for one in mentions:
        if one.end <= position or one.start < position:
            continue
        tokens += _words(text, position, one.start)
        tokens.append(Token(f"<{one.kind}>", one.start, one.end, _gap(text, one.start)))
        position = one.end
    tokens += _words(text, position, len(text))
    return tokens


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    high = start
    for space, word in _TOKEN.findall(text, start, end):
        if not word:
            break
        low = high + len(space)
        high = low + len(word)
        # between two tokens as `_gap`, without a call for each
        gap = "" if not space and low > start else _gap(text, low) if space != " " else space
        yield Token(word, low, high, gap)


def _gap(text: str, start: int) -> str:
    if start == 0 or text[start - 1] == "\n":
        return "\n"
    return " " if text[start - 1].isspace() else ""

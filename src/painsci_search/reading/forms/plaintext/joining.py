"""The lines of a paragraph in, its text out, with the words joined that a line end parts.

A hyphen at the end of a line is one of a compound, unless the text has the word without it: editors
break lines at the hyphens of compounds, and only programs that set type hyphenate others. A word
that keeps a needless hyphen is found without it, too; one that lost its own is not found in parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from painsci_search.identifiers import DOI_PREFIX

_PARTED = re.compile(r"(?<![^\W\d_])(?P<head>[^\W\d_]{2,40})[-‐]\Z")
_REST = re.compile(r"[^\W\d_]{2,40}")
_JOINED = re.compile(r"[^\W_][-‐]\Z")
# A DOI ends with no stroke.
_DOI_BEGINS = re.compile(rf"(?<!\d){DOI_PREFIX}/\Z")
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-‐][^\W\d_]{2,})*")
# Before one of these words a hyphen is for the second part of a compound: "pre- and postnatal".
_AFTER_FIRST_PART = frozenset(
    "and or to und oder bis et ou y o e och eller og of en tot till til i lub".split()
)
# Characters at an end of a line that are looked at.
_END = 60


def find_words(lines: Iterable[str]) -> frozenset[str]:
    """Return the words within lines, with their hyphens, if any line ends with a hyphen."""
    stripped = [line.rstrip() for line in lines]
    if not any(line.endswith(("-", "‐")) and _JOINED.search(line[-2:]) for line in stripped):
        return frozenset()
    found: set[str] = set()
    for line in stripped:
        # the first and the last word of a line may be parts of words
        words = [word.lower().replace("‐", "-") for word in _WORD.findall(line)]
        found.update(words[:-1] if line.endswith(("-", "‐")) else words)
    return frozenset(found)


def join_lines(lines: Sequence[str], words: frozenset[str]) -> str:
    """Return the text of lines.

    Args:
        words: those of the whole text, by `find_words`.
    """
    pieces: list[str] = []
    for line in lines:
        start = line.strip()
        if pieces:
            pieces[-1] = _end_line(pieces[-1], start, words)
        pieces.append(start)
    return "".join(pieces)


def _end_line(line: str, following: str, words: frozenset[str]) -> str:
    """Return a line as it goes on in the next: with a space, or with or without its hyphen."""
    if line.endswith("\xad"):  # a soft hyphen
        return line[:-1]
    if _DOI_BEGINS.search(line[-_END:]):
        return line
    rest = _REST.match(following[:_END])
    is_for_more = rest is not None and rest[0] in _AFTER_FIRST_PART
    if _JOINED.search(line[-2:]) is None or not following[:1].isalnum() or is_for_more:
        return f"{line} "
    return line[:-1] if rest is not None and _is_parted(line[-_END:], rest[0], words) else line


def _is_parted(end: str, rest: str, words: frozenset[str]) -> bool:
    """Return whether the hyphen at the end of a line is no part of the word that it parts."""
    parted = _PARTED.search(end)
    if parted is None or not rest[0].islower():
        return False
    head, tail = parted["head"].lower(), rest.lower()
    return f"{head}{tail}" in words and f"{head}-{tail}" not in words

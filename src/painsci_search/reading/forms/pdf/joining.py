"""The lines of a paragraph in, its text out, with the words joined that a line end parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from painsci_search.reading.forms.pdf.pages import Line

_PARTED = re.compile(r"(?<![^\W\d_])(?P<head>[^\W\d_]{2,}+)[-‐]$")
_REST = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+(?>(?:[-‐][^\W\d_]{2,}+)+)")
# Characters of a part of a word.
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Joined:
    """A paragraph: its text, and the raised markers in it, each as its offset and its text."""

    text: str
    raised: tuple[tuple[int, str], ...]


def find_compounds(lines: Iterable[Line]) -> frozenset[str]:
    """Return the words that are written with a hyphen within a line: "self-efficacy".

    A word whose first part is in several of these, such as "self", keeps its hyphen, too: the
    first part is returned with its hyphen, "self-".
    """
    found: set[str] = set()
    firsts: dict[str, set[str]] = {}
    for line in lines:
        for match in _COMPOUND.finditer(line.text.rstrip("-‐")):
            word = match.group().replace("‐", "-").lower()
            found.add(word)
            firsts.setdefault(word.split("-")[0], set()).add(word)
    return frozenset(found | {f"{first}-" for first, words in firsts.items() if len(words) > 1})


def join_lines(lines: list[Line], compounds: frozenset[str]) -> Joined:
    """Join the lines of a paragraph.

    A hyphen at the end of a line goes, unless the word has one elsewhere in the document.
    """
    pieces: list[str] = []
    raised: list[tuple[int, str]] = []
    length = 0
    for line in lines:
        start = line.text.lstrip()
        if pieces:
            last = _end_line(pieces[-1].rstrip(), start, compounds)
            length += len(last) - len(pieces[-1])
            pieces[-1] = last
        base = length - (len(line.text) - len(start))
        raised += [(max(0, base + at), sign) for at, sign in line.raised]
        pieces.append(start)
        length += len(start)
    return Joined("".join(pieces), tuple(raised))


def _end_line(text: str, rest: str, compounds: frozenset[str]) -> str:
    """Return a line, ready for the next one: with a space, or without its last hyphen."""
    parted = _PARTED.search(text[-_LONGEST_WORD:])
    following = _REST.match(rest[:_LONGEST_WORD])
    if parted is None or following is None:
        ends_open = text.endswith(("-", "–", "/")) and not text.endswith((" -", " –"))
        return text if ends_open or not text else text + " "
    if not following.group()[0].islower():
        return text
    head = parted["head"].lower()
    keeps = f"{head}-{following.group().lower()}" in compounds or f"{head}-" in compounds
    return text if keeps else text[:-1]

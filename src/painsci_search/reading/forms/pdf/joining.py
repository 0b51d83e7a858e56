"""The lines of a paragraph in, its text out, with the words joined that a line end parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from painsci_search.reading.forms.pdf.pages import Line

_PARTED = re.compile(r"(?P<head>[^\W\d_]{2,})[-‐]$")
_REST = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]{2,}(?:[-‐][^\W\d_]{2,})+")


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
    text = ""
    raised: list[tuple[int, str]] = []
    for line in lines:
        start = line.text.lstrip()
        text = _join_word(text.rstrip(), start, compounds) if text else ""
        base = len(text) - (len(line.text) - len(start))
        raised += [(max(0, base + at), sign) for at, sign in line.raised]
        text += start
    return Joined(text, tuple(raised))


def _join_word(text: str, rest: str, compounds: frozenset[str]) -> str:
    """Return a text, ready for the next line: with a space, or without its last hyphen."""
    parted = _PARTED.search(text)
    following = _REST.match(rest)
    if parted is None or following is None:
        ends_open = text.endswith(("-", "–", "/")) and not text.endswith((" -", " –"))
        return text if ends_open else text + " "
    if not following.group()[0].islower():
        return text
    head = parted["head"].lower()
    word = f"{head}-{following.group().lower()}"
    keeps = word in compounds or f"{head}-" in compounds
    return text if keeps else text[:-1]

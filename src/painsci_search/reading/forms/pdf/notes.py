"""The blocks of a reference list in, its entries out; and the markers of notes in lines of text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from painsci_search.reading.forms.pdf.blocks import PdfBlock
from painsci_search.reading.forms.pdf.joining import join_lines
from painsci_search.reading.forms.pdf.pages import Line
from painsci_search.reading.text.parts import DASHES

_LABEL = re.compile(r"[\[(]?(?P<number>\d{1,3})(?:[\])]\.?|\.(?!\d)|(?=\s|\t))\s*")
# Letters and arrows with which web pages link from a note back to its markers.
_BACK = re.compile(r"\A(?:[\^↑]\s*(?:(?:[a-z]\s?)(?=[a-z]?\s))*)\s*+|(?<!\s)\s*+[↩↵⏎]\ufe0e?\s*+\Z")
_TO = rf"(?:\s?\]\s?[{DASHES}]\s?\[\s?|\s?[{DASHES}]\s?)"
_BRACKETED = re.compile(rf"\[(?P<list>\d{{1,3}}(?:(?:\s?[,;]\s?|{_TO})\d{{1,3}}){{0,20}})\]")
# A letter alone: "t[1]" is an element of a vector.
_SYMBOL = re.compile(r"\b[^\W\d_]\Z")
_NUMBER = re.compile(r"\d{1,3}")
_ENTRY = re.compile(rf"(?P<first>\d{{1,3}})(?:{_TO}(?P<last>\d{{1,3}}))?")
# Notes of a range; a longer one is no citation.
_LONGEST_RANGE = 40
# Parts of the lines of a list with hanging lines that are indented, at least; points of an indent.
_HANGING = 0.3
_INDENT = 3.0
# Points by which the sizes of type in an entry may differ.
_SAME_SIZE = 0.8
# Characters at the start of a block that may be its number.
_LONGEST_LABEL = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list of notes: its number, or "" for a list by author and year."""

    label: str
    text: str
    page: int


def read_entries(blocks: list[PdfBlock]) -> list[Entry]:
    """Return the entries of a reference list: numbered, or with hanging or parted paragraphs."""
    lines = [line for block in blocks for line in block.lines]
    numbered = _split_numbered(lines)
    if len(numbered) > 1 or (numbered and len(blocks) == 1):
        return numbered
    if starts := _hanging_starts(lines):
        groups = _split_at(lines, starts)
    else:
        groups = [block.lines for block in blocks]
    return [Entry("", text, group[0].page) for group in groups if (text := _text(group))]


def _split_numbered(lines: list[Line], first: int = 1) -> list[Entry]:
    """Split lines at the numbers 1, 2, 3 … at their beginnings."""
    groups: list[list[Line]] = []
    for line in lines:
        label = _LABEL.match(line.text)
        if label and int(label["number"]) == len(groups) + first:
            groups.append([line])
        elif groups:
            groups[-1].append(line)
    if groups:
        groups[-1] = _until_gap(groups[-1])
    entries = [
        Entry(str(number), _LABEL.sub("", _text(group), count=1), group[0].page)
        for number, group in enumerate(groups, start=first)
    ]
    return [Entry(one.label, _BACK.sub("", one.text).strip(), one.page) for one in entries]


def _until_gap(lines: list[Line]) -> list[Line]:
    """Return the lines of the last entry, without what is printed below the list."""
    for number, (above, line) in enumerate(pairwise(lines), start=1):
        is_below = (above.page, above.column) == (line.page, line.column)
        distance = line.bottom - above.bottom
        if abs(above.size - line.size) > _SAME_SIZE or (is_below and distance > 2 * line.size):
            return lines[:number]
    return lines


def _hanging_starts(lines: list[Line]) -> set[int]:
    """Return the numbers of the lines that begin an entry, if the others are indented."""
    lefts: dict[tuple[int, int], float] = {}
    for line in lines:
        place = line.page, line.column
        lefts[place] = min(line.x0, lefts.get(place, line.x0))
    starts = {
        number
        for number, line in enumerate(lines)
        if line.x0 <= lefts[line.page, line.column] + _INDENT
    }
    return starts if len(starts) < (1 - _HANGING) * len(lines) else set()


def _split_at(lines: list[Line], starts: set[int]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number in starts or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def _text(lines: list[Line]) -> str:
    return _BACK.sub("", " ".join(join_lines(lines, frozenset()).text.split()))


def find_list(blocks: list[PdfBlock], cited: set[int]) -> list[PdfBlock]:
    """Return the blocks of the list of the cited notes: one below another, or below each page.

    A list in the size of the text must be whole; footnotes in smaller type may have text between.
    """
    found: list[PdfBlock] = []
    best: list[PdfBlock] = []
    expected = 1
    for block in blocks:
        label = _LABEL.match(block.text[:_LONGEST_LABEL])
        value = int(label["number"]) if label and block.kind in ("text", "small") else 0
        if value == 1:
            found, expected = [], 1
        if value and value == expected:
            expected += len(_split_numbered(block.lines, expected))
            found.append(block)
            if expected > max(cited) and 2 * len(cited) >= expected - 1:
                best = list(found)
        elif block.kind == "text" and found and found[-1].kind == "text":
            found, expected = [], 1
    return best


def raised_numbers(lines: list[Line]) -> Counter[int]:
    """Count the raised numbers in lines, which may be markers of notes."""
    return Counter(
        int(number) for line in lines for _, text in line.raised for number in _NUMBER.findall(text)
    )


def printed_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that a marker such as "3,5–7" prints."""
    return tuple(_NUMBER.findall(text))


def cited_numbers(text: str) -> dict[str, bool]:
    """Return the numbers of the notes that a marker cites, and whether each is printed.

    The others are within ranges.
    """
    numbers: dict[str, bool] = {}
    for one in _ENTRY.finditer(text):
        first, last = int(one["first"]), int(one["last"] or one["first"])
        numbers[one["first"]] = True
        if last - first <= _LONGEST_RANGE:
            for number in range(first + 1, last):
                numbers.setdefault(str(number), False)
        numbers[one["last"] or one["first"]] = True
    return numbers


def are_apart(lines: list[Line]) -> bool:
    """Return whether most bracketed numbers have a space before them, unlike those in "t[1]"."""
    found = [
        line.text[one.start() - 1 : one.start()].isalnum()
        for line in lines
        for one in _BRACKETED.finditer(line.text)
    ]
    return 2 * sum(found) <= len(found)


def split_brackets(text: str, known: set[str], *, apart: bool) -> list[tuple[str, bool]]:
    """Split a text at its bracketed markers, such as "[3]"; each piece with whether it is one.

    Args:
        known: the labels of the notes.
        apart: whether a bracket directly after a word is none, but an index.
    """
    pieces: list[tuple[str, bool]] = []
    done = 0
    for one in _BRACKETED.finditer(text):
        is_glued = text[one.start() - 1 : one.start()].isalnum()
        is_index = is_glued and (apart or _SYMBOL.search(text[: one.start()][-2:]))
        if not is_index and set(_NUMBER.findall(one["list"])) <= known:
            pieces += [(text[done : one.start()], False), (one["list"], True)]
            done = one.end()
    pieces.append((text[done:], False))
    return pieces

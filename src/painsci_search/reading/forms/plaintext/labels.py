"""The lines below the heading of notes in; the same with each note's number before its text, out.

Programs that take the text out of a PDF write the numbers of notes, which are to the left of them,
first, and then the notes, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LABEL = re.compile(r"\s*\[?(?P<number>\d{1,3})[.\])]{0,2}(?:\s+(?P<text>\S.*))?\Z")
_ENDS_ENTRY = re.compile(r"(?:[.)\]]|\d|/\S*)\Z")
# How a work begins: a surname with initials or a comma, or a body.
_STARTS_ENTRY = re.compile(r"[^\W\d_][\w’'‐-]*,?\s[^\W\d_]")


def rejoin_labels(lines: Sequence[str]) -> list[str]:
    """Return lines with each note, if the numbers follow each other, in a paragraph of its own.

    >>> rejoin_labels(["1.", "", "2.", "", "Doe J. Backs. BMJ", "1999;4:8.", "Roe A. Knees."])
    ['', '1. Doe J. Backs. BMJ', '1999;4:8.', '', '2. Roe A. Knees.']
    """
    joined: list[str] = []
    last = at = 0
    while at < len(lines):
        labels, start = _take_labels(lines, at, last)
        if not labels:
            label = _LABEL.match(lines[at])
            if label and label["text"] and int(label["number"]) == last + 1:
                last += 1
                joined.append("")
            joined.append(lines[at])
            at += 1
            continue
        last = labels[-1]
        end = start
        while end < len(lines) and not _is_label(lines[end], last + 1):
            end += 1
        entries = _split_entries([line for line in lines[start:end] if line.strip()], len(labels))
        if entries:
            for number, (first, *rest) in zip(labels, entries, strict=True):
                joined += ["", f"{number}. {first.strip()}", *rest]
        else:
            joined += lines[at:end]
        at = end
    return joined


def _is_label(line: str, number: int) -> bool:
    label = _LABEL.match(line)
    return label is not None and int(label["number"]) == number


def _take_labels(lines: Sequence[str], at: int, last: int) -> tuple[list[int], int]:
    """Return the numbers that are alone in lines and go on from the last, and where text begins."""
    labels: list[int] = []
    while at < len(lines):
        label = _LABEL.match(lines[at])
        if label and not label["text"] and int(label["number"]) == last + len(labels) + 1:
            labels.append(int(label["number"]))
        elif lines[at].strip() or not labels:
            break
        at += 1
    return labels, at


def _split_entries(lines: Sequence[str], count: int) -> list[list[str]]:
    """Return lines as the given number of entries; [] if they are not as many."""
    entries: list[list[str]] = []
    for line in lines:
        text = line.strip()
        is_start = text[0].isupper() and _STARTS_ENTRY.match(text) is not None
        if not entries or (count > 1 and is_start and _ENDS_ENTRY.search(entries[-1][-1].rstrip())):
            entries.append([])
        entries[-1].append(line)
    return entries if len(entries) == count else []

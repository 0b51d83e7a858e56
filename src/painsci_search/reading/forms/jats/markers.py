"""A link to notes in; the markers that it prints, and those of the notes within a range, out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from painsci_search.reading.forms.jats.notes import LONGEST_RANGE, NoteTable
from painsci_search.reading.forms.jats.xml import Element, attribute, bare_label, text_of
from painsci_search.reading.text.parts import DASHES
from painsci_search.reading.text.prose import Prose

_WORDS = re.compile(r"[^\W\d_]{2,}")
_DASH = re.compile(rf"[\s\])]{{0,3}}[{DASHES}][\s\[(]{{0,3}}")
_RANGE = re.compile(rf"(\d{{1,4}})\s?[{DASHES}]\s?(\d{{1,4}})")
_PRINTED = re.compile(r"[\[\](){},;]+|\s+")
# Elements around a link that do not set it apart from its neighbours.
_AROUND = frozenset({"sup", "italic", "bold", "named-content", "styled-content"})
# Such elements around each other.
_DEEPEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Marker:
    """A note that the text cites: its label, None within a range, and its anchor."""

    label: str | None
    anchor: str


def is_worded(link: Element) -> bool:
    """Return whether a link is made of words, such as "Smith 2004", which stay in the text."""
    return _WORDS.search(text_of(link)) is not None


def add_markers(prose: Prose, notes: NoteTable, link: Element, anchors: list[str]) -> None:
    """Add the markers of a link: one for each note that it cites, also those within a range.

    Args:
        anchors: those of the notes that the link names; "" for a missing note.
    """
    for marker in (*_between(notes, link, anchors[0]), *_markers_of(notes, link, anchors)):
        prose.mark(marker)


def _markers_of(notes: NoteTable, link: Element, anchors: list[str]) -> list[Marker]:
    """Return the markers of the notes that a link names or has in its range."""
    printed = text_of(link)
    label = _label_of(link) or notes.labels.get(anchors[0], "")
    if is_worded(link):
        return [Marker(label, anchor) for anchor in anchors]
    ends = _RANGE.fullmatch(label)
    if ends is not None and len(anchors) <= 2:
        count = int(ends[2]) - int(ends[1])
        reached = [anchors[0], *notes.after(anchors[0], count)]
        if notes.number_of(anchors[0]) == ends[1] and anchors[-1] in (reached[0], reached[-1]):
            anchors = reached
    labels: list[str | None]
    labels = [one for part in _PRINTED.split(printed) if part for one in _expand(part)]
    if len(labels) != len(anchors):
        labels = [label, *(notes.labels.get(anchor) or label for anchor in anchors[1:])]
    return [Marker(*pair) for pair in zip(labels, anchors, strict=True)]


def _expand(printed: str) -> list[str | None]:
    """Return the labels of a range, None for those within it; of another text, the text."""
    ends = _RANGE.fullmatch(printed)
    if ends is None or not 0 < int(ends[2]) - int(ends[1]) <= LONGEST_RANGE:
        return [printed]
    return [ends[1], *[None] * (int(ends[2]) - int(ends[1]) - 1), ends[2]]


def _between(notes: NoteTable, link: Element, anchor: str) -> list[Marker]:
    """Return the markers of the notes between a link and the one before, if a dash joins them."""
    before = _joined_before(link)
    if before is None:
        return []
    first, last = _count_of(before), _count_of(link)
    start = notes.anchors.get(attribute(before, "rid"), "")
    reached = notes.after(start, last - first)
    if notes.number_of(start) != _label_of(before) or reached[-1:] != (anchor,):
        # years, or links to anything but notes that count up
        return []
    return [Marker(None, one) for one in reached[:-1]]


def _count_of(link: Element) -> int:
    """Return the number that a link prints, or that of its only letter; 0 for another text."""
    label = _label_of(link)
    if label.isdecimal():
        return int(label)
    return ord(label) if len(label) == 1 and label.isalpha() else 0


def _label_of(link: Element) -> str:
    return bare_label(text_of(link))


def _joined_before(link: Element) -> Element | None:
    """Return the link before another, if there is only a dash between the two."""
    level = link
    for _ in range(_DEEPEST):
        outer = level.getparent()
        if level.getprevious() is not None or outer is None or outer.tag not in _AROUND:
            break
        if outer.text and outer.text.strip("[( "):
            return None
        level = outer
    before = level.getprevious()
    written = (before.tail or "") if before is not None else ""
    if before is not None and before.tag == "sup" and not len(before):
        # a dash that is raised by itself
        written = (before.text or "") + written
        before = before.getprevious()
        written = ((before.tail or "") if before is not None else "") + written
    for _ in range(_DEEPEST):
        if before is None or before.tag not in _AROUND or not len(before):
            break
        before = before[-1]
        written = (before.tail or "") + written
    if before is None or before.tag != "xref" or not _DASH.fullmatch(written):
        return None
    return before

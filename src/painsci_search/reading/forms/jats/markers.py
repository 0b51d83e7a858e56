"""A link to notes in; the markers that it prints, with the notes of a range, out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from painsci_search.reading.forms.jats.notes import NoteTable
from painsci_search.reading.forms.jats.xml import Element, attribute, text_of
from painsci_search.reading.prose import Prose

_WORDS = re.compile(r"[^\W\d_]{2,}")
_DASH = re.compile(r"\s*[-–—‐‑−]\s*")
_PRINTED = re.compile(r"[\s\[\](){},;]+")


@dataclass(frozen=True, slots=True, eq=False)
class Marker:
    """A marker in the text: its label, the note, and the notes between it and the one before."""

    label: str
    anchor: str
    between: tuple[str, ...] = ()


def is_worded(link: Element) -> bool:
    """Return whether a link is made of words, such as "Smith 2004", which stay in the text."""
    return _WORDS.search(text_of(link)) is not None


def add_markers(prose: Prose, notes: NoteTable, link: Element, anchors: list[str]) -> None:
    """Add the markers of a link: one for each printed label, with the notes between two.

    Args:
        anchors: those of the notes that the link names; "" for a missing note.
    """
    printed = text_of(link)
    labels = [label for label in _PRINTED.split(printed) if label]
    if len(labels) == len(anchors) > 1 and not is_worded(link):
        for label, anchor in zip(labels, anchors, strict=True):
            prose.mark(Marker(label, anchor))
        return
    label = printed.strip("[]() ") or notes.labels.get(anchors[0], "")
    between = (*_between(notes, link, anchors[0]), *anchors[1:])
    prose.mark(Marker(label, anchors[0], between))


def _between(notes: NoteTable, link: Element, anchor: str) -> tuple[str, ...]:
    """Return the notes between a marker and the one before, if a dash joins the two."""
    before = link.getprevious()
    if before is None or before.tag != "xref" or not _DASH.fullmatch(before.tail or ""):
        return ()
    first = notes.anchors.get(attribute(before, "rid"), "")
    return notes.between(first, anchor)

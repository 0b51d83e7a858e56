"""Markers with ranges, such as "1–4", in; the notes between the ends, which they cite too, out."""

from __future__ import annotations

import re
from itertools import pairwise

from painsci_search.reading.dom.elements import BLOCKS, attribute, is_text, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import plain_digits
from painsci_search.reading.text.parts import DASHES, WORDS_OF_RANGES

_DASH = re.compile(rf"[\s\])]{{0,3}}(?:[{DASHES}]|{WORDS_OF_RANGES})[\s\[(]{{0,3}}")
_RANGE = re.compile(rf"(\d{{1,4}})\s?[{DASHES}]\s?(\d{{1,4}})")
# Letters between the ends of a range.
_LONGEST_BETWEEN = len("through")
# Notes: a longer range is none.
_LONGEST = 200


def read_ranges(found: FoundNotes) -> None:
    """Record, for each marker that starts a range, the notes that no marker of their own cites.

    A marker that is a range itself, such as "1–4", is of its first note then. Its data may name all
    of them.
    """
    places = {id(note): place for place, note in enumerate(found.notes)}
    by_anchor = {note.anchor: note for note in found.notes if note.anchor}
    markers = sorted(found.markers.values(), key=lambda one: one.element.first)
    for marker in markers:
        _relabel(marker)
    for marker, following in zip(markers, markers[1:] + markers[:1], strict=True):
        own = _RANGE.fullmatch(plain_digits(marker.label))
        if marker.note is None:
            continue
        if listed := attribute(marker.element, "data-rid").split()[1:_LONGEST]:
            marker.between = tuple(by_anchor[anchor] for anchor in listed if anchor in by_anchor)
        elif own is not None:
            first, last = int(own[1]), int(own[2])
            marker.between = _notes_up_to(found.notes, places, marker.note, first, last)
        elif _are_joined(marker.element, following.element):
            _join(found.notes, places, marker, following)
    for node_spans in found.spans.values():
        for (span, marker), (next_span, following) in pairwise(node_spans):
            if next_span.after_dash and span.end < next_span.start:
                _join(found.notes, places, marker, following)


def _relabel(marker: FoundMarker) -> None:
    """Give a note with the label of a range, from its marker, the first label of that."""
    own = _RANGE.fullmatch(plain_digits(marker.label))
    if own is not None and marker.note is not None and marker.note.label == marker.label:
        marker.note.label = own[1]


def _are_joined(one: Tag, other: Tag) -> bool:
    """Return whether there is only a dash, or a word such as "to", between two elements."""
    if not 0 <= other.text_start - one.text_end <= _LONGEST_BETWEEN:
        return False
    level: Tag | None = one
    while level is not None and level.name not in BLOCKS:
        after = level.next_sibling
        if after is not None:
            if isinstance(after, Tag):
                written = text_of(after) if after.name == "sup" else ""
            else:
                written = str(after) if is_text(after) else ""
            return _DASH.fullmatch(written) is not None
        level = level.parent
    return False


def _join(
    notes: list[FoundNote], places: dict[int, int], marker: FoundMarker, following: FoundMarker
) -> None:
    first, last = plain_digits(marker.label), plain_digits(following.label)
    if marker.note is None or not (first.isdecimal() and last.isdecimal()):
        return
    marker.between = _notes_up_to(notes, places, marker.note, int(first), int(last))[:-1]


def _notes_up_to(
    notes: list[FoundNote], places: dict[int, int], note: FoundNote, first: int, last: int
) -> tuple[FoundNote, ...]:
    """Return the notes after the first one of a range up to its last, if they count up to it."""
    place = places.get(id(note))
    count = last - first
    if place is None or not 0 < count <= _LONGEST or place + count >= len(notes):
        return ()
    between = notes[place + 1 : place + count + 1]
    labels = [plain_digits(one.label) for one in between]
    return tuple(between) if labels == [str(n) for n in range(first + 1, last + 1)] else ()

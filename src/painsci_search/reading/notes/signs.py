"""The dialect of signs: an asterisk after a word, and a later paragraph that starts with it."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.dom import HEADINGS, SILENT, anchor_of, text_of, walk
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes, Span
from painsci_search.reading.notes.labels import plain_label
from painsci_search.reading.tree import PageTree

_SIGNS = r"(\*{1,3}|†{1,2}|‡{1,2})"
# a sign after a word or its punctuation, before a space: neither a product nor emphasis
_MARKER = re.compile(rf"(?<=[\w.,;:!?)\]”’\"']){_SIGNS}(?=[\s.,;:!?)\]”’—–]|\Z)")
_START = re.compile(rf"{_SIGNS}[\s\xa0]?(?=[\w“\"'(])")
_VERBATIM = SILENT | HEADINGS | {"pre", "code", "kbd", "samp", "math"}
# Markers: a sign that is printed more often is no marker, but a rating or a bullet.
_MOST_MARKERS = 3
# Letters of a paragraph in which its sign is searched.
_START_OF_NOTE = 12
_FEWEST_LETTERS = 12


def find_notes_with_signs(tree: PageTree, found: FoundNotes) -> None:
    """Add the paragraphs that start with a sign which is after a word above them."""
    if found.notes or found.markers:
        return
    notes = _find_notes(tree)
    if not notes:
        return
    markers = _find_markers(tree, notes)
    for sign, note in notes.items():
        placed = markers.get(sign, [])
        if not 0 < len(placed) <= _MOST_MARKERS:
            continue
        found.notes.append(note)
        for node, span in placed:
            marker = FoundMarker(_parent_of(node), sign, note)
            found.spans.setdefault(id(node), []).append((span, marker))
    for spans in found.spans.values():
        spans.sort(key=lambda one: one[0].start)


def _find_notes(tree: PageTree) -> dict[str, FoundNote]:
    """Return the paragraphs that start with a sign, if no other paragraph starts with it."""
    notes: dict[str, FoundNote] = {}
    repeated: set[str] = set()
    blocks = (block for sign in ("", "*", "†", "‡") for block in tree.openings.get(sign, ()))
    for block in tree.in_order(blocks):
        if tree.letters(block) < _FEWEST_LETTERS:
            continue
        found = _START.match(text_of(block, enough=_START_OF_NOTE))
        if found is None:
            continue
        sign = found[1]
        if sign in notes:
            repeated.add(sign)
        anchor = anchor_of(block)
        position = tree.extent(block).first
        notes[sign] = FoundNote(anchor, sign, (block,), bool(anchor), position)
        notes[sign].is_bare = plain_label((block,), sign)
    return {sign: note for sign, note in notes.items() if sign not in repeated}


def _find_markers(
    tree: PageTree, notes: dict[str, FoundNote]
) -> dict[str, list[tuple[PageElement, Span]]]:
    """Return the signs in the text above their notes."""
    own = {id(node) for note in notes.values() for node in note.nodes}
    markers: dict[str, list[tuple[PageElement, Span]]] = {}

    def skip(tag: Tag) -> bool:
        return tag.name in _VERBATIM or id(tag) in own

    for step, node in walk(tree.body, skip):
        if step != "text":
            continue
        position = tree.extent(_parent_of(node)).first
        for found in _MARKER.finditer(str(node)):
            note = notes.get(found[1])
            if note is not None and position < note.position:
                span = Span(found.start(), found.end(), found[1])
                markers.setdefault(found[1], []).append((node, span))
    return markers


def _parent_of(node: PageElement) -> Tag:
    parent = node.parent
    if parent is None:
        raise ValueError("a node that is in no page")
    return parent

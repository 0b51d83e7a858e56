"""The dialect of signs: an asterisk after a word, and a later paragraph that starts with it.

A sign after the title is a marker also where other notes are numbered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from painsci_search.reading.dom.elements import (
    HEADINGS,
    SILENT,
    ancestors,
    anchor_of,
    block_of,
    elements_in,
    text_of,
    texts_in,
    walk,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.blocks import Targets, definitions_of
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes, Span
from painsci_search.reading.notes.labels import leading_label, plain_label
from painsci_search.reading.notes.lists import element_of, split_lines, text_of_line

_SIGNS = r"(\*{1,3}|†{1,2}|‡{1,2}|[☆★]{1,2}|§(?!\s?\d))"
# a sign after a word or its punctuation, before a space: neither a product nor emphasis
_MARKER = re.compile(rf"(?<=[\w.,;:!?)\]”’\"']){_SIGNS}(?=[\s.,;:!?)\]”’—–]|\Z)")
_AT_END = re.compile(rf"(?<=[\w.,;:!?)\]”’\"']){_SIGNS}\Z")
_SIGN = re.compile(_SIGNS)
# Characters: a longer text is no sign alone.
_MOST_SIGNS = 4
_START = re.compile(rf"{_SIGNS}[\s\xa0]?(?=[\w“\"'(])")
_VERBATIM = SILENT | HEADINGS | {"pre", "code", "kbd", "samp", "math"}
# The first signs of blocks that may start with one; "" is not known.
_OPENINGS = ("", "*", "†", "‡", "☆", "★", "§")
# Lines: more than a paragraph has that is a list of notes with signs.
_MOST_LINES = 8
# Elements around a text, of which one may be a marker.
_NEAR = 4
# Markers: a sign that is printed more often is no marker, but a rating or a bullet.
_MOST_MARKERS = 3
# Letters of a paragraph in which its sign is searched.
_START_OF_NOTE = 12
_FEWEST_LETTERS = 12

_Markers = dict[str, list[tuple[Node, Span]]]


def find_notes_with_signs(tree: PageTree, found: FoundNotes) -> None:
    """Add the paragraphs that start with a sign which is after a word above them."""
    titles = list(_signs_in_titles(tree, found))
    has_others = bool(found.notes or found.markers)
    if has_others and not titles:
        return
    notes = _without_known(_find_notes(tree), found)
    markers: _Markers = {}
    for heading, node, span in titles:
        note = notes.get(span.label)
        if note is not None and heading.first < note.position:
            markers.setdefault(span.label, []).append((node, span))
    if not has_others:
        _add_markers(tree, notes, markers)
    for sign, note in notes.items():
        placed = markers.get(sign, [])
        if not 0 < len(placed) <= _MOST_MARKERS:
            continue
        found.notes.append(note)
        printed = leading_label(note.nodes, sign)
        if printed is not None:
            found.hidden.add(id(printed))
        for node, span in placed:
            marker = FoundMarker(element_of(node), sign, note)
            found.spans.setdefault(id(node), []).append((span, marker))
    for spans in found.spans.values():
        spans.sort(key=lambda one: one[0].start)


def _without_known(notes: dict[str, FoundNote], found: FoundNotes) -> dict[str, FoundNote]:
    """Return the notes that neither hold nor are in a note that is found already."""
    own = [node for note in found.notes for node in note.nodes if isinstance(node, Tag)]
    inside, taken = set(map(id, own)), Targets(own)

    def is_known(tag: Node) -> bool:
        return isinstance(tag, Tag) and (
            taken.first_in(tag) is not None
            or any(id(around) in inside for around in ancestors(tag))
        )

    return {sign: note for sign, note in notes.items() if not any(map(is_known, note.nodes))}


def _find_notes(tree: PageTree) -> dict[str, FoundNote]:
    """Return the paragraphs that start with a sign, if no other paragraph starts with it.

    The sign may be a term whose definition is the note, or start a line.
    """
    lines = {id(block): notes for block, notes in _notes_in_lines(tree)}
    found = [*_notes_of_terms(tree)]
    blocks = (block for sign in _OPENINGS for block in tree.openings.get(sign, ()))
    end = -1
    for block in tree.in_order(blocks):
        if tree.letters(block) < _FEWEST_LETTERS or block.first <= end:
            continue  # it is too short, or a part of the block before
        if id(block) in lines:
            found += lines[id(block)]
            end = block.last
        elif start := _START.match(text_of(block, enough=_START_OF_NOTE)):
            anchor = anchor_of(block)
            note = FoundNote(anchor, start[1], (block,), bool(anchor), block.first)
            note.is_bare = plain_label((block,), start[1])
            found.append(note)
            end = block.last
    signs = Counter(note.label for note in found)
    return {note.label: note for note in found if signs[note.label] == 1}


def _notes_of_terms(tree: PageTree) -> Iterator[FoundNote]:
    """Yield the definitions of terms that are only a sign."""
    for term in tree.named("dt"):
        sign = text_of(term) if tree.letters(term) <= _MOST_SIGNS else ""
        if _SIGN.fullmatch(sign) and (definitions := definitions_of(term)):
            tags = [tag for tag in definitions if isinstance(tag, Tag)]
            inner = (tag for one in tags for tag in islice(elements_in(one), _NEAR))
            anchor = next(filter(None, map(anchor_of, (term, *tags, *inner))), "")
            nodes = (term, *definitions)
            yield FoundNote(anchor, sign, nodes, bool(anchor), term.first)


def _notes_in_lines(tree: PageTree) -> Iterator[tuple[Tag, list[FoundNote]]]:
    """Yield the blocks whose lines start with one sign each, and the notes of these lines."""
    for around in tree.in_order(element_of(one) for one in tree.named("br")):
        block = block_of(around)
        lines = [line for line in split_lines(around) if any(str(node).strip() for node in line)]
        if block.text_start != around.text_start or not 1 < len(lines) <= _MOST_LINES:
            continue
        starts = [_START.match(text_of_line(line).lstrip()) for line in lines]
        signs = {start[1] for start in starts if start}
        if len(signs) == len(lines):
            at = block.first
            yield (
                block,
                [
                    FoundNote("", start[1], tuple(line), False, at, is_bare=True)
                    for start, line in zip(starts, lines, strict=True)
                    if start
                ],
            )


def _signs_in_titles(tree: PageTree, known: FoundNotes) -> Iterator[tuple[Tag, Node, Span]]:
    """Yield the headings of the first level that end in a sign, which is no marker yet, with it."""
    for heading in tree.named("h1"):
        last = next((node for node in reversed([*texts_in(heading)]) if str(node).strip()), None)
        if last is None or any(map(known.holds, _around(last))):
            continue
        text = str(last).rstrip()
        found = _AT_END.search(text) or (_SIGN.fullmatch(text) if len(text) < _MOST_SIGNS else None)
        if found:
            yield heading, last, Span(found.start(1), found.end(1), found[1])


def _add_markers(tree: PageTree, notes: dict[str, FoundNote], markers: _Markers) -> None:
    """Add the signs in the text above their notes."""
    if not notes:
        return
    own = {id(node) for note in notes.values() for node in note.nodes}

    def skip(tag: Tag) -> bool:
        return tag.name in _VERBATIM or id(tag) in own

    for step, node in walk(tree.body, skip):
        if step != "text":
            continue
        position = element_of(node).first
        for found in _MARKER.finditer(str(node)):
            note = notes.get(found[1])
            if note is not None and position < note.position:
                span = Span(found.start(), found.end(), found[1])
                markers.setdefault(found[1], []).append((node, span))


def _around(node: Node) -> list[Tag]:
    """Return the elements around a text that may be a marker."""
    parent = element_of(node)
    return [parent, *ancestors(parent, _NEAR)]

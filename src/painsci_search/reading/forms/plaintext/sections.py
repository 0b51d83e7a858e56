"""Headed parts of a plain text and its notes in; sections with blocks and markers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from painsci_search.model import BLOCK_GAP, CELL_GAP, Note, NoteRef, Section
from painsci_search.model import Block as TextBlock
from painsci_search.reading.anchors import Anchors, slugify
from painsci_search.reading.forms.plaintext.blocks import Block
from painsci_search.reading.forms.plaintext.markers import Marker, find_markers, take_out
from painsci_search.reading.forms.plaintext.shapes import Shaped, shape_blocks

_ROWS = frozenset({"row", "header"})


@dataclass(slots=True)
class Part:
    """A heading and the blocks below it; the opening part has level 1 and the article's title."""

    heading: str
    level: int
    blocks: list[Block] = field(default_factory=list)


class _Text(NamedTuple):
    """The text of a section, with its markers and blocks, and what it shows joined to words."""

    text: str
    refs: tuple[NoteRef, ...]
    blocks: tuple[TextBlock, ...]
    joined: tuple[tuple[int, str], ...]


def make_sections(
    parts: Sequence[Part], notes: Sequence[Note], anchors: Anchors
) -> tuple[Section, ...]:
    """Return the sections of an article, without the markers of its notes in their texts.

    Args:
        parts: the first is the opening, which may be empty.
    """
    targets: dict[str, str] = {}
    for note in notes:
        if note.label:
            targets.setdefault(note.label, note.anchor)
    shaped = [shape_blocks(part.blocks) for part in parts]
    pieces = [
        "" if block.shape.kind == "code" else piece
        for blocks in shaped
        for block in blocks
        for piece in block.pieces
    ]
    markers: dict[int, list[Marker]] = {}
    for marker in find_markers(pieces, targets):
        markers.setdefault(marker.paragraph, []).append(marker)
    sections: list[Section] = []
    above: list[tuple[int, str]] = []
    position = 0
    for part, blocks in zip(parts, shaped, strict=True):
        above = [one for one in above if one[0] < part.level]
        made = _join(blocks, position, markers, targets)
        position += sum(len(block.pieces) for block in blocks)
        if part.level == 1 and part is parts[0] and not blocks:
            continue
        sections.append(
            Section(
                anchor=anchors.add(slugify(part.heading)),
                heading=part.heading,
                text=made.text,
                level=part.level,
                path=tuple(heading for _, heading in above),
                note_refs=made.refs,
                anchor_in_page=False,
                blocks=made.blocks,
                joined=made.joined,
            )
        )
        if part is not parts[0]:
            above.append((part.level, part.heading))
    return tuple(sections)


def _join(
    shaped: Sequence[Shaped],
    first: int,
    markers: Mapping[int, Sequence[Marker]],
    targets: Mapping[str, str],
) -> _Text:
    """Join the blocks of a section, without their markers.

    Args:
        first: the number of the first piece among those of the article.
        markers: those of each piece, by its number.
        targets: the anchors of the notes, by their labels.
    """
    written: list[str] = []
    refs: list[NoteRef] = []
    blocks: list[TextBlock] = []
    joined: list[tuple[int, str]] = []
    end, number = 0, first
    for shape, pieces in shaped:
        own = [markers.get(number + n, ()) for n in range(len(pieces))]
        taken = [take_out(*each) for each in zip(pieces, own, strict=True)]
        number += len(pieces)
        has_text = any(text for text, _ in taken)
        if blocks and has_text:
            written.append(BLOCK_GAP)
            end += len(BLOCK_GAP)
        cells: list[tuple[int, int]] = []
        for piece, marked, (text, placed) in zip(pieces, own, taken, strict=True):
            if cells:
                written.append(CELL_GAP)
                end += len(CELL_GAP)
            refs += NoteRef.join(
                (label if is_printed else None, end + at, targets[label])
                for label, at, is_printed in placed
            )
            if marked and piece[marked[0].start].isdecimal():  # no bracket: "helps1"
                after_words = (each for each in placed if text[: each[1]][-1:].isalnum())
                joined += [(end + at, label) for label, at, _ in after_words]
            written.append(text)
            cells.append((end, end + len(text)))
            end += len(text)
        if has_text:
            kept = tuple(cells) if shape.kind in _ROWS else ()
            start = cells[0][0]
            blocks.append(
                TextBlock(shape.kind, start, end, shape.depth, shape.label, kept, shape.group)
            )
    return _Text("".join(written), tuple(refs), tuple(blocks), tuple(joined))


def citing_sections(sections: Sequence[Section]) -> dict[str, tuple[str, ...]]:
    """Return the anchors of the sections that cite each note, by the note's anchor."""
    citing: dict[str, list[str]] = {}
    for section in sections:
        for anchor in dict.fromkeys(one for ref in section.note_refs for one in ref.anchors if one):
            citing.setdefault(anchor, []).append(section.anchor)
    return {anchor: tuple(found) for anchor, found in citing.items()}

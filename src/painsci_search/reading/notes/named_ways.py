"""Links without targets in; out, pairs of a marker and a note whose links name each other.

Converters and feeds drop the ids of a page and keep its links: "#fn:1" in the text, and "#fnref:1"
at the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import NamedTuple

from painsci_search.reading.dom.elements import ancestors, block_of, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import read_label
from painsci_search.reading.notes.ways_back import ARROWS, FEWEST_LETTERS, MOST_PARAGRAPHS

# What the fragments of a marker and of its note differ in: "fn:1" and "fnref:1", "cite_note-1" and
# "cite_ref-1", "sdfootnote1sym" and "sdfootnote1anc".
_WORDS_OF_WAYS = re.compile(
    r"user-content|return|anchor|bottom|back|cite|docf|foot|note|text|anc|def|ref|sym|top|[\W_]+",
    re.IGNORECASE,
)
# Letters of a link that is a label or an arrow.
_MOST_LETTERS = 12


class _Way(NamedTuple):
    """A link without a target, and what its fragment has in common with those of its note."""

    link: Tag
    fragment: str
    name: str


def pair_by_names(tree: PageTree, found: FoundNotes) -> None:
    """Add the blocks with a link back, and the markers before them that name the same note."""
    markers: dict[str, list[_Way]] = {}
    backs: dict[int, tuple[Tag, list[_Way]]] = {}
    for way in _ways(tree, found):
        block = _block_around(way.link)
        if _leads_back(tree, way.link, block):
            backs.setdefault(id(block), (block, []))[1].append(way)
        markers.setdefault(way.name, []).append(way)
    known = {id(node) for note in found.notes for node in note.nodes}
    pairs: list[tuple[Tag, list[_Way]]] = []
    for block, ways in backs.values():
        around = {id(tag) for tag in (block, *ancestors(block, 3))}
        # a block with links back from several notes is more than one of them
        if known & around or any(way.name != ways[0].name for way in ways):
            continue
        fragments = {way.fragment for way in ways}
        cites = [
            marker
            for marker in markers[ways[0].name]
            if marker.fragment not in fragments
            and marker.link.last < block.first
            and _label_of(marker.link)
        ]
        if cites:
            found.hidden.update(id(way.link) for way in ways)
            pairs.append((block, cites))
    ends = [block for block, _ in pairs[1:]]
    for (block, cites), after in zip_longest(pairs, ends):
        nodes = (block, *_up_to(block, after))
        label = _label_of(cites[0].link)
        note = FoundNote("", label, nodes, False, block.first)
        found.notes.append(note)
        for marker in cites:
            found.mark(FoundMarker(marker.link, _label_of(marker.link), note))


def _ways(tree: PageTree, found: FoundNotes) -> Iterator[_Way]:
    """Yield the short links without a target whose fragment names something."""
    for link, _, fragment in tree.jumps:
        if fragment in tree.anchors or tree.letters(link) > _MOST_LETTERS or found.holds(link):
            continue
        name = _WORDS_OF_WAYS.sub("", fragment).casefold()
        if name:
            yield _Way(link, fragment, name)


def _label_of(link: Tag) -> str:
    label = read_label(text_of(link))
    return label[0] if label is not None and label[1] != "year" else ""


def _block_around(link: Tag) -> Tag:
    """Return the item of a list around a link, or its block."""
    block = block_of(link)
    return next((tag for tag in (block, *ancestors(block, 2)) if tag.name == "li"), block)


def _leads_back(tree: PageTree, link: Tag, block: Tag) -> bool:
    """Return whether a link is an arrow in a block with text, or a label at its start."""
    if tree.letters(block) < tree.letters(link) + FEWEST_LETTERS:
        return False
    text = text_of(link)
    if text and not text.strip(ARROWS):
        return True
    starts = link.text_start - block.text_start <= 2
    return starts and _label_of(link) != ""


def _up_to(block: Tag, after: Tag | None) -> list[Node]:
    """Return what is between the block of a note and that of the next one beside it."""
    if after is None or block.name == "li":
        return []
    siblings = list(islice(block.next_siblings, MOST_PARAGRAPHS))
    end = next((number for number, node in enumerate(siblings) if node is after), 0)
    return siblings[:end]

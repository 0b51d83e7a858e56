"""Numbered lists of notes in; out, the links that cite their items, though their targets are lost.

A converter writes "[1](#B1)" and drops the ids of the list: the number of the link, and a number of
its address, are those of an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.reading.dom import anchor_of, text_of
from painsci_search.reading.nodes import Node, Tag
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import plain_digits, plain_label, read_label
from painsci_search.reading.notes.lists import Listed
from painsci_search.reading.tree import PageTree

# Letters of a marker with brackets.
_MOST_LETTERS = 6
# Fragments of figures, tables and the like.
_OF_ELSE = re.compile(r"(?:fig|tab|tbl|sec|eq|page|pg|box|app|sup|[sft]\d)", re.IGNORECASE)


def add_by_lost_links(tree: PageTree, found: FoundNotes, lists: list[Listed]) -> bool:
    """Add the notes of the list of which links without targets cite most, if half of it or more.

    Returns:
        Whether notes were added.
    """
    links = list(_numbered_links(tree, found))
    numbers = {number for number, _ in links}
    cited = [len(numbers & {label for label, _ in listed}) for listed in lists]
    best = max(range(len(lists)), key=cited.__getitem__, default=None)
    if best is None or 2 * cited[best] < max(len(lists[best]), len(numbers)) or not numbers:
        return False
    notes = {label: make_note(label, nodes) for label, nodes in lists[best]}
    found.notes.extend(notes.values())
    for number, link in links:
        note = notes.get(number)
        if note is not None and link.last < note.position:
            found.mark(FoundMarker(link, number, note))
    return True


def _numbered_links(tree: PageTree, found: FoundNotes) -> Iterator[tuple[str, Tag]]:
    """Yield the links whose text is a number that their lost fragment has, too."""
    for link, _, fragment in tree.jumps:
        if fragment in tree.anchors or tree.letters(link) > _MOST_LETTERS or found.holds(link):
            continue
        label = read_label(text_of(link))
        number = plain_digits(label[0]) if label is not None else ""
        named = (one.lstrip("0") for one in re.findall(r"\d{1,9}", fragment))
        if number.isdecimal() and number in named and not _OF_ELSE.match(fragment):
            yield number, link


def make_note(label: str, nodes: tuple[Node, ...]) -> FoundNote:
    """Return the note that is an item of a list."""
    first = nodes[0]
    anchor = anchor_of(first) if isinstance(first, Tag) else ""
    is_bare = not (isinstance(first, Tag) and first.name == "li") and plain_label(nodes, label)
    return FoundNote(anchor, label, nodes, bool(anchor), position_of(first), is_bare)


def position_of(node: Node) -> int:
    """Return the position of an element, or of the element that a text follows or is in."""
    near: Node | None = node
    while near is not None and not isinstance(near, Tag):
        near = near.previous_element
    return near.first if near is not None else 0

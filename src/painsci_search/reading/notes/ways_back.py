"""The dialect of ways back: notes whose links back lead out of the page, or to a lost fragment.

They are the files of notes of books, and lists of notes whose markers are made by a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from painsci_search.reading.dom.elements import (
    HEADINGS,
    ancestors,
    anchor_of,
    attribute,
    block_of,
    elements_in,
    is_text,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree, split_address
from painsci_search.reading.notes.evidence import LinksToNotes, item_number
from painsci_search.reading.notes.found import FoundNote, FoundNotes
from painsci_search.reading.notes.labels import is_note_heading, read_label

_BLOCKS = frozenset({"li", "p", "div", "dd", "aside", "td"})
_NOTES_ROLE = re.compile(r"(?:foot|end|rear)notes?\b|doc-bibliography")
# Arrows that lead back; those that only point up are also links to the top of a page.
_RETURNS = "↩⤴⏎↵"
ARROWS = _RETURNS + "↑⬆⇧⇑^\ufe0e\ufe0f[]() \xa0"
# Letters of a note: it is more than its label and its link.
FEWEST_LETTERS = 6
# Siblings of a block among which its other paragraphs are.
MOST_PARAGRAPHS = 30


@dataclass(frozen=True, slots=True)
class _WayBack:
    """A link from a block that may be a note to a fragment that is not in the page."""

    link: Tag
    block: Tag
    label: str
    is_return: bool


def find_notes_with_ways_out(tree: PageTree, found: FoundNotes) -> None:
    """Add the blocks in lists of notes with a link back that leads to no element of the page."""
    known = {id(node) for note in found.notes for node in note.nodes}
    lists = LinksToNotes(tree, [])
    heading = next(iter(tree.named("h1")), None)
    is_page_of_notes = heading is not None and is_note_heading(text_of(heading))
    is_certain = False
    ways: dict[int, _WayBack] = {}
    fragments: set[tuple[str, str]] = set()
    for way in _ways_back(tree, found):
        block = way.block
        if id(block) in known or any(id(parent) in known for parent in ancestors(block, 3)):
            continue
        is_listed = is_page_of_notes or lists.is_in_list(block) or _is_called_list(block)
        if way.is_return or is_listed:
            ways.setdefault(id(block), way)
            fragments.add(split_address(attribute(way.link, "href")))
            is_certain = is_certain or (way.is_return and is_listed)
    if not is_certain and (len(ways) < 2 or len(fragments) < 2):
        return
    for way in ways.values():
        found.notes.append(_make_note(tree, way, ways, found))


def _is_called_list(block: Tag) -> bool:
    """Return whether an element around a block has the role of a list of notes."""
    return any(_NOTES_ROLE.search(role_of(tag)) for tag in ancestors(block, 5))


def _ways_back(tree: PageTree, found: FoundNotes) -> Iterator[_WayBack]:
    """Yield the links with only a label or an arrow, to a fragment that is not in the page."""
    for link, _, _ in tree.jumps:
        if link.name != "a" or tree.letters(link) > 12 or found.holds(link):
            continue
        if tree.target(link) is not None:
            continue
        block = block_of(link)
        if block.name not in _BLOCKS or tree.letters(block) < tree.letters(link) + FEWEST_LETTERS:
            continue
        text = text_of(link)
        if not text.strip(ARROWS):
            is_return = any(arrow in text for arrow in _RETURNS) or "backlink" in (
                f"{names_of(link)} {role_of(link)}"
            )
            item = next((one for one in (block, *ancestors(block, 2)) if one.name == "li"), block)
            if text:
                yield _WayBack(link, item, item_number(tree, item), is_return)
        elif link.text_start == block.text_start:
            label = read_label(text)
            if label is not None and (label[1] != "year" or label[0].isdecimal()):
                yield _WayBack(link, block, label[0], is_return=False)


def _make_note(
    tree: PageTree, way: _WayBack, ways: dict[int, _WayBack], found: FoundNotes
) -> FoundNote:
    block = way.block
    nodes: list[Node] = [block]
    if block.name in ("p", "div"):
        for number, node in enumerate(block.next_siblings):
            if isinstance(node, Tag) and (
                node.name in HEADINGS
                or node.name == "hr"
                or id(node) in ways
                or number >= MOST_PARAGRAPHS
                or any(id(tag) in ways for tag in elements_in(node))
            ):
                break
            if isinstance(node, Tag) or is_text(node):
                nodes.append(node)
    found.hidden.add(id(way.link))
    tags = (block, way.link, *ancestors(way.link, 3))
    anchor = anchor_of(block) or next(
        (anchor_of(tag) for tag in tags if anchor_of(tag) and tree.contains(block, tag)), ""
    )
    return FoundNote(
        anchor=anchor,
        label=way.label,
        nodes=tuple(nodes),
        in_page=bool(anchor),
        position=block.first,
        is_listed=True,
    )

"""What repeats a note or goes with it, and is left out: tooltips, and rows of links below it.

A tooltip has the start of a note, or all of it, right after its marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from painsci_search.reading.dom.elements import BLOCKS, HEADINGS, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundNote, FoundNotes
from painsci_search.reading.notes.lists import is_announcement

# A label at the start of a text, and spaces and punctuation.
_NOT_COMPARED = re.compile(r"^[\W\d]+|\W+")
# Letters of a note that are compared, and the fewest that show that one text is a copy.
_COMPARED = 80
_FEWEST = 20
# Letters of a copy whose end may be another, such as its links.
_ENOUGH = 40
# Letters in a row of links that are no links, such as "|" between them.
_BETWEEN_LINKS = 12
# Elements after a marker, or rows of links after a note, that are looked at.
_NEAR = 4
# Letters of words that announce notes.
_LONGEST_WORDS = 60
_CUT = re.compile(r"\s*(?:…|\.\.\.|\[…\]).{0,40}\Z", re.DOTALL)


def hide_copies(tree: PageTree, found: FoundNotes) -> None:
    """Leave out the elements right after a marker that repeat the start of its note."""
    starts: dict[int, str] = {}
    printed = (marker for spans in found.spans.values() for _, marker in spans)
    for marker in (*found.markers.values(), *printed):
        note = marker.note
        if note is None:
            continue
        for tag in _after(tree, marker.element):
            if tag in note.nodes:
                break
            if id(note) not in starts:
                starts[id(note)] = start_of_note(note)
            if is_start_of(text_of(tag, enough=2 * _COMPARED), starts[id(note)]):
                found.hidden.add(id(tag))


def _after(tree: PageTree, marker: Tag) -> Iterator[Tag]:
    """Yield the elements after a marker, and after the inline element around it, with text."""
    for level in (marker, marker.parent):
        if level is None or level.name in BLOCKS:
            break
        for number, node in enumerate(level.next_siblings):
            if number >= _NEAR or (not isinstance(node, Tag) and str(node).strip()):
                break
            if isinstance(node, Tag) and tree.letters(node) >= _FEWEST:
                yield node


def start_of_note(note: FoundNote) -> str:
    """Return the start of a note's text, for comparison."""
    texts = [
        text_of(node, enough=2 * _COMPARED) if isinstance(node, Tag) else str(node)
        for node in note.nodes[:3]
    ]
    return fold_start(" ".join(texts))


def fold_start(text: str) -> str:
    """Return the start of a text, without label, spaces and punctuation, for comparison."""
    return _NOT_COMPARED.sub("", text[: 4 * _COMPARED]).casefold()[:_COMPARED]


def is_start_of(text: str, note: str) -> bool:
    """Return whether a text repeats the start of a note, given by `fold_start`, or all of it.

    >>> note = fold_start("From one to three long miles on foot")
    >>> is_start_of("1 From one to three long miles … Continue", note)
    True
    """
    start = fold_start(_CUT.sub("", text[: 4 * _COMPARED]))
    if len(start) < _FEWEST or not note:
        return False
    return note.startswith(start[:_ENOUGH]) or start.startswith(note)


def hide_announcements(tree: PageTree, found: FoundNotes) -> None:
    """Leave out the words right before notes that announce them and are no heading, as "Notes:"."""
    for note in found.notes:
        found.hidden.update(id(words) for words in _announcing(tree, note.nodes[0]))


def _announcing(tree: PageTree, first: Node) -> Iterator[Tag]:
    """Yield the words that announce a note, before it or an element that starts with it."""
    for _ in range(_NEAR):
        before = _before(tree, first)
        if before is not None:
            if before.name in HEADINGS or tree.letters(before) > _LONGEST_WORDS:
                return
            if not is_announcement(before):
                return
            yield before
            first = before
        around = first.parent
        if around is None or around.name in ("body", "main", "article", "html"):
            return
        if any(_is_shown(tree, node) for node in first.previous_siblings):
            return
        first = around


def _before(tree: PageTree, node: Node) -> Tag | None:
    """Return the element before a node, past line breaks and empty anchors."""
    for before in islice(node.previous_siblings, 2 * _NEAR):
        if isinstance(before, Tag) and _is_shown(tree, before):
            return before
        if not isinstance(before, Tag) and len(str(before).strip()) > 1:
            return None
    return None


def _is_shown(tree: PageTree, node: Node) -> bool:
    """Return whether a node has text or is a rule."""
    if isinstance(node, Tag):
        return node.name == "hr" or tree.letters(node) > 0
    return str(node).strip() != ""


def attach_rows_of_links(tree: PageTree, found: FoundNotes) -> None:
    """Leave out the rows of links right below a note, such as "CrossRef | PubMed".

    Their addresses belong to the note.
    """
    own = {id(node) for note in found.notes for node in note.nodes}
    for note in found.notes:
        last = note.nodes[-1]
        level = last if isinstance(last, Tag) else None
        for node in list(_siblings_after(level))[:_NEAR] if level is not None else ():
            if id(node) in own or not _is_row_of_links(tree, node):
                break
            found.hidden.add(id(node))
            note.rows.append(node)


def _siblings_after(tag: Tag) -> Iterator[Tag]:
    for number, node in enumerate(tag.next_siblings):
        if number >= 2 * _NEAR:
            break
        if isinstance(node, Tag):
            yield node
        elif str(node).strip():
            break


def _is_row_of_links(tree: PageTree, tag: Tag) -> bool:
    """Return whether a block has nothing but links to other pages."""
    letters, linked = tree.letters(tag), tree.linked_letters(tag)
    if tag.name in HEADINGS or not linked or letters - linked > _BETWEEN_LINKS:
        return False
    links = tree.named("a", within=tag)
    return letters <= 300 and not any(tree.fragment(link) for link in links)

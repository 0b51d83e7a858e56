"""The notes of a page in; out, which of them are the works that other notes cite.

A short note, "Doe 2018, p. 3", cites a work in a list below the notes. A link may lead to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from painsci_search.reading.dom.elements import ancestors
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.author_years import Citations
from painsci_search.reading.notes.found import FoundNote, FoundNotes
from painsci_search.reading.notes.works import text_of_item

# Elements around the target of a link among which is the work.
_NEAR = 3


def find_works_of_notes(tree: PageTree, found: FoundNotes) -> None:
    """Set the works of the notes that are none themselves."""
    works = _works_of(found)
    others = [note for note in found.notes if id(note) not in works]
    if not (works and others):
        return
    citations = Citations([*works.values()])
    by_node = {id(node): note for note in works.values() for node in note.nodes}
    for note in others:
        linked = list(_linked_works(tree, note, by_node))
        # a label that is an element of its own touches the text after it: "1Doe 2018"
        nodes = tuple(node for node in note.nodes if id(node) not in found.hidden)
        named = [work for _, work in citations.find_in(text_of_item(nodes), "")]
        note.works = tuple({id(work): work for work in (*linked, *named)}.values())


def _works_of(found: FoundNotes) -> dict[int, FoundNote]:
    """Return the notes that are works of a list, or are cited by words such as "Doe 2018"."""
    works = {id(note): note for note in found.notes if note.is_unmarked}
    for marker in found.markers.values():
        if marker.keep_words and marker.note is not None:
            works[id(marker.note)] = marker.note
    return works


def _linked_works(
    tree: PageTree, note: FoundNote, by_node: dict[int, FoundNote]
) -> Iterator[FoundNote]:
    """Yield the works to which links in a note lead."""
    for node in note.nodes:
        for link in tree.named("a", within=node) if isinstance(node, Tag) else ():
            target = tree.anchors.get(tree.fragment(link))
            if target is not None:
                around = (target, *ancestors(target, _NEAR))
                yield from [by_node[id(tag)] for tag in around if id(tag) in by_node][:1]

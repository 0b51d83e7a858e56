"""What a page shows above its article and beside it: menus, boxes, pull quotes.

It is not searched. It is read since a browser that looks for words of the article finds them there
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bs4 import Tag

from painsci_search.reading.content import is_hidden
from painsci_search.reading.dom import SILENT, ancestors, text_of
from painsci_search.reading.notes import FoundNotes
from painsci_search.reading.tree import PageTree

# Characters: more stands above no article.
_MOST = 100_000


def text_around(tree: PageTree, root: Tag, left_out: Iterable[Tag], found: FoundNotes) -> str:
    """Return the text above an article and that of elements in it which are no part of it.

    Args:
        root: the element that holds the article.
        left_out: the elements in it that are no part of it.
        found: the notes, whose text belongs to the article wherever it stands.
    """
    kept = {id(node) for note in found.notes for node in note.nodes} | found.hidden

    def skip(tag: Tag) -> bool:
        return id(tag) in kept or is_hidden(tree, tag)

    pieces: list[str] = []
    length = 0
    for tag in (*_above(root), *left_out):
        if tag.name in SILENT:
            continue
        text = text_of(tag, skip)
        if text:
            pieces.append(text)
            length += len(text)
        if length > _MOST:
            break
    return "\n".join(pieces)


def _above(root: Tag) -> Iterator[Tag]:
    """Yield the elements that stand before one, the nearest first."""
    for parent in (root, *ancestors(root)):
        for node in parent.previous_siblings:
            if isinstance(node, Tag) and node.name not in ("head", "title"):
                yield node

"""The article's root and what was left out of it in; the text that a page shows around it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from painsci_search.reading.content.hidden import HIDING, is_hidden
from painsci_search.reading.dom.elements import SILENT, ancestors, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundNotes

# Characters of text around an article: no article has more above it.
_MOST_AROUND = 100_000


def text_around(tree: PageTree, root: Tag, left_out: Iterable[Tag], found: FoundNotes) -> str:
    """Return the text that a page shows above its article and beside it: menus, boxes, pull quotes.

    It is not searched. It is needed because a browser that searches for words of the article, to
    follow a link, finds them there first.

    Args:
        root: the element that contains the article.
        left_out: the elements inside the root that are no part of the article.
        found: the notes: their text belongs to the article wherever it is.
    """
    kept = {id(node) for note in found.notes for node in note.nodes} | found.hidden

    def skip(tag: Tag) -> bool:
        return id(tag) in kept or (not HIDING.isdisjoint(tag.attrs) and is_hidden(tree, tag))

    pieces: list[str] = []
    length = 0
    for tag in (*_above(root), *left_out):
        if tag.name in SILENT:
            continue
        text = text_of(tag, skip)
        if text:
            pieces.append(text)
            length += len(text)
        if length > _MOST_AROUND:
            break
    return "\n".join(pieces)


def _above(root: Tag) -> Iterator[Tag]:
    """Yield the elements before an element, the nearest first."""
    for parent in (root, *ancestors(root)):
        for node in parent.previous_siblings:
            if isinstance(node, Tag) and node.name not in ("head", "title"):
                yield node

"""The notes of a page in; out, without those that only say where its authors work.

Markers in a list of names above the text lead to them.
"""

from __future__ import annotations

import re

from painsci_search.reading.dom.elements import (
    HEADINGS,
    ancestors,
    block_of,
    heading_level,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import is_raised_tag

# Letters of a paragraph; shorter ones may be a byline, a deck or an address.
_FEWEST_LETTERS = 100
_NO_BYLINES = HEADINGS | {"td", "th", "caption", "figcaption", "pre", "dt", "dd", "blockquote"}
# Letters: longer texts are no lists of names.
_LONGEST_NAMES = 3000
_BETWEEN_NAMES = re.compile(
    r"[,;·•|&]|\b(?:and|und|et|y|e|och|og|en|by|von|par|por)\b", re.IGNORECASE
)
_NO_NAME = re.compile(r"[\d*∗†‡§¶‖#]+")
# Words of a name, with its titles.
_LONGEST_NAME = 7
# Letters of a word of a name; in scripts without spaces a whole clause is one word.
_LONGEST_WORD = 40
# What ends sentences in such scripts, and is in no list of names.
_STOPS = re.compile(r"[。！？।။។]")
# Share of the words of names that start with a capital letter, or have none.
_CAPITALS = 0.6


class Bylines:
    """The lists of authors of a page: lists of names above its text."""

    def __init__(self, tree: PageTree) -> None:
        self._tree = tree
        self._known: dict[int, bool] = {}
        self.text_start = self._find_text()

    def _find_text(self) -> int:
        """Return the position of the first paragraph that is no list of names, or 0."""
        tree = self._tree
        for tag in tree.named("p", "div", "section", "td"):
            if tree.letters(tag) >= _FEWEST_LETTERS and not tree.holds_block(tag):
                text = text_of(tag, enough=_LONGEST_NAMES)
                if not _is_list_of_names(text):
                    return tag.first
        return 0

    def hold(self, tag: Tag) -> bool:
        """Return whether an element is in a list of names above the text."""
        if tag.first >= self.text_start:
            return False
        block = block_of(tag)
        if block.name in _NO_BYLINES or any(heading_level(one) for one in ancestors(block, 2)):
            return False
        if id(block) not in self._known:
            text = text_of(block, enough=_LONGEST_NAMES)
            self._known[id(block)] = len(text) <= _LONGEST_NAMES and _is_list_of_names(text)
        return self._known[id(block)]


def drop_affiliations(tree: PageTree, found: FoundNotes) -> None:
    """Remove the notes to which only markers in lists of authors lead, and those markers."""
    if not found.markers:
        return
    bylines = Bylines(tree)
    citing: dict[int, list[FoundMarker]] = {}
    for marker in found.markers.values():
        if marker.note is not None:
            citing.setdefault(id(marker.note), []).append(marker)
    of_authors = [
        note
        for note in found.notes
        if (markers := citing.get(id(note))) and all(bylines.hold(one.element) for one in markers)
    ]
    if not of_authors:
        return
    dropped = {id(note) for note in of_authors}
    lists = {_list_of(note) for note in found.notes if id(note) not in dropped}
    dropped = {
        id(note)
        for note in of_authors
        if note.position < bylines.text_start
        or (_list_of(note) not in lists and len(of_authors) > 1)
    }
    found.notes = [note for note in found.notes if id(note) not in dropped]
    for key, marker in list(found.markers.items()):
        if id(marker.note) in dropped:
            del found.markers[key]
            found.hidden.add(key)
            around = marker.element.parent
            if around is not None and is_raised_tag(around):
                found.hidden.add(id(around))


def _is_list_of_names(text: str) -> bool:
    """Return whether a text is only names, with the labels of notes between them.

    >>> _is_list_of_names("Ann Aldo1,*, Ben van Berg2 and Cy Chan3")
    True
    >>> _is_list_of_names("The walkers, and nobody else, wrote a diary of their pain.")
    False
    >>> _is_list_of_names("痛みは手術で軽くなりました。")
    False
    """
    if _STOPS.search(text):
        return False
    pieces = [piece.split() for piece in _BETWEEN_NAMES.split(_NO_NAME.sub(" ", text))]
    names = [words for words in pieces if any(len(word) > 2 for word in words)]
    words = [word for name in names for word in name]
    if not words or not all(1 < len(name) <= _LONGEST_NAME for name in names):
        return False
    if max(map(len, words)) > _LONGEST_WORD:
        return False
    capitals = sum(not word[0].islower() for word in words)
    return capitals >= _CAPITALS * len(words)


def _list_of(note: FoundNote) -> int:
    """Return the identity of the element around a note."""
    first = note.nodes[0]
    block = first if isinstance(first, Tag) else first.parent
    return id(block.parent) if block is not None else 0

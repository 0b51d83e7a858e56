"""A page in; out, the rows of a table or of blocks that print the number of a note before its text.

The definitions of numbers, in `<dl>`, are rows as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from painsci_search.reading.dom.elements import HEADINGS, attribute, children_of, role_of, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.blocks import definitions_of
from painsci_search.reading.notes.found import FoundNote, FoundNotes
from painsci_search.reading.notes.labels import LONGEST_NOTE_HEADING, is_note_heading

_NUMBER = re.compile(r"\s*[\[(]?(?P<number>\d{1,3})[\])]?[.:]?\s*")
# Letters of a number with its brackets, and of the least that a note has.
_MOST_LETTERS = 6
_FEWEST_LETTERS = 8
# Elements around a heading that start with it, and those around rows that have nothing else.
_PANELS = 3
_WRAPPERS = 4
_ROWS = frozenset({"table", "dl"})
_AROUND = _ROWS | {"div", "section"}
# Headings for notes: more than any article has.
_MOST_HEADINGS = 30
# The class that programs for citations give the element around all works.
_BIBLIOGRAPHY = re.compile(r"(?:\A|\s)(?:csl-bib-body|bibliography)(?:\s|\Z)")


class Row(NamedTuple):
    """A row: its number, the element that prints it, and the nodes of the note."""

    number: str
    printed: Tag
    nodes: tuple[Node, ...]


def rows_in(tree: PageTree, around: Tag) -> list[Row]:
    """Return the rows of an element that has nothing else, counted from 1; or []."""
    elements = _with_text(tree, around)
    for _ in range(_WRAPPERS):
        if around.name in _ROWS or len(elements) != 1 or elements[0].name not in _AROUND:
            break
        around = elements[0]
        elements = _with_text(tree, around)
    if around.name == "table":
        elements = [row for row in tree.named("tr", within=around) if children_of(row, "td")]
    elif around.name == "dl":
        elements = children_of(around, "dt")
    rows = [_read_row(tree, element) for element in elements]
    numbers = [row.number if row else "" for row in rows]
    is_counted = numbers == [str(at) for at, _ in enumerate(numbers, 1)]
    return [row for row in rows if row] if is_counted else []


def hide_number(tree: PageTree, found: FoundNotes, note: FoundNote) -> None:
    """Take the element with the number out of the text of a note that is a row."""
    first = note.nodes[0]
    row = _read_row(tree, first) if isinstance(first, Tag) and first.name in ("tr", "div") else None
    if row is not None:
        found.hidden.add(id(row.printed))
        note.is_bare = False


def find_announced_rows(tree: PageTree) -> Iterator[list[Row]]:
    """Yield the rows below each heading for notes, and in each element for a bibliography."""
    short = (tag for tag in tree.named(*HEADINGS) if tree.letters(tag) <= LONGEST_NOTE_HEADING)
    headings = (tag for tag in short if is_note_heading(text_of(tag)))
    blocks = [_block_after(tree, heading) for heading in islice(headings, _MOST_HEADINGS)]
    for block in (*blocks, *find_bibliographies(tree)):
        rows = rows_in(tree, block) if block is not None else []
        if len(rows) > 1:
            yield rows


def find_bibliographies(tree: PageTree) -> list[Tag]:
    """Return the elements that their role or class names as those around all works."""
    return [
        tag
        for tag in tree.named("div", "section")
        if tag.attrs
        and ("doc-bibliography" in role_of(tag) or _BIBLIOGRAPHY.search(attribute(tag, "class")))
    ]


def _with_text(tree: PageTree, around: Tag) -> list[Tag]:
    return [node for node in around.contents if isinstance(node, Tag) and tree.letters(node)]


def _read_row(tree: PageTree, element: Tag) -> Row | None:
    if element.name == "dt":
        number = _NUMBER.fullmatch(text_of(element, enough=_MOST_LETTERS + 1))
        nodes = (element, *definitions_of(element))
        return Row(number["number"], element, nodes) if number and len(nodes) > 1 else None
    inner = _with_text(tree, element)
    if len(inner) != 2 or tree.letters(inner[0]) > _MOST_LETTERS:
        return None
    if tree.letters(inner[1]) < _FEWEST_LETTERS or inner[0].name == "a":
        return None
    if sum(map(tree.letters, inner)) != tree.letters(element):
        return None
    number = _NUMBER.fullmatch(text_of(inner[0]))
    return Row(number["number"], inner[0], (element,)) if number else None


def _block_after(tree: PageTree, heading: Tag) -> Tag | None:
    """Return the element after a heading, or after the panel that starts with it."""
    level = heading
    for _ in range(_PANELS):
        for node in level.next_siblings:
            if isinstance(node, Tag) and tree.letters(node):
                return node
        around = level.parent
        if around is None or around.text_start != heading.text_start:
            break
        level = around
    return None

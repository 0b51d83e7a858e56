"""A note in; its text without its label and links back, and its links, out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.content import is_hidden
from painsci_search.reading.dom import BLOCKS, SILENT, Step, attribute, walk
from painsci_search.reading.inline import is_special, read_special_unless
from painsci_search.reading.marked_fields.elements import is_word
from painsci_search.reading.notes import FoundNote, FoundNotes
from painsci_search.reading.notes.labels import strip_label
from painsci_search.reading.prose import Finished, Prose
from painsci_search.reading.tree import PageTree

# A block of a note that ends or starts within a line: "Doe J," or ". A title."
_SPLIT_LINE = re.compile(r"(?<=,)\n\n|\n\n(?=[.,;:])")


def read_note(
    tree: PageTree, note: FoundNote, found: FoundNotes
) -> tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Return a note's text without its label and links back, and its links.

    Returns:
        The text, the URLs of the links, and the start and end of each link in the text.
    """
    prose = Prose()
    links: list[str] = []
    roots = {id(node) for node in note.nodes}

    def skip(tag: Tag) -> bool:
        if tag.name in SILENT:
            return not is_special(tag)
        return id(tag) not in roots and (id(tag) in found.hidden or is_hidden(tree, tag))

    for node in note.nodes:
        if not isinstance(node, Tag):
            prose.add(str(node))
        elif id(node) not in found.hidden or len(note.nodes) == 1:
            _add_element(prose, links, node, skip)
    for row in note.rows:
        links += [attribute(link, "href") for link in tree.named("a", within=row)]
    finished = prose.finish()
    joined = _SPLIT_LINE.sub(_join_line, finished.text)
    text = strip_label(joined, note.label, spaced=note.is_bare)
    return text, tuple(links), tuple(_link_spans(finished, text))


def _join_line(gap: re.Match[str]) -> str:
    return " " if gap.string[gap.start() - 1] == "," else ""


def _link_spans(finished: Finished, text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each link in a note's text without its label."""
    gaps = list(_SPLIT_LINE.finditer(finished.text))
    starts = [gap.start() for gap in gaps]
    lost = [0, *accumulate(len(gap.group()) - len(_join_line(gap)) for gap in gaps)]
    shift = max(0, _SPLIT_LINE.sub(_join_line, finished.text).find(text))
    for mark in finished.marks:
        start, end = (at - lost[bisect_left(starts, at)] - shift for at in (mark.start, mark.end))
        if mark.kind == "link" and start >= 0:
            yield start, end


def _add_element(prose: Prose, links: list[str], root: Tag, skip: Callable[[Tag], bool]) -> None:
    """Add the text of an element of a note, and the URLs of its links."""
    done_with: PageElement | None = None
    for step, node in walk(root, skip):
        if done_with is not None:
            done_with = None if node is done_with else done_with
        elif step == "open" and read_special_unless(prose, node, skip):
            done_with = node
        else:
            _add_to_note(prose, links, step, node)


def _add_to_note(prose: Prose, links: list[str], step: Step, node: PageElement) -> None:
    if not isinstance(node, Tag):
        prose.add(str(node))
    elif node.name in BLOCKS and is_word(node):
        if step == "open" and prose.last_characters(1).isalnum():
            prose.add(" ")
    elif node.name in BLOCKS:
        prose.end_paragraph()
    elif node.name == "br":
        prose.add(" ")
    elif node.name == "a" and attribute(node, "href"):
        if step == "close":
            prose.close_mark("link")
            return
        if isinstance(node.previous_sibling, Tag) and node.previous_sibling.name == "a":
            prose.add(" ")  # two links that touch are two words
        links.append(attribute(node, "href"))
        prose.open_mark("link", links[-1])

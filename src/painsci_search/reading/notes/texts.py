"""A note in; its text without its label and links back, and its links and marks, out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate
from urllib.parse import urljoin

from painsci_search.identifiers import identify_url
from painsci_search.model import Mark, MarkKind
from painsci_search.reading.content import is_hidden
from painsci_search.reading.dom.elements import BLOCKS, SILENT, Step, attribute, text_of, walk
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.marked_fields.elements import is_word
from painsci_search.reading.notes import FoundNote, FoundNotes
from painsci_search.reading.notes.labels import strip_label
from painsci_search.reading.notes.unseen import repeats_link
from painsci_search.reading.text.inline import is_special, read_special_unless
from painsci_search.reading.text.prose import Finished, Prose

# A block of a note that ends or starts within a line: "Doe J," or ". A title."
_SPLIT_LINE = re.compile(r"(?<=,)\n\n|\n\n(?=[.,;:])")
# Elements and classes that publishers give to titles and volumes: <span class="html-italic">.
_FACES: dict[str, MarkKind] = {"em": "emphasis", "i": "emphasis", "b": "strong", "strong": "strong"}
_FACE_CLASS = re.compile(r"(?:\A|[\s_-])(?:(?P<italic>italics?|emph)|bold)(?:\Z|\s)")


def read_note(
    tree: PageTree, note: FoundNote, found: FoundNotes
) -> tuple[str, tuple[str, ...], tuple[Mark, ...]]:
    """Return a note's text without its label and links back, and its links.

    Returns:
        The text, the URLs of the links, and the links, italics and bold words in the text.
    """
    prose = Prose()
    links: list[str] = []
    roots = {id(node) for node in note.nodes}

    def skip(tag: Tag) -> bool:
        if tag.name in SILENT:
            return not is_special(tag)
        if id(tag) in roots:
            return False
        return id(tag) in found.hidden or is_hidden(tree, tag) or repeats_link(tree, tag, note)

    for node in note.nodes:
        if not isinstance(node, Tag):
            prose.add(str(node))
        elif id(node) not in found.hidden or len(note.nodes) == 1:
            _add_element(tree, prose, links, node, skip)
    for row in note.rows:
        links += [_address_of(tree, link) for link in tree.named("a", within=row)]
    finished = prose.finish()
    joined = _SPLIT_LINE.sub(_join_line, finished.text) if "\n" in finished.text else finished.text
    text = strip_label(joined, note.label, spaced=note.is_bare)
    return text, tuple(links), tuple(_moved_marks(finished, joined, text))


def _join_line(gap: re.Match[str]) -> str:
    return " " if gap.string[gap.start() - 1] == "," else ""


def _moved_marks(finished: Finished, joined: str, text: str) -> Iterator[Mark]:
    """Yield the marks of a note's text without its label.

    Args:
        joined: the finished text with its split lines joined.
    """
    if not finished.marks:
        return
    gaps = list(_SPLIT_LINE.finditer(finished.text))
    starts = [gap.start() for gap in gaps]
    lost = [0, *accumulate(len(gap.group()) - len(_join_line(gap)) for gap in gaps)]
    shift = max(0, joined.find(text))
    for mark in finished.marks:
        start, end = (at - lost[bisect_left(starts, at)] - shift for at in (mark.start, mark.end))
        if start >= 0:
            yield Mark(mark.kind, start, end, mark.target)


def _address_of(tree: PageTree, link: Tag) -> str:
    """Return the address of a link; that within the site is whole where it leads to a work."""
    href = attribute(link, "href")
    if tree.url and href[:1] == "/" and href[1:2] != "/":
        whole = urljoin(tree.url, href)
        return whole if any(one.kind != "url" for one in identify_url(whole)) else href
    return href


def _add_element(
    tree: PageTree, prose: Prose, links: list[str], root: Tag, skip: Callable[[Tag], bool]
) -> None:
    """Add the text of an element of a note, and the URLs of its links."""
    done_with: Node | None = None
    for step, node in walk(root, skip):
        if done_with is not None:
            done_with = None if node is done_with else done_with
        elif step == "open" and read_special_unless(prose, node, skip):
            done_with = node
        elif isinstance(node, Tag):
            _add_to_note(tree, prose, links, step, node)
        else:
            prose.add(str(node))


def _add_to_note(tree: PageTree, prose: Prose, links: list[str], step: Step, node: Tag) -> None:
    if node.name in BLOCKS and is_word(node):
        if step == "open" and prose.last_characters(1).isalnum():
            prose.add(" ")
    elif node.name in BLOCKS:
        prose.end_paragraph()
    elif node.name == "br":
        prose.add(" ")
    elif face := _face_of(node):
        (prose.open_mark if step == "open" else prose.close_mark)(face)
    elif node.name == "a" and attribute(node, "href"):
        if step == "close":
            prose.close_mark("link")
            return
        if _begins_word(prose.last_characters(1), node):
            prose.add(" ")
        links.append(_address_of(tree, node))
        prose.open_mark("link", links[-1])


def _begins_word(before: str, link: Tag) -> bool:
    """Return whether a link is no part of the word that it touches: "10.1000/xPubMed"."""
    other = link.previous_sibling
    if isinstance(other, Tag) and other.name == "a":
        return True
    if not (before.isdigit() or before.islower()):
        return False
    return text_of(link, enough=1)[:1].isupper()


def _face_of(tag: Tag) -> MarkKind | None:
    """Return whether an element is set in italics or bold, by its name or its classes."""
    if face := _FACES.get(tag.name):
        return face
    shown = _FACE_CLASS.search(attribute(tag, "class")) if tag.name == "span" else None
    if shown is None:
        return None
    return "emphasis" if shown["italic"] else "strong"

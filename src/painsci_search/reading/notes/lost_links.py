"""Numbered lists of notes in; out, the links that cite their items, though they lead elsewhere.

A converter writes "[1](#B1)" and drops the ids of the list: the number of the link, and a number of
its address, are those of an item. Or a link leads to the work that the item with its number names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.reading.dom.elements import anchor_of, attribute, elements_in, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import plain_digits, plain_label, read_label
from painsci_search.reading.notes.lists import Listed

_Numbered = tuple[str, Tag]
# Letters of a marker with brackets.
_MOST_LETTERS = 6
# Fragments of figures, tables and the like.
_OF_ELSE = re.compile(r"(?:fig|tab|tbl|sec|eq|page|pg|box|app|sup|[sft]\d)", re.IGNORECASE)


def add_by_lost_links(tree: PageTree, found: FoundNotes, lists: list[Listed]) -> bool:
    """Add the notes of the list of which most items are cited by links, if half of it or more.

    Returns:
        Whether notes were added.
    """
    lost, leading_out = list(_lost_links(tree, found)), list(_links_out(tree))
    best: list[_Numbered] = []
    items: Listed = []
    for listed in lists if lost or leading_out else ():
        links = [*lost, *_links_to_works(listed, leading_out)]
        numbers = {number for number, _ in links}
        cited = numbers & {label for label, _ in listed}
        enough = 2 * len(cited) >= max(len(listed), len(numbers))
        if cited and enough and len(cited) > len({number for number, _ in best}):
            best, items = links, listed
    notes = {label: make_note(label, nodes) for label, nodes in items}
    found.notes.extend(notes.values())
    for number, link in best:
        note = notes.get(number)
        if note is not None and link.last < note.position:
            found.mark(FoundMarker(link, number, note))
    return bool(notes)


def _lost_links(tree: PageTree, found: FoundNotes) -> Iterator[_Numbered]:
    """Yield the links whose text is a number that their lost fragment has, too."""
    for link, _, fragment in tree.jumps:
        if fragment in tree.anchors or found.holds(link) or _OF_ELSE.match(fragment):
            continue
        number = _number_of(tree, link)
        if number and number in (one.lstrip("0") for one in re.findall(r"\d{1,9}", fragment)):
            yield number, link


def _links_out(tree: PageTree) -> Iterator[_Numbered]:
    """Yield the links to other sites whose text is a number."""
    for link in tree.named("a"):
        if attribute(link, "href").startswith(("https://", "http://")):
            number = _number_of(tree, link)
            if number:
                yield number, link


def _links_to_works(listed: Listed, links: list[_Numbered]) -> Iterator[_Numbered]:
    """Yield the links to the address that the item with their number names, too."""
    named: dict[str, str] = {}
    if links:
        for label, nodes in listed:
            tags = [node for node in nodes if isinstance(node, Tag)]
            inner = (one for tag in tags for one in (tag, *elements_in(tag)) if one.name == "a")
            texts = (text_of(node) if isinstance(node, Tag) else str(node) for node in nodes)
            named[label] = " ".join([*texts, *(attribute(link, "href") for link in inner)])
    for number, link in links:
        address = attribute(link, "href").partition("://")[2].rstrip("/")
        if address and address in named.get(number, ""):
            yield number, link


def _number_of(tree: PageTree, link: Tag) -> str:
    """Return the number that is the text of a link, or ""."""
    label = read_label(text_of(link)) if tree.letters(link) <= _MOST_LETTERS else None
    number = plain_digits(label[0]) if label is not None else ""
    return number if number.isdecimal() else ""


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

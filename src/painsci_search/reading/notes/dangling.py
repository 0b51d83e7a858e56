"""The dialect of dangling links: markers with a fragment that no element of the page has.

They come from exports of word processors and from converters that lost their ids but kept both
links, and from chapters whose notes are in another file.
"""

from __future__ import annotations

import re

from painsci_search.reading.dom.elements import (
    ancestors,
    attribute,
    block_of,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree, split_address
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import (
    is_raised,
    is_superscript,
    leading_label,
    plain_digits,
    read_label,
)
from painsci_search.reading.notes.named_ways import pair_by_names

_NOTE_FRAGMENT = re.compile(r"_?(?:edn|ftn|fn|foot|end|sdfootnote|note|ref)", re.IGNORECASE)


def find_dangling_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add markers with a missing target, and the notes that their links back identify."""
    pair_by_names(tree, found)
    inside = {id(node) for note in found.notes for node in note.nodes}
    files = _files_of_notes(tree)
    lost: dict[str, list[tuple[Tag, str]]] = {}
    for link, _, fragment in tree.jumps:
        if found.holds(link) or fragment in tree.anchors:
            continue
        if tree.letters(link) > 12 or any(id(parent) in inside for parent in ancestors(link, 12)):
            continue
        label = read_label(text_of(link))
        if label is None or label[1] == "year":
            continue
        is_marker = _is_note_reference(link) or _leads_to_page_of_notes(link, label[1])
        if is_marker or id(link) in files:
            found.mark(FoundMarker(link, label[0], None))
        elif _NOTE_FRAGMENT.match(fragment) and is_raised(link):
            lost.setdefault(label[0], []).append((link, fragment))
    for printed, links in lost.items():
        if len(links) == 2:
            _pair(tree, found, printed, links)


def _files_of_notes(tree: PageTree) -> set[int]:
    """Return the identities of superscript links that count up, to fragments of one other page."""
    last: dict[str, tuple[int, Tag]] = {}
    counted: set[int] = set()
    for link, address, fragment in tree.jumps:
        if not address or tree.letters(link) > 6 or fragment in tree.anchors:
            continue
        label = read_label(text_of(link))
        if label is None or not plain_digits(label[0]).isdecimal() or not is_superscript(link):
            continue
        number = int(plain_digits(label[0]))
        if address in last and number == last[address][0] + 1:
            counted.update(map(id, (last[address][1], link)))
        last[address] = (number, link)
    return counted


def _is_note_reference(link: Tag) -> bool:
    """Return whether a link has a name or a role of markers of notes."""
    role = role_of(link)
    if "noteref" in role:
        return True
    parents = " ".join(names_of(tag) for tag in (link, *ancestors(link, 1)))
    return re.search(r"footnote-?ref|noteref|fnref", parents) is not None


def _leads_to_page_of_notes(link: Tag, kind: str) -> bool:
    """Return whether a raised number leads to another page, to a fragment with a name of notes."""
    address, fragment = split_address(attribute(link, "href"))
    named = _NOTE_FRAGMENT.match(fragment) is not None and not fragment.startswith("ref")
    return bool(address) and named and kind == "number" and is_raised(link)


def _pair(tree: PageTree, found: FoundNotes, label: str, links: list[tuple[Tag, str]]) -> None:
    """Pair a marker with the link of the same label that starts a later block and leads back."""
    (marker, fragment), (back, way_back) = links
    block = block_of(back)
    at_start = back.text_start - block.text_start <= 2
    same_number = re.findall(r"\d+", fragment)[-1:] == re.findall(r"\d+", way_back)[-1:]
    if not (at_start and same_number and fragment != way_back) or tree.contains(block, marker):
        return
    note = FoundNote(fragment, label, (block,), False, block.first)
    printed = leading_label(note.nodes, label)
    found.hidden.add(id(printed if printed is not None else back))
    found.notes.append(note)
    found.mark(FoundMarker(marker, label, note))

"""The dialect of unlinked notes: superscript numbers in the text, and blocks that start with them.

The blocks come after a rule or a heading, or in a list of notes.
"""

from __future__ import annotations

import re

from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    anchor_of,
    block_of,
    children_of,
    is_text,
    names_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.back_matter import starts_back_matter
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import (
    is_boxed,
    is_note_heading,
    is_raised_tag,
    leading_label,
    read_label,
)
from painsci_search.reading.notes.works import are_citations
from painsci_search.reading.text.quantities import is_raised_quantity

_NOTES_NAME = re.compile(r"foot-?_?note|end-?_?note|side-?_?note")


def find_unlinked_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add the notes whose numbers agree with superscripts in the text."""
    if found.notes:
        return
    raised = _raised_numbers(tree, found)
    if not raised:
        return
    definitions = _listed_definitions(tree, raised) or _leading_definitions(tree, raised)
    notes: dict[str, FoundNote] = {}
    for label, nodes in definitions:
        block = nodes[0]
        if label in notes or not isinstance(block, Tag):
            continue
        anchor = anchor_of(block)
        note = FoundNote(anchor, label, nodes, bool(anchor), block.first)
        printed = leading_label(nodes, label)
        if printed is not None:
            found.hidden.add(id(printed))
        notes[label] = note
    inside = {id(node) for note in notes.values() for node in note.nodes}
    for label, sup in raised:
        if label in notes and not any(id(parent) in inside for parent in ancestors(sup, 12)):
            found.mark(FoundMarker(sup, label, notes[label]))
    cited = {id(marker.note) for marker in found.markers.values() if marker.note is not None}
    found.notes.extend(note for note in notes.values() if id(note) in cited)


def _raised_numbers(tree: PageTree, found: FoundNotes) -> list[tuple[str, Tag]]:
    """Return the superscripts with a label, apart from powers and ordinals, and the labels."""
    raised = []
    for sup in filter(is_raised_tag, tree.named("sup", "span", "small", "font")):
        if tree.letters(sup) > 5 or found.holds(sup):
            continue
        label = read_label(text_of(sup))
        if label is None or label[1] not in ("number", "sign"):
            continue
        before = str(sup.previous_sibling) if is_text(sup.previous_sibling) else ""
        after = str(sup.next_sibling) if is_text(sup.next_sibling) else ""
        if is_raised_quantity(before, label[0], after):
            continue
        raised.append((label[0], sup))
    return raised


def _listed_definitions(
    tree: PageTree, raised: list[tuple[str, Tag]]
) -> list[tuple[str, tuple[Node, ...]]]:
    """Return the items of lists of notes whose numbers are superscripts in the text."""
    labels = {label for label, _ in raised}
    found: list[tuple[str, tuple[Node, ...]]] = []
    for items in tree.named("ol"):
        if not _is_note_list(items):
            continue
        for item in children_of(items, "li"):
            number = tree.item_number(item)
            if number in labels:
                found.append((number, (item,)))
    return found


def _is_note_list(items: Tag) -> bool:
    for parent in (items, *ancestors(items, 3)):
        if parent.name == "aside" or _NOTES_NAME.search(names_of(parent)):
            return True
    before = _block_before(items)
    return before is not None and before.name in HEADINGS and is_note_heading(text_of(before))


def _leading_definitions(
    tree: PageTree, raised: list[tuple[str, Tag]]
) -> list[tuple[str, tuple[Node, ...]]]:
    """Return the blocks that start with a superscript or bold number and follow its marker.

    Bold numbers may as well be those of steps, unless notes are announced or the blocks are works.
    """
    first_raised: dict[str, int] = {}
    for printed, sup in raised:
        first_raised.setdefault(printed, sup.first)
    heads: list[tuple[str, Tag]] = []
    bold: set[int] = set()
    for tag in tree.named("sup", "strong", "b", "span", "small", "font"):
        if tag.name not in ("strong", "b") and not is_raised_tag(tag):
            continue
        label = read_label(text_of(tag)) if tree.letters(tag) <= 5 else None
        if label is None or label[0] not in first_raised:
            continue
        block = block_of(tag)
        at_start = tag.text_start == block.text_start
        later = tag.first > first_raised[label[0]]
        if not at_start or not later or block.name not in ("p", "li", "div", "dd", "td", "aside"):
            continue
        if tree.letters(block) > tree.letters(tag) + 3:
            heads.append((label[0], block))
            if not is_raised_tag(tag) and not is_boxed(tag):
                bold.add(id(block))
    works = [(block,) for _, block in heads if id(block) in bold]
    if works and not _after_rule(heads[0][1]) and not are_citations(tree, works):
        heads = [(label, block) for label, block in heads if id(block) not in bold]
    if len({label for label, _ in heads}) * 2 < len(first_raised):
        return []
    return _extend(heads)


def _extend(heads: list[tuple[str, Tag]]) -> list[tuple[str, tuple[Node, ...]]]:
    """Add the blocks up to the next note to each note, if the notes follow a rule or a heading."""
    starts = {id(block) for _, block in heads}
    follow = bool(heads) and _after_rule(heads[0][1])
    found: list[tuple[str, tuple[Node, ...]]] = []
    for label, block in heads:
        nodes: list[Node] = [block]
        if follow:
            for node in block.next_siblings:
                if isinstance(node, Tag):
                    if id(node) in starts or node.name in HEADINGS or node.name == "hr":
                        break
                    if re.match(r"update|ps\b|p\.s\.", text_of(node), re.IGNORECASE):
                        break
                    if starts_back_matter(node):
                        break
                    nodes.append(node)
        found.append((label, tuple(nodes)))
    return found


def _block_before(block: Tag) -> Tag | None:
    """Return the nearest block before another in the same parent."""
    siblings = (node for node in block.previous_siblings if isinstance(node, Tag))
    return next((tag for tag in siblings if tag.name in BLOCKS), None)


def _after_rule(block: Tag) -> bool:
    before = _block_before(block)
    if before is None:
        return False
    return before.name == "hr" or (before.name in HEADINGS and is_note_heading(text_of(before)))

"""The dialect of reference lists: works below a heading such as "References", without markers.

Programs for citations may leave out the heading, and name the element around the works.

The text cites them by author and year, as in "(Doe et al., 2018)", or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    anchor_of,
    children_of,
    heading_level,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.author_years import mark_authors_and_years
from painsci_search.reading.notes.back_matter import starts_back_matter
from painsci_search.reading.notes.blocks import Targets, definitions_of
from painsci_search.reading.notes.found import FoundNote, FoundNotes
from painsci_search.reading.notes.labels import is_reference_heading
from painsci_search.reading.notes.lists import element_of, split_lines
from painsci_search.reading.notes.rows import find_bibliographies, hide_number, rows_in
from painsci_search.reading.notes.works import (
    Item,
    are_works,
    block_of_item,
    has_sign_of_work,
    is_work,
    text_of_item,
)

# Letters of a heading; a longer or shorter one announces no references.
_SHORTEST_HEADING, _LONGEST_HEADING = 4, 60
# Lists: more than any article has. A hostile page could have thousands of such headings.
_MOST_LISTS = 30
# Elements around a heading that start with it, such as a section and its header.
_PANELS = 3
# Elements around the line of a note that may be those of its item, and around an item's words that
# may be those of its note.
_NEAREST = 2
_DEEPEST = 4
# The number of a work that its text prints.
_NUMBER = re.compile(r"[\[(]?(?P<number>\d{1,3})(?:[.)\]]+\s*|\s|(?=[^\W\d]))(?=\S)")
# The verb on a button that unfolds the references.
_SHOW = re.compile(r"\A(?:show|view|see|expand|open)\s(?:all\s|the\s)?", re.IGNORECASE)
_HEADED = ("p", "summary", "strong", "b", "dt", "button")
_LISTS = frozenset({"ul", "ol"})
# Elements whose lists are of the site.
_FURNITURE = frozenset({"footer", "nav", "aside", "form"})


def find_reference_lists(tree: PageTree, found: FoundNotes) -> None:
    """Add the works of reference lists that are no notes yet, and the text's citations of them."""
    works: list[FoundNote] = []
    ends = 0
    headings = list(islice(_headings(tree, found), _MOST_LISTS))
    for start in headings or find_bibliographies(tree)[:_MOST_LISTS]:
        if start.first <= ends:
            continue
        items = _items_below(tree, start) if headings else _items_of(tree, start)
        if not are_works(tree, items):
            continue
        known = _notes_among(found, items)
        holds_notes = any(known)
        added = [
            _make_note(tree, item, label)
            for item, label, is_note in zip(items, _printed_labels(items), known, strict=True)
            if not is_note and (has_sign_of_work(item) or not holds_notes)
        ]
        works += added
        ends = added[-1].position if added else ends
    if works:
        for work in works:
            hide_number(tree, found, work)
        found.notes.extend(works)
        mark_authors_and_years(tree, found, works)


def _headings(tree: PageTree, found: FoundNotes) -> Iterator[Tag]:
    """Yield the headings of reference lists; on a page without notes, also lines like them."""
    headings = [tag for tag in tree.named(*HEADINGS) if _announces(tree, tag)]
    if headings or found.notes:
        yield from headings
    else:
        yield from (tag for tag in tree.named(*_HEADED) if _announces(tree, tag))


def _announces(tree: PageTree, tag: Tag) -> bool:
    if not _SHORTEST_HEADING <= tree.letters(tag) <= _LONGEST_HEADING:
        return False
    text = text_of(tag)
    if tag.name in ("button", "summary"):
        text = _SHOW.sub("", text)
    return is_reference_heading(text) and not any(
        around.name in _FURNITURE for around in ancestors(tag)
    )


def _items_below(tree: PageTree, heading: Tag) -> list[Item]:
    """Return the items, paragraphs or lines of works from a heading up to the next one.

    They are in elements of one name; what follows the last work is not of the list.
    """
    level = heading_level(heading) or len(HEADINGS)
    items: list[Item] = []
    last = heading
    make = ""
    for _ in range(_PANELS):
        for node in last.next_siblings:
            if isinstance(node, Tag):
                name = "list" if node.name in _LISTS else node.name
                is_other = bool(make) and name not in (make, *HEADINGS)
                is_over = is_other and (make == "list" or any(map(is_work, items)))
                if is_over or _ends(tree, node, level):
                    break
                if is_other:
                    items, make = [], ""  # they only introduce the list
                found = _items_of(tree, node)
                make = make or (name if found else "")
                items += takewhile(lambda item: not starts_back_matter(*item), found)
                if any(starts_back_matter(*item) for item in found):
                    break
        around = last.parent
        if items or around is None or around.name in ("body", "main", "article"):
            break
        if around.text_start != heading.text_start:
            break
        last = around
    while items and not is_work(items[-1]):
        items.pop()
    return items


def _ends(tree: PageTree, node: Tag, level: int) -> bool:
    """Return whether an element starts with a heading that ends the list: no lower one."""
    heading = tree.heading_in(node)
    if heading is None:
        return node.name in ("nav", "footer", "form")
    if (heading_level(heading) or 1) <= level or tree.headings_in(node) > 1:
        return True
    return starts_back_matter(heading)


def _items_of(tree: PageTree, node: Tag) -> list[Item]:
    """Return the items of the lists, or the paragraphs, that an element is or holds."""
    if node.name in HEADINGS or not tree.letters(node):
        return []
    rows = rows_in(tree, node)
    if len(rows) > 1:
        return [row.nodes for row in rows]
    listed = [*([node] if node.name in _LISTS else []), *tree.named(*_LISTS, within=node)]
    if listed:
        items = [item for one in listed for item in children_of(one, "li")]
        return [(item,) for item in items if not _holds_only_lists(item) and tree.letters(item)]
    terms = children_of(node, "dt") if node.name == "dl" else []
    if terms:
        return [(term, *definitions_of(term)) for term in terms]
    if node.name not in BLOCKS:
        return []
    blocks = [node, *tree.blocks(node)]
    leaves = [one for one in blocks if tree.letters(one) and not tree.holds_block(one)]
    return [item for leaf in leaves for item in _lines_of(leaf)]


def _holds_only_lists(item: Tag) -> bool:
    inner = [node for node in item.contents if isinstance(node, Tag) or str(node).strip()]
    return all(isinstance(node, Tag) and node.name in _LISTS for node in inner)


def _lines_of(block: Tag) -> list[Item]:
    """Return the lines of a paragraph if each looks like a work, or else the paragraph."""
    lines = map(tuple, split_lines(block))
    items = [line for line in lines if text_of_item(line)]
    return items if len(items) > 1 and all(map(is_work, items)) else [(block,)]


def _notes_among(found: FoundNotes, items: list[Item]) -> list[bool]:
    """Return for each item whether it is, holds or is in a note, or a part of one."""
    nodes = [node for note in found.notes for node in note.nodes]
    taken = Targets(node for node in nodes if isinstance(node, Tag))
    # notes that are lines of a paragraph may be nothing but text
    texts = [node for node in nodes if not isinstance(node, Tag)]
    around = {id(tag) for text in texts for tag in (text, *_around(text, _NEAREST))}
    whole = {id(node) for node in nodes}
    return [
        any(
            id(node) in around
            or (isinstance(node, Tag) and taken.first_in(node) is not None)
            or any(id(tag) in whole for tag in _around(node, _DEEPEST))
            for node in item
        )
        for item in items
    ]


def _around(node: Node, levels: int) -> tuple[Tag, ...]:
    """Return the element of a node, and so many around that."""
    parent = element_of(node)
    return (parent, *ancestors(parent, levels))


def _printed_labels(items: list[Item]) -> list[str]:
    """Return the numbers that the items print before their texts, or "" for each."""
    starts = [_NUMBER.match(text_of_item(item)) for item in items]
    labels = [start["number"] if start else "" for start in starts]
    return labels if labels == [str(at) for at, _ in enumerate(items, 1)] else [""] * len(items)


def _make_note(tree: PageTree, item: Item, label: str) -> FoundNote:
    first = item[0]
    block = block_of_item(item)
    anchor = anchor_of(first) if isinstance(first, Tag) else ""
    number = label or (tree.item_number(block) if block.name == "li" else "")
    note = FoundNote(anchor, number, item, bool(anchor), block.first)
    note.is_bare, note.is_unmarked = bool(label), True
    return note

"""The element to which a marker leads in, the nodes of the note out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    block_of,
    children_of,
    is_text,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.labels import (
    is_note_heading,
    is_word_in_brackets,
    leading_label,
    read_label,
)

_NEVER = frozenset(
    {"figure", "table", "img", "math", "input", "pre", "code", "body", "html", "main"}
)
_NOTE_BLOCKS = frozenset({"p", "div", "blockquote"})
# Letters of an element that is no note, but has notes and text, separated by line breaks.
_LONGEST_NOTE = 1500
# Nodes of such a note.
_MOST_NODES = 60
# Letters of a word that is a label, with its brackets.
_LONGEST_WORD = 26


class Targets:
    """The elements to which markers lead, searchable by position."""

    def __init__(self, tags: Iterable[Tag]) -> None:
        unique = {id(tag): tag for tag in tags}
        self._tags = sorted(unique.values(), key=lambda tag: tag.first)
        self._firsts = [tag.first for tag in self._tags]

    def first_in(self, outer: Tag, besides: Tag | None = None) -> Tag | None:
        """Return the first target that is `outer` or inside it, apart from `besides`."""
        if not self._tags:
            return None
        low = bisect_left(self._firsts, outer.first)
        for tag, first in zip(self._tags[low : low + 2], self._firsts[low : low + 2], strict=True):
            if tag is not besides and first <= outer.last:
                return tag
        return None


def find_note_nodes(tree: PageTree, target: Tag, others: Targets) -> tuple[Node, ...]:
    """Return the nodes of the note that starts at `target`; empty if it cannot be a note.

    Args:
        others: every element to which a marker of the page leads.
    """
    if target.name == "table" and _is_note_table(tree, target):
        return (target,)
    if target.name in _NEVER or _is_verbatim(target):
        return ()
    block = block_of(target)
    part = _block_after(tree, target, others) or _line_of(tree, target, others)
    if part:
        return part
    if block.name in _NEVER or (block.name == "td" and _holds_article(tree, block)):
        return ()
    if block.name == "dt":
        return (block, *definitions_of(block))
    if block is target and tree.letters(target) > 0 and not _is_label(tree, block):
        return () if _is_too_much(tree, block) else (block,)
    if tree.letters(block) == 0:
        return _following(block, others)
    if _is_label(tree, block):
        return _labelled(tree, block, others)
    if block.name in HEADINGS or _starts_like_heading(tree, block):
        return ()
    return _inline(tree, target, block, others)


def _is_note_table(tree: PageTree, table: Tag) -> bool:
    """Return whether a table is one row that starts with a label, as older generators write."""
    rows = tree.named("tr", within=table)
    cells = children_of(rows[0], "td", "th") if len(rows) == 1 else []
    return len(cells) == 2 and _is_label(tree, cells[0]) and tree.letters(cells[1]) > 12


def _is_verbatim(target: Tag) -> bool:
    return any(parent.name in ("pre", "figure") for parent in ancestors(target))


def _is_label(tree: PageTree, block: Tag) -> bool:
    letters = tree.letters(block)
    if letters <= 12 and read_label(text_of(block)) is not None:
        return True
    return letters <= _LONGEST_WORD and is_word_in_brackets(text_of(block))


def _is_too_much(tree: PageTree, block: Tag) -> bool:
    """Return whether a block is no note: a section with a heading, or most of the page."""
    if block.name in HEADINGS:
        return True
    heading = tree.heading_in(block)
    if isinstance(heading, Tag) and not read_label(text_of(heading)):
        return not is_note_heading(text_of(heading)) or block.name not in ("aside", "li")
    return tree.letters(block) > 0.6 * max(tree.letters(tree.body), 500)


def _starts_like_heading(tree: PageTree, block: Tag) -> bool:
    heading = tree.heading_in(block)
    return heading is not None and read_label(text_of(heading)) is None


def _holds_article(tree: PageTree, cell: Tag) -> bool:
    return tree.letters(cell) > 0.5 * max(tree.letters(tree.body), 1000)


def definitions_of(term: Tag) -> tuple[Node, ...]:
    """Return the definitions after a term, up to the next term."""
    found: list[Node] = []
    for node in term.next_siblings:
        if isinstance(node, Tag):
            if node.name != "dd":
                break
            found.append(node)
    return tuple(found)


def _labelled(tree: PageTree, block: Tag, others: Targets) -> tuple[Node, ...]:
    """Return the note of a block with only the label: the rest of its row, or what follows it."""
    if block.name in ("td", "th") and isinstance(block.parent, Tag):
        return (block.parent,)
    following = _following(block, others)
    if following:
        return (block, *following)
    parent = block.parent
    if isinstance(parent, Tag) and parent.name in BLOCKS - {"body"} and _is_label(tree, parent):
        return (parent, *_following(parent, others))
    return (block,)


def _following(block: Tag, others: Targets) -> tuple[Node, ...]:
    """Return the siblings after a label up to the next note, heading or rule."""
    found: list[Node] = []
    for node in block.next_siblings:
        if isinstance(node, Tag):
            if node.name in HEADINGS or node.name == "hr" or _has_target(node, others):
                break
            found.append(node)
        elif is_text(node):
            found.append(node)
        if len(found) > 60:
            break
    return tuple(found) if any(isinstance(node, Tag) or str(node).strip() for node in found) else ()


def _has_target(node: Tag, others: Targets) -> bool:
    return others.first_in(node) is not None


def _inline(tree: PageTree, target: Tag, block: Tag, others: Targets) -> tuple[Node, ...]:
    """Return the note of an anchor in a block: the block, a part of it, or the anchor's element.

    The part is that from the anchor up to the next one.
    """
    at_start = target.text_start - block.text_start <= 3 or _follows_label(target, block)
    rival = others.first_in(block, target)
    if at_start and rival is None:
        return () if _is_too_much(tree, block) else (block,)
    if rival is not None and _child_with(block, target) is not None:
        first = rival.text_start
        if at_start or first - block.text_start <= 3:
            return _up_to_next(target, block, others)
    if tree.letters(target) >= 15 and read_label(text_of(target)) is None:
        return (target,)
    return ()


def _follows_label(target: Tag, block: Tag) -> bool:
    """Return whether only the label of a note is before its anchor in the block."""
    first = target.text_start
    if first - block.text_start > _LONGEST_WORD:
        return False
    printed = leading_label((block,), "")
    return printed is not None and printed.text_end == first


def _block_after(tree: PageTree, target: Tag, others: Targets) -> tuple[Node, ...]:
    """Return the block before which an empty anchor is, between blocks; () for another anchor."""
    if target.name in BLOCKS or tree.letters(target):
        return ()
    before = next(filter(_is_shown, target.previous_siblings), None)
    after = next(filter(_is_shown, target.next_siblings), None)
    is_between = before is None or (isinstance(before, Tag) and before.name in (*BLOCKS, "hr"))
    if not (is_between and isinstance(after, Tag)) or after.name not in _NOTE_BLOCKS:
        return ()
    if _has_target(after, others) or _is_too_much(tree, after):
        return ()
    return _labelled(tree, after, others) if _is_label(tree, after) else (after,)


def _is_shown(node: Node) -> bool:
    return isinstance(node, Tag) or str(node).strip() != ""


def _line_of(tree: PageTree, target: Tag, others: Targets) -> tuple[Node, ...]:
    """Return the note of an anchor that starts a line, up to an empty line or the next anchor.

    Only blocks that hold far more than a note are read by lines, and inline elements that hold
    several notes, such as `<small>`.
    """
    container = target.parent
    if target.name in BLOCKS or container is None:
        return ()
    if container.name in BLOCKS and tree.letters(container) < _LONGEST_NOTE:
        return ()
    start = _start_of_line(target)
    if start is None:
        return ()
    found: list[Node] = [*start, target]
    is_empty = False
    for node in islice(target.next_siblings, _MOST_NODES):
        is_break = isinstance(node, Tag) and node.name == "br"
        if isinstance(node, Tag) and ((is_break and is_empty) or _has_target(node, others)):
            break
        is_empty = is_break or (is_empty and _is_blank(node))
        found.append(node)
    while _is_blank(found[-1]):
        found.pop()
    return tuple(found)


def _start_of_line(target: Tag) -> list[Node] | None:
    """Return the bracket or space between a line break and an anchor; None if there is more.

    The start of an inline element is that of a line, if there is a line break after it.
    """
    start: list[Node] = []
    for node in target.previous_siblings:
        if isinstance(node, Tag):
            return start if node.name == "br" else None
        if not _is_blank(node):
            return None
        start.insert(0, node)
    if target.parent is None or target.parent.name in BLOCKS:
        return None
    following = islice(target.next_siblings, _MOST_NODES)
    has_lines = any(isinstance(node, Tag) and node.name == "br" for node in following)
    return start if has_lines else None


def _is_blank(node: Node) -> bool:
    """Return whether a node is a line break, space or a bracket."""
    if isinstance(node, Tag):
        return node.name == "br"
    return len(str(node).strip()) <= 1


def _child_with(block: Tag, target: Tag) -> Tag | None:
    """Return the child of `block` that is or contains `target`."""
    node: Tag | None = target
    while node is not None and node.parent is not block:
        node = node.parent
    return node


def _up_to_next(target: Tag, block: Tag, others: Targets) -> tuple[Node, ...]:
    start = _child_with(block, target)
    if start is None:
        return ()
    found: list[Node] = [start]
    for node in start.next_siblings:
        if isinstance(node, Tag) and _has_target(node, others):
            break
        found.append(node)
    return tuple(found)

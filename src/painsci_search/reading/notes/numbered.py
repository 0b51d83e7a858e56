"""The dialect of numbered lists: "[3]" or a superscript 3 in the text, and a list without links.

The list is a numbered one below a heading for notes, or paragraphs that start with "[1]", "[2]".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.dom import (
    HEADINGS,
    LONGEST_HEADING,
    SILENT,
    anchor_of,
    children_of,
    is_text,
    text_of,
    walk,
)
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes, Span
from painsci_search.reading.notes.labels import POWER, is_note_heading
from painsci_search.reading.tree import PageTree

_LEADING_NUMBER = re.compile(
    r"\s*(?:\[(?P<boxed>\d{1,3})\]|\(?(?P<plain>\d{1,3})[.)])\s*(?=[^\s\d.)])"
)
_NUMBERS = r"\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*"
_BOXED = re.compile(rf"\[\s*({_NUMBERS})\s*\]")
_BARE = re.compile(rf"\s*[\[(]?\s*({_NUMBERS})\s*[\])]?\s*")
_RULE = re.compile(r"[\s*_–—-]{3,}")
# Letters: more is a page, not a list of notes.
_LONGEST_LIST = 60_000
# Letters of a paragraph in which its leading number is searched.
_START_OF_NOTE = 40
# Lists: more than any article has below a heading for notes. A hostile page could have thousands.
_MOST_LISTS = 100
_ANNOUNCERS = HEADINGS | {"p", "div"}
_VERBATIM = SILENT | {"pre", "code", "kbd", "samp", "math"}

_Listed = list[tuple[str, tuple[PageElement, ...]]]


def find_numbered_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add the notes of the list with the most cited items, if half of them or more are cited."""
    if found.notes:
        return
    best: tuple[int, _Listed, list[tuple[PageElement, Span]]] = (0, [], [])
    lists = [listed for listed in islice(_find_lists(tree), _MOST_LISTS) if listed]
    numbers = list(_find_numbers(tree)) if lists else []
    for listed in lists:
        marked = list(_find_markers(tree, listed, numbers))
        cited = len({span.label for _, span in marked})
        if 2 * cited >= len(listed) and cited > best[0]:
            best = (cited, listed, marked)
    if not best[0]:
        return
    announcer = _before(_start_of(best[1]))
    if announcer is not None and announcer.name not in HEADINGS and _is_announcement(announcer):
        found.hidden.add(id(announcer))
    notes = {label: _make_note(tree, label, nodes) for label, nodes in best[1]}
    found.notes.extend(notes.values())
    for node, span in best[2]:
        marker = FoundMarker(_element_of(node), span.label, notes[span.label])
        found.spans.setdefault(id(node), []).append((span, marker))


def _element_of(node: PageElement) -> Tag:
    parent = node.parent
    if parent is None:
        raise ValueError("a node that is in no page")
    return parent


def _before(block: Tag) -> Tag | None:
    """Return the element directly before a block."""
    return next((tag for tag in block.previous_siblings if isinstance(tag, Tag)), None)


def _make_note(tree: PageTree, label: str, nodes: tuple[PageElement, ...]) -> FoundNote:
    first = nodes[0]
    anchor = anchor_of(first) if isinstance(first, Tag) else ""
    block = first if isinstance(first, Tag) else _element_of(first)
    return FoundNote(anchor, label, nodes, bool(anchor), tree.extent(block).first)


def _start_of(listed: _Listed) -> Tag:
    """Return the element of a list, or its first block."""
    first = listed[0][1][0]
    block = first if isinstance(first, Tag) else _element_of(first)
    return _element_of(block) if block.name == "li" else block


def _find_lists(tree: PageTree) -> Iterator[_Listed]:
    """Yield the numbered lists of a page that may be notes."""
    for items in tree.named("ol"):
        if _is_announced(items):
            yield [(tree.item_number(item), (item,)) for item in children_of(items, "li")]
    seen: set[int] = set()
    for block in tree.named("p", "div"):
        if id(block) in seen or not 8 <= tree.letters(block) <= _LONGEST_LIST:
            continue
        if _is_announced(block) and tree.named("br", within=block):
            yield _lines_of(block)
        number = _number_of(tree, block)
        if number is not None and number[0] == 1 and (number[1] or _is_announced(block)):
            run = _run_from(tree, block)
            seen.update(id(node) for _, nodes in run for node in nodes)
            yield run


def _is_announced(block: Tag) -> bool:
    """Return whether a heading for notes, a line like one, or a rule is directly before a block."""
    before = _before(block)
    return before is not None and _is_announcement(before)


def _is_announcement(tag: Tag) -> bool:
    if tag.name not in _ANNOUNCERS:
        return False
    text = text_of(tag, enough=LONGEST_HEADING)
    if len(text) > LONGEST_HEADING:
        return False
    return is_note_heading(text) or (tag.name not in HEADINGS and _RULE.fullmatch(text) is not None)


def _number_of(tree: PageTree, block: Tag) -> tuple[int, bool] | None:
    """Return the number with which a paragraph starts, and whether it is in square brackets."""
    if tree.holds_block(block):
        return None
    match = _LEADING_NUMBER.match(text_of(block, enough=_START_OF_NOTE))
    return (int(match["boxed"] or match["plain"]), bool(match["boxed"])) if match else None


def _run_from(tree: PageTree, first: Tag) -> _Listed:
    """Return consecutive numbered paragraphs, each with unnumbered ones before the next."""
    run: list[tuple[str, list[PageElement]]] = [("1", [first])]
    unnumbered: list[PageElement] = []
    for node in first.next_siblings:
        if not isinstance(node, Tag):
            continue
        if node.name not in ("p", "div", "blockquote", "ul"):
            break
        number = _number_of(tree, node)
        if number == (1, True):
            break  # another list
        if number is not None and number[0] == len(run) + 1:
            run[-1][1].extend(unnumbered)
            unnumbered = []
            run.append((str(number[0]), [node]))
        else:
            unnumbered.append(node)
    return [(label, tuple(nodes)) for label, nodes in run]


def _lines_of(block: Tag) -> _Listed:
    """Return the lines of a block, separated by line breaks, that start with ascending numbers."""
    lines: list[list[PageElement]] = [[]]
    for node in block.children:
        if isinstance(node, Tag) and node.name == "br":
            lines.append([])
        elif isinstance(node, Tag) or is_text(node):
            lines[-1].append(node)
    listed: list[tuple[str, list[PageElement]]] = []
    for line in lines:
        text = "".join(text_of(node) + " " if isinstance(node, Tag) else str(node) for node in line)
        number = _LEADING_NUMBER.match(text)
        if number and int(number["boxed"] or number["plain"]) == len(listed) + 1:
            listed.append((str(len(listed) + 1), line))
        elif listed:
            listed[-1][1].extend(line)
    return [(label, tuple(nodes)) for label, nodes in listed if nodes]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers, together in brackets or superscript, that may be a marker.

    Attributes:
        node: the text node.
        position: the position of the element with the text, in document order.
        spans: the numbers.
    """

    node: PageElement
    position: int
    spans: tuple[Span, ...]


def _find_numbers(tree: PageTree) -> Iterator[_Numbers]:
    """Yield the numbers that look like markers, in document order."""
    before = ""
    for step, node in walk(tree.body, lambda tag: tag.name in _VERBATIM or tag.name in HEADINGS):
        if step != "text":
            continue
        text, parent = str(node), _element_of(node)
        raised = parent.name == "sup"
        for found in [_BARE.fullmatch(text)] if raised else _BOXED.finditer(text):
            if found is None or (raised and POWER.search(before)):
                continue
            start = found.start(1)
            spans = tuple(
                Span(start + number.start(), start + number.end(), number[0])
                for number in re.finditer(r"\d+", found[1])
            )
            if _ascend(spans):
                yield _Numbers(node, tree.extent(parent).first, spans)
        before = text


def _find_markers(
    tree: PageTree, listed: _Listed, numbers: list[_Numbers]
) -> Iterator[tuple[PageElement, Span]]:
    """Yield the numbers that may be markers of a list's items: those before the list."""
    labels = {label for label, _ in listed}
    own = {id(node) for _, nodes in listed for node in nodes}
    start = _start_of(listed)
    last = tree.extent(start).first - (id(start) in own)
    for one in numbers:
        if id(one.node) in own or one.position > last:
            break
        if all(span.label in labels for span in one.spans):
            for span in one.spans:
                yield one.node, span


def _ascend(spans: tuple[Span, ...]) -> bool:
    return all(int(one.label) < int(other.label) for one, other in pairwise(spans))

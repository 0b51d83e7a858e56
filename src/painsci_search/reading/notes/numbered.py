"""The dialect of numbered lists: "[3]" or a superscript 3 in the text, and a list without links.

The list is a numbered one below a heading for notes, or paragraphs that start with "[1]", "[2]".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.dom import (
    BLOCKS,
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
from painsci_search.reading.notes.labels import (
    is_isotope,
    is_note_heading,
    is_power,
    plain_digits,
    plain_label,
)
from painsci_search.reading.tree import PageTree

_ENDS_IN_DASH = re.compile(r"[-–—−⁻]\s*\Z")
_LEADING_NUMBER = re.compile(
    r"\s*+(?:[\[［【](?P<boxed>\d{1,3})[\]］】]|[(（]?(?P<plain>\d{1,3})[.)．）、]"
    r"|(?P<raised>[⁰¹²³⁴-⁹]{1,3}))\s*+(?=[^\s\d.)])"
)
_NUMBERS = r"\d{1,3}(?:\s{0,2}[,;–—−-]\s{0,2}\d{1,3})*+"
_BOXED = re.compile(rf"[\[［【]\s{{0,2}}({_NUMBERS})\s{{0,2}}[\]］】]")
_BARE = re.compile(_NUMBERS)
_AROUND = " \t\n\xa0[]()（）［］"
# superscripts of Unicode, as editors without markup write markers
_RAISED = re.compile(r"([⁰¹²³⁴-⁹]{1,3}(?:[ʼ˒,⁻–-][⁰¹²³⁴-⁹]{1,3})*+)")
_NUMBER = re.compile(r"\d+|[⁰¹²³⁴-⁹]+")
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
    is_bare = not (isinstance(first, Tag) and first.name == "li") and plain_label(nodes, label)
    return FoundNote(anchor, label, nodes, bool(anchor), _position_of(tree, first), is_bare)


def _position_of(tree: PageTree, node: PageElement) -> int:
    """Return the position of an element, or of the element that a text follows or is in."""
    near: PageElement | None = node
    while near is not None and not isinstance(near, Tag):
        near = near.previous_element
    return tree.extent(near).first if near is not None else 0


def _start_of(listed: _Listed) -> Tag:
    """Return the element of a list, or its first block."""
    first = listed[0][1][0]
    block = first if isinstance(first, Tag) else _element_of(first)
    return _element_of(block) if block.name == "li" else block


def _find_lists(tree: PageTree) -> Iterator[_Listed]:
    """Yield the numbered lists of a page that may be notes."""
    for items in tree.named("ol"):
        if _is_announced(items):
            yield _items_from(tree, items)
    seen: set[int] = set()
    for block in tree.named("p", "div"):
        if id(block) in seen or not 8 <= tree.letters(block) <= _LONGEST_LIST:
            continue
        if any(isinstance(node, Tag) and node.name == "br" for node in block.children):
            yield _lines_of(block, is_announced=_is_announced(block))
        number = _number_of(tree, block)
        if number is not None and number[0] == 1 and (number[1] or _is_announced(block)):
            run = _run_from(tree, block)
            seen.update(id(node) for _, nodes in run for node in nodes)
            yield run


def _items_from(tree: PageTree, items: Tag) -> _Listed:
    """Return the items of a list, and of the lists directly after it that go on counting."""
    listed: _Listed = [(tree.item_number(item), (item,)) for item in children_of(items, "li")]
    for node in items.next_siblings:
        if not isinstance(node, Tag):
            continue
        more = children_of(node, "li") if node.name == "ol" else []
        if not more or tree.item_number(more[0]) != str(len(listed) + 1):
            break
        listed += [(tree.item_number(item), (item,)) for item in more]
    return listed


def _is_announced(block: Tag) -> bool:
    """Return whether a heading for notes, a line like one, or a rule is before a block."""
    before = _before(block)
    return before is not None and _is_announcement(before)


def _is_announcement(tag: Tag) -> bool:
    if tag.name == "hr":
        return True
    if tag.name not in _ANNOUNCERS:
        return False
    text = text_of(tag, enough=LONGEST_HEADING)
    if len(text) > LONGEST_HEADING:
        return False
    return is_note_heading(text) or (tag.name not in HEADINGS and _RULE.fullmatch(text) is not None)


def _number_of(tree: PageTree, block: Tag) -> tuple[int, bool] | None:
    """Return the number with which a paragraph starts, and whether it is boxed or raised."""
    if tree.holds_block(block):
        return None
    return _leading_number(text_of(block, enough=_START_OF_NOTE))


def _leading_number(text: str) -> tuple[int, bool] | None:
    """Return the number with which a text starts, and whether it is boxed or raised."""
    match = _LEADING_NUMBER.match(text)
    if match is None:
        return None
    printed = match["boxed"] or match["plain"] or match["raised"]
    return int(plain_digits(printed)), match["plain"] is None


def _run_from(tree: PageTree, first: Tag) -> _Listed:
    """Return consecutive numbered paragraphs, each with unnumbered ones before the next.

    The unnumbered ones belong to a note unless the marker of the next note is in them: then the
    notes are below the paragraphs that cite them.
    """
    run: list[tuple[str, list[PageElement]]] = [("1", [first])]
    unnumbered: list[PageElement] = []
    in_text = False
    for node in first.next_siblings:
        if not isinstance(node, Tag):
            continue
        if node.name not in ("p", "div", "blockquote", "ul"):
            break
        number = _number_of(tree, node)
        if number == (1, True):
            break  # another list
        if number is not None and number[0] == len(run) + 1:
            if not in_text:
                run[-1][1].extend(unnumbered)
            unnumbered, in_text = [], False
            run.append((str(number[0]), [node]))
        else:
            in_text = in_text or _holds_marker(node, len(run) + 1)
            unnumbered.append(node)
    return [(label, tuple(nodes)) for label, nodes in run]


def _holds_marker(block: Tag, number: int) -> bool:
    """Return whether a boxed number is in a paragraph."""
    text = text_of(block)
    return any(f"{opening}{number}{closing}" in text for opening, closing in ("[]", "［］"))


def _lines_of(block: Tag, *, is_announced: bool) -> _Listed:
    """Return the lines of a block, separated by line breaks, that start with ascending numbers.

    Args:
        is_announced: whether notes are announced before the block; else a line of it must do so.
    """
    lines: list[list[PageElement]] = [[]]
    for node in block.children:
        if isinstance(node, Tag) and node.name == "br":
            lines.append([])
        elif isinstance(node, Tag) or is_text(node):
            lines[-1].append(node)
    listed: list[tuple[str, list[PageElement]]] = []
    for line in lines:
        text = _text_of_line(line)
        if not is_announced:
            is_announced = is_note_heading(_last_words(line))
            continue
        number = _leading_number(text)
        if number is not None and number[0] == len(listed) + 1:
            listed.append((str(len(listed) + 1), line))
        elif any(isinstance(node, Tag) and node.name in BLOCKS for node in line):
            break
        elif listed:
            listed[-1][1].extend(line)
    return [(label, tuple(nodes)) for label, nodes in listed if nodes]


def _text_of_line(line: list[PageElement]) -> str:
    """Return the text of a line; a superscript number at its start is written as "[1]"."""
    pieces = [text_of(node) if isinstance(node, Tag) else str(node) for node in line]
    for number, (node, piece) in enumerate(zip(line, pieces, strict=True)):
        if isinstance(node, Tag) and node.name == "sup" and piece.strip(_AROUND).isdecimal():
            pieces[number] = f"[{piece.strip(_AROUND)}] "
        if piece.strip():
            break
    return " ".join(pieces)


def _last_words(line: list[PageElement]) -> str:
    """Return the text after the last block of a line."""
    words: list[str] = []
    for node in reversed(line):
        if isinstance(node, Tag) and node.name in BLOCKS:
            break
        words.append(text_of(node) if isinstance(node, Tag) else str(node))
    return " ".join(reversed(words))


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
        if parent.name == "sup":
            inner = text.strip(_AROUND)
            after = parent.next_sibling
            follows = str(after) if is_text(after) else ""
            is_number = _BARE.fullmatch(inner) is not None
            if is_number and not is_power(before) and not is_isotope(before, follows):
                yield from _numbers_at(tree, node, text.index(inner), inner)
        else:
            for found in _BOXED.finditer(text):
                yield from _numbers_at(tree, node, found.start(1), found[1])
            for found in () if text.isascii() else _RAISED.finditer(text):
                ahead, rest = text[: found.start()][-4:], text[found.end() :][:1]
                if not is_power(ahead or before) and not is_isotope(ahead, rest):
                    yield from _numbers_at(tree, node, found.start(1), found[1])
        before = text


def _numbers_at(tree: PageTree, node: PageElement, start: int, text: str) -> Iterator[_Numbers]:
    """Yield the numbers at an offset of a text node, if they ascend."""
    spans = tuple(
        Span(
            start + number.start(),
            start + number.end(),
            plain_digits(number[0]),
            after_dash=_ENDS_IN_DASH.search(text[: number.start()][-4:]) is not None,
        )
        for number in _NUMBER.finditer(text)
    )
    if _ascend(spans):
        yield _Numbers(node, tree.extent(_element_of(node)).first, spans)


def _find_markers(
    tree: PageTree, listed: _Listed, numbers: list[_Numbers]
) -> Iterator[tuple[PageElement, Span]]:
    """Yield the numbers that may be markers of a list's items: each before its item, in no item."""
    starts = {label: _position_of(tree, nodes[0]) for label, nodes in listed}
    own = {id(node) for _, nodes in listed for node in nodes}
    extents = [tree.extent(node) for _, nodes in listed for node in nodes if isinstance(node, Tag)]
    firsts = [extent.first for extent in extents]
    for one in numbers:
        number = bisect_right(firsts, one.position) - 1
        if id(one.node) in own or (number >= 0 and one.position <= extents[number].last):
            continue
        if all(one.position <= starts.get(span.label, -1) for span in one.spans):
            for span in one.spans:
                yield one.node, span


def _ascend(spans: tuple[Span, ...]) -> bool:
    return all(int(one.label) < int(other.label) for one, other in pairwise(spans))

"""A page in; out, its numbered lists, paragraphs and lines that may be notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    LONGEST_HEADING,
    children_of,
    first_sign,
    is_text,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.back_matter import starts_back_matter
from painsci_search.reading.notes.labels import is_note_heading, plain_digits

# The labels and the nodes of the items.
Listed = list[tuple[str, tuple[Node, ...]]]

_LEADING_NUMBER = re.compile(
    r"\s*+(?:[\[［【]\^?(?P<boxed>\d{1,3})[\]］】]:?|[(（]?(?P<plain>\d{1,3})[.)．）、]"
    r"|(?P<raised>[⁰¹²³⁴-⁹]{1,3}))\s*+(?=[^\s\d.)])"
)
# Signs with which a printed number may start.
_BEFORE_NUMBER = "[［【(（⁰¹²³⁴⁵⁶⁷⁸⁹"
_RULE = re.compile(r"[\s*_–—-]{3,}")
# Letters: less is no note, and more is a page.
_FEWEST_LETTERS = 8
_LONGEST_LIST = 60_000
# Letters of a paragraph in which its leading number is searched.
_START_OF_NOTE = 40
_ANNOUNCERS = HEADINGS | frozenset("p div summary caption b strong span em u font".split())
# Lines of a block in which the first two with text are sought.
_LINES_READ = 6
# Characters around a superscript number.
_AROUND = " \t\n\xa0[]()（）［］"
# Letters of a paragraph that introduces a list: "All links were checked in May."
_LONGEST_LEAD = 200
# Elements around a list that start with it, as in accordions: a heading is before the outermost.
_PANELS = 3
# Lists: references are in one of the last.
_LAST = 3


def find_lists(tree: PageTree) -> Iterator[Listed]:
    """Yield the numbered lists of a page that a heading, a rule or their brackets announce."""
    for items in tree.named("ol"):
        if _is_announced(items):
            yield _items_from(tree, items)
    seen: set[int] = set()
    lines = {id(tag.parent) for tag in tree.named("br")}
    for block in _blocks_with_numbers(tree):
        if id(block) in seen or not _FEWEST_LETTERS <= tree.letters(block) <= _LONGEST_LIST:
            continue
        if id(block) in lines:
            is_announced = _is_announced(block) or _starts_boxed(block)
            yield _lines_of(block, is_announced=is_announced)
        number = _number_of(tree, block)
        around = element_of(block) if block.name == "li" else block
        if number is not None and number[0] == 1 and (number[1] or _is_announced(around)):
            run = _run_from(tree, block)
            seen.update(id(node) for _, nodes in run for node in nodes)
            yield run


def _blocks_with_numbers(tree: PageTree) -> list[Tag]:
    """Return the blocks that may start with a number, or have lines that do."""
    signs = [sign for sign in tree.openings if not sign or _may_start_number(sign)]
    found = [block for sign in signs for block in tree.openings[sign]]
    found += [element_of(line_break) for line_break in tree.named("br")]
    return tree.in_order(block for block in found if block.name in ("p", "div", "li"))


def find_last_lists(tree: PageTree) -> list[Listed]:
    """Return the last lists of a page that nothing announces as ones of notes.

    They are lists below any heading, paragraphs that start with "1.", "2.", or lines of one.
    """
    items = [tag for tag in tree.named("ol") if tag.parent is not None and tag.parent.name != "li"]
    numbered = [tag for tag in _blocks_with_numbers(tree) if tag.name != "li"]
    broken = [tag for tag in numbered if children_of(tag, "br")]
    firsts = [tag for tag in numbered if _number_of(tree, tag) == (1, False)]
    listed = [_items_from(tree, one) for one in items[-_LAST:]]
    listed += [_run_from(tree, one) for one in firsts[-_LAST:]]
    return listed + [_lines_of(one, is_announced=True) for one in broken[-_LAST:]]


def start_of(listed: Listed) -> Tag:
    """Return the element of a list, or its first block."""
    first = listed[0][1][0]
    block = first if isinstance(first, Tag) else element_of(first)
    return element_of(block) if block.name == "li" else block


def before(block: Tag) -> Tag | None:
    """Return the element directly before a block, or before the panel that starts with it."""
    level: Tag | None = block
    for _ in range(_PANELS):
        if level is None or level.name in ("body", "main", "article"):
            break
        for node in level.previous_siblings:
            if isinstance(node, Tag):
                return node
            if str(node).strip():
                return None
        level = level.parent
    return None


def element_of(node: Node) -> Tag:
    """Return the element around a node."""
    parent = node.parent
    if parent is None:
        raise ValueError("a node that is in no page")
    return parent


def _items_from(tree: PageTree, items: Tag) -> Listed:
    """Return the items of a list, and of the lists directly after it that go on counting."""
    listed: Listed = [(tree.item_number(item), (item,)) for item in children_of(items, "li")]
    alone = _alone_in(items)
    for node in (alone or items).next_siblings:
        if not isinstance(node, Tag):
            continue
        following = _only_list(node) if alone else node
        more = children_of(following, "li") if following and following.name == "ol" else []
        if not more or tree.item_number(more[0]) != str(len(listed) + 1):
            break
        listed += [(tree.item_number(item), (item,)) for item in more]
    return listed


def _alone_in(items: Tag) -> Tag | None:
    """Return the element that has nothing but a list; None if there is none."""
    around = items.parent
    return around if around is not None and _only_list(around) is items else None


def _only_list(around: Tag) -> Tag | None:
    """Return the numbered list that is all of an element; None for another element."""
    inner = [node for node in around.contents if isinstance(node, Tag) or str(node).strip()]
    only = inner[0] if around.name == "div" and len(inner) == 1 else None
    return only if isinstance(only, Tag) and only.name == "ol" else None


def _is_announced(block: Tag) -> bool:
    """Return whether a heading for notes, a line like one, or a rule is before a block.

    A short paragraph may be between the heading and the block.
    """
    announcer = before(block)
    if announcer is None or is_announcement(announcer):
        return announcer is not None
    if announcer.name != "p" or len(text_of(announcer, enough=_LONGEST_LEAD + 1)) > _LONGEST_LEAD:
        return False
    heading = before(announcer)
    return heading is not None and heading.name in HEADINGS and is_announcement(heading)


def is_announcement(tag: Tag) -> bool:
    """Return whether an element announces notes: a heading, a line like one, or a rule."""
    if tag.name == "hr":
        return True
    if tag.name not in _ANNOUNCERS:
        return False
    text = text_of(tag, enough=LONGEST_HEADING)
    return len(text) <= LONGEST_HEADING and (is_note_heading(text) or _is_rule(tag, text))


def is_below_rule(listed: Listed) -> bool:
    """Return whether only a rule announces a list, which may as well be one of steps."""
    announcer = before(start_of(listed))
    return announcer is not None and _is_rule(announcer, text_of(announcer, enough=LONGEST_HEADING))


def _is_rule(tag: Tag, text: str) -> bool:
    is_line = tag.name not in HEADINGS and _RULE.fullmatch(text) is not None
    return tag.name == "hr" or is_line


def _number_of(tree: PageTree, block: Tag) -> tuple[int, bool] | None:
    """Return the number with which a paragraph starts, and whether it is boxed or raised."""
    sign = first_sign(block)
    if (sign and not _may_start_number(sign)) or tree.holds_block(block):
        return None
    return _leading_number(text_of(block, enough=_START_OF_NOTE))


def plain_number(block: Tag) -> str:
    """Return the number with which the text of a block starts, as "3" of "[3] Aldo A."; or ""."""
    found = _leading_number(text_of(block, enough=_START_OF_NOTE))
    return str(found[0]) if found is not None else ""


def _may_start_number(sign: str) -> bool:
    return sign.isdecimal() or sign in _BEFORE_NUMBER


def _leading_number(text: str) -> tuple[int, bool] | None:
    """Return the number with which a text starts, and whether it is boxed or raised."""
    match = _LEADING_NUMBER.match(text)
    if match is None:
        return None
    printed = match["boxed"] or match["plain"] or match["raised"]
    return int(plain_digits(printed)), match["plain"] is None


def _run_from(tree: PageTree, first: Tag) -> Listed:
    """Return consecutive numbered paragraphs, each with unnumbered ones before the next.

    The unnumbered ones belong to a note unless the marker of the next note is in them: then the
    notes are below the paragraphs that cite them.
    """
    run: list[tuple[str, list[Node]]] = [("1", [first])]
    unnumbered: list[Node] = []
    in_text = False
    for node in first.next_siblings:
        if not isinstance(node, Tag):
            continue
        if node.name not in ("p", "div", "blockquote", "ul", first.name):
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


def _lines_of(block: Tag, *, is_announced: bool) -> Listed:
    """Return the lines of a block, separated by line breaks, that start with ascending numbers.

    Args:
        is_announced: whether notes are announced before the block; else a line of it must do so.
    """
    listed: list[tuple[str, list[Node]]] = []
    for line in split_lines(block):
        if not is_announced:
            is_announced = is_note_heading(_last_words(line))
            continue
        number = _leading_number(text_of_line(line))
        if number is not None and number[0] == len(listed) + 1:
            listed.append((str(len(listed) + 1), line))
        elif _holds_block(line) or starts_back_matter(*line):
            break
        elif listed:
            listed[-1][1].extend(line)
    return [(label, tuple(nodes)) for label, nodes in listed if nodes]


def _starts_boxed(block: Tag) -> bool:
    """Return whether the first two lines of a block start with "[1]" and "[2]"."""
    lines = map(text_of_line, islice(split_lines(block), _LINES_READ))
    numbers = [_leading_number(line) for line in lines if line.strip()]
    return numbers[:2] == [(1, True), (2, True)]


def _holds_block(line: list[Node]) -> bool:
    return any(isinstance(node, Tag) and node.name in BLOCKS for node in line)


def split_lines(block: Tag) -> list[list[Node]]:
    """Return the nodes of each line of a block, which line breaks separate."""
    lines: list[list[Node]] = [[]]
    for node in block.contents:
        if isinstance(node, Tag) and node.name == "br":
            lines.append([])
        elif isinstance(node, Tag) or is_text(node):
            lines[-1].append(node)
    return lines


def text_of_line(line: list[Node]) -> str:
    """Return the text of a line; a superscript number at its start is written as "[1]"."""
    pieces = [text_of(node) if isinstance(node, Tag) else str(node) for node in line]
    for number, (node, piece) in enumerate(zip(line, pieces, strict=True)):
        if isinstance(node, Tag) and node.name == "sup" and piece.strip(_AROUND).isdecimal():
            pieces[number] = f"[{piece.strip(_AROUND)}] "
        if piece.strip():
            break
    return " ".join(pieces)


def _last_words(line: list[Node]) -> str:
    """Return the text after the last block of a line."""
    words: list[str] = []
    for node in reversed(line):
        if isinstance(node, Tag) and node.name in BLOCKS:
            break
        words.append(text_of(node) if isinstance(node, Tag) else str(node))
    return " ".join(reversed(words))

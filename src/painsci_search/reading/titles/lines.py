"""A page and its title's heading in; the lines of text below and above the heading out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import NamedTuple

from painsci_search.reading.bylines.words import UPDATE
from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom.elements import (
    SILENT,
    ancestors,
    attribute,
    block_of,
    fold_space,
    heading_level,
    is_text,
    names_of,
    nodes_in,
)
from painsci_search.reading.dom.nodes import Node, Tag, Text
from painsci_search.reading.dom.parse import MAX_DEPTH
from painsci_search.reading.dom.tree import PageTree

_STATED = frozenset({"datetime", "content", "title"})
# Names of elements with the text of readers, and of elements with any text but the article's.
OF_READERS = re.compile(r"comment|respond|related")
OF_OTHERS = re.compile(
    rf"{OF_READERS.pattern}|(?:^|[\s_-])(?:sidebar|widget|infobox|recommended)(?=[\s_-]|$)"
)
# Lines: a byline is among the first below a title, or directly above it.
_MOST_BELOW = 30
_MOST_ABOVE = 5
# Nodes: a page may have none of these lines, and very many nodes.
_MOST_NODES = 3000
_MOST_NODES_ABOVE = 80
# Letters: a line with more is a paragraph of the text; the first may be the lead.
_PARAGRAPH = 200
_MOST_PARAGRAPHS = 2
# Levels around a heading that its byline may share with it.
_LEVELS = 5
# Links beside a name to its profile elsewhere.
_BESIDE_NAME = re.compile(
    r"(?:https?://)?orcid\.org/\S{1,40}|(?:\d{4}-){3}\d{3}[\dX]|ORCID(?: iD| logo)?:?|"
    r"Follow(?: @\w{1,40})?",
    re.IGNORECASE,
)
# Letters of the initials in place of a portrait.
_LONGEST_INITIALS = 3
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[,;.:])")


class Line(NamedTuple):
    """A line of text as a page shows it, from one block.

    Attributes:
        text: the text; a date that the markup states exactly is in its ISO form.
        linked: the texts of links in it.
        is_heading: whether the block is a heading.
    """

    text: str
    linked: frozenset[str]
    is_heading: bool


class TitleLines(NamedTuple):
    """The lines below a title, in order, and those above it, the nearest first."""

    below: list[Line]
    above: list[Line]


def lines_around(tree: PageTree, heading: Tag | None) -> TitleLines:
    """Return the lines below and above a title; none without a heading."""
    if heading is None:
        return TitleLines([], [])
    below: list[Line] = []
    paragraphs = 0
    sides = _Sides(tree, heading)
    for line in _lines(sides, islice(_following(heading), _MOST_NODES)):
        below.append(line)
        paragraphs += len(line.text) > _PARAGRAPH and not line.is_heading
        if len(below) == _MOST_BELOW or paragraphs == _MOST_PARAGRAPHS:
            break
    nodes = list(islice(_preceding(heading), _MOST_NODES_ABOVE))[::-1]
    return TitleLines(below, list(_lines(sides, nodes))[-_MOST_ABOVE:][::-1])


def is_apart(tree: PageTree, tag: Tag, heading: Tag | None) -> bool:
    """Return whether an element belongs to a comment, a side box or another article.

    The elements that are around the title, too, are those of the article, whatever their names; and
    a box with most of the page's text is none beside it.
    """
    for around in (tag, *ancestors(tag, 12)):
        if around.name == "body" or (heading is not None and tree.contains(around, heading)):
            return False
        if _is_beside(tree, around):
            return True
    return False


def _is_beside(tree: PageTree, tag: Tag) -> bool:
    """Return whether an element is a side box or the like by its own name, class or id."""
    if tag.name in ("nav", "form"):
        return True
    names = names_of(tag)
    if not names or OF_OTHERS.search(names) is None:
        return False
    is_most = 2 * tree.letters(tag) > tree.letters(tree.body)
    return not is_most or OF_READERS.search(names) is not None


class _Sides:
    """The elements near a title that are beside the article, each looked at once."""

    def __init__(self, tree: PageTree, heading: Tag) -> None:
        self._tree = tree
        # the elements around the title
        self._known = {id(tag): False for tag in (heading, *ancestors(heading, MAX_DEPTH))}

    def __contains__(self, tag: Tag) -> bool:
        path: list[int] = []
        around: Tag | None = tag
        while around is not None and id(around) not in self._known:
            path.append(id(around))
            if _is_beside(self._tree, around):
                self._known[id(around)] = True
                break
            around = around.parent
        answer = around is not None and self._known[id(around)]
        self._known.update(dict.fromkeys(path, answer))
        return answer


def _following(heading: Tag) -> Iterator[Node]:
    """Yield the nodes after a heading."""
    node: Node | None = heading
    while isinstance(node, Tag) and node.contents:
        node = node.contents[-1]
    node = None if node is None else node.next_element
    while node is not None:
        yield node
        node = node.next_element


def _preceding(heading: Tag) -> Iterator[Node]:
    """Yield the nodes before a heading that share a near ancestor with it, the nearest first."""
    around = {id(tag) for tag in ancestors(heading, _LEVELS) if tag.name not in ("body", "html")}
    node = heading.previous_element
    near: Tag | None = None
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent is not near and id(parent) not in around:
            if not any(id(tag) in around for tag in ancestors(parent, _LEVELS)):
                return
            near = parent
        yield node
        node = node.previous_element


def _lines(sides: _Sides, nodes: Iterable[Node]) -> Iterator[Line]:
    """Yield the lines of the text nodes: a block or a line break ends one."""
    pieces: list[Node] = []
    block: Tag | None = None
    for node in nodes:
        if isinstance(node, Tag):
            if node.name == "br" and pieces and block is not None:
                yield _line(block, pieces)
                pieces = []
            continue
        parent = node.parent
        if parent is None or not isinstance(node, Text) or _is_blank(node):
            continue
        own = block_of(parent)
        if own is not block and pieces and block is not None:
            yield _line(block, pieces)
            pieces = []
        if parent.name in SILENT or parent in sides or _is_for_programs(parent):
            continue
        block = own
        pieces.append(node)
    if pieces and block is not None:
        yield _line(block, pieces)


def _is_for_programs(tag: Tag) -> bool:
    """Return whether an element has data for search engines, which a theme's styles hide."""
    return "class" in tag.attrs and "rich-snippet-hidden" in attribute(tag, "class")


def _is_blank(text: Text) -> bool:
    return not text or text.isspace()


def line_of(tag: Tag, *, first: bool = False) -> Line:
    """Return the text of a short element as a line.

    Args:
        first: whether only what is before the first line break counts.
    """
    nodes: Iterable[Node] = islice(nodes_in(tag), 200)
    if first:
        nodes = takewhile(lambda node: not (isinstance(node, Tag) and node.name == "br"), nodes)
    pieces = [node for node in nodes if is_text(node) and str(node).strip()]
    shown = [one for one in pieces if one.parent is not None and one.parent.name not in SILENT]
    return _line(tag, shown)


def _line(block: Tag, pieces: list[Node]) -> Line:
    texts: list[str] = []
    linked: set[str] = set()
    shown = {one.parent for one in pieces}
    seen: set[int] = set()
    for piece in pieces:
        around = [] if piece.parent is None else [piece.parent, *ancestors(piece.parent, 2)]
        if any(tag.name == "sup" for tag in around):
            continue  # a mark of an affiliation, or the "th" of a day
        stated = next((tag for tag in around[:2] if exact_date(tag)), None)
        text = fold_space(str(piece))
        if _BESIDE_NAME.fullmatch(text) or (around and _are_initials(around[0], text)):
            continue
        if stated is not None and not (id(stated) in seen and UPDATE.search(text)):
            text = "" if id(stated) in seen else _dated(stated, shown)
            seen.add(id(stated))
        elif any(tag.name == "a" for tag in around):
            linked.add(text)
        texts.append(text)
    text = _SPACE_BEFORE_STOP.sub("", fold_space(" ".join(texts)))
    return Line(text, frozenset(linked), heading_level(block) is not None)


def _dated(tag: Tag, shown: set[Tag | None]) -> str:
    """Return the date of an element, and that it is of an update if one of the line is not."""
    date = exact_date(tag)
    if _is_of_update(tag) and any(
        one is not None and "published" in names_of(one) for one in shown
    ):
        return f"Updated {date}"
    return date


def _is_of_update(tag: Tag) -> bool:
    names = names_of(tag)
    return "updated" in names and "published" not in names


def _are_initials(tag: Tag, text: str) -> bool:
    """Return whether a text is the initials of a name in place of a portrait, hidden as such."""
    return len(text) <= _LONGEST_INITIALS and attribute(tag, "aria-hidden") == "true"


def exact_date(tag: Tag) -> str:
    """Return the date that an element states for programs, or ""."""
    if _STATED.isdisjoint(tag.attrs):
        return ""
    for name in ("datetime", "content", "title"):
        given = attribute(tag, name)
        if given[:4].isdigit() and (date := parse_date(given)) and len(date) > 4:
            return date
    return ""

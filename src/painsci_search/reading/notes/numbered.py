"""The dialect of numbered lists: "[3]" or a superscript 3 in the text, and a list without links.

The list is a numbered one below a heading for notes, or below another one if its items are works,
or paragraphs that start with "[1]", "[2]", or rows with the number in a cell of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from painsci_search.reading.dom.elements import HEADINGS
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundMarker, FoundNotes, Span
from painsci_search.reading.notes.lists import (
    Listed,
    before,
    element_of,
    find_last_lists,
    find_lists,
    is_below_rule,
    start_of,
)
from painsci_search.reading.notes.lost_links import add_by_lost_links, make_note, position_of
from painsci_search.reading.notes.printed_numbers import PrintedNumbers, find_numbers
from painsci_search.reading.notes.rows import find_announced_rows, hide_number
from painsci_search.reading.notes.works import are_citations

# Lists: more than any article has below a heading for notes. A hostile page could have thousands.
_MOST_LISTS = 30


def find_numbered_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add the notes of the list with the most cited items, if half of them or more are cited.

    Of a list that nothing announces as one of notes, all items must be cited, and most must be
    works: it may as well be one of steps or advice, and a wrong note is worse than none.
    """
    if found.notes:
        return
    announced = [listed for listed in islice(find_lists(tree), _MOST_LISTS) if listed]
    rows = () if announced else islice(find_announced_rows(tree), _MOST_LISTS)
    announced += [[(row.number, row.nodes) for row in one] for one in rows]
    others = [listed for listed in find_last_lists(tree) if len(listed) > 1]
    if not (announced or others):
        return
    if add_by_lost_links(tree, found, announced):
        return
    numbers: dict[str, list[PrintedNumbers]] = {}
    for one in find_numbers(tree):
        numbers.setdefault(one.style, []).append(one)
    best = _choose(tree, announced, numbers, 0.5)
    if best.markers:
        _add(tree, found, best)
        return
    numbers.pop("in parentheses", None)
    others = [listed for listed in others if _cites(tree, listed)] if numbers else []
    best = _choose(tree, others, numbers, 1)
    if best.markers:
        _add(tree, found, best)
        above = before(start_of(best.listed))
        if above is not None and above.name in HEADINGS:
            found.hidden.add(id(above))  # the heading has no text of its own


def _cites(tree: PageTree, listed: Listed) -> bool:
    return are_citations(tree, [nodes for _, nodes in listed])


@dataclass(frozen=True, slots=True)
class _Cited:
    """A list, and the numbers in the text that cite its items.

    Attributes:
        cited: the number of items that are cited.
    """

    listed: Listed = field(default_factory=list)
    markers: list[tuple[Node, Span]] = field(default_factory=list)
    cited: int = 0


def _choose(
    tree: PageTree, lists: list[Listed], numbers: dict[str, list[PrintedNumbers]], share: float
) -> _Cited:
    """Return the list with the most cited items, by markers of one style.

    Numbers in parentheses may count the parts of a sentence: of a list that only a rule announces
    they must cite all items, unless these are works.

    Args:
        share: the share of the items that must be cited.
    """
    best = _Cited()
    for listed in lists:
        for style, alike in numbers.items():
            markers = list(_find_markers(tree, listed, alike))
            cited = len(_cited_labels(span for _, span in markers))
            is_unsure = style == "in parentheses" and 0 < cited < len(listed)
            if is_unsure and is_below_rule(listed) and not _cites(tree, listed):
                continue
            if cited >= share * len(listed) and cited > best.cited:
                best = _Cited(listed, markers, cited)
    return best


def _cited_labels(spans: Iterable[Span]) -> set[str]:
    """Return the labels that markers print, and those within their ranges."""
    labels: set[str] = set()
    before = ""
    for span in spans:
        if span.after_dash:
            labels.update(map(str, range(int(before) + 1, int(span.label))))
        labels.add(span.label)
        before = span.label
    return labels


def _add(tree: PageTree, found: FoundNotes, best: _Cited) -> None:
    notes = {label: make_note(label, nodes) for label, nodes in best.listed}
    for note in notes.values():
        hide_number(tree, found, note)
    found.notes.extend(notes.values())
    for node, span in best.markers:
        marker = FoundMarker(element_of(node), span.label, notes[span.label])
        found.spans.setdefault(id(node), []).append((span, marker))


def _target_of(tree: PageTree, node: Node) -> Tag | None:
    """Return the element of the page to which the link around a text leads; None without one."""
    parent = element_of(node)
    link = next((tag for tag in (parent, parent.parent) if tag and tag.name == "a"), None)
    return tree.target(link) if link is not None else None


def _find_markers(
    tree: PageTree, listed: Listed, numbers: list[PrintedNumbers]
) -> Iterator[tuple[Node, Span]]:
    """Yield the numbers that may be markers of a list's items: each before its item, in no item."""
    starts = {label: position_of(nodes[0]) for label, nodes in listed}
    own = {id(node) for _, nodes in listed for node in nodes}
    listed_tags = [node for _, nodes in listed for node in nodes if isinstance(node, Tag)]
    firsts = [tag.first for tag in listed_tags]
    for one in numbers:
        number = bisect_right(firsts, one.position) - 1
        if id(one.node) in own or (number >= 0 and one.position <= listed_tags[number].last):
            continue
        target = _target_of(tree, one.node)
        if target is not None and tree.letters(target):
            number = bisect_right(firsts, target.first) - 1
            if number < 0 or target.first > listed_tags[number].last:
                continue  # its link leads to another list
        if all(one.position <= starts.get(span.label, -1) for span in one.spans):
            for span in one.spans:
                yield one.node, span

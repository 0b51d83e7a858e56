"""The lines of a file at which a page's elements stand, counted from 1 as editors do.

The tree that reading works on knows no lines, so the page is parsed once more with the same parser
into lxml's own tree, which does. Both hold the same elements in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from bs4 import Tag
from lxml import etree

from painsci_search.reading.parse import MAX_DEPTH
from painsci_search.reading.tree import PageTree

# libxml2 counts the lines of elements no further.
_MOST_COUNTED = 65_535
# In lines: how far up from its end the beginning of a start tag is looked for.
_LONGEST_START_TAG = 60
_TAGS = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<(?P<name>[a-z][^\s/>]*)", re.DOTALL | re.IGNORECASE
)


class Lines:
    """Tells where elements stand in a file."""

    def __init__(self, html: str, tree: PageTree) -> None:
        html = html.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = html.split("\n")
        self._ends: dict[int, int] = {}
        self._starts: dict[int, int] = {}
        self._opening: dict[tuple[str, int], int] = {}
        ends = list(_find_ends(html))
        last = 1
        far: list[Tag] = []
        for tag, end in zip_longest(tree.elements[1:], ends):
            if tag is None or (end is not None and end[0] != tag.name):
                break  # what follows is given the line of what comes before
            last = max(last, end[1]) if end is not None else last
            if last >= _MOST_COUNTED:
                far.append(tag)
            else:
                self._ends[id(tag)] = last
        self._last = last
        if far:
            self._count_on(html, far)

    def _start_of(self, name: str, end: int) -> int:
        """Return the line where a start tag begins that ends in a line."""
        opening = f"<{name}"
        for number in range(min(end, len(self._lines)), max(0, end - _LONGEST_START_TAG), -1):
            if opening in self._lines[number - 1].lower():
                return number
        return end

    def _count_on(self, html: str, tags: list[Tag]) -> None:
        """Find the lines of elements that stand further down than libxml2 counts."""
        skipped = self._lines[: _MOST_COUNTED - 1]
        position = sum(map(len, skipped)) + len(skipped)
        number, counted = _MOST_COUNTED, position
        wanted = iter(tags)
        tag = next(wanted, None)
        for found in _TAGS.finditer(html, position):
            if tag is None:
                break
            if (found["name"] or found[1] or "").lower() != tag.name:
                continue
            number += html.count("\n", counted, found.start())
            counted = found.start()
            self._starts[id(tag)] = number
            tag = next(wanted, None)

    def of(self, tag: Tag) -> int:
        """Return the line where an element starts."""
        key = id(tag)
        if key not in self._starts:
            place = tag.name, self._ends.get(key, self._last)
            if place not in self._opening:
                self._opening[place] = self._start_of(*place)
            self._starts[key] = self._opening[place]
        return self._starts[key]

    def find(self, text: str, first: int, last: int) -> int:
        """Return the first line from first to last that holds a text; first where none does."""
        for number in range(first, min(last, len(self._lines)) + 1):
            if text in self._lines[number - 1]:
                return number
        return first


def _find_ends(html: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each element and the line where its start tag ends."""
    parser = etree.HTMLParser(huge_tree=True)
    parser.feed(html)
    root = parser.close()
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth <= MAX_DEPTH:
            yield element.tag, element.sourceline or 1

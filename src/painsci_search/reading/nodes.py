"""The nodes of a page's tree: Beautiful Soup's elements and texts, in a third of their memory.

A node has its parent and its place among the parent's nodes; its neighbours follow from these. The
classes of Beautiful Soup store all neighbours, in a dictionary for each node.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PageElement


class _Placed(PageElement):
    """A node that finds its neighbours by its parent and its place there."""

    __slots__ = ()
    parent: Tag | None
    place: int

    @property
    def next_sibling(self) -> PageElement | None:  # type: ignore[override]
        """The node after this one in the same parent."""
        if self.parent is None:
            return None
        siblings = self.parent.contents
        place = self.place + 1
        return siblings[place] if place < len(siblings) else None

    @property
    def previous_sibling(self) -> PageElement | None:  # type: ignore[override]
        """The node before this one in the same parent."""
        if self.parent is None or not self.place:
            return None
        return self.parent.contents[self.place - 1]

    @property
    def next_siblings(self) -> Iterator[PageElement]:
        """The nodes after this one in the same parent, the nearest first."""
        siblings = self.parent.contents if self.parent is not None else []
        for place in range(self.place + 1, len(siblings)):
            yield siblings[place]

    @property
    def previous_siblings(self) -> Iterator[PageElement]:
        """The nodes before this one in the same parent, the nearest first."""
        siblings = self.parent.contents if self.parent is not None else []
        for place in range(self.place - 1, -1, -1):
            yield siblings[place]

    @property
    def next_element(self) -> PageElement | None:  # type: ignore[override]
        """The next node in document order."""
        if isinstance(self, Tag) and self.contents:
            return self.contents[0]
        node: PageElement | None = self
        while node is not None:
            following = node.next_sibling
            if following is not None:
                return following
            node = node.parent
        return None

    @property
    def previous_element(self) -> PageElement | None:  # type: ignore[override]
        """The node before this one in document order."""
        before = self.previous_sibling
        if before is None:
            return self.parent
        while isinstance(before, Tag) and before.contents:
            before = before.contents[-1]
        return before


class Element(_Placed, Tag):
    """An element, and its extent in the page. It equals only itself.

    Attributes:
        place: its index among the nodes of its parent.
        first, last: the positions, in document order, of the element and of the last one inside it.
        first_text: the number of texts of the page before its start.
        text_start, text_end: the number of letters of the page before its start and before its end.
    """

    __slots__ = (
        "attrs",
        "contents",
        "first",
        "first_text",
        "last",
        "name",
        "parent",
        "place",
        "text_end",
        "text_start",
    )
    first: int
    last: int
    first_text: int
    text_start: int
    text_end: int
    # what Beautiful Soup needs for writing HTML is the same for all
    namespace = prefix = None
    known_xml = hidden = can_be_empty_element = False
    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Text(_Placed, NavigableString):
    """A text between two tags."""

    __slots__ = ("parent", "place")

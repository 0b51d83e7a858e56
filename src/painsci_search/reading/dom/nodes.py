"""The nodes of a page's tree: elements and texts.

A node has its parent and its place among the parent's nodes; its neighbours follow from these,
which takes less memory than to store them.
"""

from __future__ import annotations

from collections.abc import Iterator


class Node:
    """An element or a text.

    Attributes:
        parent: the element that it is in; None for the root and once the page is taken apart.
        place: its index among the nodes of its parent.
    """

    __slots__ = ()
    parent: Tag | None
    place: int

    @property
    def next_sibling(self) -> Node | None:
        """The node after this one in the same parent."""
        if self.parent is None:
            return None
        siblings = self.parent.contents
        place = self.place + 1
        return siblings[place] if place < len(siblings) else None

    @property
    def previous_sibling(self) -> Node | None:
        """The node before this one in the same parent."""
        if self.parent is None or not self.place:
            return None
        return self.parent.contents[self.place - 1]

    @property
    def next_siblings(self) -> Iterator[Node]:
        """The nodes after this one in the same parent, the nearest first."""
        siblings = self.parent.contents if self.parent is not None else []
        for place in range(self.place + 1, len(siblings)):
            yield siblings[place]

    @property
    def previous_siblings(self) -> Iterator[Node]:
        """The nodes before this one in the same parent, the nearest first."""
        siblings = self.parent.contents if self.parent is not None else []
        for place in range(self.place - 1, -1, -1):
            yield siblings[place]

    @property
    def next_element(self) -> Node | None:
        """The next node in document order."""
        if isinstance(self, Tag) and self.contents:
            return self.contents[0]
        node: Node | None = self
        while node is not None:
            following = node.next_sibling
            if following is not None:
                return following
            node = node.parent
        return None

    @property
    def previous_element(self) -> Node | None:
        """The node before this one in document order."""
        before = self.previous_sibling
        if before is None:
            return self.parent
        while isinstance(before, Tag) and before.contents:
            before = before.contents[-1]
        return before

    @property
    def previous_elements(self) -> Iterator[Node]:
        """The nodes before this one in document order, the nearest first."""
        node = self.previous_element
        while node is not None:
            yield node
            node = node.previous_element


class Tag(Node):
    """An element, and its extent in the page.

    Attributes:
        name: in lower case.
        attrs: its attributes.
        contents: the nodes directly inside it.
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
    name: str
    attrs: dict[str, str]
    contents: list[Node]
    first: int
    last: int
    first_text: int
    text_start: int
    text_end: int


class Text(Node, str):
    """A text between two tags."""

    __slots__ = ("parent", "place")

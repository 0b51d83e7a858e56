"""What the dialects of notes hand to the reader of sections: notes, their markers, and the elements
that the reader's text must not repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import PageElement


@dataclass(slots=True, eq=False)
class FoundNote:
    """A note where the page has it.

    Attributes:
        anchor: the fragment of the note; "" where the page gives none.
        label: as the marker or the note prints it; "" where neither does.
        nodes: the nodes that hold the note, in order.
        in_page: whether a browser can jump to the anchor.
        position: where it stands in document order.
    """

    anchor: str
    label: str
    nodes: tuple[PageElement, ...]
    in_page: bool = True
    position: int = 0


@dataclass(slots=True, eq=False)
class FoundMarker:
    """A marker where the page has it.

    Attributes:
        element: what is taken out of the text.
        note: None where the note isn't in this page.
        keep_words: True where the marker is read as words ("Smith 2004") and stays in the text.
    """

    element: Tag
    label: str
    note: FoundNote | None
    keep_words: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A marker that is only text: its place in its text node, and its label."""

    start: int
    end: int
    label: str


@dataclass(slots=True, eq=False)
class FoundNotes:
    """All notes and markers found so far; each dialect adds to it.

    Attributes:
        hidden: identities (`id`) of elements that neither sections nor notes repeat: printed
            labels, links back, copies of a note.
        asides: identities of unnumbered margin notes, which follow their paragraph.
        spans: by the identity of a text node, the markers that are parts of its text, in order.
    """

    notes: list[FoundNote] = field(default_factory=list)
    markers: dict[int, FoundMarker] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    asides: set[int] = field(default_factory=set)
    spans: dict[int, list[tuple[Span, FoundMarker]]] = field(default_factory=dict)

    def mark(self, marker: FoundMarker) -> None:
        """Add a marker; an element is a marker once."""
        self.markers.setdefault(id(marker.element), marker)

    def holds(self, element: Tag) -> bool:
        """Say whether the element is already understood as a marker."""
        return id(element) in self.markers

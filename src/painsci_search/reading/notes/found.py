"""The results of the dialects: notes, markers, and elements that the text must not repeat."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import PageElement


@dataclass(slots=True, eq=False)
class FoundNote:
    """A note as found in a page.

    Attributes:
        anchor: the fragment of the note, or "" without one.
        label: the label that the marker or the note prints, or "".
        nodes: the nodes of the note, in order.
        in_page: whether a browser can jump to the anchor.
        position: the position in document order.
        is_bare: whether the label is printed in the note's own text, without an element for it.
        is_listed: whether the note is one without any marker in the page.
    """

    anchor: str
    label: str
    nodes: tuple[PageElement, ...]
    in_page: bool = True
    position: int = 0
    is_bare: bool = False
    is_listed: bool = False


@dataclass(slots=True, eq=False)
class FoundMarker:
    """A marker as found in a page.

    Attributes:
        element: the element that is removed from the text.
        note: the note, or None if it isn't in this page.
        keep_words: whether the marker is made of words ("Smith 2004") and is kept in the text.
    """

    element: Tag
    label: str
    note: FoundNote | None
    keep_words: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A marker that is only text: its start and end in its text node, and its label."""

    start: int
    end: int
    label: str


@dataclass(slots=True, eq=False)
class FoundNotes:
    """All notes and markers found so far; each dialect adds to it.

    Attributes:
        notes: the notes.
        markers: the markers that are elements, by the identity (`id`) of the element.
        hidden: identities of elements that neither sections nor notes repeat: printed labels,
            links back, copies of a note.
        asides: identities of unnumbered margin notes, which follow their paragraph.
        spans: the markers that are parts of a text, in order, by the identity of the text node.
    """

    notes: list[FoundNote] = field(default_factory=list)
    markers: dict[int, FoundMarker] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    asides: set[int] = field(default_factory=set)
    spans: dict[int, list[tuple[Span, FoundMarker]]] = field(default_factory=dict)

    def mark(self, marker: FoundMarker) -> None:
        """Add a marker, unless its element is a marker already."""
        self.markers.setdefault(id(marker.element), marker)

    def holds(self, element: Tag) -> bool:
        """Return whether the element is a marker already."""
        return id(element) in self.markers

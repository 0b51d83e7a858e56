"""The results of the dialects: notes, markers, and elements that the text must not repeat."""

from __future__ import annotations

from dataclasses import dataclass, field

from painsci_search.reading.dom.nodes import Node, Tag


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
        is_unmarked: whether the note is a work in a list that the text cites by author and year, or
            not at all.
        is_inline: whether the note is in the text, at its marker.
        rows: the rows of links below the note, which belong to it.
        works: the notes with the works that the note cites by author and year, or links to.
    """

    anchor: str
    label: str
    nodes: tuple[Node, ...]
    in_page: bool = True
    position: int = 0
    is_bare: bool = False
    is_listed: bool = False
    is_unmarked: bool = False
    is_inline: bool = False
    rows: list[Tag] = field(default_factory=list)
    works: tuple[FoundNote, ...] = ()


@dataclass(slots=True, eq=False)
class FoundMarker:
    """A marker as found in a page.

    Attributes:
        element: the element that is removed from the text.
        note: the note, or None if it isn't in this page.
        keep_words: whether the marker is made of words ("Smith 2004") and is kept in the text.
        between: the notes without a marker of their own that a range such as "1–4" cites, which
            starts here.
    """

    element: Tag
    label: str
    note: FoundNote | None
    keep_words: bool = False
    between: tuple[FoundNote, ...] = ()

    def cited(self) -> list[tuple[str | None, FoundNote | None]]:
        """Return the notes that the marker cites, in order, each with its label if printed."""
        return [(self.label, self.note), *((None, note) for note in self.between)]


@dataclass(frozen=True, slots=True)
class Span:
    """A marker that is only text: its start and end in its text node, and its label.

    Attributes:
        after_dash: whether only a dash separates it from the marker before it.
    """

    start: int
    end: int
    label: str
    after_dash: bool = False


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
        dialects: the dialects that found notes or markers, each with the number of both.
    """

    notes: list[FoundNote] = field(default_factory=list)
    markers: dict[int, FoundMarker] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    asides: set[int] = field(default_factory=set)
    spans: dict[int, list[tuple[Span, FoundMarker]]] = field(default_factory=dict)
    dialects: list[tuple[str, int, int]] = field(default_factory=list)

    def mark(self, marker: FoundMarker) -> None:
        """Add a marker, unless its element is a marker already."""
        self.markers.setdefault(id(marker.element), marker)

    def count_markers(self) -> int:
        """Return the number of markers."""
        return len(self.markers) + sum(map(len, self.spans.values()))

    def holds(self, element: Tag) -> bool:
        """Return whether the element is a marker already."""
        return id(element) in self.markers

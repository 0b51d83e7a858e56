"""The footnotes and endnotes of a DOCX in; their labels out, numbered in the order of citation."""

from __future__ import annotations

from typing import Literal, NamedTuple

from painsci_search.reading.forms.docx.package import Package, child, value
from painsci_search.reading.forms.office.numerals import format_number
from painsci_search.reading.forms.xml_tree import Element, local_attribute, local_name

NoteKind = Literal["footnote", "endnote"]
_FORMATS: dict[NoteKind, str] = {"footnote": "decimal", "endnote": "lowerRoman"}


class CitedNote(NamedTuple):
    """A note that the text cites.

    Attributes:
        anchor: the id of the note.
        references: the ids of its markers.
    """

    kind: NoteKind
    label: str
    anchor: str
    element: Element
    references: list[str]


class Notes:
    """The notes of a document.

    Attributes:
        cited: the notes in the order of their first markers.
    """

    def __init__(self, package: Package) -> None:
        self.cited: dict[tuple[str, str], CitedNote] = {}
        self._elements: dict[tuple[str, str], Element] = {}
        self._formats = dict(_FORMATS)
        self._counts: dict[str, int] = {"footnote": 0, "endnote": 0}
        settings = package.part("settings")
        for kind in _FORMATS:
            section = next(package.main.iter(f"{{*}}{kind}Pr"), None)
            for properties in (child(settings, f"{kind}Pr"), section):
                self._formats[kind] = value(properties, "numFmt") or self._formats[kind]
            notes = package.part(f"{kind}s")
            for note in notes if notes is not None else ():
                # the others are the lines that separate notes from the text
                if local_name(note) == kind and local_attribute(note, "type") in ("", "normal"):
                    self._elements[kind, local_attribute(note, "id")] = note
        self.bookmarks = _notes_in_bookmarks(package.main)

    def cite(self, kind: NoteKind, note_id: str, mark: str = "") -> CitedNote | None:
        """Return the note of another marker, with a new id for the marker; None if it is missing.

        Args:
            mark: the marker where the author chose it; it takes no number.
        """
        key = (kind, note_id)
        if key not in self.cited:
            element = self._elements.get(key)
            if element is None:
                return None
            if not mark:
                self._counts[kind] += 1
            label = mark or format_number(self._counts[kind], self._formats[kind])
            self.cited[key] = CitedNote(kind, label, f"{kind}-{len(self.cited) + 1}", element, [])
        note = self.cited[key]
        note.references.append(f"{note.anchor}-ref-{len(note.references) + 1}")
        return note


def _notes_in_bookmarks(main: Element) -> dict[str, tuple[NoteKind, str]]:
    """Return the note whose marker is in a bookmark, by which cross-references cite it again."""
    found: dict[str, tuple[NoteKind, str]] = {}
    last = ""
    for element in main.iter("{*}bookmarkStart", "{*}footnoteReference", "{*}endnoteReference"):
        name = local_name(element)
        if name == "bookmarkStart":
            last = local_attribute(element, "name")
        elif last:
            kind: NoteKind = "footnote" if name.startswith("foot") else "endnote"
            found[last] = (kind, local_attribute(element, "id"))
            last = ""
    return found

"""The reference lists and footnotes of an article in; its notes and the ids of each out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from painsci_search.model import Reference
from painsci_search.reading.anchors import Anchors
from painsci_search.reading.citations import parse_references
from painsci_search.reading.forms.jats.references import read_reference, without_number
from painsci_search.reading.forms.jats.xml import Element, attribute, bare_label, child, text_of

# Of the footnotes of authors, those that are statements on the work, and no addresses.
_STATEMENTS = frozenset(
    "conflict coi-statement com con financial-disclosure supported-by participating-researchers "
    "ethics-statement".split()
)
# Notes between the ends of a range; a longer range is no citation.
LONGEST_RANGE = 200


@dataclass(frozen=True, slots=True)
class DraftNote:
    """A note before it is known what cites it."""

    label: str
    anchor: str
    text: str
    references: tuple[Reference, ...]
    in_page: bool


@dataclass(slots=True)
class NoteTable:
    """The notes of an article.

    Attributes:
        notes: the works of the reference lists, then the footnotes.
        anchors: the anchors of notes by the ids that markers use.
        labels: the printed labels by anchor.
        inline: the anchors of the footnotes within the text that no link leads to.
        taken: the footnotes that are notes.
    """

    notes: list[DraftNote] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    inline: dict[Element, str] = field(default_factory=dict)
    taken: set[Element] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        element: Element,
        text: str,
        works: tuple[Reference, ...],
        used: Anchors,
        *,
        label: str = "",
    ) -> str:
        """Add a note and return its anchor; links to an element in it lead to the note, too.

        Args:
            label: the one that is written in its text, for an element without one.
        """
        own = attribute(element, "id")
        label = _label(element) or label
        in_page = bool(own) and own not in used
        anchor = used.add(own or f"note-{label or len(self.notes) + 1}")
        self._numbers[anchor] = len(self.notes)
        self.notes.append(DraftNote(label, anchor, text, works, in_page))
        self.labels[anchor] = label
        for inner in element.iter():
            if key := attribute(inner, "id"):
                self.anchors.setdefault(key, anchor)
        return anchor

    def after(self, anchor: str, count: int) -> tuple[str, ...]:
        """Return the anchors of as many notes after another; none if there are fewer."""
        start = self._numbers.get(anchor)
        if start is None or not 0 < count <= LONGEST_RANGE or start + count >= len(self.notes):
            return ()
        return tuple(note.anchor for note in self.notes[start + 1 : start + count + 1])

    def number_of(self, anchor: str) -> str:
        """Return the printed label of a note, or the number that it has without one; or ""."""
        number = self._numbers.get(anchor)
        return "" if number is None else self.labels[anchor] or str(number + 1)


def read_notes(article: Element, used: Anchors) -> NoteTable:
    """Return the notes of an article, without those of articles within it."""
    table = NoteTable()
    outer = [part for part in article if part.tag not in ("sub-article", "response")]
    for part in outer:
        for ref in _entries(part):
            _add_entry(table, ref, used)
    links = (link for part in outer for link in part.iter("xref"))
    linked = {key for link in links for key in attribute(link, "rid").split()}
    for part in outer:
        for footnote in part.iter("fn"):
            _add_footnote(table, footnote, linked, used)
    return table


def _entries(part: Element) -> Iterator[Element]:
    """Yield the entries of reference lists; of a list without entries, its paragraphs."""
    for element in part.iter("ref", "ref-list"):
        if element.tag == "ref":
            yield element
        elif next(element.iter("ref"), None) is None:
            yield from element.findall("p")


def _add_entry(table: NoteTable, ref: Element, used: Anchors) -> None:
    number = _label(ref) or str(len(table.notes) + 1)
    text, works = read_reference(ref, number)
    if text:
        is_numbered = without_number(text_of(ref), number) != text_of(ref)
        table.add(ref, text, works, used, label=number if is_numbered else "")


def _add_footnote(table: NoteTable, footnote: Element, linked: set[str], used: Anchors) -> None:
    is_linked = attribute(footnote, "id") in linked
    text = text_of(footnote, frozenset({"label"}))
    if not text or not _is_note(footnote, is_linked=is_linked):
        return
    anchor = table.add(footnote, text, parse_references(text), used)
    table.taken.add(footnote)
    if not is_linked and footnote.getparent().tag not in ("fn-group", "author-notes"):
        table.inline[footnote] = anchor


def _is_note(footnote: Element, *, is_linked: bool) -> bool:
    """Return whether a footnote is a note: one that is cited, within the text, or a statement."""
    parent = footnote.getparent()
    if next(footnote.iterancestors("author-notes", "contrib-group", "contrib"), None) is not None:
        kind = attribute(footnote, "fn-type").lower()
        return kind in _STATEMENTS and not (kind == "con" and is_linked)
    if next(footnote.iterancestors("front"), None) is not None and not is_linked:
        return False
    if parent.tag == "fn-group":
        return is_linked or child(parent, "title") is None
    if parent.tag == "table-wrap-foot":
        return is_linked
    return True


def _label(element: Element) -> str:
    """Return the printed label of a note, without its brackets and stop."""
    label = child(element, "label")
    if label is None:
        first = element[0] if len(element) else None
        label = child(first, "label")
    return bare_label(text_of(label))

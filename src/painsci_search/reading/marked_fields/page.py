"""The marked fields of the citations of a page, note by note."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.content import is_hidden
from painsci_search.reading.dom.elements import attribute
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.marked_fields.combining import combine
from painsci_search.reading.marked_fields.confirming import confirm
from painsci_search.reading.marked_fields.described import read_coins, read_search
from painsci_search.reading.marked_fields.elements import (
    MarkReader,
    NoteMarks,
    has_marks,
    is_coins,
)
from painsci_search.reading.marked_fields.exports import read_export
from painsci_search.reading.marked_fields.grouping import group_marks, is_sure
from painsci_search.reading.marked_fields.listed import ListedWorks
from painsci_search.reading.marked_fields.shown import ShownText
from painsci_search.reading.marked_fields.work import OF_PARTS, MarkedWork
from painsci_search.reading.notes import FoundNote, FoundNotes

# Nodes after a note in which COinS may be.
_NEAR = 3
# Descriptions of works in a note; a note with more is a list of searches.
_MOST = 200

_CONTAINERS = frozenset({"journal", "book", "source"})


class MarkedFields:
    """The marks of citations in a page."""

    def __init__(self, tree: PageTree, found: FoundNotes, notes: int) -> None:
        self._tree = tree
        self._found = found
        self._listed = ListedWorks(tree)
        self._notes = notes

    def complete(
        self,
        note: FoundNote,
        number: int,
        content: tuple[str, Sequence[str], Sequence[tuple[int, int]]],
        parsed: tuple[Reference, ...],
    ) -> tuple[Reference, ...]:
        """Return the references of a note: its marked fields, completed from the parsed ones.

        Args:
            note: the note in the page.
            number: of the note among all notes, from 0.
            content: the text of the note, as in `Note.text`; the URLs of its links; and the start
                and end of each link in the text, ascending.
            parsed: the references to which the text was parsed, which stay as they are if the
                page marks nothing.
        """
        text, links, spans = content
        marks = self._read_marks(note)
        described = [work for link in links if (work := read_search(link) or read_export(link))]
        described = [*filter(None, map(read_coins, marks.coins)), *described]
        if not (marks or described or self._listed.works):
            return parsed
        shown = ShownText(text)
        grouped = group_marks(marks.marks, shown)
        works = [work for work in grouped if is_sure(work)]
        position = 0
        for one in [*described, *self._listed.of_note(shown, number, self._notes)][:_MOST]:
            # of several works, each is looked for after the one before it
            confirmed = confirm(one, shown, position) or confirm(one, shown)
            if confirmed is not None and confirmed.spans:
                position = max(end for _, end in confirmed.spans)
                _add_described(works, confirmed)
        if len(works) == 1:
            for loose in (work for work in grouped if not is_sure(work)):
                _add_loose(works[0], loose)
        _add_identifiers(works, marks)
        return combine(works, parsed, shown, parse_references, spans)

    def _read_marks(self, note: FoundNote) -> NoteMarks:
        tree, hidden = self._tree, self._found.hidden
        tags = [node for node in note.nodes if isinstance(node, Tag)]
        coins = _coins_after(note.nodes[-1])
        marked = [tag for tag in tags if has_marks((tag, *tree.below(tag)))]
        if not marked:
            return NoteMarks(coins=coins)
        roots = set(map(id, tags))

        def skip(tag: Tag) -> bool:
            return id(tag) not in roots and (id(tag) in hidden or is_hidden(tree, tag))

        reader = MarkReader(skip, tree.letters, sum(map(tree.letters, tags)))
        for tag in marked:
            reader.read(tag)
        reader.found.coins += coins
        return reader.found


def _coins_after(last: Node) -> list[str]:
    """Return the COinS that directly follow a note, which lists of references put there."""
    for node in islice(last.next_siblings, _NEAR):
        if isinstance(node, Tag):
            return [attribute(node, "title")] if is_coins(node) else []
        if str(node).strip():
            break
    return []


def _add_described(works: list[MarkedWork], confirmed: MarkedWork) -> None:
    """Add a described work, or what it adds to the marked work in the same place."""
    start, end = min(confirmed.spans)[0], max(end for _, end in confirmed.spans)
    for work in works:
        if any(start < until and begin < end for begin, until in work.spans):
            _merge(work, confirmed)
            return
    works.append(confirmed)


def _merge(work: MarkedWork, other: MarkedWork) -> None:
    work.authors = work.authors or other.authors
    work.editors = work.editors or other.editors
    work.kind = work.kind or other.kind
    is_placed = not _CONTAINERS.isdisjoint(work.values)
    for role, value in other.values.items():
        if not (role in OF_PARTS and work.named) and not (role in _CONTAINERS and is_placed):
            work.values.setdefault(role, value)
    for kind, identifier in other.ids.items():
        work.ids.setdefault(kind, identifier)


def _add_loose(work: MarkedWork, loose: MarkedWork) -> None:
    """Add to the only work of a note the marked parts that are no work by themselves."""
    for role, value in loose.values.items():
        if role not in OF_PARTS and role not in _CONTAINERS:
            work.values.setdefault(role, value)
    for kind, identifier in loose.ids.items():
        work.ids.setdefault(kind, identifier)


def _add_identifiers(works: list[MarkedWork], marks: NoteMarks) -> None:
    """Add the type and the identifiers in attributes, if they can be of one work only."""
    if len(works) != 1:
        return
    work = works[0]
    if marks.kinds:
        work.kind = marks.kinds[0]
    for kind, values in marks.identifiers.items():
        if len(values) == 1:
            work.ids.setdefault(kind, values[0])

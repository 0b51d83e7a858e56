"""The notes of a page in; those that belong to the article, and what is missing, out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from painsci_search.reading.dom.elements import ancestors
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.headings.imprints import has_labels_of_imprint
from painsci_search.reading.notes import FoundNote, FoundNotes
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.sections import DraftSection


def cited_notes(drafts: list[DraftSection], found: FoundNotes) -> set[int]:
    """Return the identities of the notes that the text or another note cites."""
    cited = _cited_by_text(drafts)
    return cited | _cited_by_notes(found, cited)


def cited_or_listed(found: FoundNotes, cited: set[int]) -> list[FoundNote]:
    """Return the notes that are cited, and the others in the same lists."""
    lists = {parent for note in found.notes if id(note) in cited for parent in _lists_around(note)}
    return [
        note
        for note in found.notes
        if note.is_listed or note.is_unmarked or id(note) in cited or lists & _lists_around(note)
    ]


def without_headings_of_notes(
    tree: PageTree, drafts: list[DraftSection], notes: list[FoundNote]
) -> list[DraftSection]:
    """Drop the sections of a text that have only notes, as the chapters in a book's list of notes.

    In a file of nothing but notes they are all that there is.
    """
    if not any(draft.text for draft in drafts):
        return drafts
    positions = sorted(note.position for note in notes)
    kept: list[DraftSection] = []
    end = len(tree.elements)
    for draft in reversed(drafts):
        start = draft.tag.first if draft.tag is not None else 0
        is_empty = draft.tag is not None and not draft.markers
        is_empty = is_empty and (not draft.text or _has_imprint_alone(draft))
        holds_more = bool(kept) and kept[-1].level > draft.level
        holds_notes = bisect_left(positions, end) > bisect_left(positions, start)
        if draft is drafts[0] or not is_empty or holds_more or not holds_notes:
            kept.append(draft)
        end = start
    return kept[::-1]


def _has_imprint_alone(draft: DraftSection) -> bool:
    """Return whether a section of notes has nothing but lines of a journal below its notes."""
    return is_note_heading(draft.heading) and has_labels_of_imprint(draft.text)


def warn_of_notes(
    drafts: list[DraftSection], notes: list[FoundNote], cited: set[int]
) -> Iterator[str]:
    """Yield what is missing: notes of markers, markers of works, and of notes if there are any."""
    markers = [marker for draft in drafts for marker, _ in draft.markers]
    lost = sum(marker.note is None for marker in markers)
    without = [note for note in notes if id(note) not in cited]
    unmarked = sum(note.is_unmarked for note in without)
    uncited = len(without) - unmarked if markers else 0
    if lost:
        yield f"{counted(lost, 'marker')} without a note"
    if uncited:
        yield f"{counted(uncited, 'note')} without a marker"
    if unmarked:
        yield f"{counted(unmarked, 'reference')} without a marker"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cited_by_text(drafts: list[DraftSection]) -> set[int]:
    """Return the identities of the notes that markers in the text cite."""
    markers = (marker for draft in drafts for marker, _ in draft.markers)
    return {id(note) for marker in markers for _, note in marker.cited()}


def _cited_by_notes(found: FoundNotes, cited: set[int]) -> set[int]:
    """Return the identities of the notes to which cited notes lead, directly or over others."""
    owners = {id(node): note for note in found.notes for node in note.nodes}
    leads = {id(note): [*map(id, note.works)] for note in found.notes}
    for marker in found.markers.values():
        around = (marker.element, *ancestors(marker.element, 12))
        owner = next((owners[id(tag)] for tag in around if id(tag) in owners), None)
        if owner is not None and marker.note is not None:
            leads.setdefault(id(owner), []).append(id(marker.note))
    reached: set[int] = set()
    waiting = list(cited)
    while waiting:
        for note in leads.pop(waiting.pop(), ()):
            if note not in reached:
                reached.add(note)
                waiting.append(note)
    return reached


def _lists_around(note: FoundNote) -> set[int]:
    """Return the identities of the elements that may be the list of a note."""
    first = note.nodes[0]
    block = first if isinstance(first, Tag) else first.parent
    return {id(parent) for parent in ancestors(block, 2)} if block is not None else set()

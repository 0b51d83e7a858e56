"""A page in, its notes and their markers out, by the dialects in which pages write notes.

`DIALECTS` is the ordered table of what is understood. To add a dialect, add a file and a row.
"""

from __future__ import annotations

from collections.abc import Callable

from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.bylines import drop_affiliations
from painsci_search.reading.notes.copies import (
    attach_rows_of_links,
    hide_announcements,
    hide_copies,
)
from painsci_search.reading.notes.dangling import find_dangling_notes
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.inline import find_inline_notes
from painsci_search.reading.notes.linked import find_linked_notes
from painsci_search.reading.notes.numbered import find_numbered_notes
from painsci_search.reading.notes.ranges import read_ranges
from painsci_search.reading.notes.reference_lists import find_reference_lists
from painsci_search.reading.notes.short_notes import find_works_of_notes
from painsci_search.reading.notes.signs import find_notes_with_signs
from painsci_search.reading.notes.unlinked import find_unlinked_notes
from painsci_search.reading.notes.ways_back import find_notes_with_ways_out

Dialect = Callable[[PageTree, FoundNotes], None]

# Each adds notes and markers to those of the dialects before it, which it leaves unchanged.
DIALECTS: tuple[tuple[str, Dialect], ...] = (
    ("a link to a block elsewhere in the page, and back", find_linked_notes),
    ("the note is in the text, directly after its marker", find_inline_notes),
    ("links whose targets are missing from the page", find_dangling_notes),
    ("links back that lead out of the page", find_notes_with_ways_out),
    ("numbers in the text, and a numbered list of notes", find_numbered_notes),
    ("raised numbers, and paragraphs that start with them", find_unlinked_notes),
    ("a sign after a word, and a paragraph that starts with it", find_notes_with_signs),
    ("works below a heading, cited by author and year or not at all", find_reference_lists),
)


def find_notes(tree: PageTree) -> FoundNotes:
    """Find the notes of a page and their markers, by every dialect in order."""
    found = FoundNotes()
    for name, dialect in DIALECTS:
        notes, markers = len(found.notes), found.count_markers()
        dialect(tree, found)
        notes, markers = len(found.notes) - notes, found.count_markers() - markers
        if notes or markers:
            found.dialects.append((name, notes, markers))
    found.notes.sort(key=lambda note: note.position)
    drop_affiliations(tree, found)
    hide_copies(tree, found)
    hide_announcements(tree, found)
    attach_rows_of_links(tree, found)
    read_ranges(found)
    find_works_of_notes(tree, found)
    return found


__all__ = ["DIALECTS", "Dialect", "FoundMarker", "FoundNote", "FoundNotes", "find_notes"]

"""All that the choice of an article's elements starts from, in one value."""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.reading.content.measure import Measure
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundNotes


class Page(NamedTuple):
    """A page, and what the earlier stages found in it.

    Attributes:
        tree: the elements.
        measure: the runs of text.
        title: the element that shows the article's title, or None.
        notes: the notes and markers.
    """

    tree: PageTree
    measure: Measure
    title: Tag | None
    notes: FoundNotes

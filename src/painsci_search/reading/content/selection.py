"""A page, its title and its notes in; which elements are part of the article out."""

from __future__ import annotations

from painsci_search.reading.content.furniture import CHECKED_ATTRIBUTES, CHECKED_NAMES, Furniture
from painsci_search.reading.content.hidden import HIDING, HiddenParts
from painsci_search.reading.content.measure import Measure
from painsci_search.reading.content.page import Page
from painsci_search.reading.content.root import RootFinder
from painsci_search.reading.content.trimming import find_trimmings
from painsci_search.reading.dom.elements import SILENT
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundNotes

# An element without any of these names and attributes is part of the text.
_CHECKED_NAMES = SILENT | CHECKED_NAMES
_CHECKED_ATTRIBUTES = CHECKED_ATTRIBUTES | HIDING


class Content:
    """Decides which elements of a page are part of the article.

    Of a page that is `whole` nothing but the article, only what is hidden is left out.

    Attributes:
        root: the smallest element that contains nearly all of the article.
        rule: what chose the root.
    """

    def __init__(
        self, tree: PageTree, title: Tag | None, notes: FoundNotes, *, whole: bool = False
    ) -> None:
        page = Page(tree, Measure(tree), title, notes)
        self._hidden = HiddenParts(tree, page.measure)
        self._furniture = None if whole else Furniture(page)
        self._seen: dict[int, bool] = {}
        self._beside: frozenset[int] = frozenset()
        self.root = tree.body
        self.rule = "the whole page"
        if self._furniture is not None:
            self.root, self._beside, self.rule = RootFinder(page, self.leaves_out).find()
            self._beside |= find_trimmings(page, self._furniture, self.root, self.leaves_out)

    def leaves_out(self, tag: Tag) -> bool:
        """Return whether an element, with everything in it, is no part of the text."""
        key = id(tag)
        if key in self._beside:
            return True
        attrs = tag.attrs
        is_plain = not attrs or _CHECKED_ATTRIBUTES.isdisjoint(attrs)
        if is_plain and tag.name not in _CHECKED_NAMES:
            return False
        if key not in self._seen:
            self._seen[key] = (
                tag.name in SILENT
                or self._hidden.stays_hidden(tag)
                or (self._furniture is not None and self._furniture.holds(tag))
            )
        return self._seen[key]

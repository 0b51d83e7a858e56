"""An element in; whether its page hides it from readers, and keeps it hidden, out."""

from __future__ import annotations

import re

from painsci_search.reading.content.measure import Measure
from painsci_search.reading.dom.elements import HEADINGS, ancestors, attribute, names_of, role_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree

# An element with none of these attributes is not hidden.
HIDING = frozenset({"aria-hidden", "hidden", "style"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PANEL = re.compile(
    r"(?:^|[\s_-])(?:tab-?(?:pane|panel|content)|accordion|collaps\w+|answer|spoiler)(?=[\s_-]|$)"
)
# Elements in which a control opens a part of the article rather than a menu.
_TITLES_OF_PANELS = HEADINGS | {"dt", "summary"}


def is_hidden(tree: PageTree, tag: Tag) -> bool:
    """Return whether a page hides an element from its readers."""
    attrs = tag.attrs
    if HIDING.isdisjoint(attrs):
        return False
    if "hidden" in attrs and attribute(tag, "hidden") != "until-found":
        return True
    style = attrs.get("style")
    if style and _HIDDEN_STYLE.search(str(style)):
        return True
    if attrs.get("aria-hidden") == "true":
        names = names_of(tag)
        return "katex-html" in names or "anchor" in names or tree.letters(tag) <= 3
    return False


class HiddenParts:
    """Decides which hidden elements a reader gets to see: panels, and pages that scripts show."""

    def __init__(self, tree: PageTree, measure: Measure) -> None:
        self._tree = tree
        self._measure = measure
        self._whole = measure.prose(tree.body)
        self._panels = _controlled(tree)

    def stays_hidden(self, tag: Tag) -> bool:
        """Return whether an element is hidden and is neither a panel nor most of the page."""
        if not is_hidden(self._tree, tag):
            return False
        prose = self._measure.prose(tag)
        if not prose:
            return True
        return not self._is_panel(tag) and prose < 0.8 * self._whole

    def _is_panel(self, tag: Tag) -> bool:
        """Return whether an element is a panel of the article that a reader opens."""
        if "tabpanel" in role_of(tag) or attribute(tag, "id") in self._panels:
            return True
        before = next((node for node in tag.previous_siblings if isinstance(node, Tag)), None)
        if before is not None and "aria-expanded" in before.attrs:
            return True
        return _PANEL.search(attribute(tag, "class").lower()) is not None


def _controlled(tree: PageTree) -> frozenset[str]:
    """Return the ids of the elements that tabs, and controls in headings, open."""
    ids: set[str] = set()
    for tag in tree.controls:
        if tag.attrs.get("role") == "tab" or any(
            one.name in _TITLES_OF_PANELS for one in (tag, *ancestors(tag, 2))
        ):
            ids.update(attribute(tag, "aria-controls").split())
    return frozenset(ids)

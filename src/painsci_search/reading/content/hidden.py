"""An element in; whether its page hides it from readers, and keeps it hidden, out."""

from __future__ import annotations

import re

from painsci_search.reading.content.measure import Measure
from painsci_search.reading.dom.elements import (
    HEADINGS,
    ancestors,
    attribute,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree

# An element with none of these attributes is not hidden.
HIDING = frozenset({"aria-hidden", "hidden", "style"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PANEL = re.compile(
    r"(?:^|[\s_-])(?:tab-?(?:pane|panel|content)|accordion|collaps\w+|answer|spoiler)(?=[\s_-]|$)"
)
# Elements that a control hides, and which are no part of an article.
_OF_ELSE = re.compile(
    r"modal|pop-?up|dialog|drop-?down|menu|share|social|tool-?tip|login|search|cookie|overlay|light-?box|"
    r"subscribe|newsletter|comment|mobile|screen"
)
_NO_ADDRESS = re.compile(r"(?:#.*|javascript:.*)?\Z", re.IGNORECASE)
# What the names and the words of a control have that opens a part of the article.
_OPENED = re.compile(
    r"toggl|accordion|collaps|expand|faq|question|answer|spoiler|panel|tab[s_-]|more|reveal"
)
_OPENING = re.compile(
    r"(?:read|show|see|view|learn|load) (?:more|all|less|full|the|transcript)\b|"
    r"continue reading|expand|more\b|(?:mehr|alles) (?:lesen|anzeigen|erfahren)|weiterlesen|"
    r"aufklappen|lire la suite|(?:en savoir|voir|afficher) plus|"
    r"leer más|ver más|mostrar más|leggi (?:di più|tutto)|"
    r"continua a leggere|ler mais|lees (?:meer|verder)|[^?]{3,150}\?",
    re.IGNORECASE,
)
# Letters of a control that opens a part of the article.
_LONGEST_CONTROL = 150
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
        if _PANEL.search(attribute(tag, "class").lower()) is not None:
            return True
        before, after = _beside(tag)
        if before is not None and "aria-expanded" in before.attrs:
            return True
        if _OF_ELSE.search(names_of(tag)) or self._tree.named("form", "input", within=tag):
            return False
        return any(one is not None and self._opens(one, tag) for one in (before, after))

    def _opens(self, control: Tag, panel: Tag) -> bool:
        """Return whether a title or a control without an address opens the element beside it.

        Its names or its words must say so, too: what is hidden beside it may be an advertisement.
        """
        if not 0 < self._tree.letters(control) <= _LONGEST_CONTROL:
            return False
        if control.name not in _TITLES_OF_PANELS and not self._is_control(control):
            return False
        around = (panel, control, *ancestors(control, 1))
        is_named = any(_OPENED.search(names_of(one)) for one in around if one.name != "body")
        return is_named or _OPENING.match(text_of(control)) is not None

    def _is_control(self, tag: Tag) -> bool:
        inner = (tag, *self._tree.named("a", "button", within=tag)[:1])
        return any(
            self._tree.letters(one) == self._tree.letters(tag)
            and (
                one.name == "button"
                or role_of(one) == "button"
                or (one.name == "a" and _NO_ADDRESS.match(attribute(one, "href").strip()))
            )
            for one in inner
        )


def _beside(tag: Tag) -> tuple[Tag | None, Tag | None]:
    """Return the elements directly before and after an element."""
    sides = (tag.previous_siblings, tag.next_siblings)
    before, after = (next((one for one in side if isinstance(one, Tag)), None) for side in sides)
    return before, after


def _controlled(tree: PageTree) -> frozenset[str]:
    """Return the ids of the elements that tabs, and controls in headings, open."""
    ids: set[str] = set()
    for tag in tree.controls:
        if tag.attrs.get("role") == "tab" or any(
            one.name in _TITLES_OF_PANELS for one in (tag, *ancestors(tag, 2))
        ):
            ids.update(attribute(tag, "aria-controls").split())
    return frozenset(ids)

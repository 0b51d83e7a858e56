"""The styles and the numbering of a DOCX in; the kinds of paragraphs and of lists out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from painsci_search.reading.forms.docx.package import Package, child, is_on, value
from painsci_search.reading.forms.office.styles import (
    DEEPEST,
    PLAIN,
    Style,
    heading_level_of_style,
    kind_of_style,
)
from painsci_search.reading.forms.xml_tree import Element, local_attribute, local_name

_LIST = re.compile(r"list (bullet|number)(?: (\d))?", re.IGNORECASE)
# The outline level of text that is no heading (ECMA-376, 17.3.1.20).
_NO_OUTLINE = 9


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How a level of a list is numbered.

    Attributes:
        kind: the name of the format, such as "bullet" or "decimal".
        start: the first number.
    """

    kind: str = "decimal"
    start: int = 1


class Styles:
    """The styles of a document by their ids.

    Attributes:
        size: the usual size of text in half points.
        language: the usual language, or "".
    """

    def __init__(self, package: Package) -> None:
        root = package.part("styles")
        elements = [one for one in root if local_name(one) == "style"] if root is not None else []
        self._elements = {local_attribute(one, "styleId"): one for one in elements}
        self._known: dict[str, Style] = {}
        defaults = child(root, "docDefaults", "rPrDefault", "rPr")
        self.language = value(defaults, "lang")
        self.size = _number(value(defaults, "sz"), 20)
        normal = next(
            (
                one
                for one in elements
                if local_attribute(one, "default") in ("1", "true")
                and local_attribute(one, "type") == "paragraph"
            ),
            None,
        )
        self.size = _number(value(normal, "rPr", "sz"), self.size)

    def __getitem__(self, style_id: str) -> Style:
        """Return a style; text has the style `PLAIN`."""
        chain: dict[str, None] = {}
        current = style_id
        while current in self._elements and current not in self._known and current not in chain:
            chain[current] = None
            current = value(self._elements[current], "basedOn")
        style = self._known.get(current, PLAIN)
        for known in reversed(chain):
            style = self._known[known] = _read_style(self._elements[known], style)
        return style


def _read_style(element: Element, base: Style) -> Style:
    name = value(element, "name").strip()
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    own_kind = kind_of_style(name)
    outline = value(paragraph, "outlineLvl")
    level = heading_level_of_style(name) or base.level
    if outline.isdecimal():
        level = int(outline) + 1 if int(outline) < _NO_OUTLINE else 0
    listed = _LIST.fullmatch(name)
    style = replace(
        base,
        kind=own_kind or ("" if level else base.kind),
        level=0 if own_kind else min(level, DEEPEST),
        list_id=value(paragraph, "numPr", "numId")
        or (listed[1].lower() if listed else "")
        or base.list_id,
        list_level=_number(value(paragraph, "numPr", "ilvl"), base.list_level),
    )
    return with_run_properties(style, run)


def with_run_properties(style: Style, run: Element | None) -> Style:
    """Return a style with the properties of a run over it."""
    if run is None or not len(run):
        return style
    shift = value(run, "vertAlign")
    hidden, bold = is_on(run, "vanish"), is_on(run, "b")
    return replace(
        style,
        shift=(shift if shift in ("superscript", "subscript") else "") if shift else style.shift,
        is_hidden=style.is_hidden if hidden is None else hidden,
        is_bold=style.is_bold if bold is None else bold,
        size=_number(value(run, "sz"), style.size),
    )


class Numbering:
    """The lists of a document by their ids."""

    def __init__(self, package: Package) -> None:
        root = package.part("numbering")
        parts = list(root) if root is not None else []
        self._abstract = {
            local_attribute(one, "abstractNumId"): one
            for one in parts
            if local_name(one) == "abstractNum"
        }
        self._lists = {
            local_attribute(one, "numId"): one for one in parts if local_name(one) == "num"
        }

    def level(self, list_id: str, level: int) -> ListLevel:
        """Return how a level of a list is numbered."""
        if list_id in ("bullet", "number"):
            return ListLevel("bullet" if list_id == "bullet" else "decimal")
        numbered = self._lists.get(list_id)
        found = self._abstract.get(value(numbered, "abstractNumId"))
        kind, start = "bullet" if numbered is None else "decimal", 1
        for one in (found, *(_overrides(numbered, level))):
            described = _level_in(one, level)
            if described is not None:
                kind = value(described, "numFmt") or kind
                start = _number(value(described, "start"), start)
            start = _number(value(one, "startOverride"), start)
        return ListLevel(kind, start)


def _overrides(numbered: Element | None, level: int) -> list[Element]:
    return [
        one
        for one in (numbered if numbered is not None else ())
        if local_name(one) == "lvlOverride" and local_attribute(one, "ilvl") == str(level)
    ]


def _level_in(element: Element | None, level: int) -> Element | None:
    levels = (one for one in (element if element is not None else ()) if local_name(one) == "lvl")
    return next((one for one in levels if local_attribute(one, "ilvl") == str(level)), None)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise

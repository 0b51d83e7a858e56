"""The styles of an ODT in; what a paragraph or a text is, and how a list is numbered, out."""

from __future__ import annotations

import re
from dataclasses import replace

from painsci_search.reading.forms.odt.package import Package
from painsci_search.reading.forms.office.styles import (
    PLAIN,
    Style,
    heading_level_of_style,
    kind_of_style,
)
from painsci_search.reading.forms.xml_tree import Element, local_attribute, local_name

_CODED = re.compile(r"_([0-9a-f]{2,4})_")
# Names of styles that only ODT has, and what they are.
_KINDS = {
    "quotations": "quote", "preformatted text": "code", "source text": "code", "teletype": "code",
    "illustration": "caption", "table": "caption", "figure": "caption", "drawing": "caption",
}  # fmt: skip
_POINTS = re.compile(r"(\d{1,3})(?:\.\d+)?pt")
_KIND_OF_FORMAT = {"": "none", "1": "decimal", "a": "lowerLetter", "A": "upperLetter"}
_KIND_OF_FORMAT |= {"i": "lowerRoman", "I": "upperRoman"}


class Styles:
    """The styles of a document by their names.

    Attributes:
        size: the usual size of text in half points.
        language: the usual language, or "".
    """

    def __init__(self, package: Package) -> None:
        self._elements: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, Element] = {}
        self.size, self.language = 24, ""
        for style in package.styles():
            name = local_name(style)
            family = local_attribute(style, "family")
            if name == "style":
                self._elements[family, local_attribute(style, "name")] = style
            elif name == "list-style":
                self._lists[local_attribute(style, "name")] = style
            elif name == "default-style" and family == "paragraph":
                self._read_default(style)
        self._known: dict[tuple[str, str], Style] = {}
        self.size = self.paragraph("Standard").size or self.size

    def _read_default(self, style: Element) -> None:
        for part in style:
            if local_name(part) == "text-properties":
                language, country = (
                    local_attribute(part, name) for name in ("language", "country")
                )
                known = country not in ("", "none")
                self.language = f"{language}-{country}" if known and language else language
                self.size = _size(part) or self.size

    def paragraph(self, name: str) -> Style:
        """Return a style of paragraphs."""
        return self._style("paragraph", name)

    def text(self, name: str) -> Style:
        """Return a style of text within paragraphs."""
        return self._style("text", name)

    def _style(self, family: str, name: str) -> Style:
        chain: dict[str, None] = {}
        current = name
        while (family, current) in self._elements and current not in chain:
            if (family, current) in self._known:
                break
            chain[current] = None
            current = local_attribute(self._elements[family, current], "parent-style-name")
        style = self._known.get((family, current), _named(PLAIN, current))
        for known in reversed(chain):
            style = _read_style(self._elements[family, known], style)
            self._known[family, known] = style
        return style

    def list_kind(self, name: str, depth: int) -> tuple[str, int]:
        """Return the format of the numbers of a list at a depth from 0, and its first number."""
        for level in self._lists.get(name, ()):
            if local_attribute(level, "level") == str(depth + 1):
                if local_name(level) != "list-level-style-number":
                    return "bullet", 1
                start = local_attribute(level, "start-value")
                kind = _KIND_OF_FORMAT.get(local_attribute(level, "num-format"), "decimal")
                return kind, int(start) if start.isdecimal() and len(start) < 7 else 1
        return "bullet", 1


def _read_style(element: Element, base: Style) -> Style:
    name = local_attribute(element, "display-name") or local_attribute(element, "name")
    style = _named(base, name)
    list_style = local_attribute(element, "list-style-name")
    if list_style:
        style = replace(style, list_id=list_style)
    for part in element:
        if local_name(part) == "text-properties":
            style = _with_text(style, part)
    return style


def _named(base: Style, name: str) -> Style:
    name = _CODED.sub(lambda found: chr(int(found[1], 16)), name)
    kind = kind_of_style(name) or _KINDS.get(name.lower(), "")
    return replace(base, kind=kind or base.kind, level=heading_level_of_style(name) or base.level)


def _with_text(style: Style, properties: Element) -> Style:
    position = local_attribute(properties, "text-position").split()
    shift = style.shift
    if position:
        percent = position[0].rstrip("%")
        is_lowered = percent == "sub" or percent.startswith("-")
        raised = "superscript" if percent not in ("0", "") else ""
        shift = "subscript" if is_lowered else raised
    weight = local_attribute(properties, "font-weight")
    return replace(
        style,
        shift=shift,
        is_hidden=local_attribute(properties, "display") == "none" or style.is_hidden,
        is_bold=weight in ("bold", "600", "700", "800", "900") if weight else style.is_bold,
        size=_size(properties) or style.size,
    )


def _size(properties: Element) -> int:
    found = _POINTS.fullmatch(local_attribute(properties, "font-size"))
    return 2 * int(found[1]) if found else 0

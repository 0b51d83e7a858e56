"""Inline elements of JATS in; text with its marks, and readable formulas, out."""

from __future__ import annotations

import re

from lxml import etree

from painsci_search.model import MarkKind
from painsci_search.reading.dom.elements import fold_space
from painsci_search.reading.dom.parse import parse_html
from painsci_search.reading.forms.jats.xml import (
    WITHOUT_TEXT,
    Element,
    alternatives_once,
    attribute,
    text_of,
)
from painsci_search.reading.formulas import UNREADABLE, read_mathml, read_tex
from painsci_search.reading.text.inline import script_text
from painsci_search.reading.text.prose import Prose

FORMULAS = frozenset({"inline-formula", "disp-formula", "math", "tex-math", "chem-struct"})
_MARKS: dict[str, MarkKind] = {
    "italic": "emphasis",
    "bold": "strong",
    "monospace": "code",
    "ext-link": "link",
    "uri": "link",
}
_SCRIPTS: dict[str, MarkKind] = {"sup": "superscript", "sub": "subscript"}
# Archives write TeX as a document of its own.
_TEX_DOCUMENT = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
# Characters of a raised or lowered text.
_LONGEST_SCRIPT = 40


def open_mark(prose: Prose, element: Element) -> None:
    """Begin the mark of an element, if it has one."""
    kind = _MARKS.get(element.tag)
    if kind == "link":
        prose.open_mark(kind, attribute(element, "href") or text_of(element))
    elif kind:
        prose.open_mark(kind)


def close_mark(prose: Prose, element: Element) -> None:
    """End the mark of an element, if it has one."""
    if kind := _MARKS.get(element.tag):
        prose.close_mark(kind)


def read_script(prose: Prose, element: Element) -> bool:
    """Add a short raised or lowered text; return whether the element is one."""
    kind = _SCRIPTS.get(element.tag)
    if kind is None or any(True for _ in element.iter("xref", "fn", *FORMULAS)):
        return False
    text = text_of(element)
    if len(text) > _LONGEST_SCRIPT:
        return False
    prose.add_marked(kind, script_text(prose.last_characters(3), text, kind, element.tail or ""))
    return True


def shown_text(element: Element) -> str:
    """Return the text of an element on one line, with what is raised, lowered or a formula."""
    if not any(True for _ in element.iter(*_SCRIPTS, *FORMULAS)):
        return text_of(element)
    prose = Prose()
    _add_shown(prose, element)
    return fold_space(prose.finish().text)


def _add_shown(prose: Prose, element: Element) -> None:
    prose.add(element.text or "")
    for inner in alternatives_once(element):
        if inner.tag in FORMULAS:
            read_formula(prose, inner)
        elif not read_script(prose, inner) and inner.tag not in WITHOUT_TEXT:
            _add_shown(prose, inner)
        prose.add(inner.tail or "")


def has_source(formula: Element) -> bool:
    """Return whether a formula is MathML, TeX or a picture, and not text with italics."""
    names = ("math", "tex-math", "graphic", "inline-graphic")
    return (
        formula.tag in names
        or formula.find(".//*") is None
        or any(True for _ in formula.iter(*names))
    )


def read_formula(prose: Prose, formula: Element) -> None:
    """Add a formula as readable text, set apart from the words that touch it."""
    text = formula_text(formula)
    is_long = len(text) > 2
    if is_long and prose.last_characters(1).isalnum():
        prose.add(" ")
    prose.add_marked("formula", text)
    if is_long and (formula.tail or "")[:1].isalnum():
        prose.add(" ")


def formula_text(formula: Element) -> str:
    """Return a formula as readable text: of its MathML, its TeX, or its words, in order."""
    for math in formula.iter("math"):
        if text := _read_math(math):
            return text
    for tex in formula.iter("tex-math"):
        if text := _read_tex("".join(tex.itertext())):
            return text
    is_plain = next(formula.iter("math", "tex-math"), None) is None
    return (text_of(formula, frozenset({"label"})) if is_plain else "") or UNREADABLE


def _read_math(math: Element) -> str | None:
    page = parse_html(etree.tostring(math, encoding="unicode", with_tail=False), "formula")
    tag = next((element for element in page.elements if element.name == "math"), None)
    return read_mathml(tag) if tag is not None else None


def _read_tex(source: str) -> str | None:
    document = _TEX_DOCUMENT.search(source)
    text = (document[1] if document else source).strip()
    return read_tex(text.strip("$").removeprefix("\\[").removesuffix("\\]").strip())

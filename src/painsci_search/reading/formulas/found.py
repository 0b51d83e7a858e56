"""An element of a page in; whether it is a formula, in the markup of the usual renderers, out.

MathJax, KaTeX and MediaWiki each write a formula several times: as glyphs, hidden as MathML for
screen readers, and as the source. It is read once, from the form that is surest.
"""

from __future__ import annotations

import re

from painsci_search.reading.dom.elements import attribute, elements_in, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.parse import parse_html
from painsci_search.reading.formulas.mathml import read_mathml
from painsci_search.reading.formulas.tex import read_tex

# Shown in place of a formula that cannot be read.
UNREADABLE = "[formula]"

_CONTAINER = re.compile(
    r"(?:^|\s)(?:katex(?:-display)?|mathjax(?:_display|_svg|_svg_display|_chtml)?|mjx-chtml|"
    r"mjx-container|mwe-math-element|tex2jax_process|math-tex)(?=\s|$)"
)
# Pandoc and others leave the source in the page, for a script to render.
_SOURCE = re.compile(r"(?:^|\s)math(?=\s|$)")
_DELIMITED = ("\\(", "\\[", "$")
_PREVIEW = re.compile(r"(?:^|\s)(?:mathjax_preview|mathjax_error|mjx-assistive-mml)(?=\s|$)")
_PICTURE = re.compile(
    r"(?:^|[\s_-])(?:latex|tex|math|equation|formula|katex|mathjax|mwe-math-fallback-image\S*)(?=[\s_-]|$)"
)
# TeX has commands, scripts or relations; an alternative text of words has not.
_LOOKS_LIKE_TEX = re.compile(r"\\[a-zA-Z]{2,}|[\^_]\{|\$[^$]+\$")
_NAMED = frozenset({"math", "mjx-container", "img", "script"})


def is_formula(tag: Tag) -> bool:
    """Return whether an element is a formula, or a copy of one that is not shown."""
    name = tag.name
    if name in ("math", "mjx-container"):
        return True
    if name == "script":
        return attribute(tag, "type").startswith("math/")
    if name == "img":
        return "alt" in tag.attrs and _is_picture(tag)
    if name not in ("span", "div"):
        return False
    names = attribute(tag, "class").lower()
    if not names or ("math" not in names and "mjx" not in names and "katex" not in names):
        return False
    if _CONTAINER.search(names) or _PREVIEW.search(names):
        return True
    return _SOURCE.search(names) is not None and text_of(tag, enough=1).startswith(_DELIMITED)


def formula_text(tag: Tag) -> str:
    """Return the readable text of a formula: "" for a copy, `UNREADABLE` where it has none."""
    name = tag.name
    if name == "script":
        return _script_text(tag)
    if name == "img":
        return _picture_text(attribute(tag, "alt"))
    if name == "math":
        return read_mathml(tag) or UNREADABLE
    if _PREVIEW.search(attribute(tag, "class").lower()) or _source_after(tag) is not None:
        return ""
    return _container_text(tag)


def _container_text(tag: Tag) -> str:
    """Return the text of a renderer's element: of its MathML, its picture, its source or glyphs."""
    picture = ""
    for inner in elements_in(tag):
        if inner.name == "math":
            return read_mathml(inner) or UNREADABLE
        if inner.name == "script" and is_formula(inner):
            return _script_text(inner)
        if inner.name == "img" and not picture:
            picture = _picture_text(attribute(inner, "alt"))
    if picture:
        return picture
    text = text_of(tag)
    if text.startswith(_DELIMITED):
        return read_tex(text) or UNREADABLE
    return text or attribute(tag, "aria-label") or UNREADABLE


def _script_text(tag: Tag) -> str:
    """Return the text of a script that holds the source of a formula, as TeX or MathML."""
    source = "".join(map(str, tag.contents))
    if "mml" not in attribute(tag, "type"):
        return read_tex(source) or UNREADABLE
    formula = next((each for each in parse_html(source, "").elements if each.name == "math"), None)
    return (read_mathml(formula) if formula is not None else None) or UNREADABLE


def _picture_text(alternative: str) -> str:
    text = " ".join(alternative.split())
    if not text:
        return UNREADABLE
    if _LOOKS_LIKE_TEX.search(text):
        return read_tex(text) or UNREADABLE
    return read_tex(text) or text


def _is_picture(tag: Tag) -> bool:
    names = attribute(tag, "class").lower()
    if names and _PICTURE.search(names):
        return True
    return bool(_LOOKS_LIKE_TEX.search(attribute(tag, "alt")))


def _source_after(tag: Tag) -> Tag | None:
    """Return the script with the source of a formula that a renderer wrote before it, if any."""
    node: Node | None = tag.next_sibling
    for _ in range(3):
        if node is None:
            return None
        if isinstance(node, Tag):
            if node.name == "script" and is_formula(node):
                return node
            if not is_formula(node):
                return None
        elif str(node).strip():
            return None
        node = node.next_sibling
    return None

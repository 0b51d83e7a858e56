"""A formula in Office Math (OMML) in, MathML out. Source: ECMA-376, part 1, 22.1."""

from __future__ import annotations

import re

from painsci_search.reading.forms.docx.package import child, value
from painsci_search.reading.forms.markup import Markup
from painsci_search.reading.forms.xml_tree import Element, local_name

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\S")
# Elements with the parts of a formula, in the order in which MathML has them.
_PARTS = {
    "f": ("mfrac", ("num", "den")),
    "sSup": ("msup", ("e", "sup")),
    "sSub": ("msub", ("e", "sub")),
    "sSubSup": ("msubsup", ("e", "sub", "sup")),
    "limLow": ("munder", ("e", "lim")),
    "limUpp": ("mover", ("e", "lim")),
    "func": ("mrow", ("fName", "e")),
}
_SETTINGS = "Pr"


def write_formula(formula: Element, markup: Markup) -> None:
    """Add a formula."""
    markup.open("math")
    _write_all(formula, markup)
    markup.close("math")


def _write_all(element: Element | None, markup: Markup) -> None:
    markup.open("mrow")
    for part in element if element is not None else ():
        _write(part, markup)
    markup.close("mrow")


def _write(part: Element, markup: Markup) -> None:
    name = local_name(part)
    if name == "r":
        _write_tokens("".join(one.text or "" for one in part if local_name(one) == "t"), markup)
    elif name in _PARTS:
        outer, inner = _PARTS[name]
        markup.open(outer)
        for one in inner:
            _write_all(child(part, one), markup)
        markup.close(outer)
    elif name == "rad":
        _write_root(part, markup)
    elif name == "d":
        _write_delimited(part, markup)
    elif name == "nary":
        _write_nary(part, markup)
    elif name in ("acc", "bar", "groupChr"):
        _write_accent(part, markup)
    elif name in ("m", "eqArr"):
        _write_rows(part, markup)
    elif name and not name.endswith(_SETTINGS) and name not in ("del", "moveFrom"):
        _write_all(part, markup)


def _write_tokens(text: str, markup: Markup) -> None:
    for token in _TOKEN.findall(text):
        kind = "mn" if token[0].isdigit() else "mi" if token[0].isalpha() else "mo"
        markup.element(kind, token)


def _write_root(part: Element, markup: Markup) -> None:
    degree = child(part, "deg")
    name = "mroot" if degree is not None and len(degree) else "msqrt"
    markup.open(name)
    _write_all(child(part, "e"), markup)
    if name == "mroot":
        _write_all(degree, markup)
    markup.close(name)


def _write_delimited(part: Element, markup: Markup) -> None:
    settings = child(part, "dPr")
    signs = [
        value(settings, name) if child(settings, name) is not None else usual
        for name, usual in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
    ]
    markup.open("mrow")
    markup.element("mo", signs[0])
    for number, one in enumerate(one for one in part if local_name(one) == "e"):
        if number:
            markup.element("mo", signs[1])
        _write_all(one, markup)
    markup.element("mo", signs[2])
    markup.close("mrow")


def _write_nary(part: Element, markup: Markup) -> None:
    markup.open("mrow")
    markup.open("munderover")
    markup.element("mo", value(part, "naryPr", "chr") or "∫")
    _write_all(child(part, "sub"), markup)
    _write_all(child(part, "sup"), markup)
    markup.close("munderover")
    _write_all(child(part, "e"), markup)
    markup.close("mrow")


def _write_accent(part: Element, markup: Markup) -> None:
    usual = "\u0302" if local_name(part) == "acc" else "¯"
    markup.open("mover")
    _write_all(child(part, "e"), markup)
    markup.element("mo", value(part, f"{local_name(part)}Pr", "chr") or usual)
    markup.close("mover")


def _write_rows(part: Element, markup: Markup) -> None:
    markup.open("mtable")
    for row in part:
        if local_name(row) in ("mr", "e"):
            cells = (
                [one for one in row if local_name(one) == "e"] if local_name(row) == "mr" else [row]
            )
            markup.open("mtr")
            for cell in cells:
                markup.open("mtd")
                _write_all(cell, markup)
                markup.close("mtd")
            markup.close("mtr")
    markup.close("mtable")

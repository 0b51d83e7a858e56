"""MathML in; readable text out. Source: MathML Core, https://www.w3.org/TR/mathml-core/."""

from __future__ import annotations

from collections.abc import Callable

from painsci_search.reading.dom.elements import attribute, elements_in, texts_in
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.formulas.scripts import lowered, raised
from painsci_search.reading.formulas.tex import SPACED, accented, grouped, read_tex

_DEEPEST = 60
_SILENT = frozenset({"annotation", "annotation-xml", "mphantom", "mspace"})
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))
_ACCENTS = {
    "¯": "\u0304",
    "‾": "\u0304",
    "_": "\u0304",
    "^": "\u0302",
    "ˆ": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
}
_ACCENTS |= {"˙": "\u0307", "→": "\u20d7", "¨": "\u0308"}


def read_mathml(tag: Tag) -> str | None:
    """Return a formula as readable text, or None where it is empty or nested too deeply.

    Where its elements show nothing, the TeX of its annotation or of `alttext` is read.
    """
    try:
        text = " ".join(_read(tag, 0).split())
    except RecursionError:
        return None
    if text:
        return text
    annotation = next((inner for inner in elements_in(tag) if inner.name == "annotation"), None)
    if annotation is not None:
        source = "".join(map(str, texts_in(annotation)))
    else:
        source = attribute(tag, "alttext")
    return read_tex(source) if source.strip() else None


def _read(tag: Tag, depth: int) -> str:
    name = tag.name.rpartition(":")[2]
    if name in _SILENT:
        return ""
    if depth > _DEEPEST:
        raise RecursionError
    children = [child for child in tag.contents if isinstance(child, Tag)]
    if not children:
        return _leaf(name, tag)
    parts = [_read(child, depth + 1) for child in children if child.name not in _SILENT]
    combine = _COMBINED.get((name, len(parts)))
    if combine is not None:
        return combine(*parts)
    if name == "msqrt":
        return f"√{grouped(''.join(parts))}"
    if name == "mtable":
        return "; ".join(parts)
    if name == "mtr":
        return " ".join(part.strip() for part in parts)
    if name == "mfenced":
        opening, closing = tag.attrs.get("open", "("), tag.attrs.get("close", ")")
        return f"{opening}{', '.join(parts)}{closing}"
    if name == "semantics":
        return parts[0] if parts else ""
    return "".join(parts)


def _leaf(name: str, tag: Tag) -> str:
    text = "".join(map(str, tag.contents)).translate(_INVISIBLE)
    if name == "mtext":
        return text
    text = text.strip()
    return f" {text} " if name == "mo" and text in SPACED else text


def _fraction(above: str, below: str) -> str:
    return f"{grouped(above)}/{grouped(below)}"


def _root(radicand: str, index: str) -> str:
    return f"{raised(index)}√{grouped(radicand)}"


def _under(base: str, script: str) -> str:
    return f"{base.rstrip()}{lowered(script.strip())}"


def _under_and_over(base: str, below: str, above: str) -> str:
    return f"{base.rstrip()}{lowered(below.strip())}{raised(above.strip())}"


def _over(base: str, script: str) -> str:
    script = script.strip()
    accent = _ACCENTS.get(script)
    if accent:
        return accented(base.strip(), accent)
    return f"{base.rstrip()}{'°' if script in ('∘', '°') else raised(script)}"


# How the parts of an element are combined, by its name and their number.
_COMBINED: dict[tuple[str, int], Callable[..., str]] = {
    ("mfrac", 2): _fraction,
    ("mroot", 2): _root,
    ("msup", 2): _over,
    ("mover", 2): _over,
    ("msub", 2): _under,
    ("munder", 2): _under,
    ("msubsup", 3): _under_and_over,
    ("munderover", 3): _under_and_over,
}

"""Inline elements in; text, with what is raised, lowered or a formula readable, and marks out."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from painsci_search.model import MarkKind
from painsci_search.reading.dom.elements import attribute, elements_in, is_text, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.formulas import formula_text, is_formula, lowered, raised
from painsci_search.reading.text.prose import Prose

_MARKS: dict[str, MarkKind] = {
    "em": "emphasis",
    "i": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
    "var": "emphasis",
    "strong": "strong",
    "b": "strong",
    "a": "link",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
# The text of a superscript that is the marker of a missing note.
_NUMBERS = re.compile(r"[\s\[(]*+\d{1,3}(?>(?:[\s,;\u2013-]++\d{1,3})*)[\s\])]*+")
_WORD_BEFORE = re.compile(r"[^\W\d_]{3}$")
# Ordinals and short forms of French, Spanish and Italian: "3e", "2o", "no", "Dr". A raised "a"
# after a digit mostly leads to a note of a table.
_SHORT_FORM = re.compile(r"\d[eo]|[nN]o|Dr|Pr|M[er]")
_SCRIPTS = frozenset({"sup", "sub"})
# Characters of a raised text, and elements in it that are looked at.
_LONGEST_SCRIPT = 40
_MOST_IN_SCRIPT = 20


def is_special(tag: Tag) -> bool:
    """Return whether the text of an element is another than that of the nodes in it."""
    return tag.name in _SCRIPTS or tag.name == "ruby" or is_formula(tag)


def read_special(prose: Prose, tag: Tag) -> bool:
    """Add the text of a formula, a short raised or lowered text, or a word with its reading.

    Returns:
        Whether the element was read, so that the nodes in it must not be.
    """
    if is_formula(tag):
        _read_formula(prose, tag)
        return True
    if tag.name in _SCRIPTS:
        return _read_script(prose, tag)
    if tag.name == "ruby":
        _read_ruby(prose, tag)
        return True
    return False


def read_special_unless(prose: Prose, node: Node, other: Callable[[Tag], bool]) -> bool:
    """Do as `read_special`, but not for an element that holds one of another kind.

    Args:
        other: returns whether an element is, say, a marker or a link back.
    """
    if not isinstance(node, Tag) or not is_special(node):
        return False
    if any(other(inner) for inner in islice(elements_in(node), _MOST_IN_SCRIPT)):
        return False
    return read_special(prose, node)


def open_inline(prose: Prose, tag: Tag) -> None:
    """Begin the mark of an element, if it has one."""
    kind = _MARKS.get(tag.name)
    if kind == "link":
        target = attribute(tag, "href")
        if target:
            prose.open_mark(kind, target)
    elif kind:
        prose.open_mark(kind)


def close_inline(prose: Prose, tag: Tag) -> None:
    """End the mark of an element, if it has one."""
    kind = _MARKS.get(tag.name)
    if kind:
        prose.close_mark(kind)


def _read_formula(prose: Prose, tag: Tag) -> None:
    """Add a formula, set apart from the words that touch it."""
    text = formula_text(tag)
    if not text:
        return
    apart = len(text) > 2
    if apart and prose.last_characters(1).isalnum():
        prose.add(" ")
    prose.add_marked("formula", text)
    if apart and _text_after(tag)[:1].isalnum():
        prose.add(" ")


def _read_script(prose: Prose, tag: Tag) -> bool:
    text = text_of(tag)
    if len(text) > _LONGEST_SCRIPT or any(is_formula(inner) for inner in elements_in(tag)):
        return False
    kind: MarkKind = "superscript" if tag.name == "sup" else "subscript"
    shown = script_text(prose.last_characters(3), text, kind, _text_after(tag))
    prose.add_marked(kind, shown)
    if _ends_with_space(tag):
        prose.add(" ")
    return True


def _text_after(tag: Tag) -> str:
    """Return the text that directly follows an element."""
    node = tag.next_sibling
    return str(node) if is_text(node) else ""


def _ends_with_space(tag: Tag) -> bool:
    last = tag.contents[-1] if tag.contents else None
    return last is not None and not isinstance(last, Tag) and str(last)[-1:].isspace()


def script_text(before: str, text: str, kind: MarkKind, after: str) -> str:
    """Return a raised or lowered text as it reads between its neighbours.

    Args:
        before: up to three characters; "" after white space.
        after: the text that follows in the page.
    """
    if kind == "subscript":
        lower = lowered(text)
        return text if lower.startswith("_") else lower
    if _NUMBERS.fullmatch(text):
        if _WORD_BEFORE.search(before):
            return f" {text}"
        if not before and not after[:1].isalpha():
            return text  # the label of a note or affiliation, not of an isotope
    upper = raised(text)
    if not upper.startswith("^"):
        return upper
    return upper if _is_exponent(before, text) else text


def _is_exponent(before: str, text: str) -> bool:
    """Return whether a raised text is the exponent of a number, a bracket or a single letter."""
    if not before:
        return False
    last = before[-1]
    if _SHORT_FORM.fullmatch(last + text) or (last.isalpha() and before[-2:-1].isalpha()):
        return False
    is_base = last.isalnum() or last in ")]"
    return is_base and (len(text) == 1 or not text.isalpha()) and text[0].isalnum()


def _read_ruby(prose: Prose, tag: Tag) -> None:
    """Add the words of a ruby annotation; the reading above them is the target of the mark."""
    base = text_of(tag, lambda inner: inner.name in ("rt", "rp", "rtc"))
    reading = " ".join(text_of(inner) for inner in elements_in(tag) if inner.name == "rt")
    prose.add_marked("ruby", base, reading)

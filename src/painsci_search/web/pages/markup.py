"""Elements of HTML. Only what was made here is markup: any other string is text, and escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TypeAlias

Span = tuple[int, int]
# What stands inside an element, and the value of an attribute.
Child: TypeAlias = "str | Iterable[Child] | None"
Value = str | int | bool | None

_VOID = frozenset({"br", "hr", "input", "link", "meta"})
# What no page can hold, or no reader see: controls, and halves of characters.
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Write a text; one that is markup stays as it is.

    >>> text("a < b"), text(Markup("<b>"))
    ('a &lt; b', '<b>')
    """
    return value if isinstance(value, Markup) else Markup(escape(_UNFIT.sub("\ufffd", value)))


def join(*children: Child) -> Markup:
    """Put parts behind one another, however they are nested; None is left out."""
    return Markup("".join(_flat(children)))


def element(name: str, attributes: Mapping[str, Value] | None = None, *children: Child) -> Markup:
    """Write an element.

    Args:
        name: its tag.
        attributes: those that are None or False are left out, those that are True have no value.
        children: texts and elements.

    >>> element("a", {"href": '/?q="', "hidden": False}, "5 < 6")
    '<a href="/?q=&quot;">5 &lt; 6</a>'
    """
    told = "".join(
        f" {key}" if value is True else f' {key}="{text(str(value))}"'
        for key, value in (attributes or {}).items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{join(*children)}</{name}>")


def marked(words: str, spans: Sequence[Span]) -> Markup:
    """Mark the spans of a text, which are ascending and disjoint.

    >>> marked("a knee", ((2, 6),))
    'a <mark>knee</mark>'
    """
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += [text(words[done:start]), element("mark", None, words[start:end])]
        done = end
    return join(parts, words[done:])


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if isinstance(child, str):
            yield text(child)
        elif child is not None:
            yield from _flat(child)

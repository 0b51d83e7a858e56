"""Elements of HTML: tags, attributes and texts in, Markup out. Every other string is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from markupsafe import Markup, escape

Span = tuple[int, int]
# The content of an element, and the value of an attribute.
Child: TypeAlias = "str | Iterable[Child] | None"
Value = str | int | bool | None

_VOID = frozenset({"br", "hr", "input", "link", "meta"})
# Characters that HTML forbids or no reader sees: controls, lone surrogates, noncharacters.
_INVALID = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text(value: str) -> Markup:
    """HTML-escape a string; Markup is returned unchanged.

    >>> str(text("a < b")), str(text(Markup("<b>")))
    ('a &lt; b', '<b>')
    """
    return value if isinstance(value, Markup) else escape(_INVALID.sub("\ufffd", value))


def join(*children: Child) -> Markup:
    """Concatenate nested parts; None is skipped."""
    return Markup("".join(_flat(children)))  # noqa: S704 - parts are escaped by `text`


def element(name: str, attributes: Mapping[str, Value] | None = None, *children: Child) -> Markup:
    """Render an element.

    Args:
        name: its tag.
        attributes: None and False are omitted, True is written without a value.
        children: texts and elements.

    >>> str(element("a", {"href": '/?q="', "hidden": False}, "5 < 6"))
    '<a href="/?q=&#34;">5 &lt; 6</a>'
    """
    written = "".join(
        f" {key}" if value is True else f' {key}="{text(str(value))}"'
        for key, value in (attributes or {}).items()
        if value is not None and value is not False
    )
    opened = f"<{name}{written}>"
    whole = opened if name in _VOID else f"{opened}{join(*children)}</{name}>"
    return Markup(whole)  # noqa: S704 - values and children are escaped by `text`


def highlighted(words: str, spans: Sequence[Span]) -> Markup:
    """Highlight the spans of a text, which are ascending and disjoint.

    >>> str(highlighted("a knee", ((2, 6),)))
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

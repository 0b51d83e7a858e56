"""A title with remains of markup in, as the data of a page may have it; its plain text out.

Italics are dropped, entities are resolved, and what is raised or lowered is written with the
characters for it, where Unicode has them. `RAISED` and `LOWERED` are also read the other way, to
write such characters in TeX.
"""

from __future__ import annotations

import re
from html import unescape

_SIGNS = "0123456789+-=()n"
RAISED = dict(zip(_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip(_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ", strict=True))
_MINUS = "\u2212"
# Elements that titles have; another "<" is a sign of the text.
_TAG = re.compile(
    r"</?(?:i|em|italic|b|strong|bold|u|underline|span|sc|scp|small|sub|sup|tt)"
    r"(?:\s+[\w:-]+=[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_SHIFTED = re.compile(
    r"<(?P<name>su[bp])(?:\s+[\w:-]+=[^<>]{0,200})?>(?P<text>[^<>]{1,20})</(?P=name)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
# Markup in the data of a page is often escaped twice.
_MOST_ESCAPED = 2


def markup_text(title: str) -> str:
    """Return a title as plain text.

    >>> markup_text("10<sup>6</sup> cells of <i>B. subtilis</i> &amp; p &lt; 0.05")
    '10⁶ cells of B. subtilis & p < 0.05'
    """
    for _ in range(_MOST_ESCAPED):
        if "&" in title and _ENTITY.search(title):
            title = unescape(title)
    if "<" not in title:
        return title
    return _TAG.sub("", _SHIFTED.sub(_shifted, title))


def _shifted(found: re.Match[str]) -> str:
    """Return a raised or lowered text, in its own characters if all of it has them."""
    signs = RAISED if found["name"].lower() == "sup" else LOWERED
    text = found["text"].replace(_MINUS, "-")
    return "".join(map(signs.__getitem__, text)) if signs.keys() >= set(text) else found["text"]

"""The texts of markers, notes and links back in, their labels out, without brackets and arrows."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Literal

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.dom import (
    BLOCKS,
    SILENT,
    ancestors,
    elements_in,
    fold_space,
    is_text,
    text_of,
    walk,
)

LabelKind = Literal["number", "sign", "letter", "year"]

_AROUND = r"[\s\[\](){}（）⁅⁆^↑↩.,:;|]*"
_PREFIX = r"(?:(?:(?:foot|end|side)?notes?|fn\.?|nb|n\.|ref(?:erence)?\.?|anm\.?)(?![^\W\d])\s*)?"
_LABEL = re.compile(
    rf"{_AROUND}{_PREFIX}(?:(?P<number>\d{{1,4}}(?:\s?[-–—‑,]\s?\d{{1,4}})*[a-z]?)(?::\d+)?"
    rf"|(?P<sign>[*∗＊†‡§¶‖#※⁎△◊✝]{{1,6}}|[⓪①-⑳⊕]|\[?[…]\]?)"
    rf"|(?P<letter>[A-Za-z]{{1,2}}|(?=[ivxl])l?x{{0,4}}(?:i[xv]|v?i{{0,4}})))(?:{_AROUND}|\s?th)",
    re.IGNORECASE,
)
# A number after a unit, a variable or 10 is a power.
POWER = re.compile(r"(?:^|[^A-Za-z])(?:[a-z]|10|cm|km|mm|ft|in|yd|m|s)$")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_YEAR = re.compile(
    r"(?<!\d)(?:1[5-9]|20)\d\d[a-z]?(?!\d)|\b(?:in press|forthcoming|n\.d\.)", re.IGNORECASE
)
# the key of a citation, such as "[Knuth84]"
_KEY = re.compile(r"\[?[A-Za-z][A-Za-z+.:-]{1,20}\d{2,4}[a-z]?\]?")
_AFTER_LABEL = re.compile(r"[.:]?\s+(?=\S)")
_LEADING_BACK = re.compile(r"^[\s\[\](){}]*[↩↑⤴⏎↵⇧⬆^]+[\ufe0e\ufe0f]?[\s\]\):]*")
_TRAILING_BACK = re.compile(r"[\s\[({]*[↩↑⤴⏎↵⇧⇑⬆🔙^]+[\ufe0e\ufe0f\s\])}]*$")
_ENDS_OF_BACK = tuple("↩↑⤴⏎↵⇧⇑⬆🔙^\ufe0e\ufe0f])} \n")
# Characters; longer texts are no labels.
_LONGEST_LABEL = 24

NOTE_HEADING = re.compile(
    r"""[\d.\s]*(?:
      (?:foot|end|side)?-?\s?notes?(?:\s(?:and|&)\s(?:references|citations|sources))?
    | notes\sto\s.{1,40} | (?:list\sof\s)?references?(?:\scited)?
      (?:\s(?:and|&)\s(?:foot|end)?notes)?
    | (?:works|literature|sources|references|articles)\scited | cited\s(?:works|literature|sources)
    | (?:select(?:ed)?\s|annotated\s)?bibliography | citations? | sources?(?:\sand\snotes)?
    | (?:ein)?zelnachweise | fu(?:ß|ss)noten | anmerkungen | quellen(?:verzeichnis)? | literatur
      (?:verzeichnis)? | referenzen | notes\set\sréférences | références | notes\sde\sbas\sde\spage
    | notas(?:\s(?:al|a)\spie)? | referencias | referências | bibliografía | bibliographie
    | note | riferimenti | bibliografia | voetnoten | noten | referenties | bronnen | fotnoter
    | noter | referenser | källor | przypisy | примечания | сноски | 脚注 | 注釈 | 注 | 参考文献
    )[\s:.¶#§]*""",
    re.IGNORECASE | re.VERBOSE,
)


def read_label(text: str) -> tuple[str, LabelKind] | None:
    """Return the label and its kind from a marker's text; None if the text is no label.

    >>> read_label(" [12] ")
    ('12', 'number')
    >>> read_label("Lochte, 2018")
    ('Lochte, 2018', 'year')
    >>> read_label("What is ASMR?") is None
    True
    """
    text = fold_space(text).translate(_SUPERSCRIPTS)
    found = _LABEL.fullmatch(text)
    if found and _YEAR.fullmatch(found["number"] or ""):
        return found["number"], "year"
    if found:
        if found["number"]:
            return found["number"], "number"
        if found["sign"]:
            return found["sign"], "sign"
        return found["letter"], "letter"
    if len(text) <= 80 and (_YEAR.search(text) or _KEY.fullmatch(text)):
        return text.strip("[]() "), "year"
    return None


def same_label(one: str, other: str) -> bool:
    """Return whether two labels are equal, apart from case and brackets."""
    left, right = read_label(one), read_label(other)
    return left is not None and right is not None and left[0].casefold() == right[0].casefold()


def is_raised(marker: Tag, root: Tag | None = None) -> bool:
    """Return whether a marker is superscript or in brackets, like markers of notes."""
    if text_of(marker)[:1] in "[(（":
        return True
    if marker.name == "sup" or any(inner.name == "sup" for inner in elements_in(marker)):
        return True
    for parent in ancestors(marker, 3):
        if parent is root or parent.name in BLOCKS:
            break
        if parent.name == "sup" or "vertical-align" in str(parent.attrs.get("style", "")):
            return True
    return _before(marker).rstrip()[-1:] in tuple("[(（,;–-") and _before(marker) != ""


def _before(marker: Tag) -> str:
    """Return the text node directly before a marker, or ""."""
    node = marker.previous_sibling
    return str(node) if node is not None and is_text(node) else ""


def leading_label(
    nodes: tuple[PageElement, ...], label: str, hidden: Container[int] = frozenset()
) -> Tag | None:
    """Return the largest element at the start of a note that prints only a label, or None.

    Args:
        label: the expected label; "" for any.
        hidden: identities of elements to ignore.
    """
    for node in nodes:
        if not isinstance(node, Tag):
            if is_text(node) and str(node).strip():
                return None
            continue
        first = _first_text(node, hidden)
        if first is None:
            continue
        best = None
        for parent in [*ancestors(first, 12)]:  # type: ignore[arg-type]
            text = text_of(parent, enough=_LONGEST_LABEL)
            if len(text) > _LONGEST_LABEL:
                break
            found = read_label(text)
            if found and (found[1] != "year" or label) and (not label or same_label(text, label)):
                best = parent
            if parent is node:
                break
        return best
    return None


def _first_text(root: Tag, hidden: Container[int]) -> PageElement | None:
    """Return the first text in an element that isn't white space."""
    for step, node in walk(root, lambda tag: tag.name in SILENT or id(tag) in hidden):
        if step == "text" and str(node).strip():
            return node
    return None


def strip_label(text: str, label: str) -> str:
    """Remove a printed label and the arrows of links back from a note's text."""
    text = _LEADING_BACK.sub("", text)
    if text.endswith(_ENDS_OF_BACK):
        text = _TRAILING_BACK.sub("", text)
    text = text.strip()
    if label:
        text = _without_bare_label(text, label)
    return re.sub(r"^(?:\([\s,;]*\))?[\s.,:;)\]|]+(?=\S)", "", text).strip()


def _without_bare_label(text: str, label: str) -> str:
    patterns = ("[{}]", "({})", "{}.", "{})", "{}:", "{}]", "^{}")
    for printed in (pattern.format(label) for pattern in patterns):
        if text.startswith(printed) and (after := _AFTER_LABEL.match(text, len(printed))):
            return text[after.end() :]
    return text


def is_note_heading(text: str) -> bool:
    """Return whether a heading announces a list of notes or references."""
    return NOTE_HEADING.fullmatch(fold_space(text)) is not None

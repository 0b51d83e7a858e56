"""The texts of markers, notes and links back in, their labels out, without brackets and arrows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from itertools import islice
from typing import Literal

from painsci_search.reading.dom.elements import (
    BLOCKS,
    SILENT,
    ancestors,
    elements_in,
    fold_space,
    is_text,
    text_of,
    walk,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.text.parts import DASHES

LabelKind = Literal["number", "sign", "letter", "year", "word"]

# Brackets, arrows and stops around a label.
_AROUND = " \t\n\r[](){}（）［］【】⁅⁆^↑↩⤴︎️.,:;|，、．：；"
# The word before a number, such as "note" or "Anm.", and the signs that mean a note.
_PREFIX = re.compile(
    r"(?:(?:foot|end|side)?notes?|fn|nb|n|ref(?:erence)?|anm(?:erkung)?|fu(?:ß|ss)note|nota|noot|"
    r"przyp(?:is)?|прим(?:ечание)?|сноска|注释?|註|脚注|[*＊※#№])(?![^\W\d])\.?\s?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(\d{{1,4}}(?>(?:\s?[{DASHES},]\s?\d{{1,4}})*)[a-z]?)(?::\d+|\s?th)?", re.IGNORECASE
)
_SIGN = re.compile(r"[*∗＊†‡§¶‖#※⁎△◊✝☆★]{1,6}|[⓪①-⑳⊕]|…")
_LETTER = re.compile(r"[a-z]{1,2}|(?=[ivxl])l?x{0,4}(?:i[xv]|v?i{0,4})", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_YEAR = re.compile(
    r"(?<!\d)(?:1[5-9]|20)\d\d[a-z]?(?!\d)|\b(?:in press|forthcoming|n\.d\.)", re.IGNORECASE
)
# the key of a citation, such as "[Knuth84]"
_KEY = re.compile(r"\[?[A-Za-z][A-Za-z+.:-]{1,20}\d{2,4}[a-z]?\]?")
# the word of a citation, such as "BIDI" or "W3C.REC-xml"
_WORD = re.compile(r"[^\W_][\w.:+/&’'-]*(?: [\w.:+/&’'-]+){0,3}")
_AFTER_LABEL = re.compile(r"[.:]?\s+(?=\S)")
_ARROWS = "↩↑⤴⏎↵⇧⇑⬆🔙^"
_SELECTORS = "\ufe0e\ufe0f"
# The opening of each bracket that links back may be in.
_OPENING_OF = {"]": "[", ")": "("}
# Links back: more than a note has.
_MOST_BACK = 100
_LEADING_BACK = re.compile(rf"[\s\[\](){{}}]*+[{_ARROWS}]++[{_SELECTORS}]?+[\s\]\):]*+")
# The ways in which a note prints its label.
_PRINTED = (
    *("[{}]", "({})", "[^{}]:", "［{}］", "（{}）", "【{}】"),
    *("{}.", "{})", "{}:", "{}]", "^{}", "{}．"),
)
# A name may follow these directly: "1.Brandt A", "[1]Brandt A".
_ENDS_OF_LABEL = ".)]】"
# Characters; longer texts are no labels.
_LONGEST_LABEL = 24
# Characters of a text with authors and years: longer ones are no markers.
_LONGEST_NAMES = 80
# Characters; a longer heading announces no notes.
LONGEST_NOTE_HEADING = 90

_NOTE_HEADING = re.compile(
    r"""
      (?:foot|end|side)?-?\s?notes?(?:\s(?:and|&)\s(?:references|citations|sources))?
    | notes\s(?:to|for)\s.{1,40} | (?:list\sof\s)?references?(?:\scited)?
      (?:\s(?:and|&)\s(?:foot|end)?notes)?
    | (?:works|literature|sources|references|articles|studies)\scited
    | (?:cited|selected|suggested|literature)\s(?:references|works|literature|sources)
    | (?:select(?:ed)?\s|annotated\s)?bibliography(?:\s(?:and|&)\snotes)? | citations?
    | sources?(?:\s(?:and|&)\s(?:notes|references))? | (?:view|show)\s(?:all\s)?references
    | (?:(?:non-?)?normative|informative|informational)\sreferences | references?\slist
    | (?:article|key|main|medical|scientific|clinical|academic)\s(?:references|sources)
    | (?:references|sources)\s(?:and|&)\s(?:further\sreading|resources|links|bibliography)
    | further\sreading\s(?:and|&)\sreferences | how\swe\s(?:reviewed|vetted)\sthis\sarticle
    | (?:ein)?zelnachweise | fu(?:ß|ss)noten | anmerkungen | literature
    | quellen(?:verzeichnis)? | literatur
      (?:verzeichnis)? | referenzen | notes\set\sréférences | références | notes\sde\sbas\sde\spage
    | notas(?:\s(?:al|a)\spie)? | referencias | referências | (?:referencias|referências)\s
      (?:bibliográficas) | bibliografía | bibliographie
    | références\sbibliographiques | notas\sde\srodapé
    | note | riferimenti(?:\sbibliografici)? | bibliografia | voetnoten | noten | referenties
    | bronnen
    | fotnoter | noter | referenser | källor | kilder | referanser | lähteet | źródła | literatura
    | piśmiennictwo | bibliografija
    | reference
    | poznámky | kaynakça | kaynaklar
    | przypisy | примечания | сноски | литература | список\sлитературы | источники | примітки
    | 脚注 | 注釈 | 註釈 | 注 | 注释 | 註釋 | 参考文献 | 參考文獻 | 参考资料 | 參考資料
    | 각주 | 참고\s?문헌
    | المراجع | هوامش | सन्दर्भ | संदर्भ
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The words of headings that announce remarks.
_OF_NOTES = re.compile(
    r"\A[\W\d]{0,12}(?:(?:foot|end|side)-?\s?notes?|notes?|fu(?:ß|ss)noten|anmerkungen|notas?|"
    r"notes\sde\s.*|voetnoten|noten|fotnoter|noter|poznámky|przypisy|примечания|сноски|примітки|脚注|"
    r"注釈|註釈|注|注释|註釋|각주|هوامش)\W{0,6}\Z",
    re.IGNORECASE,
)
# Signs after a heading: a permalink, or a switch that folds what follows, as "[+]".
_AFTER_HEADING = " :.¶#§[]+−▼▾▲⌄"
# What is left before a note's text when its label is removed.
_SIGNS_BEFORE = re.compile(r"^(?>(?:\([\s,;]*+\))?)[\s.,:;)\]|]++(?=\S)")
# A number of the heading, or a picture before it.
_HEADING_NUMBER = re.compile(
    r"[\d.]{1,8}\s*|(?:[IVXLC]{1,6}|[A-Z])[.)]\s+|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s*"
)


# Labels are few, and read again and again: "1" as the text of a link, of its note and of its item.
@lru_cache(maxsize=2000)
def read_label(text: str) -> tuple[str, LabelKind] | None:
    """Return the label and its kind from a marker's text; None if the text is no label.

    >>> read_label(" [12] ")
    ('12', 'number')
    >>> read_label("Lochte, 2018")
    ('Lochte, 2018', 'year')
    >>> read_label("What is ASMR?") is None
    True
    """
    if len(text) > 4 * _LONGEST_NAMES:
        return None
    text = fold_space(text).translate(_SUPERSCRIPTS)
    if len(text) > _LONGEST_NAMES:
        return None
    core = text.strip(_AROUND)
    prefix = _PREFIX.match(core)
    for label in (core, core[prefix.end() :].lstrip(_AROUND) if prefix else ""):
        if _YEAR.fullmatch(label):
            return label, "year"
        number = _NUMBER.fullmatch(label)
        if number:
            return number[1], "number"
        if label and _SIGN.fullmatch(label):
            return label, "sign"
        if label and _LETTER.fullmatch(label):
            return label, "letter"
    if _YEAR.search(text) or _KEY.fullmatch(text):
        return text.strip("[]() "), "year"
    return None


def read_word(text: str) -> str:
    """Return the words that may be the label of a note, without brackets, or "".

    >>> read_word("[W3C.REC-xml]"), read_word("and so on, for long")
    ('W3C.REC-xml', '')
    """
    if len(text) > 2 * _LONGEST_LABEL:
        return ""
    core = fold_space(text).strip(_AROUND)
    return core if len(core) <= _LONGEST_LABEL and _WORD.fullmatch(core) else ""


def plain_digits(text: str) -> str:
    """Return a text with the digits of every script, and superscripts, as "0" to "9".

    >>> plain_digits("١٢"), plain_digits("１a²")
    ('12', '1a2')
    """
    if text.isascii():
        return text
    text = text.translate(_SUPERSCRIPTS)
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def same_label(one: str, other: str) -> bool:
    """Return whether two labels are equal, apart from case and brackets."""
    left, right = label_key(one), label_key(other)
    return left != "" and left == right


def label_key(text: str) -> str:
    """Return what equal labels have in common, or "" for a text that is no label."""
    read = read_label(text)
    label = read[0] if read is not None else read_word(text)
    return plain_digits(label).casefold()


def is_raised(marker: Tag, root: Tag | None = None) -> bool:
    """Return whether a marker is superscript or in brackets, like markers of notes."""
    if text_of(marker)[:1] in tuple("[(（［【") or is_superscript(marker, root):
        return True
    before = _before(marker)
    return before.rstrip()[-1:] in tuple("[(（［【,;–-") and before != ""


def is_superscript(marker: Tag, root: Tag | None = None) -> bool:
    """Return whether a marker is superscript, or in an element that is."""
    if marker.name == "sup" or any(inner.name == "sup" for inner in islice(elements_in(marker), 8)):
        return True
    for parent in ancestors(marker, 3):
        if parent is root or parent.name in BLOCKS:
            break
        if parent.name == "sup" or "vertical-align" in str(parent.attrs.get("style", "")):
            return True
    return False


def is_raised_tag(tag: Tag) -> bool:
    """Return whether an element raises its text, by its name or its style."""
    if tag.name == "sup":
        return True
    style = str(tag.attrs.get("style", ""))
    return "vertical-align" in style and "super" in style


def is_boxed(marker: Tag) -> bool:
    """Return whether a marker is in square brackets, its own or those of the text around it."""
    text = text_of(marker)
    if text[:1] in tuple("[［【"):
        return text[-1:] in tuple("]］】")
    level: Tag | None = marker
    while level is not None and level.name not in BLOCKS:
        before, after = _before(level).rstrip(), level.next_sibling
        if before or level.previous_sibling is not None:
            follows = str(after).lstrip() if after is not None and is_text(after) else ""
            return before[-1:] in tuple("[［【") and follows[:1] in tuple("]］】")
        level = level.parent
    return False


def _before(marker: Tag) -> str:
    """Return the text node directly before a marker, or ""."""
    node = marker.previous_sibling
    return str(node) if node is not None and is_text(node) else ""


def leading_label(
    nodes: tuple[Node, ...], label: str, hidden: Container[int] = frozenset()
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
            if _prints(text, label):
                best = parent
            if parent is node:
                break
        return best
    return None


def _prints(text: str, label: str) -> bool:
    """Return whether a text is only a label: `label`, or any that is no year."""
    if label:
        return same_label(text, label)
    found = read_label(text)
    return (found is not None and found[1] != "year") or is_word_in_brackets(text)


def is_word_in_brackets(text: str) -> bool:
    """Return whether a text is only words in square brackets, such as "[BIDI]"."""
    return text[:1] == "[" and text[-1:] == "]" and read_word(text) != ""


def _first_text(root: Tag, hidden: Container[int]) -> Node | None:
    """Return the first text in an element that isn't white space."""
    for step, node in walk(root, lambda tag: tag.name in SILENT or id(tag) in hidden):
        if step == "text" and str(node).strip():
            return node
    return None


def plain_label(nodes: tuple[Node, ...], label: str) -> bool:
    """Return whether the text of a note starts with a label that has no element of its own."""
    text = ""
    for node in nodes:
        text += text_of(node, enough=_LONGEST_LABEL) if isinstance(node, Tag) else str(node)
        text = text.lstrip()
        if len(text) > _LONGEST_LABEL:
            break
    text = fold_space(_without_leading_back(text))
    return bool(label) and _end_of_bare_label(text, label, spaced=True) > 0


def strip_label(text: str, label: str, *, spaced: bool = False) -> str:
    """Remove a printed label and the arrows of links back from a note's text.

    Args:
        spaced: whether the label may be a number with only a space after it.
    """
    text = _without_trailing_back(_without_leading_back(text)).strip()
    if label:
        text = text[_end_of_bare_label(text, label, spaced=spaced) :]
    text = _without_box(text)
    return _SIGNS_BEFORE.sub("", text).strip()


def _without_box(text: str) -> str:
    """Remove the square brackets around the whole of a text."""
    inner = text[1:-1]
    is_boxed = text[:1] == "[" and text[-1:] == "]"
    return inner.strip() if is_boxed and "[" not in inner and "]" not in inner else text


def _without_leading_back(text: str) -> str:
    found = _LEADING_BACK.match(text)
    return text[found.end() :] if found else text


def _without_trailing_back(text: str) -> str:
    """Remove the arrows at the end of a text, and the brackets around them."""
    while True:
        inner = text.rstrip(_SELECTORS + " \t\n\xa0])}")
        before = inner.rstrip(_ARROWS)
        if before == inner:
            break
        text = before.rstrip(" \t\n\xa0[({")
    return _without_empty_brackets(text)


def _without_empty_brackets(text: str) -> str:
    """Remove the brackets at the end of a text that have nothing in them."""
    for _ in range(_MOST_BACK):
        bare = text.rstrip()
        opening, inner = _OPENING_OF.get(bare[-1:]), bare[:-1].rstrip()
        if opening is None or not inner.endswith(opening):
            break
        text = inner[:-1].rstrip()
    return text


def _end_of_bare_label(text: str, label: str, *, spaced: bool) -> int:
    """Return the offset after a label printed at the start of a text, or 0."""
    plain, plain_text = plain_digits(label), plain_digits(text[: len(label) + 4])
    if plain not in plain_text:
        return 0
    for printed in (pattern.format(plain) for pattern in _PRINTED):
        if not plain_text.startswith(printed):
            continue
        if after := _AFTER_LABEL.match(text, len(printed)):
            return after.end()
        if printed[-1] in _ENDS_OF_LABEL and text[len(printed) :][:1].isupper():
            return len(printed)
    rest = text[len(label) :]
    if not plain_text.startswith(plain) or not rest:
        return 0
    if _SIGN.fullmatch(label):
        begins = rest[0].isspace() or rest[0].isalnum()
    else:
        # a sentence begins after a number: "1 See", not "5 weeks"
        begins = spaced and rest[0].isspace() and not rest.lstrip()[:1].islower()
    return len(text) - len(rest.lstrip()) if begins else 0


def is_reference_heading(text: str) -> bool:
    """Return whether a heading announces works, and not only notes."""
    return is_note_heading(text) and _OF_NOTES.search(text) is None


# Each heading is looked at by several who read the page.
@lru_cache(maxsize=2000)
def is_note_heading(text: str) -> bool:
    """Return whether a heading announces a list of notes or references."""
    if len(text) > LONGEST_NOTE_HEADING:
        return False
    text = fold_space(text).rstrip(_AFTER_HEADING)
    number = _HEADING_NUMBER.match(text)
    return _NOTE_HEADING.fullmatch(text, number.end() if number else 0) is not None

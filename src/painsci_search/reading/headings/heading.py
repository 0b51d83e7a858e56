"""A heading in; its readable text out, without permalinks, edit links and signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from painsci_search.reading.dom.elements import (
    BLOCKS,
    SILENT,
    attribute,
    elements_in,
    fold_space,
    is_text,
    names_of,
    text_of,
    walk,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.notes.labels import read_label
from painsci_search.reading.text.inline import is_special, read_special_unless
from painsci_search.reading.text.prose import Prose

NUMBER = re.compile(r"(?:[A-Z]|\d{1,3})(?:\.\d{1,3})*\.?:?")
_PERMALINK = re.compile(
    r"headerlink|permalink|anchor|hash-?link|header-?link|heading-?link|section-?link|"
    r"mw-editsection|copy|edit|share|icon",
    re.IGNORECASE,
)
_PERMALINK_WORDS = re.compile(
    r"(?:perma(?:nent )?link|direct link|copy (?:the )?link|link|anchor)(?: (?:to|for) .*)?|"
    r"\W*(?:edit|edit source|copy|share|top|back to top|to top|go to top|toc)\W*|[^\w\s]{1,3}",
    re.IGNORECASE,
)
_EDIT_LINK = re.compile(r"[\[(]\s*edit[^\])]*[\])]", re.IGNORECASE)
# Elements of a heading that are looked at, and nodes of it that are read.
_MOST_INSIDE = 200
_MOST_STEPS = 1000
# Letters in lower case before a raised number, so that it is no power and no formula.
_LETTERS_OF_WORD = 3
_SIGNS = re.compile(r"\s*(?:[¶#§🔗]|\[\s?\])\s*$|^\s*(?:[#¶🔗]|§(?!\s*\d))\s*(?=\w)")


def heading_text(tag: Tag, ignored: set[int] | None = None) -> str:
    """Return the text of a heading without its permalink, its edit links and elements to ignore.

    What is raised, lowered or a formula is readable: "10<sup>6</sup>" is "10⁶".

    Args:
        ignored: identities of the elements to ignore, such as markers of notes.
    """
    inside = list(islice(elements_in(tag), _MOST_INSIDE))
    if not inside:
        return _SIGNS.sub("", text_of(tag)).strip()

    def skip(inner: Tag) -> bool:
        if ignored and id(inner) in ignored:
            return True
        if "display:none" in attribute(inner, "style").replace(" ", "").lower():
            return True
        if inner.name in ("a", "button", "span", "small"):
            return _is_permalink(tag, inner)
        if inner.name == "sup":
            return _is_last_label(tag, inner)
        return inner.name == "select"

    read = _readable_text if any(map(is_special, inside)) else text_of
    text = _SIGNS.sub("", read(tag, skip)).strip()
    spans = (inner for inner in inside if inner.name == "span")
    number = next((inner for inner in islice(spans, 3) if _is_number(inner)), None)
    if number is not None and text.startswith(text_of(number)):
        # the space between a number and its heading is often made by the style sheet alone
        return f"{text_of(number)} {text[len(text_of(number)) :].lstrip()}".strip()
    return text


def _readable_text(tag: Tag, skip: Callable[[Tag], bool]) -> str:
    """Return the text of a heading that has raised or lowered text or a formula."""
    prose = Prose()

    def is_read(inner: Tag) -> bool:
        return skip(inner) or read_special_unless(prose, inner, skip) or (inner.name in SILENT)

    for step, node in islice(walk(tag, is_read), _MOST_STEPS):
        if step == "text":
            prose.add(str(node))
        elif isinstance(node, Tag) and (node.name in BLOCKS or node.name == "br"):
            prose.add(" ")
    return fold_space(prose.finish().text)


def _is_last_label(heading: Tag, raised: Tag) -> bool:
    """Return whether a raised number or sign ends a heading after a word: it leads to a note."""
    if raised.text_end != heading.text_end:
        return False
    label = read_label(text_of(raised))
    before = raised.previous_sibling
    words = str(before).rstrip() if before is not None and is_text(before) else ""
    word = words[-_LETTERS_OF_WORD:]
    is_mark = label is not None and label[1] in ("number", "sign")
    return is_mark and len(word) == _LETTERS_OF_WORD and word.isalpha() and word.islower()


def _is_permalink(heading: Tag, inner: Tag) -> bool:
    """Return whether a part of a heading only leads to the heading or to an editor."""
    if "editsection" in names_of(inner):
        return True
    if inner.name == "button":
        # a heading that unfolds is all button
        return re.search(r"\w", text_of(heading, lambda other: other is inner)) is not None
    if not _reads_like_permalink(inner):
        return False
    rest = text_of(heading, lambda other: other is inner)
    return re.search(r"\w", rest) is not None and NUMBER.fullmatch(rest) is None


def _reads_like_permalink(inner: Tag) -> bool:
    if inner.name == "small":
        return _EDIT_LINK.fullmatch(text_of(inner)) is not None
    is_named = _PERMALINK.search(names_of(inner)) is not None
    if not is_named and inner.name != "a":
        return False
    text = text_of(inner)
    return _PERMALINK_WORDS.fullmatch(text) is not None or (is_named and len(text) <= 3)


def _is_number(tag: Tag) -> bool:
    return NUMBER.fullmatch(text_of(tag)) is not None

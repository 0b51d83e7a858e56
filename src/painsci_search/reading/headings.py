"""A heading in; its text out, without permalinks, edit links and signs."""

from __future__ import annotations

import re
from itertools import islice

from bs4 import Tag

from painsci_search.reading.dom import attribute, elements_in, names_of, text_of

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
_SIGNS = re.compile(r"\s*(?:[¶#§🔗]|\[\s?\])\s*$|^\s*(?:[#¶🔗]|§(?!\s*\d))\s*(?=\w)")


def heading_text(tag: Tag, ignored: set[int] | None = None) -> str:
    """Return the text of a heading without its permalink, its edit links and elements to ignore.

    Args:
        ignored: identities of the elements to ignore, such as markers of notes.
    """

    def skip(inner: Tag) -> bool:
        if ignored and id(inner) in ignored:
            return True
        if attribute(inner, "style").replace(" ", "").find("display:none") >= 0:
            return True
        if inner.name in ("a", "button", "span", "small"):
            return _is_permalink(tag, inner)
        return inner.name == "select"

    text = _SIGNS.sub("", text_of(tag, skip)).strip()
    spans = (inner for inner in elements_in(tag) if inner.name == "span")
    number = next((inner for inner in islice(spans, 3) if _is_number(inner)), None)
    if number is not None and text.startswith(text_of(number)):
        # the space between a number and its heading is often made by the style sheet alone
        return f"{text_of(number)} {text[len(text_of(number)) :].lstrip()}".strip()
    return text


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

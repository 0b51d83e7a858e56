"""The name of a style in; what its text is, as far as names show it, out."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The names of the styles of headings and titles, which some programs write in their language.
_HEADING = re.compile(
    r"(?:heading|head|überschrift|titre|título|titolo|titulo|kop|rubrik|overskrift|otsikko|"
    r"nagłówek|nadpis|заголовок|başlık|címsor|标题|標題|見出し|제목)\s*(\d)|heading",
    re.IGNORECASE,
)
_NAMES = (
    ("title", r"title|document title|titel|titre|título|titolo|标题|標題|表題"),
    ("subtitle", r"subtitle|untertitel|sous-titre|subtítulo|sottotitolo|副标题|副題"),
    ("author", r"authors?|autor|auteur|autore|byline"),
    ("date", r"date|datum|fecha|data"),
    ("caption", r".*caption|beschriftung|légende|didascalia|descripción"),
    ("quote", r".*\bquot(?:e|ation)s?|block ?text|zitat|citation|cita|citazione"),
    (
        "code",
        r"source code|plain text|(?:html )?preformatted.*|(?:.* )?(?:code|verbatim)(?: block)?",
    ),
    (
        "contents",
        r"toc ?(?:heading|\d)?|table of (?:contents|figures|authorities)|contents \d|index \d",
    ),
)
_KINDS = tuple((kind, re.compile(names, re.IGNORECASE)) for kind, names in _NAMES)
DEEPEST = 6
# Characters of the name of a style.
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs or characters, with what it inherits.

    Attributes:
        kind: "title", "quote" and so on, or "" for text.
        level: the level of a heading from 1, or 0.
        list_id, list_level: the list to which its paragraphs belong, and the level in it.
        shift: "superscript", "subscript" or "".
        is_hidden, is_bold: whether its text is.
        size: in half points, or 0 where it is not set.
    """

    kind: str = ""
    level: int = 0
    list_id: str = ""
    list_level: int = 0
    shift: str = ""
    is_hidden: bool = False
    is_bold: bool = False
    size: int = 0


PLAIN = Style()


def kind_of_style(name: str) -> str:
    """Return the kind of text of a style: "title", "quote" and so on, or "".

    >>> kind_of_style("Untertitel"), kind_of_style("Block Text"), kind_of_style("Body Text")
    ('subtitle', 'quote', '')
    """
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(name[:_LONGEST_NAME])), "")


def heading_level_of_style(name: str) -> int:
    """Return the level of a style of headings from 1, or 0.

    >>> heading_level_of_style("heading 2"), heading_level_of_style("Überschrift 3")
    (2, 3)
    """
    found = _HEADING.fullmatch(name)
    return min(int(found[1] or 1), DEEPEST) if found else 0

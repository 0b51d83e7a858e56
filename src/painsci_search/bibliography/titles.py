"""Titles of two citations in; whether they are of one work, out.

Citations shorten titles, leave subtitles off, spell in British or American English; and a title
may have been read cut short or with text before it. So a title that is part of another is the
same title, and so is one whose words are all in the other; but a part is not another part, and a
correction or a reply is not what it is about.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from painsci_search.bibliography.markup import markup_text
from painsci_search.text import fold, stem

_TITLE_WORD = re.compile(r"[^\W_]+")
_SUBTITLE = re.compile(r"[:?!;.(](?:\s|$)|\s[-\u2013\u2014]+\s|[\u2013\u2014]|\s[(\[]")
# A notice on a work, by its own title: "Erratum: …", "Reply to …", "… (authors' response)".
_CORRECTION = (
    r"errat(?:um|a)|corrigend(?:um|a)|correction|retraction|addendum|expression of concern"
)
_REPLY = r"(?:in )?reply|response|rejoinder|comment(?:ary|s)?|re(?=:)"
_OF_AUTHORS = r"(?:an? |the )?(?:authors?['\u2019]?s?['\u2019]? )?"
_KIND = rf"(?:(?P<correction>{_CORRECTION})|(?P<reply>{_REPLY}))"
_NOTICE = re.compile(
    rf"{_OF_AUTHORS}{_KIND}"
    r"(?: (?:to|on|for|of)\b|:| ?\Z)",
    re.IGNORECASE,
)
_NOTICE_AFTER = re.compile(
    rf"[:.([\u2013\u2014-] ?{_OF_AUTHORS}{_KIND}[\])]?\.?\Z",
    re.IGNORECASE,
)
# Characters at the end of a title in which a notice is searched.
_LONGEST_NOTICE = 40
_PART = re.compile(
    r"\b(?:part|pt|section|volume|vol|no)\b\W{0,3}(\d{1,3}|[ivx]{1,5}|one|two|three|four)\b"
)
_NUMBERS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
}
_ARTICLES = frozenset({"a", "an", "the"})
# Characters. What follows is rarely part of the title, but text that was read with it.
_LONGEST_TITLE = 600
# Words. A shorter part before a colon is not taken for the title without its subtitle.
_FEWEST_MAIN = 3
_SMALL = frozenset(
    "a an and are as at be by can does for from how in into is it its of on or s than that the "
    "their this to vs versus what when where which who why with".split()
)
# Near titles share this proportion of the words of the shorter one, and of both.
_SHARED, _SHARED_OF_BOTH = 0.6, 0.5
_SPELLINGS = (("isation", "ization"), ("ise", "ize"), ("our", "or"), ("ae", "e"), ("oe", "e"))


class Similarity(IntEnum):
    """How similar two titles are."""

    DIFFERENT = 0
    NEAR = 1
    SAME = 2


@lru_cache(maxsize=65536)
def title_words(title: str) -> tuple[str, ...]:
    """Fold a title to its words.

    >>> title_words("Placebo Effects: Real? (A review.)")
    ('placebo', 'effects', 'real', 'a', 'review')
    """
    plain = fold(markup_text(title[:_LONGEST_TITLE])).replace("'", "").replace("&", " and ")
    return tuple(_TITLE_WORD.findall(plain))


@lru_cache(maxsize=65536)
def title_key(words: tuple[str, ...]) -> str:
    """Return the letters of a title, in which its spellings agree, to compare citations.

    >>> title_key(title_words("The cross-over trial of colours"))
    'crossovertrialofcolors'
    >>> title_key(title_words("Ψ and β of hums"))
    'psiandbetaofhums'
    """
    start = 1 if words[:1] and words[0] in _ARTICLES else 0
    # a letter of its own may be Greek: `fold` names it
    named = (fold(word) if len(word) == 1 else word for word in words[start:])
    return "".join(map(_spell, named))


@lru_cache(maxsize=65536)
def notice_of(title: str) -> str:
    """Return the kind of notice that a title is, "correction" or "reply"; "" for another.

    >>> notice_of("Erratum: Big pills"), notice_of("Big pills: authors' reply"), notice_of("Pills")
    ('correction', 'reply', '')
    """
    found = _NOTICE.match(title.lstrip('[(“"')) or _NOTICE_AFTER.search(title[-_LONGEST_NOTICE:])
    return (found.lastgroup or "") if found else ""


@lru_cache(maxsize=65536)
def part_of(title: str) -> str:
    """Return the number of the part that a title names; "" without one.

    >>> part_of("Big pills: part II"), part_of("Big pills, Part 2 of 3"), part_of("Big pills")
    ('2', '2', '')
    """
    found = _PART.search(fold(title[:_LONGEST_TITLE]))
    return _NUMBERS.get(found[1], found[1]) if found else ""


@lru_cache(maxsize=65536)
def main_words(title: str) -> tuple[str, ...]:
    """Fold a title to its words without the subtitle; the whole title if too few words remain.

    >>> main_words("Tingles and the brain: an fMRI study")
    ('tingles', 'and', 'the', 'brain')
    """
    words = title_words(title)
    for end in _SUBTITLE.finditer(title[:_LONGEST_TITLE]):
        main = title_words(title[: end.start()])
        if len(main) >= _FEWEST_MAIN:
            return main
    return words


@lru_cache(maxsize=16384)
def compare_titles(one: str, other: str) -> Similarity:
    """Compare two titles.

    >>> compare_titles("Tingles and the brain", "Tingles and the Brain: an fMRI study").name
    'SAME'
    >>> compare_titles("Massage for back pain", "Sham surgery and the knee").name
    'DIFFERENT'
    """
    short, long = sorted((title_words(one), title_words(other)), key=len)
    if not short or title_key(short) == title_key(long):
        return Similarity.SAME
    # a title may be cut off within a word
    if (" " + " ".join(short)) in (" " + " ".join(long)):
        return Similarity.SAME
    few, many = _content(short), _content(long)
    if not few or not many:
        return Similarity.DIFFERENT
    few, many = sorted((few, many), key=len)
    shared = len(few & many)
    if shared == len(few) and (shared > 2 or shared == len(many)):
        return Similarity.SAME
    if shared >= _SHARED * len(few) and 2 * shared >= _SHARED_OF_BOTH * (len(few) + len(many)):
        return Similarity.NEAR
    return Similarity.DIFFERENT


def holds_title(raw: str, title: str) -> bool:
    """Return whether the text of a citation contains a title, whatever was read as its own."""
    words = title_words(title)
    return len(words) >= _FEWEST_MAIN and f" {' '.join(words)} " in f" {' '.join(_raw_words(raw))} "


def _raw_words(raw: str) -> list[str]:
    return _TITLE_WORD.findall(fold(raw[: 4 * _LONGEST_TITLE]).replace("'", ""))


def _content(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset([stem(_spell(word)) for word in words if word not in _SMALL])


@lru_cache(maxsize=65536)
def _spell(word: str) -> str:
    for british, american in _SPELLINGS:
        if len(word) > len(british) + 2:
            word = word.replace(british, american)
    return word

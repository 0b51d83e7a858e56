"""Sentences: a text in; the offsets of its sentences out.

Indexing, snippets, links and the check of quotations share it, so that a sentence is the same one
for all of them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from painsci_search.late_patterns import late_pattern
from painsci_search.native import compiled
from painsci_search.text import PARAGRAPH

if TYPE_CHECKING:
    from painsci_search.languages import Rules

# A full stop after an abbreviation does not end a sentence.
_ABBREVIATIONS = frozenset(
    "al approx ca cf ch dept dr e.g ed eds eq eqs esp etc fig figs i.e incl jr med mr mrs ms no "
    "nos p pp prof ref refs resp sec sr st suppl tab univ viz vol vols vs".split()
)
# Abbreviations that never end a sentence; the others may ("apples, pears, etc.").
_ALWAYS_CONTINUED = _ABBREVIATIONS - {"al", "etc", "no", "ed", "med", "sec", "tab"}
_CLOSERS = "\"'\u2019\u201d\u00bb)]"
_OPENERS = "\"'\u2018\u201c\u00ab([\u00bf\u00a1"
# Full stops of Chinese and Japanese, which end a sentence without a following space.
_WIDE_STOPS = "\u3002\uff01\uff1f"
_STOPS = rf"[.!?\u2026{_WIDE_STOPS}]"
# A match starts at the first stop of a row, so that a long row is read once. The pattern begins
# with a set of characters, not with what precedes them: the re module looks for these quickly.
_STOP = late_pattern(
    rf"{_STOPS}(?<!{_STOPS}{_STOPS}){_STOPS}*[{re.escape(_CLOSERS)}]*"
    rf"(?:(?=\s)|(?<=[{_WIDE_STOPS}]))"
)
# What a number has between its digits, such as the volume and the pages of a citation.
_DIGITS = frozenset("0123456789")
_DIGITS_ETC = _DIGITS | frozenset("-:;/")
_INITIALS = frozenset(string.ascii_letters) - {"i", "I"}
# Letters of the longest word before a stop that is looked at.
_LONGEST_WORD = 40


def sentences(text: str, whole: Iterable[str] = (), language: str = "") -> list[tuple[int, int]]:
    """Return the sentences of a text as (start, end) offsets, without the space between them.

    A blank line always ends a sentence. A full stop does not after an abbreviation ("et al.",
    "vs.", "Fig. 2") or an initial, or before a word in lower case.

    Args:
        whole: substrings of the text in which no sentence ends, such as citations.
        language: the code of a language with rules of its own; "" for English.

    >>> text = "Smith et al. found 3.5 vs. 2.1 (Fig. 2). “Really?” she asked. Yes!"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Smith et al. found 3.5 vs. 2.1 (Fig. 2).', '“Really?” she asked.', 'Yes!']
    """
    found = split_sentences(text, *_rules_of(language))
    spans = list(_find_all(text, whole))
    return _join_over(found, spans) if spans else found


def _rules_of(language: str) -> tuple[frozenset[str], Callable[[str, int, int, int], bool]]:
    """Return the abbreviations of a language, and what decides about the stop after one."""
    if language:
        from painsci_search.languages import rules_of  # noqa: PLC0415 - seldom needed

        rules = rules_of(language)
        if rules is not None:
            return rules.abbreviations, partial(_ends_sentence, rules=rules)
    return _ABBREVIATIONS, _ends_sentence


@compiled
def split_sentences(
    text: str, abbreviations: frozenset[str], ends: Callable[[str, int, int, int], bool]
) -> list[tuple[int, int]]:
    """Return the sentences of a text, as `sentences` does without `whole`.

    Args:
        abbreviations: words, in lower case, after which `ends` decides.
        ends: returns whether a stop at an offset of the text ends the sentence that starts at
            another, given the text, the start, and where the stop begins and ends; for stops other
            than those between a word, a number or an initial and a space with a capital.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for gap in PARAGRAPH.finditer(text):
        found += _split_paragraph(text, start, gap.start(), abbreviations, ends)
        start = gap.end()
    found += _split_paragraph(text, start, len(text), abbreviations, ends)
    return found


def _find_all(text: str, parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of substrings that are given in the order of the text."""
    low = -1
    for part in parts:
        at = text.find(part, low + 1)
        if at >= 0:
            low = at
            yield low, low + len(part)


def _split_paragraph(
    text: str,
    start: int,
    limit: int,
    abbreviations: frozenset[str],
    ends: Callable[[str, int, int, int], bool],
) -> list[tuple[int, int]]:
    found = []
    while start < limit and text[start].isspace():
        start += 1
    while limit > start and text[limit - 1].isspace():
        limit -= 1
    for stop in _STOP.finditer(text, start, limit):
        at, end = stop.span()
        if end < limit and _is_end(text, (start, at, end), abbreviations, ends):
            found.append((start, end))
            start = end
            while text[start].isspace():
                start += 1
    if limit > start:
        found.append((start, limit))
    return found


def _is_end(
    text: str,
    stop: tuple[int, int, int],
    abbreviations: frozenset[str],
    ends: Callable[[str, int, int, int], bool],
) -> bool:
    """Return whether a stop ends the sentence; `ends` is asked where that is not obvious.

    Args:
        stop: where the sentence starts, and the stop begins and ends.
    """
    start, at, end = stop
    if text[end] == " " and text[end + 1].isupper():
        if _follows_a_number(text, start, at) or _follows_a_word(text, start, at, abbreviations):
            return True
        if end == at + 1 and _follows_an_initial(text, start, at):
            return False
    return ends(text, start, at, end)


def _follows_an_initial(text: str, start: int, at: int) -> bool:
    """Return whether a full stop follows a single letter, other than I, which may be a word."""
    if at == start or text[at] != "." or text[at - 1] not in _INITIALS:
        return False
    return at - 1 == start or text[at - 2] == " "


def _follows_a_number(text: str, start: int, at: int) -> bool:
    """Return whether a stop follows a number that is no ordinal: "2018" or "95-9"."""
    last = text[max(start, at - 3) : at]
    return len(last) == 3 and last[0] in _DIGITS and last[2] in _DIGITS and last[1] in _DIGITS_ETC


def _follows_a_word(text: str, start: int, at: int, abbreviations: frozenset[str]) -> bool:
    """Return whether a stop follows a word of letters that is neither abbreviation nor initial."""
    low = max(start, at - _LONGEST_WORD)
    word = text[max(low, text.rfind(" ", low, at) + 1) : at]
    return len(word) > 1 and word.isalpha() and word.lower() not in abbreviations


def _join_over(found: list[tuple[int, int]], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the sentences, joining those whose boundary is inside one of the ascending spans."""
    joined: list[tuple[int, int]] = []
    number = inside = 0
    for start, end in found:
        while number < len(spans) and spans[number][0] < start:
            inside = max(inside, spans[number][1])
            number += 1
        if joined and start < inside:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _ends_sentence(text: str, start: int, at: int, end: int, rules: Rules | None = None) -> bool:
    """Return whether a stop ends a sentence, see `split_sentences`.

    Args:
        rules: those of another language than English.
    """
    if not text[end].isspace():
        return text[at] in _WIDE_STOPS
    rest = text[end : end + 40].lstrip()
    following = rest.lstrip(_OPENERS)[:1]
    if following.islower():
        return False
    mark = text[at:end]
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    before = text[max(start, at - 30) : at].rsplit(None, 1)
    if not before:
        return True
    word = before[-1].lstrip(_OPENERS + "-").casefold()
    if mark == "." and rules is not None:
        return _ends_in_language(word, rest, rules)
    if mark == ".":
        if word in _ALWAYS_CONTINUED or (len(word) == 1 and word.isalpha() and word != "i"):
            return False
        if word == "al" or (word == "no" and following.isdigit()):
            return bool(following.isupper()) and rest[:1] not in "([" and len(rest.split()[0]) > 1
        if word in ("ed", "sec", "tab"):
            return not following.isdigit()
    return True


def _ends_in_language(word: str, rest: str, rules: Rules) -> bool:
    """Return whether a full stop after a word ends a sentence, by the rules of its language.

    Args:
        word: in lower case.
        rest: the text after the stop, which does not begin with a lower-case letter.
    """
    if word in rules.never_end or (len(word) == 1 and word.isalpha()):
        return False
    following = rest.split(None, 1)[0]
    if word == "al":
        return following[:1].isupper() and len(following) > 1
    is_short_number = word.isdigit() and len(word) <= 2
    return not (is_short_number and following.strip(".,;:)").casefold() in rules.after_ordinal)

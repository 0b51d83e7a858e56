"""A line around a title in; the names of authors in it out."""

from __future__ import annotations

import re

from painsci_search.reading.bylines.parts import (
    LONGEST_REST,
    dates_in,
    exact_dates,
    is_beside_date,
    is_of_dates,
    parts_of,
)
from painsci_search.reading.bylines.people import is_all_names, names_in
from painsci_search.reading.bylines.words import AND, LABEL, LEAD, NOT_WRITTEN
from painsci_search.reading.titles.lines import Line

# After another word: "Press release by Ann Author".
_BY_INSIDE = re.compile(r"\s(?:by|von|par|por|door)\s")
# Between the last two names of a list.
_JOINED = re.compile(r"\s(?:and|und|et|y|e|en|och|og|&)\s", re.IGNORECASE)
# Letters of a word that shows a sentence, and the most such words that the post of an author has.
_WORD_OF_SENTENCE = 4
_MOST_WORDS_OF_POST = 4
_MOST_WORDS_OF_USER = 3
_MOST_WITH_BODY = 2
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")


def names_in_line(line: Line, language: str | None, *, named: bool = False) -> list[str]:
    """Return the names in the part of a line that has them: after a "by", or linked after it.

    Args:
        named: whether the line is known to be a byline, so that it needs no "by".
    """
    for part in parts_of(line.text, dates_in(line.text, language)):
        if NOT_WRITTEN.match(part):
            continue
        lead = LEAD.match(part) or (_BY_INSIDE.search(part) if named else None)
        lead = lead or _label_of_link(part, line.linked)
        rest = part[lead.end() :].strip() if lead else part
        if not rest or (lead is None and (not named or is_of_dates(part))):
            continue
        linked = _linked_names(rest, line.linked) if lead else []
        if not linked and _goes_on(rest, line.text.endswith(SENTENCE_ENDS)):
            continue
        if not lead and rest in line.linked and len(rest.split()) <= _MOST_WORDS_OF_USER:
            linked = names_in(rest)
        names = _all_named(rest, linked) or _listed_names(rest, is_led=lead is not None)
        if names and (named or all(is_capital(name) or name in line.linked for name in names)):
            return names
    return []


def _goes_on(text: str, ends: bool) -> bool:
    """Return whether what may be a name goes on to a sentence: "Monday the swelling had gone".

    Args:
        ends: whether the line ends as a sentence does: the post of an author may be in a line
            without a stop, as in "Ann Aldo health reporter".
    """
    words = text.partition(",")[0].split()
    small = sum(word.islower() and len(word) >= _WORD_OF_SENTENCE for word in words)
    return small > (1 if ends else _MOST_WORDS_OF_POST)


def _all_named(text: str, linked: list[str]) -> list[str]:
    """Return the names that are links in a text, with those that an "and" joins to them."""
    names = names_in(text, shown=True) if linked and _JOINED.search(text) else []
    is_more = set(linked) < set(names) and all(" " in name for name in names)
    return names if is_more and is_all_names(text) else linked


def _names_of_link(text: str) -> list[str]:
    return names_in(text, shown=len(text.split()) > _MOST_WORDS_OF_USER)


def _listed_names(text: str, *, is_led: bool) -> list[str]:
    """Return the names in a text that is no link.

    Args:
        is_led: whether a "by" is before the text.

    A single word is the name of someone only if it is the whole list: "Of Mice and Men" are none,
    and in "Ann Aldo, Somewhere" it is a place or an agency.
    """
    names = names_in(text, shown=True)
    has_case = text.lower() != text.upper()
    if len(names) == 1 and " " not in names[0] and has_case:
        return names if is_led or len(text.split()) <= _MOST_WORDS_OF_USER else []
    if len(names) > 1 and has_case:
        # after a name with its post and its body comes no other name
        is_described = text.count(",") == len(names) - 1 >= _MOST_WITH_BODY
        is_described = is_described and " " not in names[-1]
        return [name for name in names if " " in name][: 1 if is_described else None]
    return names


def names_beside_dates(line: Line, language: str | None, *, is_near: bool) -> list[str]:
    """Return the names in a line of nothing but names and dates.

    Args:
        is_near: whether a date is in the line before or after, so that none need be in this one.
    """
    if len(line.text) > LONGEST_REST:
        return []
    dates = exact_dates(line.text, language)
    if not dates and not is_near:
        return []
    parts = [part for part in parts_of(line.text, dates) if not is_beside_date(part)]
    names = names_in(parts[0], shown=True) if len(parts) == 1 else []
    return names if names and is_all_names(parts[0]) else []


def _label_of_link(part: str, linked: frozenset[str]) -> re.Match[str] | None:
    """Return the match of a label such as "Author" before a link, with no colon between."""
    label = LABEL.match(part)
    return label if label and part[label.end() :].strip() in linked else None


def _linked_names(text: str, linked: frozenset[str]) -> list[str]:
    """Return the links at the start of a text, as far as only an "and" is between them."""
    names: list[str] = []
    while True:
        link = max((one for one in linked if one and text.startswith(one)), key=len, default="")
        if not link:
            return [name for one in names for name in _names_of_link(one)]
        names.append(link)
        text = text[len(link) :]
        between = AND.match(text)
        text = text[between.end() :] if between else ""


def is_capital(name: str) -> bool:
    """Return whether a name starts with a capital or with a letter that has no case."""
    return not name[:1].islower() and name[:1].isalpha() and len(name.split()) <= 6

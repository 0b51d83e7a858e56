"""A note's text in; the same with the days on which works were published as plain years, out.

A page on the web, a paper or a preprint has a day of publication and of revision: "Published
June 1, 2019. Updated May 4, 2020." Such a day looks like a volume, and its month like a journal.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.vocabulary import MONTH, VISITED

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WHOLE_DATE = (
    rf"(?:{MONTH}\.?\s{_DAY},?\s{YEAR_PATTERN}|{_DAY}\s{MONTH}\.?,?\s{YEAR_PATTERN}"
    rf"|{YEAR_PATTERN}(?:,?\s{MONTH}\.?\s{_DAY}|-\d\d-\d\d)|\d{{1,2}}/\d{{1,2}}/{YEAR_PATTERN})"
)
_DATE = rf"(?:{_WHOLE_DATE}|(?:{MONTH}\.?\s)?{YEAR_PATTERN}(?:\s{MONTH})?)"
_MADE = (
    r"(?:(?:first|originally|(?:page\s|content\s)?last|medically)\s)?(?:e?published|posted|"
    r"updated|reviewed|modified|revised|issued|released|epub)(?:\s(?:online|on|at))?:?\s"
)
_DATED = rf"{_MADE}{_DATE}(?=\s?[.,;)\]]|\s?\Z)"
_VISITED = rf"(?:{VISITED})\b"
_DATES = re.compile(
    # "Published June 1, 2019. Updated May 4, 2020."
    rf"(?<=[.?!,;/)\]]\s){_DATED}(?:[.,;]\s{_DATED})*"
    # and, in brackets, "updated 2020 May 4; cited 2021 Mar 3"
    rf"|(?P<bracket>[\[(])(?:{_DATED}[;,.]\s?)+(?={_VISITED})"
    # and alone in brackets
    rf"|[\[(]{_DATED}[\])](?:\.(?=\s))?",
    re.IGNORECASE,
)
# In ASCII, each of these has one of the words, which are far cheaper to find.
_WORDS = ("publish", "post", "update", "review", "modified", "revise", "issue", "release", "epub")
_DAY_ALONE = re.compile(
    # "The Sock Times. June 1, 2019. Accessed "
    rf"(?<=[.?!)]\s){_WHOLE_DATE}(?:,\s\d\d?:\d\d\sUTC)?"
    r"(?:(?P<book>\.(?=\sIn:))"
    rf"|(?=\.(?:\s(?:Available|https?:|(?i:{_VISITED}))|\s?\Z)|\s\[(?i:{_VISITED})))"
    # "Sock Press; 2020 Jan-."
    rf"|(?<=;\s){YEAR_PATTERN}\s{MONTH}\s?[-–](?=\.)"
)
# "Sock Clinic, 4 Mar. 2021, www.", as in the style of the MLA.
_DAY_BEFORE_ADDRESS = re.compile(
    rf"(?<=,\s)\d{{1,2}}\s{MONTH}\.?\s(?P<year>{YEAR_PATTERN}),(?=\s(?:https?:|www\.))"
)
# The same, without the names of months: far cheaper to find.
_MAY_BE_ALONE = re.compile(
    r"[.?!)]\s(?:[A-Z][a-z]{2,8}\.?\s)?\d[^.\n]{4,24}(?:\.(?:\s|\Z)|\s\[)|;\s\d{4}\s[A-Z][a-z]{2,8}\s?[-–]\."
)
_YEAR = re.compile(rf"(?<!\d){YEAR_PATTERN}")
# The year or the numbers of a citation, with an identifier at most after them.
_AFTER_NUMBERS = re.compile(
    rf"(?:\b{YEAR_PATTERN}|\d\s?[;:,(]\s?[a-z]?\d[\w)–-]{{0,20}})[\s.,;]{{0,3}}"
    r"(?:(?:doi:?\s?|https?:)\S{1,80}\s?)?\Z"
)
_LONGEST_BEFORE = 120
# What a chapter has up to the year of its book.
_UP_TO_BOOK = re.compile(rf"(?:(?!{_VISITED}|https?:)[^\n]){{0,250}}?{YEAR_PATTERN}", re.IGNORECASE)


def with_plain_dates(text: str) -> str:
    """Return a text of the same length with years in place of days of publication.

    Days after another year of the same citation become spaces.

    >>> with_plain_dates("Foo Clinic. Feet. Published June 1, 2019. Updated May 4, 2020.")
    'Foo Clinic. Feet. 2019.                                      .'
    """
    lower = text.lower()
    if not text.isascii() or any(word in lower for word in _WORDS):
        text = _DATES.sub(_write_year, text)
    text = _DAY_BEFORE_ADDRESS.sub(_write_before_address, text)
    if _MAY_BE_ALONE.search(text):
        text = _DAY_ALONE.sub(_write_year, text)
    return text


def _write_before_address(found: re.Match[str]) -> str:
    return f"{found['year']},".ljust(len(found[0]))


def _write_year(found: re.Match[str]) -> str:
    text, start, length = found.string, found.start(), len(found[0])
    groups = found.groupdict()
    end = groups.get("bracket") or ""
    is_of_chapter = groups.get("book") or (found[0][0] in "[(" and not end)
    is_chapter = is_of_chapter and _UP_TO_BOOK.match(text, found.end())
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    if is_chapter or _AFTER_NUMBERS.search(before):
        return end.rjust(length)
    year = _YEAR.search(found[0])
    return f"{year[0] if year else ''}.".ljust(length - len(end)) + end

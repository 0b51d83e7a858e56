"""Dates as written in pages in, ISO dates with the precision of the source out.

Missing and ambiguous parts are left out: "03/04/2021" is only a year, unless the language of the
page has an order for it.
"""

from __future__ import annotations

import re
import sys
from calendar import monthrange, weekday
from collections.abc import Iterator
from typing import NamedTuple

from painsci_search.reading.months import month_numbers

# The page's language decides which words are months, so that the pattern accepts any word.
_MONTH = r"(?P<name>[^\W\d_][^\s\d.,;:/()|–—-]{1,14})\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s{1,3})?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st\b|nd\b|rd\b|th\b|er\b|re\b|[.ºª°])?(?!\d)"
_CLOCK = r"\d{1,2}:\d\d(?:[:.,]\d{1,9}){0,2}"
_TIME = rf"(?:,?[T\s]{{1,3}}{_CLOCK}\s?(?:[ap]\.?m\.?|Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
# A word with a capital may follow directly, where two elements touch: "5 March 2021Updated".
_END = r"(?!(?!(?-i:[A-Z][a-z]{3}))[\w/])(?!-\w)"
# Words between day, month and year: "5 de mayo de 2020", "5 d’abril", "3rd of May".
_OF = r"(?:(?:of|de|di)\s|d[’'])?"
_OF_YEAR = r"(?:(?:de|del|do)\s)?"

# In order: a format with a day comes before its beginning without a day.
_FORMATS = tuple(
    re.compile(_WEEKDAY + date + _TIME + _END, re.IGNORECASE)
    for date in (
        _YEAR + r"(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        _YEAR + r"\.\s(?P<month>\d{1,2})\.\s(?P<day>\d{1,2})\b",
        _YEAR + r"(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        _YEAR + r"[-/](?P<month>\d{1,2})(?!\d)",
        r"(?P<month>\d{1,2})[-/.]" + _YEAR,
        r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)" + _YEAR,
        r"(?P<first>\d{1,2})(?P<sep>\.)\s(?P<second>\d{1,2})\.\s" + _YEAR,
        _MONTH + r"\s{0,3}" + _DAY + rf",?\s{{1,3}}(?:{_CLOCK}\s{{1,3}})?" + _YEAR,
        r"(?<!\d[–-])"
        + _DAY
        + rf"\s{{0,3}}{_OF}[-/]?"
        + _MONTH
        + rf"[-/,]?\s{{0,3}}{_OF_YEAR}"
        + _YEAR,
        _YEAR + r"(?:\sm\.|[.,])?[\s-]{1,3}" + _MONTH + r"[\s-]{1,3}" + _DAY,
        _YEAR + r"[.,]?[\s-]{1,3}" + _MONTH,
        _MONTH + rf",?[\s/-]{{0,3}}{_OF_YEAR}" + _YEAR,
    )
)
# "2021年6月30日", "2021년 6월 30일", "5 tháng 6 năm 2021": with words for year, month and day
_WITH_UNITS = (
    re.compile(
        _YEAR + r"\s?[年년]\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日일号號])?"
    ),
    re.compile(
        r"(?:(?P<day>\d{1,2})\s)?tháng\s(?P<month>\d{1,2})(?:,|\snăm)?\s" + _YEAR, re.IGNORECASE
    ),
)
_YEAR_ALONE = (re.compile(_YEAR + _TIME + _END, re.IGNORECASE), re.compile(_YEAR + r"\s?[年년]"))
# A day without its year, which other sources may have.
_DAYS = tuple(
    re.compile(date + _TIME + r"(?![\w/])", re.IGNORECASE)
    for date in (_MONTH + r"\s{0,3}" + _DAY, _DAY + rf"\s{{0,3}}{_OF}" + _MONTH)
)
_WEEKDAYS = "montuewedthufrisatsun"
_DIGIT = re.compile(r"\d")
# Every date has a year.
_FOUR_DIGITS = re.compile(r"(?=\d{4})")
# Characters of a date before its year: weekday, month, day and time.
_MOST_BEFORE_YEAR = 80
_START = re.compile(r"(?<!\w)\w|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])\d")
# What a date with its year starts with: after a weekday and a month there is a digit. Most words
# of a text are none of these, and a test by one pattern is cheaper than by those of all formats.
_MAYBE_DATE = re.compile(rf"{_WEEKDAY}(?:{_MONTH},?[\s/-]{{0,3}}{_OF_YEAR})?\d", re.IGNORECASE)
_OPENING = re.compile(r"[\s(\[*•–—-]*")
_SEPARATOR = re.compile(r"[\s)\]—–―‒:.,;|•*-]*")

# Languages that write the day first between slashes or hyphens. Those of Central Europe, the North
# and the East write it first too, but with full stops: with slashes their dates are often
# a program's, in the American order.
_DAY_FIRST = frozenset("ar bn ca el es fa fr ga gl he hi id it ms mt nl pt ro th ur vi".split())
# English differs by country.
_DAY_FIRST_IN_ENGLISH = frozenset("au bz gb hk ie in jm ke my ng nz pk sg tt uk za".split())
_MONTH_FIRST_IN_ENGLISH = frozenset({"us", "ph"})


class FoundDate(NamedTuple):
    """A date in a text: its position, and the ISO date with the precision of the text."""

    start: int
    end: int
    date: str


def parse_date(text: str, language: str | None = None) -> str | None:
    """Return the first date in a short text, or None.

    An impossible date (30 February) or an ambiguous one (03/04/2021) keeps its certain parts only.

    Args:
        language: the BCP 47 tag of the page; it decides the order of day and month, and which
            abbreviations are months.

    >>> parse_date("Sept. 3rd, 2019"), parse_date("2021/06"), parse_date("03/04/2021")
    ('2019-09-03', '2021-06', '2021')
    >>> parse_date("5 de mayo de 2020"), parse_date("03/04/2021", "fr")
    ('2020-05-05', '2021-04-03')
    """
    found = next(find_dates(text, language), None)
    return found.date if found else None


def find_dates(
    text: str, language: str | None = None, last_start: int = sys.maxsize
) -> Iterator[FoundDate]:
    """Yield the dates in a text, in order and without overlap. See `parse_date`.

    Args:
        last_start: the offset after which no date starts that is asked for.
    """
    limit = min(len(text), last_start + _MOST_BEFORE_YEAR + 4)
    years = [year.start() for year in _FOUR_DIGITS.finditer(text, 0, limit)]
    end = number = 0
    for start in _START.finditer(text):
        while number < len(years) and years[number] < start.start():
            number += 1
        if number == len(years) or start.start() > last_start:
            return
        if start.start() >= end and years[number] - start.start() <= _MOST_BEFORE_YEAR:
            if _MAYBE_DATE.match(text, start.start()) is None:
                continue
            found = _match_date(text, start.start(), language)
            if found:
                yield found
                end = found.end


def find_days(text: str, language: str | None = None) -> Iterator[FoundDate]:
    """Yield the days without a year in a text, as "05-02" for 2 May."""
    if _DIGIT.search(text) is None:
        return
    numbers = month_numbers((language or "").lower()[:2])
    for start in _START.finditer(text):
        for day in _DAYS:
            found = day.match(text, start.start())
            month = numbers.get(found["name"].lower()) if found else None
            if found and month and 1 <= int(found["day"]) <= 31:
                yield FoundDate(found.start(), found.end(), f"{month:02}-{int(found['day']):02}")
                break


def split_date(text: str, language: str | None = None) -> tuple[str, str]:
    """Split an entry of a change log into its leading ISO date, or "", and the rest.

    >>> split_date("Jun 30, 2021 — Publication.")
    ('2021-06-30', 'Publication.')
    """
    start = _end_of(_OPENING, text, 0)
    found = _match_date(text, start, language)
    if found is None:
        return "", text.strip()
    rest = _end_of(_SEPARATOR, text, found.end)
    if (
        len(found.date) < len("2021-06-30")
        and text[found.end : rest].isspace()
        and text[rest : rest + 1].islower()
    ):
        # "2021 was a quiet year" is a sentence, not a dated entry
        return "", text.strip()
    return found.date, text[rest:].strip()


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _match_date(text: str, start: int, language: str | None) -> FoundDate | None:
    tag = (language or "").lower()
    for formats in (_FORMATS, _WITH_UNITS, _YEAR_ALONE):
        for date in formats:
            found = date.match(text, start)
            parts = _numbers(found.groupdict(), tag) if found else None
            if found and parts and not parts[1] and found.groupdict().get("first"):
                parts = _by_weekday(found) or parts
            if found and parts:
                return FoundDate(start, found.end(), _to_iso(*parts))
    return None


def _by_weekday(found: re.Match[str]) -> tuple[int, int, int] | None:
    """Return year, month and day of the order that has the weekday before a date in digits.

    Both numbers are 12 at most: else the order would be known.
    """
    given = _WEEKDAYS.find(found[0][:3].lower())
    year, first, second = (int(found[name]) for name in ("year", "first", "second"))
    orders = ((year, first, second), (year, second, first))
    right = [
        (year, month, day)
        for year, month, day in orders
        if month and day and weekday(year, month, day) * 3 == given
    ]
    return right[0] if len(right) == 1 else None


def _to_iso(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"{year}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}"


def _numbers(parts: dict[str, str | None], tag: str) -> tuple[int, int, int] | None:
    """Return year, month and day, 0 for a missing or ambiguous one; None if a word is no month."""
    year = int(parts["year"] or 0)
    if first := parts.get("first"):
        return year, *_month_and_day(int(first), int(parts["second"] or 0), parts["sep"] or "", tag)
    name = parts.get("name")
    month = month_numbers(tag[:2]).get(name.lower()) if name else int(parts.get("month") or 0)
    return None if month is None else (year, month, int(parts.get("day") or 0))


def _month_and_day(first: int, second: int, separator: str, tag: str) -> tuple[int, int]:
    """Return the month and the day of a date in digits, (0, 0) if it can be read in two ways."""
    if first == second or second <= 12 < first:
        return second, first
    if first <= 12 < second:
        return first, second
    country = tag[3:5] if tag.startswith("en") else ""
    if separator == "." or tag[:2] in _DAY_FIRST or country in _DAY_FIRST_IN_ENGLISH:
        return second, first
    return (first, second) if country in _MONTH_FIRST_IN_ENGLISH else (0, 0)

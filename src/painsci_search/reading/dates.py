"""Dates as written in pages in, ISO dates with the precision of the source out.

Missing and ambiguous parts are left out: "03/04/2021" is only a year.
"""

from __future__ import annotations

import re
from calendar import monthrange

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s{1,3})?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_TIME = (
    r"(?:,?[T\s]{1,3}\d{1,2}:\d\d(?:[:.,]\d{1,9}){0,2}"
    r"\s?(?:[ap]\.?m\.?|Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_END = r"(?![\w/])(?!-\w)"

# In order: a format with a day comes before its beginning without a day.
_FORMATS = tuple(
    re.compile(_WEEKDAY + date + _TIME + _END, re.IGNORECASE)
    for date in (
        _YEAR + r"(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        _YEAR + r"(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        _YEAR + r"[-/](?P<month>\d{1,2})(?!\d)",
        r"(?P<month>\d{1,2})[-/.]" + _YEAR,
        r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)" + _YEAR,
        _MONTH + r"\s{0,3}" + _DAY + r",?\s{1,3}" + _YEAR,
        r"(?<!\d[–-])" + _DAY + r"\s{0,3}(?:of\s)?[-/]?" + _MONTH + r"[-/,]?\s{0,3}" + _YEAR,
        _YEAR + r",?[\s-]{1,3}" + _MONTH + r"[\s-]{1,3}" + _DAY,
        _YEAR + r",?[\s-]{1,3}" + _MONTH,
        _MONTH + r",?[\s/-]{0,3}" + _YEAR,
        _YEAR,
    )
)
_OPENING = re.compile(r"[\s(\[*•–—-]*")
_SEPARATOR = re.compile(r"[\s)\]—–―‒:.,;|•*-]*")


def parse_date(text: str) -> str | None:
    """Return the first date in a short text, or None.

    An impossible date (30 February) or an ambiguous one (03/04/2021) keeps its certain parts only.

    >>> parse_date("Sept. 3rd, 2019"), parse_date("2021/06"), parse_date("03/04/2021")
    ('2019-09-03', '2021-06', '2021')
    """
    for start in _candidate_starts(text):
        found = _match_date(text, start)
        if found:
            return found[0]
    return None


def split_date(text: str) -> tuple[str, str]:
    """Split an entry of a change log into its leading ISO date, or "", and the rest.

    >>> split_date("Jun 30, 2021 — Publication.")
    ('2021-06-30', 'Publication.')
    """
    start = _end_of(_OPENING, text, 0)
    found = _match_date(text, start)
    if found is None:
        return "", text.strip()
    date, end = found
    rest = _end_of(_SEPARATOR, text, end)
    if (
        len(date) < len("2021-06-30")
        and text[end:rest].isspace()
        and text[rest : rest + 1].islower()
    ):
        # "2021 was a quiet year" is a sentence, not a dated entry
        return "", text.strip()
    return date, text[rest:].strip()


def _candidate_starts(text: str) -> list[int]:
    return [found.start() for found in re.finditer(r"(?<!\w)\w", text)]


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _match_date(text: str, start: int) -> tuple[str, int] | None:
    for date in _FORMATS:
        found = date.match(text, start)
        if found:
            return _to_iso(found.groupdict()), found.end()
    return None


def _to_iso(parts: dict[str, str | None]) -> str:
    year = int(parts["year"] or 0)
    month, day = _month_and_day(parts)
    if not 1 <= month <= 12:
        return f"{year}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}"


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    """Return month and day as numbers; 0 for a missing or ambiguous one."""
    if first := parts.get("first"):
        day, month = int(first), int(parts["second"] or 0)
        if day == month or (month <= 12 < day):
            return month, day
        return (day, month) if day <= 12 < month else (0, 0)
    name = parts.get("name")
    month = _MONTHS[name.lower()] if name else int(parts.get("month") or 0)
    return month, int(parts.get("day") or 0)

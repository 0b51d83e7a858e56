"""Dates as precise as their source: a text or a `datetime.date` in, a `PartialDate` out."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self, TypeVar

from painsci_search.late_patterns import late_pattern

_Date = TypeVar("_Date", bound=str)
_DATE = late_pattern(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class PartialDate(str):
    """A year, month or day in ISO 8601: "2024", "2024-06" or "2024-06-30".

    It is the text, so that it prints, compares and sorts as such; a year comes before its months.

    Raises:
        ValueError: the text is no such date.

    >>> PartialDate("2024-06").year, PartialDate("2024-06").month, PartialDate("2024-06").date
    (2024, 6, None)
    >>> PartialDate(dt.date(2024, 6, 30)), PartialDate("2024-06-30").date
    ('2024-06-30', datetime.date(2024, 6, 30))
    """

    __slots__ = ()

    def __new__(cls, value: str | dt.date) -> Self:
        """Make a date of its text or of a `datetime.date`."""
        text = value.isoformat()[:10] if isinstance(value, dt.date) else value
        if not is_date(text):
            raise ValueError(f"a date must be like 2024, 2024-06 or 2024-06-30, not {text!r}")
        return super().__new__(cls, text)

    @property
    def year(self) -> int:
        """The year."""
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """The month, from 1; None where only the year is known."""
        return int(self[5:7]) if len(self) > 4 else None

    @property
    def day(self) -> int | None:
        """The day of the month, from 1; None where it is not known."""
        return int(self[8:]) if len(self) > 7 else None

    @property
    def date(self) -> dt.date | None:
        """The day; None where it is not known."""
        return dt.date.fromisoformat(self) if self.day else None


def is_date(text: str) -> bool:
    """Return whether a text is a year, a month, or a day that the calendar has.

    >>> is_date("2024-02-29"), is_date("2023-02-29"), is_date("2024-13"), is_date("30.6.2024")
    (True, False, False, False)
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = found.groups()
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def latest_date(*dates: _Date | None) -> _Date | None:
    """Return the latest of some dates; of those that may be the same, the first; None for none.

    >>> latest_date("2024", "2024-06", None, "2023-12"), latest_date("2023", "2024-06")
    ('2024', '2024-06')
    """
    latest: _Date | None = None
    for date in filter(None, dates):
        known = 0 if latest is None else min(len(date), len(latest))
        if latest is None or date[:known] > latest[:known]:
            latest = date
    return latest


def keep_dates(value: Any, *names: str) -> None:
    """Make the dates in fields of a frozen dataclass `PartialDate`s; leave other values."""
    for name in names:
        given = getattr(value, name)
        if type(given) is str:
            if is_date(given):  # checked, so that PartialDate need not
                object.__setattr__(value, name, str.__new__(PartialDate, given))
        elif isinstance(given, dt.date):
            object.__setattr__(value, name, PartialDate(given))


def keep_tuples(value: Any, *names: str) -> None:
    """Make the lists in fields of a frozen dataclass tuples; leave other values."""
    for name in names:
        given = getattr(value, name)
        if type(given) is list:
            object.__setattr__(value, name, tuple(given))

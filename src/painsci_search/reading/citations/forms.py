"""The text after an author list in; the `Publication` that it describes, out.

A form of citations is a row of `FORMS`: the text after the authors decides which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.names import UPPER, AuthorList, read_authors
from painsci_search.reading.citations.publication import (
    PUBLISHER,
    Publication,
    read_after_year,
    read_comma_separated,
    read_quoted,
    read_title_first,
    read_untitled,
)

_DATE_IN_BRACKETS = re.compile(
    rf"[.,]?\s?\([^()\n]{{0,30}}?(?P<year>{YEAR_PATTERN})[^()\n]{{0,20}}\)[.,:;]?\s"
)
_DATE_BARE = re.compile(rf"[.,]?\s(?P<year>{YEAR_PATTERN})[a-z]?(?P<stop>[.:])?,?\s")
_TITLE_NEXT = re.compile(r"[.,]?\n\n(?:[.:]\s)?|[.:]\s|(?<=\.)\s")
_BOOK_WORDS = re.compile(rf"[.?!]\sIn:?\s[{UPPER}]|,\s(?:pp\.|pages)\s\d|" + PUBLISHER.pattern)
_ACRONYM = re.compile(rf"\s[{UPPER}]{{4,}}\Z")
_COMMA_NEXT = re.compile(r",\s")
_WORD_NEXT = re.compile(r",?\s")
_QUOTE_NEXT = re.compile(r"[.,]?\s(?=[“\"‘])")
_STARTS_TITLE = re.compile(rf"[\[“\"‘'¿¡(]{{0,2}}(?:[{UPPER}\d]|[a-z]{{1,5}}(?:[A-Z]|-))")


def _read_quoted_title(text: str, authors: AuthorList, limit: int) -> Publication | None:
    quote = _QUOTE_NEXT.match(text, authors.end)
    return read_quoted(text, quote.end(), limit, None) if quote else None


def _read_dated(text: str, authors: AuthorList, limit: int) -> Publication | None:
    date = _DATE_IN_BRACKETS.match(text, authors.end) or _DATE_BARE.match(text, authors.end)
    if date is None:
        return None
    year, start = int(date["year"]), date.end()
    if text[start : start + 1] in ("“", '"'):
        return read_quoted(text, start, limit, year)
    if not _STARTS_TITLE.match(text, start):
        return None
    if text[start - 2] == "," and (work := read_comma_separated(text, start, limit, year)):
        return work
    work = read_after_year(text, start, limit, year)
    # "2010 Guidelines": a year without a stop may be part of a title, two words may be no name
    has_stop = date.re is _DATE_IN_BRACKETS or date["stop"]
    is_name = not (authors.given_first or authors.mixed)
    if authors.spelled_out and len(authors.names) == 1:
        is_name = is_name and bool(work) and _names_publisher(text, work, start)
    return work if work and (work.located or (has_stop and is_name)) else None


def _names_publisher(text: str, work: Publication | None, start: int) -> bool:
    return work is not None and PUBLISHER.search(text, start, work.end) is not None


def _read_undated(text: str, authors: AuthorList, limit: int) -> Publication | None:
    title = _TITLE_NEXT.match(text, authors.end)
    if title is None or authors.mixed or not _STARTS_TITLE.match(text, title.end()):
        return None
    next_authors = read_authors(text, title.end())
    if next_authors and not next_authors.given_first and _is_title(authors, next_authors):
        # "Sciatica C. Deyo RA, Diehl AK. Title.": the first "author" is the end of a title
        return None
    work = read_title_first(text, title.end(), limit)
    if work is None or not authors.given_first or (work.located and work.year):
        return work
    is_book = _BOOK_WORDS.search(text, title.end(), work.end)
    return work if is_book and work.year and len(authors.names) > 1 else None


def _is_title(authors: AuthorList, next_authors: AuthorList) -> bool:
    """Return whether a single name before others is the end of a title, not the author."""
    if len(next_authors.names) > 1:
        return True
    return len(authors.names) == 1 and not _ACRONYM.search(next_authors.names[0])


def _read_comma_separated(text: str, authors: AuthorList, limit: int) -> Publication | None:
    title = _COMMA_NEXT.match(text, authors.end)
    if title is None or not _STARTS_TITLE.match(text, title.end()):
        return None
    return read_comma_separated(text, title.end(), limit, None)


def _read_untitled(text: str, authors: AuthorList, limit: int) -> Publication | None:
    date = _DATE_BARE.match(text, authors.end)
    if date and not date["stop"]:
        return read_untitled(text, date.end(), limit, int(date["year"]))
    journal = _WORD_NEXT.match(text, authors.end)
    return read_untitled(text, journal.end(), limit, None) if journal and not date else None


FORMS: tuple[Callable[[str, AuthorList, int], Publication | None], ...] = (
    _read_quoted_title,
    _read_untitled,
    _read_dated,
    _read_comma_separated,
    _read_undated,
)

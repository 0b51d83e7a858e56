"""A line or the lines around a title in, the authors and dates that readers see there out.

`parts.py` takes a line apart, and `names.py` reads the names in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile
from typing import NamedTuple

from painsci_search.reading.bylines.names import SENTENCE_ENDS, is_capital, names_in_line
from painsci_search.reading.bylines.parts import LONGEST_REST, dates_in, is_of_dates, parts_of
from painsci_search.reading.bylines.people import (
    is_all_names,
    is_elsewhere,
    names_in,
    without_repeats,
)
from painsci_search.reading.bylines.words import (
    BEFORE_DATE,
    DATE_WORDS,
    DEGREE_AFTER_NAME,
    HANDLED,
    LEAD,
    LEAD_ALONE,
    NOT_WRITTEN,
    READING_TIME,
    ROLE_INSIDE,
    SUBMITTED,
    TITLE_BEFORE_NAME,
    TO_COME,
    UPDATE,
)
from painsci_search.reading.dates import FoundDate, find_dates
from painsci_search.reading.sections import DraftSection
from painsci_search.reading.titles.lines import Line, TitleLines

# Paragraphs at the start of the text that are read.
_MOST_LINES = 8
# A line between the names and the date.
_SIGNS = re.compile(r"[·•∙|/,–—-]")
# Letters: a longer line is part of the text.
_LONGEST_LINE = 160
# Letters before the date at the start of a press release: "Somewhere, 5 May 2021 - …".
_LONGEST_PLACE = 45
_AFTER_DATELINE = re.compile(r"\)?\.?\s*(?:[|–—-]|[.:)])")
# Lines below a title in which names may be recognised by their degrees.
_MOST_DEGREED = 4
# Lines of a list with one author in each.
_MOST_LISTED = 12
_DAY = "05-02"
# The numbers and signs after a name that lead to affiliations: "Ann Aldo 1,2, Ben Berg 2*".
_AFFILIATIONS = re.compile(
    r"(?<=[^\W\d_])\s?[\d⁰¹²³⁴-⁹]{1,2}(?>(?:\s?,\s?\d{1,2})*)[*†‡§]{0,3}(?=\s|,|$)"
)
_MOST_WORDS_BESIDE = 3
# What follows the other lines of a byline: a time, or the number of comments.
_OF_BYLINE = re.compile(
    r"(?:reading time|lesezeit)\s?:?|\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?|"
    r"(?:no|\d{1,4}|leave a) comments?",
    re.IGNORECASE,
)
# The name of a user in small letters: "Submitted by jdoe on 5 March 2021".
_USER = re.compile(r"[a-z][a-z0-9_.-]{1,20}")


class Byline(NamedTuple):
    """The authors and dates in the lines at a title.

    Attributes:
        day: the month and day of publication where the lines have no year: "05-02".
    """

    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    day: str | None = None


def read_byline(
    opening: DraftSection, language: str | None = None, authors: tuple[str, ...] = ()
) -> Byline:
    """Return the byline, and remove its lines from the start of the opening section.

    Args:
        authors: those that are known, whose names alone are a line of it.
    """
    lines: list[Byline] = []
    start = opening.text[: _MOST_LINES * (_LONGEST_LINE + 2) + 1]
    paragraphs = start.split("\n\n")
    end = 0
    for number, paragraph in enumerate(paragraphs[:_MOST_LINES], 1):
        line = read_line(paragraph, language)
        if line is None and number > 1 and LEAD_ALONE.fullmatch(paragraphs[number - 2]):
            line = _labelled_names(paragraph)
        if line is None and authors and _are_authors(paragraph, authors):
            line = Byline()
        if line is None and lines and _OF_BYLINE.fullmatch(paragraph):
            line = Byline()
        if line is not None:
            lines.append(line)
            end = number
        elif not _is_before_byline(paragraph):
            break
    length = sum(len(paragraph) + 2 for paragraph in paragraphs[:end])
    if lines and all(offset >= length for _, offset in opening.markers):
        opening.drop_start(length)
    return together(lines)


def _is_before_byline(paragraph: str) -> bool:
    """Return whether a paragraph is a sign, or a label of the names or the date that follow."""
    if _SIGNS.fullmatch(paragraph) or LEAD_ALONE.fullmatch(paragraph):
        return True
    return len(paragraph) <= _LONGEST_PLACE and _is_label(paragraph)


def _are_authors(line: str, authors: tuple[str, ...]) -> bool:
    """Return whether a line has the full names of known authors, with their posts and marks."""
    line = ROLE_INSIDE.sub("", _AFFILIATIONS.sub("", line))
    names = names_in(line, shown=True)
    are_full = bool(names) and all(" " in name for name in names)
    return are_full and is_all_names(line) and set(names) <= set(authors)


def _labelled_names(line: str) -> Byline | None:
    """Return the names in a line below a label such as "Author" that has nothing else; or None."""
    names = names_in(line, shown=True) if len(line) <= LONGEST_REST else []
    is_named = bool(names) and is_all_names(line) and all(map(is_capital, names))
    return Byline(tuple(names)) if is_named else None


def read_line(
    line: str, language: str | None = None, linked: frozenset[str] = frozenset()
) -> Byline | None:
    """Read a line of names, dates and reading times only; None for any other line.

    Args:
        linked: the texts of links in the line, which may be names in lower case.
    """
    if not line or len(line) > _LONGEST_LINE:
        return None
    dates = dates_in(line, language)
    authors: list[str] = []
    is_timed = is_reviewed = False
    is_dated = any(len(date.date) > len(_DAY) for date in dates)
    for part in parts_of(line, dates):
        lead = LEAD.match(part)
        rest = BEFORE_DATE.sub("", part[lead.end() :]) if lead else ""
        if _is_of_reviewer(part):
            is_reviewed = True
        elif rest.strip():
            names = _names_after_lead(rest, linked)
            if names is None and not (is_dated and _USER.fullmatch(rest)):
                return None
            authors += names or []
        elif READING_TIME.fullmatch(part):
            is_timed = True
        elif not (is_of_dates(part) or (is_dated and _may_be_place(part))):
            return None
    published, updated = _by_kind(line, dates)
    if not (authors or published or updated or is_timed or is_reviewed):
        return None
    if published and len(published) == len(_DAY):
        return Byline(tuple(authors), None, updated, published) if authors else None
    return Byline(tuple(authors), published, updated)


def _names_after_lead(text: str, linked: frozenset[str]) -> list[str] | None:
    """Return the names in what follows a "by"; None for other words."""
    names = names_in(text, shown=True)
    if not names or not all(is_capital(name) or name in linked for name in names):
        return None
    return names if is_all_names(text) and not _are_words(names, linked) else None


def _is_of_reviewer(part: str) -> bool:
    """Return whether a part has only the names of those who checked a text."""
    lead = NOT_WRITTEN.match(part)
    rest = BEFORE_DATE.sub("", part[lead.end() :]) if lead else ""
    return bool(rest) and is_all_names(rest) and all(map(is_capital, names_in(rest, shown=True)))


def _are_words(names: list[str], linked: frozenset[str]) -> bool:
    """Return whether several names are single words, as in "Of Mice and Men"."""
    return len(names) > 1 and all(
        " " not in name and name not in linked and name.lower() != name.upper() for name in names
    )


def find_byline(around: TitleLines, language: str | None) -> Byline:
    """Return the authors and dates in the short lines below and above a title."""
    below, above = _labelled(list(_before_text(around.below))), around.above
    lines = [*below, *above]
    strict = [read_line(line.text, language, line.linked) for line in lines]
    dated = together(line for line in strict if line is not None)
    if not dated.published:
        top = takewhile(lambda line: len(line.text) <= _LONGEST_LINE or line.is_heading, below)
        loose = (_read_loosely(line, language) for line in (*top, *above))
        dated = together([dated, *filter(None, loose)])
    if not dated.published:
        datelines = (_read_dateline(line.text, language) for line in below)
        dated = dated._replace(published=next(filter(None, datelines), None))
    return dated._replace(authors=tuple(_authors(lines, language)))


def _before_text(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines before the first heading that follows a sentence: a section of the text."""
    in_text = False
    for line in lines:
        if line.is_heading and in_text:
            return
        in_text = in_text or (not line.is_heading and line.text.endswith(SENTENCE_ENDS))
        yield line


def _labelled(lines: list[Line]) -> list[Line]:
    """Return the lines, with a label of dates such as "Updated" in the line that it announces."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1].text if joined else ""
        if 0 < len(last) <= _LONGEST_PLACE and _is_label(last):
            joined[-1] = line._replace(text=f"{last} {line.text}")
        else:
            joined.append(line)
    return joined


def _is_label(text: str) -> bool:
    return is_of_dates(text) and not re.search(r"\d", text) and re.search(r"\w", text) is not None


def together(lines: Iterable[Byline]) -> Byline:
    """Return the first authors and the first date of each kind."""
    authors: tuple[str, ...] = ()
    published = updated = day = None
    for line in lines:
        authors = authors or line.authors
        published = published or line.published
        updated = updated or line.updated
        day = day or line.day
    return Byline(authors, published, updated, day)


def _may_be_place(part: str) -> bool:
    """Return whether a part beside a date may be a place or a name: a few words with capitals.

    "Registered:" is a label, and the date is of something else.
    """
    words = part.split()
    return ":" not in part and len(words) <= _MOST_WORDS_BESIDE and not any(map(_is_lower, words))


def _by_kind(line: str, dates: list[FoundDate]) -> tuple[str | None, str | None]:
    """Return the date of publication and that of the update, by the words before them.

    Those on which a journal received or accepted the article are neither.
    """
    published = updated = None
    handled = SUBMITTED if HANDLED.search(line) else HANDLED
    starts = [0, *(date.end for date in dates)]
    for start, date in zip(starts, dates, strict=False):
        is_day = len(date.date) == len(_DAY)
        before = line[start : date.start]
        if handled.search(before) or TO_COME.search(before):
            continue
        if UPDATE.search(_without_reviewers(before)) and not is_day:
            updated = updated or date.date
        else:
            published = published or date.date
    return published, updated


def _without_reviewers(before: str) -> str:
    """Return the text before a date without who reviewed the article, if others follow there."""
    parts = list(parts_of(before, []))
    if not parts or NOT_WRITTEN.match(parts[-1]):  # the date is that of the review
        return before
    return " ".join(part for part in parts if not NOT_WRITTEN.match(part))


def _read_loosely(line: Line, language: str | None) -> Byline | None:
    """Read the dates in a line with little else, such as a place or the name of a column."""
    if len(line.text) > _LONGEST_LINE or line.is_heading:
        return None
    dates = [date for date in dates_in(line.text, language) if len(date.date) > len(_DAY)]
    if not dates:
        return None
    rest = len(line.text) - sum(date.end - date.start for date in dates)
    if rest > LONGEST_REST:
        named = (len(part) for part in parts_of(line.text, dates) if _is_of_people(part))
        if rest - sum(named) > LONGEST_REST:
            return None
    return Byline((), *_by_kind(line.text, dates))


def _is_of_people(part: str) -> bool:
    """Return whether a part has only the names of those who wrote or checked a text."""
    lead = NOT_WRITTEN.match(part) or LEAD.match(part)
    return lead is not None and is_all_names(part[lead.end() :])


def _read_dateline(text: str, language: str | None) -> str | None:
    """Return the date at the start of a text, after a place at most, or None."""
    for date in find_dates(text[: _LONGEST_PLACE + 40], language):
        is_exact = len(date.date) > len("2021-06")
        if is_exact and date.start <= _LONGEST_PLACE and _AFTER_DATELINE.match(text, date.end):
            before = DATE_WORDS.sub(" ", text[: date.start]).split()
            return date.date if len(before) <= 4 and not any(map(_is_lower, before)) else None
    return None


def _is_with_degree(line: Line) -> bool:
    """Return whether a line is of nothing but names with a degree, or with a title before them."""
    is_titled = not line.is_heading and TITLE_BEFORE_NAME.match(line.text) is not None
    has_degree = DEGREE_AFTER_NAME.search(line.text) is not None
    is_written = NOT_WRITTEN.match(line.text) is None
    if not (is_titled or has_degree) or not is_written or not is_all_names(line.text):
        return False
    # "Boston, MA" has a state, and no degree, after it
    return not any(map(is_elsewhere, names_in(line.text, shown=True)[:1]))


def _names_reviewer(line: Line) -> bool:
    """Return whether a line announces the name of somebody who did not write the text."""
    return NOT_WRITTEN.fullmatch(f"{line.text} ") is not None


def _is_lower(word: str) -> bool:
    return word[:1].islower()


def _authors(lines: list[Line], language: str | None) -> list[str]:
    """Return the names after a "by" in the lines, or in the line after a lone "by"."""
    for line in lines:
        names = names_in_line(line, language) if len(line.text) <= _LONGEST_LINE else []
        if names:
            return names
    first = lines[:_MOST_DEGREED]
    for number, line in enumerate(first):
        if _is_with_degree(line) and not (number and _names_reviewer(first[number - 1])):
            listed = takewhile(_is_with_degree, lines[number : number + _MOST_LISTED])
            return without_repeats(
                name for one in listed for name in names_in(one.text, shown=True)
            )
    for line, following in pairwise(lines):
        if LEAD_ALONE.fullmatch(line.text) and len(following.text) < LONGEST_REST:
            return [name for name in names_in(following.text, shown=True) if is_capital(name)]
    return []

"""A line or the lines around a title in, the authors and dates that readers see there out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile
from typing import NamedTuple

from painsci_search.reading.byline_words import (
    AND,
    BEFORE_DATE,
    COPYRIGHT,
    DATE_WORDS,
    DEGREE_AFTER_NAME,
    HANDLED,
    LABEL,
    LEAD,
    LEAD_ALONE,
    NOT_WRITTEN,
    ONLY_DATE_WORDS,
    PUBLISHED,
    READING_TIME,
    SUBMITTED,
    TITLE_BEFORE_NAME,
    UPDATE,
)
from painsci_search.reading.dates import FoundDate, find_dates, find_days
from painsci_search.reading.people import is_all_names, names_in
from painsci_search.reading.sections import DraftSection
from painsci_search.reading.title_lines import Line, TitleLines

_SEPARATOR = re.compile(r"\s*(?:[•·|;»~@]|//)\s*|\s+[–—/-]\s+|(?<=\w\w)\.$")
# After another word: "Press release by Ann Author".
_BY_INSIDE = re.compile(r"\s(?:by|von|par|por|door)\s")
_DATE_SEPARATED = " • "
# Between names and the words before a date: "By Ann Author. Published 30 June".
_BEFORE_DATE_WORDS = re.compile(
    r"(?<=\w\w)[.,]\s+(?=(?:(?:first|last|originally|zuletzt|dernière|última)\s+)?"
    rf"(?:{PUBLISHED.pattern}|{UPDATE.pattern}))|"
    r"(?<=\w)\s+(?=(?:公開|発行|投稿|掲載|作成|更新|发布|發布|发表|修改)[日时時]?(?:[间期間]|時間)?\s?[:：])|"
    rf"(?<=\w)\s+(?=(?:입력|등록|수정|승인|발행|게재)(?:일시?|시간)?\s?[:：]?{_DATE_SEPARATED})",
    re.IGNORECASE,
)
# Between the last two names of a list.
_JOINED = re.compile(r"\s(?:and|und|et|y|e|en|och|og|&)\s", re.IGNORECASE)
# Paragraphs at the start of the text that are read.
_MOST_LINES = 4
# Letters: a longer line is part of the text; around a date, more than a place and a kicker.
_LONGEST_LINE = 160
_LONGEST_REST = 70
# Letters before the date at the start of a press release: "Somewhere, 5 May 2021 - …".
_LONGEST_PLACE = 45
_AFTER_DATELINE = re.compile(r"\)?\.?\s*(?:[|–—-]|[.:)])")
_ONLY_YEAR = 4
# Lines below a title in which names may be recognised by their degrees.
_MOST_DEGREED = 4
_DAY = "05-02"
_MOST_WORDS_BESIDE = 3
_WORD_OF_SENTENCE = 4
_MOST_WORDS_OF_POST = 4
_MOST_WORDS_OF_USER = 3
_MOST_WITH_BODY = 2
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")


class Byline(NamedTuple):
    """The authors and dates in the lines at a title.

    Attributes:
        day: the month and day of publication where the lines have no year: "05-02".
    """

    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    day: str | None = None


def read_byline(opening: DraftSection, language: str | None = None) -> Byline:
    """Return the byline, and remove its lines from the start of the opening section."""
    lines: list[Byline] = []
    start = opening.text[: _MOST_LINES * (_LONGEST_LINE + 2) + 1]
    paragraphs = start.split("\n\n")
    for paragraph in paragraphs[:_MOST_LINES]:
        line = read_line(paragraph, language)
        if line is None:
            break
        lines.append(line)
    length = sum(len(paragraph) + 2 for paragraph in paragraphs[: len(lines)])
    if lines and all(offset >= length for _, offset in opening.markers):
        opening.drop_start(length)
    return together(lines)


def read_line(
    line: str, language: str | None = None, linked: frozenset[str] = frozenset()
) -> Byline | None:
    """Read a line of names, dates and reading times only; None for any other line.

    Args:
        linked: the texts of links in the line, which may be names in lower case.
    """
    if not line or len(line) > _LONGEST_LINE:
        return None
    dates = _dates(line, language)
    authors: list[str] = []
    is_timed = False
    is_dated = any(len(date.date) > len(_DAY) for date in dates)
    for part in _parts(line, dates):
        lead = LEAD.match(part)
        if lead and part[lead.end() :].strip():
            rest = BEFORE_DATE.sub("", part[lead.end() :])
            names = names_in(rest, shown=True)
            if not names or not all(_is_capital(name) or name in linked for name in names):
                return None
            if not is_all_names(rest) or _are_words(names, linked):
                return None
            authors += names
        elif READING_TIME.fullmatch(part):
            is_timed = True
        elif not (is_of_dates(part) or (is_dated and _may_be_place(part))):
            return None
    published, updated = _by_kind(line, dates)
    if not (authors or published or updated or is_timed):
        return None
    if published and len(published) == len(_DAY):
        return Byline(tuple(authors), None, updated, published) if authors else None
    return Byline(tuple(authors), published, updated)


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
        in_text = in_text or (not line.is_heading and line.text.endswith(_SENTENCE_ENDS))
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


def _dates(line: str, language: str | None) -> list[FoundDate]:
    """Return the dates in a line; a year alone is one only if it is the only one."""
    found = list(find_dates(line, language))
    if found and COPYRIGHT.search(line):
        found = []
    exact = [date for date in found if len(date.date) > _ONLY_YEAR]
    return exact or found[:1] or list(find_days(line, language))[:1]


def _parts(line: str, dates: list[FoundDate]) -> Iterator[str]:
    """Yield the parts of a line without its dates."""
    rest: list[str] = []
    end = 0
    for date in dates:
        rest.append(line[end : date.start])
        end = date.end
    rest.append(line[end:])
    text = _DATE_SEPARATED.join(rest)
    if dates:
        text = _BEFORE_DATE_WORDS.sub(_DATE_SEPARATED, text)
    for part in _SEPARATOR.split(text):
        trimmed = part.strip(" ,()")
        if trimmed:
            yield from _split_time(trimmed)


def _split_time(part: str) -> Iterator[str]:
    """Split a part before and after its reading time."""
    found = READING_TIME.search(part)
    if found is None or not found.group().strip():
        yield part
        return
    yield from (
        piece.strip(" ,()")
        for piece in (part[: found.start()], found.group(), part[found.end() :])
        if piece.strip(" ,()")
    )


def is_of_dates(part: str) -> bool:
    """Return whether a part has only what is written around dates."""
    return ONLY_DATE_WORDS.fullmatch(part) is not None


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
        if handled.search(line[start : date.start]):
            continue
        if UPDATE.search(line[start : date.start]) and not is_day:
            updated = updated or date.date
        else:
            published = published or date.date
    return published, updated


def _read_loosely(line: Line, language: str | None) -> Byline | None:
    """Read the dates in a line with little else, such as a place or the name of a column."""
    if len(line.text) > _LONGEST_LINE or line.is_heading:
        return None
    dates = [date for date in _dates(line.text, language) if len(date.date) > len(_DAY)]
    if not dates:
        return None
    rest = len(line.text) - sum(date.end - date.start for date in dates)
    if rest > _LONGEST_REST:
        named = (len(part) for part in _parts(line.text, dates) if _is_of_people(part))
        if rest - sum(named) > _LONGEST_REST:
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


def _is_lower(word: str) -> bool:
    return word[:1].islower()


def _authors(lines: list[Line], language: str | None) -> list[str]:
    """Return the names after a "by" in the lines, or in the line after a lone "by"."""
    for line in lines:
        names = names_in_line(line, language) if len(line.text) <= _LONGEST_LINE else []
        if names:
            return names
    for line in lines[:_MOST_DEGREED]:
        is_titled = not line.is_heading and TITLE_BEFORE_NAME.match(line.text) is not None
        if (is_titled or DEGREE_AFTER_NAME.search(line.text)) and is_all_names(line.text):
            return names_in(line.text, shown=True)
    for line, following in pairwise(lines):
        if LEAD_ALONE.fullmatch(line.text) and len(following.text) < _LONGEST_REST:
            return [name for name in names_in(following.text, shown=True) if _is_capital(name)]
    return []


def names_in_line(line: Line, language: str | None, *, named: bool = False) -> list[str]:
    """Return the names in the part of a line that has them: after a "by", or linked after it.

    Args:
        named: whether the line is known to be a byline, so that it needs no "by".
    """
    for part in _parts(line.text, _dates(line.text, language)):
        if NOT_WRITTEN.match(part):
            continue
        lead = LEAD.match(part) or (_BY_INSIDE.search(part) if named else None)
        lead = lead or _label_of_link(part, line.linked)
        rest = part[lead.end() :].strip() if lead else part
        if not rest or (lead is None and (not named or is_of_dates(part))):
            continue
        linked = _linked_names(rest, line.linked) if lead else []
        if not linked and _goes_on(rest, line.text.endswith(_SENTENCE_ENDS)):
            continue
        if not lead and rest in line.linked and len(rest.split()) <= _MOST_WORDS_OF_USER:
            linked = names_in(rest)
        names = _all_named(rest, linked) or _listed_names(rest, is_led=lead is not None)
        if names and (named or all(_is_capital(name) or name in line.linked for name in names)):
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


def has_date_only(line: Line, language: str | None) -> bool:
    """Return whether a line has an exact date and hardly anything else."""
    if len(line.text) > _LONGEST_REST or line.is_heading:
        return False
    dates = _exact_dates(line.text, language)
    return bool(dates) and all(map(_is_beside_date, _parts(line.text, dates)))


def _is_beside_date(part: str) -> bool:
    return READING_TIME.fullmatch(part) is not None or is_of_dates(part)


def _exact_dates(text: str, language: str | None) -> list[FoundDate]:
    return [date for date in _dates(text, language) if len(date.date) > _ONLY_YEAR]


def names_beside_dates(line: Line, language: str | None, *, is_near: bool) -> list[str]:
    """Return the names in a line of nothing but names and dates.

    Args:
        is_near: whether a date is in the line before or after, so that none need be in this one.
    """
    if len(line.text) > _LONGEST_REST:
        return []
    dates = _exact_dates(line.text, language)
    if not dates and not is_near:
        return []
    parts = [part for part in _parts(line.text, dates) if not _is_beside_date(part)]
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


def _is_capital(name: str) -> bool:
    """Return whether a name starts with a capital or with a letter that has no case."""
    return not name[:1].islower() and name[:1].isalpha() and len(name.split()) <= 6

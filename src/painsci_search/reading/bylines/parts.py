"""A line around a title in; the dates in it, and its parts between them, out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.reading.bylines.words import (
    COPYRIGHT,
    ONLY_DATE_WORDS,
    PUBLISHED,
    READING_TIME,
    UPDATE,
)
from painsci_search.reading.dates import FoundDate, find_dates, find_days
from painsci_search.reading.titles.lines import Line

# A word of a name in a list that signs separate.
_NAME = (
    r"(?!(?:Medically|Clinically|Reviewed|Edited|Fact|Written|Photos?|Updated|Published)\b)"
    r"[^\W\d_a-z][\w’'.-]*+(?:\s|$|(?=[;,]))"
)
# The last is of lines in which nothing separates who did what: "Reviewed by Ben Berg, MD Written by
# Ann Aldo".
_SEPARATOR = re.compile(
    r"\s*(?:[•·|»~@]|//)\s*|(?<!Editor)(?<!Editors)(?<!ontributors)\s+[–—/-]\s+|(?<=\w\w)\.$|"
    # but not between the names of a list
    rf"\s*;\s*+(?!{_NAME}(?:{_NAME}|[A-Z]\.\s|v[ao]n\s|de[rn]?\s))|"
    r"(?<!\bPost)(?<!\bArticle)(?<!\bStory)(?<!\bMedically)(?<!\bClinically)(?<=\w\w)[.,]?\s+"
    r"(?=(?:(?:Medically|Clinically)\s[Rr]eviewed|[Rr]eviewed|Written|Edited|Fact[- ][Cc]hecked|"
    r"[Pp]hoto(?:graph)?s?|[Ii]llustrations?)\s[Bb]y\s)"
)
# At the ends of a part.
_AROUND = " ,()–—"
_DATE_SEPARATED = " • "
# Between names and the words before a date: "By Ann Author. Published 30 June"; without a stop if
# such a word is capital, "By Ann Author Published 30 June".
_BEFORE_DATE_WORDS = re.compile(
    r"(?<=\w\w)[.,]\s+(?=(?:(?:first|last|originally|zuletzt|dernière|última)\s+)?"
    rf"(?:{PUBLISHED.pattern}|{UPDATE.pattern}))|"
    r"(?<=\w\w)\s+(?=(?-i:Last\s[Uu]pdated|Updated|Published|Posted)"
    rf"(?:\son)?\s?:?{_DATE_SEPARATED})|"
    r"(?<=\w)\s+(?=(?:公開|発行|投稿|掲載|作成|更新|发布|發布|发表|修改)[日时時]?(?:[间期間]|時間)?\s?[:：])|"
    rf"(?<=\w)\s+(?=(?:입력|등록|수정|승인|발행|게재)(?:일시?|시간)?\s?[:：]?{_DATE_SEPARATED})",
    re.IGNORECASE,
)
_ONLY_YEAR = 4
# Letters around a date: more than a place and a kicker.
LONGEST_REST = 70


def dates_in(line: str, language: str | None) -> list[FoundDate]:
    """Return the dates in a line; a year alone is one only if it is the only one."""
    found = list(find_dates(line, language))
    if found and COPYRIGHT.search(line):
        found = []
    exact = [date for date in found if len(date.date) > _ONLY_YEAR]
    return exact or found[:1] or list(find_days(line, language))[:1]


def parts_of(line: str, dates: list[FoundDate]) -> Iterator[str]:
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
        trimmed = part.strip(_AROUND)
        if trimmed:
            yield from _split_time(trimmed)


def _split_time(part: str) -> Iterator[str]:
    """Split a part before and after its reading time."""
    found = READING_TIME.search(part)
    if found is None or not found.group().strip():
        yield part
        return
    yield from (
        piece.strip(_AROUND)
        for piece in (part[: found.start()], found.group(), part[found.end() :])
        if piece.strip(_AROUND)
    )


def is_of_dates(part: str) -> bool:
    """Return whether a part has only what is written around dates."""
    return ONLY_DATE_WORDS.fullmatch(part) is not None


def has_date_only(line: Line, language: str | None) -> bool:
    """Return whether a line has an exact date and hardly anything else."""
    if len(line.text) > LONGEST_REST or line.is_heading:
        return False
    dates = exact_dates(line.text, language)
    return bool(dates) and all(map(is_beside_date, parts_of(line.text, dates)))


def is_beside_date(part: str) -> bool:
    """Return whether a part has only a reading time, or what is written around dates."""
    return READING_TIME.fullmatch(part) is not None or is_of_dates(part)


def exact_dates(text: str, language: str | None) -> list[FoundDate]:
    """Return the dates in a line that have more than a year."""
    return [date for date in dates_in(text, language) if len(date.date) > _ONLY_YEAR]

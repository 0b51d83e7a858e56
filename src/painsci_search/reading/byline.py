"""The opening of an article in, its byline out: who wrote it and when, where no metadata tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from painsci_search.reading.dates import parse_date
from painsci_search.reading.sections import DraftSection

_BY = re.compile(
    r"(?:(?:written|posted|published)\s+)?(?:by|von|par|por|di|door|av)\s+(?P<names>[^!?:]{3,80})$",
    re.IGNORECASE,
)
# a comma or a full stop parts a name and a date, but not a day and its year
_PART = re.compile(
    r"\s*[•·|;]\s*|\s+[–—-]\s+|(?<=\w),\s+(?=\d{1,2}(?:st|nd|rd|th)?\s+[A-Z])|"
    r"(?<=\d)\.?,?\s+(?=(?:last\s+)?(?:updated|revised|modified)\b)|\.$|"
    r"(?<!updated)(?<!revised)(?<!modified)(?<!reviewed)(?<!published)(?<!posted)"
    r"\s+(?=on\s+(?:\d|[A-Z][a-z]+\.?\s+\d))|"
    r"(?<=[a-z]),\s+(?=(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December|(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated|revised|modified|reviewed)\b", re.IGNORECASE)
_MINUTES = re.compile(r"\d{1,3}\s?(?:m|min(?:ute)?s?)\b[\s\w]{0,12}$", re.IGNORECASE)
_DATED = re.compile(
    r"^(?:(?:(?:first|last)\s+)?(?:published|posted|updated|revised|modified|reviewed|written)"
    r"(?:\s+on)?:?\s+|on\s+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What the lines under a title say."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


def read_byline(opening: DraftSection) -> Byline:
    """Take the lines of a byline off the start of the opening section."""
    authors: tuple[str, ...] = ()
    published = updated = None
    paragraphs = opening.text.split("\n\n")
    taken = 0
    for paragraph in paragraphs[:4]:
        said = read_line(paragraph)
        if said is None:
            break
        authors = authors or said.authors
        published = published or said.published
        updated = updated or said.updated
        taken += 1
    length = sum(len(paragraph) + 2 for paragraph in paragraphs[:taken])
    if taken and all(offset >= length for _, offset in opening.markers):
        opening.text = opening.text[length:]
        opening.markers = [(marker, offset - length) for marker, offset in opening.markers]
    return Byline(authors, published, updated)


def read_line(line: str) -> Byline | None:
    """Read a line all of whose parts are names, dates or reading times; None for any other line."""
    if not line or len(line) > 120:
        return None
    authors: tuple[str, ...] = ()
    published = updated = None
    for part in filter(None, _PART.split(line)):
        by = _BY.fullmatch(part)
        dated = _DATED.sub("", part)
        if by:
            names = re.split(r",\s*|\s+(?:and|&|und|et|y)\s+", by["names"])
            if not all(name[:1].isupper() and len(name.split()) <= 5 for name in names):
                return None
            authors = tuple(names)
        elif len(dated) <= 30 and re.search(r"\d", dated) and parse_date(dated):
            if _UPDATED.match(part):
                updated = updated or parse_date(dated)
            else:
                published = published or parse_date(dated)
        elif not _MINUTES.fullmatch(part):
            return None
    return Byline(authors, published, updated)

"""The opening of an article in, its byline out: authors and dates, for pages without metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass

from painsci_search.reading.dates import parse_date
from painsci_search.reading.sections import DraftSection

_BY = re.compile(
    r"(?:(?:written|posted|published)\s+)?(?:by|von|par|por|di|door|av)\s+(?P<names>[^!?:]{3,80})$",
    re.IGNORECASE,
)
# A comma or a full stop separates a name and a date, but not a day and its year.
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
    """The authors and dates in the lines below a title."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


def read_byline(opening: DraftSection) -> Byline:
    """Return the byline, and remove its lines from the start of the opening section."""
    authors: tuple[str, ...] = ()
    published = updated = None
    paragraphs = opening.text.split("\n\n")
    count = 0
    for paragraph in paragraphs[:4]:
        line = read_line(paragraph)
        if line is None:
            break
        authors = authors or line.authors
        published = published or line.published
        updated = updated or line.updated
        count += 1
    length = sum(len(paragraph) + 2 for paragraph in paragraphs[:count])
    if count and all(offset >= length for _, offset in opening.markers):
        opening.text = opening.text[length:]
        opening.markers = [(marker, offset - length) for marker, offset in opening.markers]
    return Byline(authors, published, updated)


def read_line(line: str) -> Byline | None:
    """Read a line of names, dates and reading times only; None for any other line."""
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

"""The spans of the numbers of a work in; those that the words before them allow out.

Each function is a rule for `boundaries.py`: "Issue 4" is no volume, nor is a day, a chapter or the
number of a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from painsci_search.reading.citations.segments import Span, Spans
from painsci_search.reading.citations.vocabulary import MONTH, YEAR

_YEARS = re.compile(r"(?:1[5-9]|20)\d\d\s?[-–]\s?(?:1[5-9]|20)\d\d")
_ISSUE = re.compile(
    r"\s?\((?P<bracketed>\d{1,4}(?:\s?[-–/]\s?\d{1,4})?)\)"
    r"|[,;]?\s\(?(?:no|nr|num|núm|issue|iss|n)[.°º]?\s?(?P<labelled>\d{1,5}(?:[-–/]\d{1,5})?)\b",
    re.IGNORECASE,
)
_ISSUE_LABEL = re.compile(
    r"(?:\b(?:no|nr|num|núm|issue|iss|heft|n|suppl)[.°º]?\s?|[(/])\Z", re.IGNORECASE
)
_VOLUME = re.compile(r"\b[Vv]ol(?:ume|\.)?\s?(?P<volume>\d{1,4})\b(?=[,;.:)\s])")
_PAGES = re.compile(r"\b(?:pp?\.|pages)\s?(?P<pages>[A-Za-z]?\d{1,6}\s?[-–]\s?[A-Za-z]?\d{1,6})\b")
_PAGES_NEXT = re.compile(rf"[\s,;:.)]{{0,4}}{_PAGES.pattern}")
_VOLUME_LABEL = re.compile(r"\bvol(?:ume|\.)?\s?\Z", re.IGNORECASE)
_VOLUME_AND_ISSUE = re.compile(r"(?P<volume>\d{1,3})(?:[.,]\s?|\s)(?P<issue>\d{1,3})")
_YEAR_AND_VOLUME = re.compile(r"(?P<year>(?:19|20)\d\d)[,;]\s?(?P<volume>\d{1,4})")
_PAGE_NEXT = re.compile(r",\s|:\s?")
# A day is two digits after a year and a month: "2023 Jan 5".
_DAY_BEFORE = re.compile(rf"\b\d{{4}},?\s(?:{MONTH})\.?\s\Z", re.IGNORECASE)
_CHAPTER_BEFORE = re.compile(
    r"\b(?:ch|chap|chapter|chapitre|kap|kapitel|cap|capítulo|capitolo)\b\.?\s?\Z", re.IGNORECASE
)
_REPORT_BEFORE = re.compile(
    r"\b(?:report|rapport|bericht|informe|paper|publication|document|circular|bulletin)s?,?\s"
    r"(?:no|nr|number|núm|n°|#)\.?\s?\Z"
    r"|register-?(?:nummer|nr)\b[.:]?(?:\s?\d{1,3}[-/])?\s?\Z",
    re.IGNORECASE,
)
_ISSUE_BEFORE = re.compile(r"\b(?:no|nr|num|núm|issue|iss|heft)\b[.°º]?\s?\Z", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s?[\dXx][\dXx–-]{8,16}")
_NUMBERS = frozenset({"volume", "issue", "pages", "year"})
_LONGEST_LABEL = 30


def drop_isbn(text: str, spans: Spans) -> Spans:
    """Drop the numbers that are part of an ISBN."""
    start = min((part.start for parts in spans.values() for part in parts), default=0)
    isbn = _ISBN.search(text, start)
    if isbn is None:
        return spans
    found = {
        label: [one for one in parts if not isbn.start() <= one.start < isbn.end()]
        for label, parts in spans.items()
        if label in _NUMBERS
    }
    return {
        label: found.get(label, parts) for label, parts in spans.items() if found.get(label, parts)
    }


def drop_report_numbers(text: str, spans: Spans) -> Spans:
    """Drop a volume, issue or page that is the number of a report."""
    return _without(text, spans, lambda before, _: _REPORT_BEFORE.search(before))


def drop_days_and_chapters(text: str, spans: Spans) -> Spans:
    """Drop a volume, issue or page that is the number of a chapter, or the day of a date."""
    return _without(text, spans, _is_day_or_chapter)


def _is_day_or_chapter(before: str, number: str) -> object:
    return _CHAPTER_BEFORE.search(before) or (number.isdecimal() and _DAY_BEFORE.search(before))


def _without(text: str, spans: Spans, is_other: Callable[[str, str], object]) -> Spans:
    """Return spans without the numbers that the words before them show to be other ones."""
    found = dict(spans)
    for label in ("volume", "issue", "pages"):
        kept = [
            part
            for part in spans.get(label, ())
            if not is_other(
                text[max(0, part.start - _LONGEST_LABEL) : part.start], text[part.start : part.end]
            )
        ]
        if kept:
            found[label] = kept
        else:
            found.pop(label, None)
    return found


def take_issue(text: str, spans: Spans) -> Spans:
    """Take the volume of a work without an issue for its issue, if "Issue" precedes it."""
    volumes = spans.get("volume", [])
    low = max(0, volumes[0].start - _LONGEST_LABEL) if volumes else 0
    if "issue" in spans or not volumes or not _ISSUE_BEFORE.search(text[low : volumes[0].start]):
        return spans
    found = {label: parts for label, parts in spans.items() if label != "volume"}
    found["issue"] = volumes[:1]
    return found | ({"volume": volumes[1:]} if volumes[1:] else {})


def take_years(text: str, spans: Spans) -> Spans:
    """Take "1840–1878" for the years of a work without a year, not for its pages."""
    pages = spans.get("pages", [])
    if "year" in spans or not pages or not _YEARS.fullmatch(text, pages[0].start, pages[0].end):
        return spans
    return {"year" if label == "pages" else label: parts for label, parts in spans.items()}


def split_year_and_volume(text: str, spans: Spans) -> Spans:
    """Take the first of two numbers of a volume for the year, which another one precedes.

    That is the year since which the journal has its name: "J Sock Physiol 1985, 2010, 108: 9".
    """
    volumes = spans.get("volume", [])
    both = _YEAR_AND_VOLUME.fullmatch(text, volumes[0].start, volumes[0].end) if volumes else None
    if both is None:
        return spans
    sure = volumes[0].sure
    year, volume = (Span(*both.span(name), sure) for name in ("year", "volume"))
    return {**spans, "year": [year], "volume": [volume]}


def drop_loose_issues(_: str, spans: Spans) -> Spans:
    """Drop the issue of a work that is in nothing: it is the number of a version."""
    if spans.keys() & {"volume", "container", "pages"}:
        return spans
    return {label: parts for label, parts in spans.items() if label != "issue"}


def find_pages(text: str, spans: Spans) -> Spans:
    """Take the range after "pp." for the pages of a work that has none."""
    ends = [(part.start, part.end) for parts in spans.values() for part in parts]
    if "pages" in spans or not ends:
        return spans
    last = max(end for _, end in ends)
    found = _PAGES.search(text, min(ends)[0], last) or _PAGES_NEXT.match(text, last)
    if found is None:
        return spans
    low, high = found.span("pages")
    if any(start < high and low < end for start, end in ends):
        return spans
    return {**spans, "pages": [Span(low, high, 1.0)]}


def find_issue(text: str, spans: Spans) -> Spans:
    """Take the number in brackets or after "no." that follows the volume for the issue."""
    volume = _labelled_volume(text, spans)
    beside = _ISSUE.match(text, volume.end) if volume else None
    if volume is None or beside is None:
        return spans
    name = "bracketed" if beside["bracketed"] else "labelled"
    low, high = beside.span(name)
    taken = (parts for label, parts in spans.items() if label not in ("volume", "issue"))
    is_year = "year" not in spans and YEAR.fullmatch(beside[name])
    if is_year or any(part.start < high and low < part.end for parts in taken for part in parts):
        return spans
    return {**spans, "volume": [volume], "issue": [Span(low, high, volume.sure)]}


def _labelled_volume(text: str, spans: Spans) -> Span | None:
    """Return the number after "vol.", or else the first volume."""
    volumes = spans.get("volume", [])
    containers = spans.get("container", [])
    if volumes and containers:
        found = _VOLUME.search(text, containers[-1].end, volumes[-1].end)
        if found:
            return Span(*found.span("volume"), volumes[0].sure)
    return volumes[0] if volumes else None


def sort_numbers(text: str, spans: Spans) -> Spans:
    """Correct a volume that is labelled as an issue, two numbers in one, and a page."""
    volumes, issues = spans.get("volume", []), spans.get("issue", [])
    if volumes and not issues:
        both = _VOLUME_AND_ISSUE.fullmatch(text, volumes[0].start, volumes[0].end)
        if both:
            number = Span(*both.span("issue"), volumes[0].sure)
            volume = Span(*both.span("volume"), volumes[0].sure)
            return {**spans, "volume": [volume], "issue": [number]}
        return spans
    if not issues:
        return spans
    issue = issues[0]
    before = text[max(0, issue.start - 12) : issue.start]
    found = {name: parts for name, parts in spans.items() if name != "issue"}
    if not volumes and ("pages" in spans or _VOLUME_LABEL.search(before)):
        is_volume = _VOLUME_LABEL.search(before) or not _ISSUE_LABEL.search(before)
        return {**found, "volume": issues} if is_volume else spans
    is_next = volumes and _PAGE_NEXT.fullmatch(text, volumes[0].end, issue.start)
    if is_next and "pages" not in spans:
        return {**found, "pages": issues}
    return spans

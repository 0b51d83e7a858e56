"""The text of a citation in; its location, out: year, volume, issue and pages, in any order.

A location such as "2018;8(4):295-304" has the most certain form of all parts of a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from painsci_search.reading.citations.names import LETTER, LOWER, UPPER
from painsci_search.reading.citations.vocabulary import DASH, MONTH

YEAR_PATTERN = r"(?:1[5-9]\d\d|20\d\d)(?!\d)"
WHEN = rf"(?:[\s,]{{1,2}}{MONTH}\.?(?:[-–/]{MONTH}\.?)?(?:\s\d{{1,2}}(?:[-–]\d{{1,2}})?)?)?"
_PAGE = r"(?:[A-Za-z]{0,7}\d{1,9}(?:[A-Za-z]{1,4}\d{0,4})?)"
RANGE = (
    rf"(?:{_PAGE}\s?{DASH}\s?{_PAGE}(?:\.e\d{{1,3}})?"
    rf"|(?<![{LOWER}])[ivxlc]{{1,8}}{DASH}[ivxlc]{{1,8}})"
)
_PAGES = rf"(?:{RANGE}(?:,\s{_PAGE}{DASH}{_PAGE})?|{_PAGE})"
_PAGE_LABEL = r"(?:pp?(?:\.\s?|\s)|pages?\s|[Aa]rticle\s)?"
_VOLUME = rf"(?:\d{{1,4}}(?:{DASH}?[A-Z]{{1,2}}(?![{LETTER}]))?|\d{{1,3}}/\d{{1,3}})"
_ISSUE = r"[^()\n]{1,30}(?:\([^()\n]{1,10}\))?"
_SUPPLEMENT = r"Suppl\.?(?:\s[A-Z]?\d{1,4})?(?:\([^()\n]{1,10}\))?"
END = r"(?=\s?(?:[.,;)\]|❐]|\[|\Z)|\n|\s(?:[(<]?doi|https?|PMID|PubMed|PMC|Epub|Available)\b)"

# Where a pattern starts with a lookahead, that is cheaper to test than the rest.
# a year, then a volume: 2018;8(4):295-304 or 2012, 279(1747):4568-4573
YEAR_THEN_VOLUME = re.compile(
    rf"(?=[12])(?<=[\s.,{LETTER}])(?P<year>{YEAR_PATTERN})(?:[-–/](?:{YEAR_PATTERN}|\d\d(?!\d)))?{WHEN}\s?"
    rf"(?::\s?(?P<bare_pages>{RANGE})|[;,]\s?(?:"
    rf"(?P<only_pages>{RANGE})"
    rf"|(?:[Vv]ol\.?\s)?(?P<volume>{_VOLUME})"
    rf"(?:\s?\((?P<issue>{_ISSUE})\)|\s(?P<supplement>{_SUPPLEMENT}))?"
    rf"(?:\s?:\s?{_PAGE_LABEL}(?P<pages>{_PAGES})|,\s{_PAGE_LABEL}(?P<comma_pages>{_PAGES}))?"
    rf"|\((?P<only_issue>{_ISSUE})\)(?:\s?:\s?{_PAGE_LABEL}(?P<issue_pages>{_PAGES}))?"
    rf")){END}"
)
# a year in brackets, then a volume: (2018) 8(4):295-304
_BRACKETED_YEAR_THEN_VOLUME = re.compile(
    rf"(?P<separator>[.,]?\s)\((?P<year>{YEAR_PATTERN})\)[.,;:]?\s(?P<volume>{_VOLUME})"
    rf"(?:\s?\((?P<issue>{_ISSUE})\))?\s?[:,]\s?{_PAGE_LABEL}(?P<pages>{_PAGES}){END}"
)
# a volume, then a year and pages in any order: 8 (2018) 295-304 or 8(4), 295-304 (2018)
# not before 1800: "36 (1505)" is an issue
_LATE_YEAR = r"(?:1[89]\d\d|20\d\d)(?!\d)"
_DATE = rf"(?:{MONTH}\.?\s)?"
_PAGES_NEXT = rf"(?:\s?[,:]\s?{_PAGE_LABEL}|\s(?={RANGE}))"
VOLUME_THEN_YEAR = re.compile(
    rf"(?=[.,;]?\s[Vv\d])(?P<separator>[.,;]?\s)(?:[Vv]ol(?:ume|\.)\s?)?(?P<volume>{_VOLUME})"
    rf"(?:\s?\((?P<issue>(?!{_DATE}{_LATE_YEAR}){_ISSUE})\)"
    r"|,\s(?:(?:[Nn]o|[Ii]ss(?:ue)?)\.?\s)?(?P<number>\d{1,4}(?:[-–]\d{1,4})?)(?=\s?\(|,\s))?"
    rf"(?:[,:]?\s?\({_DATE}(?P<year>{_LATE_YEAR})\)\s?[,:]?\s?{_PAGE_LABEL}(?P<pages>{_PAGES})"
    rf"|{_PAGES_NEXT}(?P<issue_pages>{_PAGES}),?\s\({_DATE}(?P<year_last>{_LATE_YEAR})\)"
    rf"|{_PAGES_NEXT}(?P<only_pages>{_PAGES})[,.]\s{_DATE}(?P<year_bare>{_LATE_YEAR})"
    rf"|,\s{_DATE}(?P<volume_year>{_LATE_YEAR}),\s{_PAGE_LABEL}(?P<bare_pages>{_PAGES})){END}"
)
# a volume and no year: 8(4), 295-304 or 8 (4): 295-304 or vol. 8, pp. 295-304
VOLUME_ALONE = re.compile(
    rf"(?=[.,]?\s[Vv\d(p])(?P<separator>[.,]?\s)(?:"
    rf"(?:[Vv]ol\.?\s|[Vv]olume\s)?(?P<volume>{_VOLUME})(?:"
    rf"(?:\s?\((?P<issue>{_ISSUE})\)|,?\s(?:no|iss|issue)\.?\s(?P<number>[\w–-]{{1,12}})"
    rf"|\s(?P<supplement>{_SUPPLEMENT}))"
    rf"(?:\s?\((?P<year>{YEAR_PATTERN})\))?"
    rf"(?:\s?[:,]\s?{_PAGE_LABEL}(?P<issue_pages>{_PAGES})"
    rf"|\.\s[{UPPER}][^.:;\d\n]{{2,60}}:\s(?P<publisher_pages>{RANGE}))?"
    rf"|(?:\s\((?P<volume_year>{YEAR_PATTERN})\))?\s?[:,]\s?{_PAGE_LABEL}(?P<pages>{_PAGES})"
    rf"|\s(?P<spaced_pages>{RANGE})"
    rf"|(?=\.?(?:\s|\Z)))"
    rf"|\((?P<only_issue>\d[^()\n]{{0,20}})\)(?:\s?[:,]\s?{_PAGE_LABEL}(?P<only_issue_pages>{_PAGES}))?"
    rf"|pp?\.\s?(?P<only_pages>{_PAGES})"
    rf"){END}"
)
# Each location, after what it has at its start or after one sign: much cheaper to look for.
_Location = tuple[re.Pattern[str], re.Pattern[str]]
LOCATIONS: tuple[_Location, ...] = (
    (re.compile(r"[12]\d\d\d"), YEAR_THEN_VOLUME),
    (re.compile(r"\s\([12]"), _BRACKETED_YEAR_THEN_VOLUME),
    (re.compile(r"\s[Vv\d]"), VOLUME_THEN_YEAR),
)
WITHOUT_YEAR: _Location = (re.compile(r"\s[Vv\d(p]"), VOLUME_ALONE)
# Characters that one of them takes up, and one before it: another location that starts earlier than
# one that is found has its beginning before there.
_LONGEST_BEGINNING = 4 + 1
_MONTH_BEFORE = re.compile(rf"\b{MONTH}\.?\Z")
# the groups that a match of a volume alone has
_ALONE = ("separator", "volume")


def find_location(text: str, start: int, limit: int) -> re.Match[str] | None:
    """Return the first location with a year."""
    return first_of(LOCATIONS, text, start, limit)


def first_of(
    locations: Iterable[_Location], text: str, start: int, limit: int
) -> re.Match[str] | None:
    """Return the first of several locations; of two at a place, the one that is named first."""
    found: re.Match[str] | None = None
    end = limit
    for begins, location in locations:
        if first := begins.search(text, start, end):
            match = location.search(text, max(start, first.start() - 1), limit)
            if match and (found is None or match.start() < found.start()):
                found = match
                end = min(limit, match.start() + _LONGEST_BEGINNING)
    return found


def find_undated_location(text: str, start: int, limit: int) -> re.Match[str] | None:
    """Return a location without a year, next to the identifier at `limit`."""
    if limit == len(text):
        return None
    found = VOLUME_ALONE.finditer(text, start, limit)
    near = (match for match in found if not text[match.end() : limit].strip(" .,(["))
    return next((match for match in near if is_location(match, quoted=False)), None)


def is_location(location: re.Match[str], *, quoted: bool) -> bool:
    """Return whether a number is a volume, not part of a title: alone it follows a comma."""
    if _MONTH_BEFORE.search(location.string, max(0, location.start() - 12), location.start()):
        return False
    found = location.groupdict()
    if not found["volume"] or any(found[name] for name in found if name not in _ALONE):
        return True
    if re.fullmatch(YEAR_PATTERN, found["volume"]):
        return False
    return location["separator"] == ", " or (quoted and location["separator"] == ". ")

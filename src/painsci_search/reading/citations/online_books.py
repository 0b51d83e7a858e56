"""A note that cites a part of a book or site on the web, as libraries cite them, in; its work out.

"Moss T. Cold feet. In: SockPearls [Internet]. Yarn (FL): SockPearls Publishing; 2023." has the
book after the part, and "SockPlus [Internet]. Yarn (MD): Sock Library; 2020. Cold feet; [cited
2020 May 4]." before it. The words of both are always the same, so that the title may be any.
"""

from __future__ import annotations

import re

from painsci_search.late_patterns import late_pattern
from painsci_search.model import FieldConfidence, Reference
from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.names import UPPER, read_authors
from painsci_search.reading.citations.vocabulary import VISITED
from painsci_search.reading.dates import parse_date

_PLACE = r"(?P<place>[^\n:;.\[\]]{2,60}):\s"
_YEARS = rf"[©c]?\s?(?:{YEAR_PATTERN}\s?[-–]\s?)?(?P<year>{YEAR_PATTERN})(?P<open>\s?[-–])?"
_DAY = rf"{YEAR_PATTERN}(?:\s[{UPPER}][a-z]{{2,8}}(?:\s\d\d?)?)?"
_TITLE = rf"(?P<title>[{UPPER}\d\"“‘¿¡\[(][^\n]{{1,300}}?)"
_IN_BOOK = late_pattern(
    rf"[.:]?\s+{_TITLE}\.?\s+(?:\((?:https?:|www\.)[^\s()]{{4,200}}\)[.,]?\s+)?"
    rf"(?:{_DAY}[.\s]{{1,40}})?In:\s(?:(?P<editors>[^\n]{{3,200}}?),?\s\(?[Ee]d(?:itor)?s?\.?\)?\.?\s)?"
    r"(?P<book>[^\n.:;\[\]]{2,100}?)(?P<medium>\s\[[Ii]nternet\])?\.\s"
    rf"(?:{_PLACE})?(?P<publisher>[^\n.:;\[\]]{{2,100}});\s{_YEARS}"
)
_BODY = late_pattern(rf"[{UPPER}][^.:;,\n]{{1,80}}\s(?:Contributors|Editors|Staff|Group)(?=\.\s)")
_SITE_FIRST = late_pattern(
    rf"(?P<site>[{UPPER}\d][^\n\[\]]{{1,120}}?)\s\[[Ii]nternet\]\.\s{_PLACE}"
    rf"(?P<publisher>(?:(?!\.\s[12]\d{{3}})[^\n;\[\]]){{2,120}})[;.]\s(?:{_YEARS}"
    rf"(?:\s[{UPPER}][a-z]{{2,8}}(?:\s\d\d?)?)?\.?)?\s?(?P<rest>[^\n]{{0,500}})"
)
# What follows the publisher of a site besides the title of the page.
_DATES = late_pattern(
    rf"\s?(?:\[[^\[\]\n]{{2,80}}\]|{_DAY})?[\s.;,]*(?:Identifier:?\s\S{{3,20}},?\s)?"
)
_PAGE = late_pattern(
    rf"(?P<title>[{UPPER}\d\"“‘¿¡][^\n;\[\]]{{1,200}}?\??)(?=[.;]?\s+\[|;\s|(?:\.|(?<=\?))\s+"
    r"(?:[12]\d{3}|Available|https?:))"
)
_URL_NEXT = late_pattern(r"\s?(?:Available|https?:)")
_VISIT = late_pattern(
    rf"(?:{VISITED})\s(?:on\s)?(?P<day>[^\n.;\[\]]{{4,20}}?)(?=[.;\]]|\s?\Z|\s(?:https?|from)\b)",
    re.IGNORECASE,
)
_OWN_YEAR = late_pattern(rf"[.;?!]*\s+(?P<year>{YEAR_PATTERN})")
# Signs, further dates and remarks in brackets after a work.
_REST = late_pattern(rf"(?>(?:[\s.,;?!]|{_DAY}|\[[^\[\]\n]{{1,80}}\])*)")
_LONGEST = 700
_SURE = 0.95


def read_online_book(text: str) -> tuple[int, Reference] | None:
    """Return the end and the work of a note that cites a part of a book or site on the web.

    >>> text = "Moss T. Feet. In: SockPearls [Internet]. Yarn (FL): Sock Press; 2023. https://a.org"
    >>> end, work = read_online_book(text)
    >>> work.authors, work.title, work.journal, work.place, work.publisher, work.year
    (('Moss T',), 'Feet', 'SockPearls', 'Yarn (FL)', 'Sock Press', 2023)
    """
    if len(text) > _LONGEST or not ("In: " in text or "nternet]" in text):
        return None
    found = _read_part(text) or _read_page(text)
    rest = _REST.match(text, found[0]) if found else None
    return (rest.end(), found[1]) if found and rest else None


def _read_part(text: str) -> tuple[int, Reference] | None:
    """Read a part of a book: the authors, the title, and the book after "In:"."""
    authors, body = read_authors(text, 0), _BODY.match(text)
    if authors is None and body is None:
        return None
    found = _IN_BOOK.match(text, authors.end if authors else body.end() if body else 0)
    if found is None:
        return None
    book = found["book"]
    # a book with editors may also be printed: others are those of the web
    is_online = found["medium"] or found["publisher"].startswith(book)
    if not is_online or " In: " in found["title"]:
        return None
    editors = read_authors(found["editors"], 0) if found["editors"] else None
    if found["editors"] and (editors is None or editors.end < len(found["editors"].rstrip(" ,"))):
        return None
    names = editors.names if editors else ()
    by = authors.names if authors else (body[0],) if body else ()
    return found.end(), _reference(found, found["title"], found["year"], by, names)


def _read_page(text: str) -> tuple[int, Reference] | None:
    """Read a page: the site and its publisher, then the title; or a site as a whole."""
    found = _SITE_FIRST.match(text)
    if found is None:
        return None
    dates = _DATES.match(text, found.start("rest"))
    start = dates.end() if dates else found.start("rest")
    names = read_authors(text, 0)
    if names and not names.given_first:
        return None
    page = _PAGE.match(text, start)
    if page is None and found["year"]:
        return None
    if page is None and start < len(text) and not _URL_NEXT.match(text, start):
        return None
    end = page.end() if page else found.end("publisher")
    own = _OWN_YEAR.match(text, end) if page else None
    # a site that goes on has no year of its own
    year = own["year"] if own else None if found["open"] else found["year"]
    title = page["title"] if page else found["site"]
    return end, _reference(found, title, year)


def _reference(
    found: re.Match[str],
    title: str,
    year: str | None,
    authors: tuple[str, ...] = (),
    editors: tuple[str, ...] = (),
) -> Reference:
    visit = _VISIT.search(found.string, found.end("publisher"))
    book = found.groupdict().get("book")
    # a page on the web is of no place
    place = found["place"] if book else None
    accessed = parse_date(visit["day"]) if visit else None
    known = (
        ("authors", authors),
        ("title", title),
        ("journal", book),
        ("year", year),
        ("publisher", found["publisher"]),
        ("place", place),
        ("accessed", accessed),
    )
    return Reference(
        raw="",
        authors=authors,
        title=" ".join(title.split()),
        journal=book,
        year=int(year) if year else None,
        editors=editors,
        publisher=found["publisher"],
        place=place,
        accessed=accessed,
        confidence=tuple(FieldConfidence(name, _SURE) for name, value in known if value),
    )

"""A note that cites a page on the web by the templates of a Wikipedia in; its work out.

The French one has "« Pieds froids », sur sock.example (consulté le …)", the Italian one "Piedi
freddi, su sock.example. URL consultato il …", the German one "Kalte Füße. In: sock.example. 4. März
2019, abgerufen am …". The dates are in English already, see `english_dates.py`.
"""

from __future__ import annotations

import re

from painsci_search.late_patterns import late_pattern
from painsci_search.model import FieldConfidence, Reference
from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.names import UPPER, read_authors
from painsci_search.reading.dates import parse_date

_DATE = rf"(?:\d{{1,2}}\s)?(?:[{UPPER}][a-z]{{2,8}}\s)?(?P<year>{YEAR_PATTERN})"
_VISITED = ("Accessed", "Viewed", "Cited", "Retrieved")
_VISIT = rf"(?:{'|'.join(_VISITED)})\s(?P<day>[^\n.,;()]{{4,20}})"
_DOMAIN = r"(?:[\w-]{1,40}\.){1,4}[a-z]{2,8}"
_FORMS = (
    late_pattern(
        r"«\s?(?P<title>[^«»\n]{2,300}?)\s?»(?:\s?\[[^\[\]\n]{1,30}\])?\s?,\ssur\s"
        rf"(?P<site>[^\n,()«»]{{3,80}}?)(?:,\s[^\n,()\d«»]{{2,80}})?(?:,\s{_DATE})?\s{{1,20}}\({_VISIT}"
    ),
    late_pattern(
        rf"(?P<title>[{UPPER}\d«][^\n]{{2,200}}?),\ssu\s(?P<site>{_DOMAIN}|[{UPPER}][^\n,.()]{{2,60}})"
        rf"(?:,\s[^\n,()\d]{{2,80}})?(?:,\s{_DATE})?\.\s{{1,20}}{_VISIT}"
    ),
    late_pattern(
        rf"(?P<title>[{UPPER}\d„“][^\n]{{2,200}}?)[.?!]\s(?:In|Bei|Auf):\s"
        rf"(?P<site>{_DOMAIN}|[{UPPER}][^\n.:;,()]{{2,60}})[.,]\s{{1,20}}"
        rf"(?:{_DATE}[.,;]?\s{{1,80}})?{_VISIT}"
    ),
    late_pattern(
        rf"[“\"«](?P<title>[^“”\"«»\n]{{2,200}})[”\"»]\.\s(?P<site>{_DOMAIN}|[{UPPER}][^\n.:;()]{{2,80}})\.\s"
        rf"\s{{0,20}}(?:{_DATE}\.\s{{1,20}})?(?:Archived\sfrom\sthe\soriginal[^\n.]{{0,60}}\.\s)?{_VISIT}"
    ),
)
_AFTER_NAMES = re.compile(r"[,:]\s")
_AND = re.compile(r"\set\s(?!al\b)")
_LONGEST_NAMES = 300
_END = re.compile(r"[\s.,;)\]]*")
_LONGEST = 600
_SURE = 0.95


def read_wiki_page(text: str) -> tuple[int, Reference] | None:
    """Return the end and the work of a note that cites a page by a template; None for another.

    >>> end, work = read_wiki_page("« Pieds froids », sur sock.example (Accessed 5 June 2023)")
    >>> work.title, work.publisher, work.accessed
    ('Pieds froids', 'sock.example', '2023-06-05')
    """
    if len(text) > _LONGEST or not any(word in text for word in _VISITED):
        return None
    first = len(text) - len(text.lstrip())
    # no "and" of another language is between names that are read
    names = read_authors(_AND.sub(", & ", text[:_LONGEST_NAMES]), first)
    after = _AFTER_NAMES.match(text, names.end) if names else None
    for start in (after.end(), first) if after else (first,):
        found = next((one for form in _FORMS if (one := form.match(text, start))), None)
        day = parse_date(found["day"]) if found else None
        if found is None or day is None:
            continue
        authors = names.names if names and start > first else ()
        end = _END.match(text, found.end())
        return end.end() if end else found.end(), _reference(found, authors, day)
    return None


def _reference(found: re.Match[str], authors: tuple[str, ...], day: str) -> Reference:
    title = found["title"].strip(' «»„“”"')
    year = int(found["year"]) if found["year"] else None
    known = {"authors": authors, "title": title, "year": year, "publisher": found["site"]}
    return Reference(
        raw="",
        authors=authors,
        title=title,
        year=year,
        publisher=found["site"].strip(),
        accessed=day,
        confidence=tuple(FieldConfidence(name, _SURE) for name, value in known.items() if value),
    )

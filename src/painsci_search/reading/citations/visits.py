"""The spans of a work in; those in which the day of a visit to a web page is nothing else, out.

Each function is a rule for `boundaries.py`.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.segments import Span, Spans
from painsci_search.reading.citations.vocabulary import VISITED

_VISITED = re.compile(
    rf"\b(?:{VISITED}|consulted|abgerufen|consulté|consultado|acesso\sem)\b"
    r"(?:\s(?:on|le|el|am))?[\s:]{0,2}(?P<date>[^.;\[\]()]{0,25})\Z",
    re.IGNORECASE,
)
_REST_OF_DATE = re.compile(r"(?:[-/.]\d{1,2}){0,2}")
_LONGEST_VISIT = 40
_VISIT_NEXT = re.compile(
    r"[.,;]\s(?:Archived\sfrom|Retrieved|Accessed|Available\s(?:at|from|online)|Disponible\sen)\b"
)


def end_at_visit(text: str, spans: Spans) -> Spans:
    """End a title, container or publisher before "Archived from", "Retrieved" and the like."""
    found = dict(spans)
    for label in ("title", "container", "publisher"):
        parts = spans.get(label, [])
        visit = _VISIT_NEXT.search(text, parts[-1].start, parts[-1].end) if parts else None
        if visit and visit.start() > parts[-1].start:
            last = Span(parts[-1].start, visit.start(), parts[-1].sure)
            found[label] = [*parts[:-1], last]
    return found


def move_visits(text: str, spans: Spans) -> Spans:
    """Take the year in which a web page was visited, and its day, for those of the visit only."""
    years: list[Span] = []
    visits: list[Span] = []
    for part in spans.get("year", []):
        low = max(0, part.start - _LONGEST_VISIT)
        visit = _VISITED.search(text[low : part.start])
        if visit is None:
            years.append(part)
        else:
            rest = _REST_OF_DATE.match(text, part.end)
            end = rest.end() if rest else part.end
            visits.append(Span(low + visit.start("date"), end, part.sure))
    if not visits:
        return spans
    days = [(visit.start, visit.end) for visit in visits]
    found: Spans = {}
    for name, parts in spans.items():
        kept = [one for one in parts if not any(low <= one.start < high for low, high in days)]
        if kept and name != "year":
            found[name] = kept
    found |= {} if "accessed" in spans else {"accessed": visits}
    return found | ({"year": years} if years else {})

"""The spans of a work in; those of a volume with its label, and of what is around it, out.

"In: Sockenblatt. Band 12, Nr. 3, 2018, S. 45–51" has the form of the German Wikipedia, in which a
word is before each number, so that the journal is certain.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.segments import Span, Spans

_NUMBER = r"\d{1,4}(?:\s?[-–/]\s?\d{1,4})?"
_PLACE = re.compile(
    r"\bIn:\s(?P<container>[^:;()\[\]“”„\"\n]{2,120}?)[.,]\s"
    rf"(?:(?:Band|Bd\.|Jahrgang|Jg\.|Volume|Vol\.)\s(?P<volume>{_NUMBER})"
    rf"(?:,\s(?:Nr\.|Nummer|No\.|Heft|H\.|Ausgabe)\s(?P<issue>{_NUMBER}))?"
    rf"|(?:Nr\.|Nummer|Heft|Ausgabe)\s(?P<only_issue>{_NUMBER}))(?=[,.:;\s])"
)
_SURE = 0.95
_OTHERS = frozenset({"year", "identifier", "accessed"})


def settle_labelled_volume(text: str, spans: Spans) -> Spans:
    """Return the spans with the journal, volume and issue that words before them show."""
    parts = [part for label in spans for part in spans[label]]
    if not parts:
        return spans
    start, end = min(parts).start, max(part.end for part in parts)
    place = _PLACE.search(text, start, end + 1)
    if place is None:
        return spans
    low, high = place.span()
    found: Spans = {}
    for label, each in spans.items():
        kept = [one for one in each if label in _OTHERS or one.end <= low or one.start >= high]
        if label in ("volume", "issue", "container"):
            kept = [one for one in kept if label == "container" and one.end <= low]
        if kept:
            found[label] = kept
    if "title" not in found and "container" in found:
        found["title"] = found.pop("container")
    found.pop("container", None)
    found["container"] = [Span(*place.span("container"), _SURE)]
    issue = "issue" if place["issue"] else "only_issue"
    for label, name in (("volume", "volume"), ("issue", issue)):
        if place[name]:
            found[label] = [Span(*place.span(name), _SURE)]
    return found

"""The spans of the fields of a work in; those of an article in a law review out.

Such a citation has the volume before the journal, and the first page after it: "Ada Q. Sock, A
Title, 88 SOCK L. REV. 401, 415 (2016)". Authors are separated by "&", so that the title is certain.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.names import PARTICLE, UPPER
from painsci_search.reading.citations.segments import Span, Spans, split_span

_PLACE = re.compile(
    rf",\s(?P<volume>\d{{1,3}})\s(?!Suppl)(?P<container>(?:[{UPPER}&][^\s,;:()\d]{{0,20}}\s|of\s|the\s){{1,10}})"
    r"(?P<pages>\d{1,5})(?:,\s\d{1,5}(?:[-–]\d{1,5})?(?:\sn\.\d{1,4})?)?"
    r"\s\((?:[^\W\d_]{3,9}\.?\s)?(?P<year>\d{4})\)"
)
_JOURNAL = re.compile(r"\.|\b(?:Journal|Review|Law)\b")
# Signs of a case, and of a title in quotation marks.
_NO_ARTICLE = re.compile(r"\sv\.?\s|[“”\"\n]")
_NAME = re.compile(
    rf"[{UPPER}][^\s,;:()\d]{{0,25}}(?:\s(?:{PARTICLE}|[{UPPER}][^\s,;:()\d]{{0,25}})){{1,5}}"
)
_AND = re.compile(r",?\s(?:&|and)\s")
_BETWEEN = re.compile(r",?\s(?:&|and)\s|,\s|\set\sal\.?")
_ET_AL = re.compile(r"\set\sal\.?\Z")
_FIELDS = ("author", "editor", "title", "container", "volume", "issue", "pages", "year", "type")
_LONGEST_END = 40


def settle_law_review(text: str, spans: Spans) -> Spans:
    """Return the spans of an article in a law review; those given for another work."""
    parts = [part for label in _FIELDS for part in spans.get(label, ())]
    if not parts:
        return spans
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    place = _PLACE.search(text, start, end + _LONGEST_END)
    if place is None or place.start() >= end or not _JOURNAL.search(place["container"]):
        return spans
    if _NO_ARTICLE.search(text, start, place.start()):
        return spans
    found = {label: parts for label, parts in spans.items() if label not in _FIELDS}
    for label in ("volume", "container", "pages", "year"):
        low = place.start(label)
        found[label] = [Span(low, low + len(place[label].rstrip()), 1.0)]
    title = _find_title(text, start, place.start())
    if title is None:
        before = {"author", "title"} & spans.keys()
        kept = {
            label: [part for part in spans[label] if part.end <= place.start()] for label in before
        }
        return found | {label: parts for label, parts in kept.items() if parts}
    found["author"] = split_span(text, Span(start, title - len(", "), 1.0), _BETWEEN)
    found["title"] = [Span(title, place.start(), 1.0)]
    return found


def _find_title(text: str, start: int, end: int) -> int | None:
    """Return the offset of the title, after all names of a list or after the first one."""
    both = _AND.search(text, start, end)
    comma = text.find(", ", both.end() if both else start, end)
    if both and comma > 0 and _are_names(_AND.sub(", ", text[start:comma])):
        return comma + 2
    comma = text.find(", ", start, end)
    return comma + 2 if comma > 0 and _are_names(text[start:comma]) else None


def _are_names(text: str) -> bool:
    return all(_NAME.fullmatch(name) for name in _ET_AL.sub("", text).split(", "))

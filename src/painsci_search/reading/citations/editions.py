"""The spans of a work in; those in which editions are editions, out.

"2. Auflage", "3e édition" and "Version 1" name a number and look like a volume and its journal.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.fields import LEAST_SURE
from painsci_search.reading.citations.segments import Span, Spans

_WORDS = (
    r"(?:auflage|aufl|ausgabe|ed(?:n|ition|ici[óo]n|izione|ição|itie)?|éd(?:ition)?|druk|"
    r"izd(?:anje|anie)?|изд(?:ание)?|wyd(?:anie)?|vyd(?:ání|anie)?|utg(?:åva|ave)?|upplagan|"
    r"udg(?:ave)?|painos|kiadás|baskı)"
)
_ORDINAL = r"(?<!\d)\d{1,2}(?:(?:st|nd|rd|th|ème|eme|re|er|de|e|ª|º|°|a)\.?|\.)(?:,(?!\s[eé]d\b))?"
# "2. vollständig überarbeitete und erweiterte Auflage", "2nd rev. ed."
_BETWEEN = r"(?:\s(?:(?!\d)[\w-]{3,20}\.?|[ue]\.|und|and|et|y|e)){0,5}?"
_EDITION = re.compile(
    rf"(?:(?<=\s)|(?<=[(\[]))(?P<edition>{_ORDINAL}{_BETWEEN}\s{_WORDS}\b\.?)(?=[\s.,;:)\]]|\Z)",
    re.IGNORECASE,
)
# A version only between two signs: "Version 2 of the scale" is part of a title.
_VERSION = re.compile(
    r"(?<=[.,;:(\[–])\s?(?P<edition>version\s\d{1,3}(?:\.\d{1,3}){0,2})(?=[,;:)\]]|\.?(?:\s[(\[\d]|\Z)|\.\s)",
    re.IGNORECASE,
)
_KEPT = frozenset({"identifier", "type", "accessed", "year"})
# Fields that do not go on after an edition.
_ENDS = frozenset({"title", "author"})
_WORD = re.compile(r"[^\W_]")
_SURE = 0.9


def take_editions(text: str, spans: Spans) -> Spans:
    """Take the numbered editions and versions after the title for what they are.

    The first edition is the value, or else the first version.
    """
    start, end = _extent(spans)
    editions = [Span(*one.span("edition"), _SURE) for one in _EDITION.finditer(text, start, end)]
    versions = [Span(*one.span("edition"), _SURE) for one in _VERSION.finditer(text, start, end)]
    found = [one for one in (*editions, *versions) if not _is_known(one, spans)]
    if not found:
        return spans
    kept = {
        label: parts
        for label, one in spans.items()
        if (parts := one if label in _KEPT else _outside(text, label, one, found))
    }
    return kept if "edition" in kept else {**kept, "edition": found[:1]}


def _extent(spans: Spans) -> tuple[int, int]:
    """Return where editions may be: after the start of the title or book, up to the last field."""
    titles = spans.get("title", []) or spans.get("container", [])
    ends = [part.end for parts in spans.values() for part in parts]
    return (titles[0].start, max(ends)) if titles else (0, 0)


def _is_known(edition: Span, spans: Spans) -> bool:
    return any(
        part.start <= edition.start + 1 and edition.end - 1 <= part.end and part.sure >= LEAST_SURE
        for part in spans.get("edition", ())
    )


def _outside(text: str, label: str, parts: list[Span], editions: list[Span]) -> list[Span]:
    """Return the parts of a field that are outside of editions."""
    left = parts
    for edition in editions:
        left = [
            half
            for part in left
            for half in _halves(label, part, edition)
            if _WORD.search(text, half.start, half.end)
        ]
    return left


def _halves(label: str, part: Span, edition: Span) -> tuple[Span, ...]:
    """Return what an edition leaves of a part of a field."""
    if part.end <= edition.start or edition.end <= part.start:
        return (part,)
    before = Span(part.start, min(part.end, edition.start), part.sure)
    after = Span(max(part.start, edition.end), part.end, part.sure)
    halves = (before,) if label in _ENDS else (before, after)
    return tuple(half for half in halves if half.start < half.end)

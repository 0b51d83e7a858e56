"""The marked works of a note and the works that its text was parsed to in; its references, out.

A marked part replaces a parsed one. Parsed parts fill in what is not marked, unless the parser
took them from other places: a part that overlaps a marked one of another kind is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from painsci_search.identifiers import KINDS, SCHEMES
from painsci_search.model import FieldConfidence, Reference
from painsci_search.reading.citations.vocabulary import AROUND
from painsci_search.reading.citations.work_types import with_site
from painsci_search.reading.marked_fields.shown import ShownText, key_of
from painsci_search.reading.marked_fields.work import MarkedWork, fields_of

_TEXTS = ("title", "journal", "publisher", "place")
_NUMBERS = ("year", "volume", "issue", "pages")
_IDENTIFIERS = tuple(SCHEMES[kind].attribute for kind in KINDS)
_OF_BOOKS = frozenset({"publisher", "place", "edition", "isbn", "editors"})
_WITHOUT_VOLUME = frozenset({"book", "chapter", "thesis", "report", "webpage"})
_LOCATION = frozenset({"journal", "year", "volume", "pages"})
_READ_AGAIN = frozenset({"journal", "publisher", "place", "edition", "type", *_NUMBERS})
_LEADING_YEAR = re.compile(r"\(?(?P<year>(?:1[5-9]|20)\d\d)[a-z]?\)?[\s.,:]*")
# Characters of the end of a citation by which it is found.
_LONGEST_END = 12
_OTHERS = ("url", "type", "edition", "isbn", "accessed")
# Letters before and after the marked parts of a work in which its other parts are.
_AROUND_WORK = 1000
_ORNAMENTS = " .,;:|·•([-–—"


@dataclass(slots=True)
class _Place:
    """A reference in the text of its note."""

    start: int
    end: int
    reference: Reference
    work: MarkedWork | None = None
    parsed: list[_Place] = field(default_factory=list)


def combine(
    works: Sequence[MarkedWork],
    parsed: Sequence[Reference],
    shown: ShownText,
    parse: Callable[[str], tuple[Reference, ...]],
    links: Sequence[tuple[int, int]] = (),
) -> tuple[Reference, ...]:
    """Return the references of a note, in order, from its marked and its parsed works.

    Args:
        links: the start and end of each link in the text, ascending.
        parse: parses a citation in the usual order: of the parts that are not marked.
    """
    marked = [
        _Place(min(s for s, _ in work.spans), max(e for _, e in work.spans), Reference(""), work)
        for work in works
        if work.spans
    ]
    if not marked:
        return tuple(parsed)
    marked.sort(key=lambda place: place.start)
    places: list[_Place] = list(marked)
    for place in _places_of(parsed, shown.text):
        own = _marked_at(marked, place)
        if own is None:
            places.append(place)
        else:
            own.parsed.append(place)
    for number, place in enumerate(marked):
        limit = marked[number + 1].start if number + 1 < len(marked) else len(shown.text)
        own_links = links if len(places) == 1 else None
        place.reference = _join(place, shown, limit, parse, own_links)
    if len(places) == 1 and not places[0].parsed:
        places[0].reference = _with_remarks(places[0].reference, shown.text, links)
    places.sort(key=lambda place: place.start)
    return tuple(place.reference for place in places)


def _places_of(parsed: Sequence[Reference], text: str) -> list[_Place]:
    """Return where the parsed works are in the text."""
    places: list[_Place] = []
    position = 0
    for reference in parsed:
        start = text.find(reference.raw, position)
        if start < 0:
            start = position
        position = start + len(reference.raw)
        places.append(_Place(start, position, reference))
    return places


def _marked_at(marked: list[_Place], place: _Place) -> _Place | None:
    """Return the marked work that a parsed one is part of, or goes with."""
    number = bisect_right(marked, place.start, key=lambda one: one.start)
    before = marked[number - 1] if number else None
    if before is not None and place.start < before.end:
        return before
    if number < len(marked) and marked[number].start < place.end:
        return marked[number]
    if place.reference.title or place.reference.authors:
        return None
    if before is not None and any(one.reference.title for one in before.parsed):
        return None  # those of the citation are in its own reference
    # identifiers after a citation are its own
    return before or marked[0]


def _join(
    place: _Place,
    shown: ShownText,
    limit: int,
    parse: Callable[[str], tuple[Reference, ...]],
    links: Sequence[tuple[int, int]] | None,
) -> Reference:
    """Return the reference of a marked work, completed from the parsed works in its place.

    Args:
        links: the start and end of each link in a note with this work only; None in others.
    """
    work = place.work or MarkedWork()
    marked = fields_of(work)
    for one in place.parsed:
        _settle(marked, one.reference, described=work.described)
    fields = dict(marked)
    confidence: dict[str, FieldConfidence] = {}
    for one in place.parsed:
        fitting = _fitting(one.reference, marked, work, shown)
        _fill(fields, confidence, one.reference, fitting)
    start = min([place.start, *(one.start for one in place.parsed)])
    end = max([place.end, *(min(one.end, limit) for one in place.parsed)])
    if not {"title", "authors"} - fields.keys() and _LOCATION - fields.keys():
        rest = _without(shown.text[start:limit], start, work.spans)
        for again in parse(_in_usual_order(fields, rest))[:1]:
            fitting = _fitting(again, marked, work, shown)
            _fill(fields, confidence, again, {n: v for n, v in fitting.items() if n in _READ_AGAIN})
            span = shown.find(again.raw[-_LONGEST_END:], start)
            end = max(end, min(span[1], limit)) if span else end
    end = _with_closing(shown.text, end, limit)
    if "type" not in fields and {"title", "journal", "volume"} <= fields.keys():
        fields["type"] = "article" if _OF_BOOKS.isdisjoint(fields) else "chapter"
    whole = next((one for one in place.parsed if one.start <= start and one.end >= end - 1), None)
    reference = replace(
        Reference(whole.reference.raw if whole else shown.text[start:end].strip(AROUND)),
        commentary=_remarks(place.parsed, shown, start, end, links) if links is not None else None,
        confidence=tuple(confidence.values()),
        **fields,
    )
    return with_site(reference)


def _fill(
    fields: dict[str, Any],
    confidence: dict[str, FieldConfidence],
    parsed: Reference,
    fitting: dict[str, Any],
) -> None:
    """Add the fields of a parsed work that are missing, and how sure they are."""
    for one in parsed.confidence:
        if one.field in fitting and one.field not in fields:
            confidence[one.field] = one
    for name, value in fitting.items():
        fields.setdefault(name, value)


def _in_usual_order(fields: dict[str, Any], rest: str) -> str:
    """Return a citation of the authors and the title of a work, and of what is not marked."""
    authors, title = ", ".join(fields["authors"]), fields["title"]
    stop = "" if title[-1] in "?!" else "."
    year = _LEADING_YEAR.match(rest)
    if year:
        return f"{authors} ({year['year']}). {title}{stop} {rest[year.end() :]}"
    return f"{authors}. {title}{stop} {rest}"


def _without(text: str, offset: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return a part of the text of a note, which starts at an offset, without some spans."""
    pieces: list[str] = []
    position = 0
    for start, end in sorted(spans):
        pieces.append(text[position : max(position, start - offset)])
        position = max(position, end - offset)
    pieces.append(text[position:])
    return " ".join(" ".join(pieces).split()).lstrip(' .,;:&-–—)]”’"')


def _remarks(
    parsed: Sequence[_Place],
    shown: ShownText,
    start: int,
    end: int,
    links: Sequence[tuple[int, int]],
) -> str | None:
    """Return what the parser takes for remarks on a work, without what belongs to its citation."""
    remarks = [one.reference.commentary for one in parsed if one.reference.commentary]
    kept: list[str] = []
    for piece in (remarks[-1] if remarks else "").split(" … "):
        span = shown.find(piece)
        if span is None:
            kept.append(piece)
        elif span[1] <= start:
            kept.append(shown.slice(span))
        elif span[1] > end:
            after = max(end, span[0])
            inner = [one for one in links if after <= one[0] < span[1]]
            kept.append(_without(shown.text[after : span[1]], after, inner).strip(AROUND))
    return " … ".join(filter(None, kept)) or None


def _with_remarks(reference: Reference, text: str, links: Sequence[tuple[int, int]]) -> Reference:
    """Return a reference with the text around its citation, if it has words outside of links."""
    start = text.find(reference.raw)
    end = start + len(reference.raw)
    before = " ".join(text[:start].split()).strip(_ORNAMENTS)
    after = _without(text[end:], end, [span for span in links if span[0] >= end])
    pieces = [piece for piece in (before, after.strip(AROUND)) if len(piece.split()) > 2]
    return replace(reference, commentary=" … ".join(pieces) or None) if start >= 0 else reference


def _settle(marked: dict[str, Any], parsed: Reference, *, described: bool) -> None:
    """Drop what the text shows to be otherwise.

    That is another identifier, and a volume or an issue that is the page: descriptions mix them up.
    """
    for name in _IDENTIFIERS:
        own, other = marked.get(name), getattr(parsed, name)
        if own and other and not (own.startswith(other) or other.startswith(own)):
            del marked[name]
    if parsed.pages and parsed.pages.startswith(f"{marked.get('pages')}-"):
        marked["pages"] = parsed.pages  # only the first page is marked
    for name in ("volume", "issue") if described else ():
        is_page = name in marked and marked[name] == parsed.pages != getattr(parsed, name)
        if is_page and "pages" not in marked:
            del marked[name]


def _with_closing(text: str, end: int, limit: int) -> int:
    while end < limit and text[end] in ".)]":
        end += 1
    return end


def _fitting(
    parsed: Reference, marked: dict[str, Any], work: MarkedWork, shown: ShownText
) -> dict[str, Any]:
    """Return the fields of a parsed work that fit the marked ones."""
    found: dict[str, Any] = {
        name: getattr(parsed, name) for name in (*_IDENTIFIERS, *_OTHERS) if getattr(parsed, name)
    }
    if parsed.publisher and key_of(parsed.publisher) == key_of(marked.get("journal", "")):
        # the name of a web site, which the page marks as that of a journal
        parsed = replace(parsed, publisher=None)
    if not _agrees(parsed, marked, work, shown):
        return found
    for name in ("authors", "editors"):
        if getattr(parsed, name) and name not in marked:
            found[name] = getattr(parsed, name)
    found |= {name: getattr(parsed, name) for name in _TEXTS if getattr(parsed, name)}
    both = [name for name in _NUMBERS if name in marked and getattr(parsed, name)]
    if all(key_of(str(getattr(parsed, name))) == key_of(str(marked[name])) for name in both):
        names = ("year", "pages") if marked.get("type") in _WITHOUT_VOLUME else _NUMBERS
        taken = {str(marked[name]) for name in _NUMBERS if name in marked}
        numbers = ((name, getattr(parsed, name)) for name in names)
        found |= {
            name: value
            for name, value in numbers
            if str(value) not in taken and _is_number(value, work, shown)
        }
    return found


def _agrees(parsed: Reference, marked: dict[str, Any], work: MarkedWork, shown: ShownText) -> bool:
    """Return whether no text that was parsed is where the page marks another part."""
    for name in _TEXTS:
        value = getattr(parsed, name)
        if value and name in marked:
            one, other = key_of(value), key_of(marked[name])
            if one not in other and other not in one:
                return False
        elif value and _overlaps(value, work, shown):
            return False
    return True


def _is_number(value: str | int | None, work: MarkedWork, shown: ShownText) -> bool:
    """Return whether a parsed value is there, and is no words of which the page marks a part."""
    is_plain = not any(map(str.isalpha, str(value)))
    return bool(value) and (is_plain or not _overlaps(str(value), work, shown))


def _overlaps(value: str, work: MarkedWork, shown: ShownText) -> bool:
    """Return whether a parsed text has a marked part in it, or is in one."""
    low, high = work.spans[0][0], work.spans[-1][1]
    span = shown.find(value, max(0, low - _AROUND_WORK), high + _AROUND_WORK)
    if span is None:
        return True
    return any(start < span[1] and span[0] < end for start, end in work.spans)

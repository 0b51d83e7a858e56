"""A work in a note, with the spans of its fields, in; its values as a `Reference` out.

A field whose spans are not sure enough, or whose text cannot be its value, stays None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from painsci_search.model import FieldConfidence, Reference
from painsci_search.reading.citations.boundaries import joined
from painsci_search.reading.citations.names import NOT_A_SURNAME
from painsci_search.reading.citations.segments import Segment, Span, Spans
from painsci_search.reading.citations.written import (
    are_family_first,
    read_body,
    read_edition,
    read_family_first,
    read_isbn,
    read_issue,
    read_name,
    read_number,
    read_pages,
    read_title,
    read_year,
)
from painsci_search.reading.dates import parse_date
from painsci_search.reading.months import month_numbers

_T = TypeVar("_T")
# The least probability of a field: below it, a value is more often wrong than right.
LEAST_SURE = 0.35
_ISBN = re.compile(
    r"\bISBN(?:-1[03])?[\s:]{0,3}(?P<isbn>97[89](?:[-‐–\s]?\d){10}|\d(?:[-‐–\s]?\d){8}[-‐–\s]?[\dXx])\b"
)
# "J. Sock Res", "Sock L.J": words with a stop
_ABBREVIATED = re.compile(r"\b[^\W\d_]{1,12}\.(?:\s|[^\W\d_a-z]\b)")
_NO_CONTAINER = re.compile(r"\A\S{1,80}\.[a-z]{2,12}\Z|\w\s\d{1,3},\s")
_NO_PLACES = frozenset({"Stand", "Status", "Version"})
# Two family names without given ones: "Madeup and Fern".
_PAIR = re.compile(r"(?P<one>[^\W\d_][\w’'-]{1,30})\s(?:and|&)\s(?P<other>[^\W\d_][\w’'-]{1,30})")
# A name without initials and one with them.
_TWO_NAMES = re.compile(r"([^\W\d_][\w’'-]{2,30}), ([^\W\d_][\w’'-]{2,30} [^\W\d_a-z]{1,3})")
# Fields whose longest part is the value; of others it is the surest.
_LONGEST = ("title", "container", "publisher")
_FIRST = ("year", "pages")


@dataclass(slots=True)
class _Values:
    """The values of the fields of one work, and how sure each of them is."""

    text: str
    spans: Spans
    confidence: list[FieldConfidence] = field(default_factory=list)

    def one(self, name: str, label: str, read: Callable[[str], _T | None]) -> _T | None:
        """Return the value of a field; None for one that is missing or not sure."""
        parts = joined(self.spans.get(label, []))
        if label in _LONGEST:
            parts.sort(key=lambda part: part.start - part.end)
        elif label not in _FIRST:
            parts.sort(key=lambda part: -part.sure)
        for part in parts:
            value = read(self.text[part.start : part.end])
            if value is not None and part.sure >= LEAST_SURE:
                self._add(name, part.sure)
                return value
        return None

    def names(
        self, name: str, parts: Sequence[Span], *, by_bodies: bool = False
    ) -> tuple[str, ...]:
        """Return the names of a list; none if the list as a whole is not sure."""
        sure = min((part.sure for part in parts), default=0.0)
        texts = [self.text[part.start : part.end] for part in parts]
        if by_bodies:
            self._add(name, sure)
            return tuple(map(read_body, texts))
        read = read_family_first if are_family_first(texts) else read_name
        names = [read(name) for text in _single(texts) for name in _in_pairs(text)]
        known = tuple(each for each in names if each is not None)
        if not known or sure < LEAST_SURE or known[0].split()[0].lower() in NOT_A_SURNAME:
            return ()
        self._add(name, sure)
        return known

    def split_names(self) -> tuple[list[Span], list[Span]]:
        """Return the authors and the editors: the names before the title are the authors."""
        authors, editors = self.spans.get("author", []), self.spans.get("editor", [])
        works = [*self.spans.get("title", []), *self.spans.get("container", [])]
        start = min((part.start for part in works), default=0)
        first = [part for part in editors if part.start < start]
        rest = [part for part in editors if part.start >= start]
        if not (authors or first):
            return rest, []
        before = [part for part in authors if part.start < start]
        # names after the title of a work that has names before it are those of its book's editors
        after = [part for part in authors if part.start >= start] if before else []
        named = [*(before or authors), *first]
        return (
            sorted(named, key=lambda part: part.start),
            sorted([*after, *rest], key=lambda part: part.start),
        )

    def _add(self, name: str, sure: float) -> None:
        self.confidence.append(FieldConfidence(name, round(min(sure, 1.0), 2)))


def make_reference(text: str, segment: Segment) -> Reference:
    """Return the reference of a work in a note, without its type, identifiers and remarks.

    Args:
        segment: with spans as `settle` returns them.
    """
    values = _Values(text, segment.fields)
    authors, editors = values.split_names()
    journal = values.one("journal", "container", _read_container)
    # the number of a series is no volume
    is_series = journal is None and "container" in values.spans
    isbn = _ISBN.search(text, segment.start, segment.end)
    return Reference(
        raw=text[segment.start : segment.end],
        authors=values.names("authors", authors, by_bodies=segment.by_bodies),
        title=values.one("title", "title", read_title),
        journal=_add_stop(text, journal, segment),
        year=values.one("year", "year", read_year),
        volume=None if is_series else values.one("volume", "volume", read_number),
        issue=values.one("issue", "issue", read_issue),
        pages=values.one("pages", "pages", read_pages),
        editors=values.names("editors", editors),
        publisher=values.one("publisher", "publisher", read_title),
        place=values.one("place", "place", _read_place),
        edition=values.one("edition", "edition", read_edition),
        isbn=read_isbn(isbn["isbn"]) if isbn else None,
        accessed=values.one("accessed", "accessed", _read_day),
        confidence=tuple(values.confidence),
    )


def _add_stop(text: str, journal: str | None, segment: Segment) -> str | None:
    """Add the stop to an abbreviated journal, which is also that of its last word."""
    if journal is None or not _ABBREVIATED.search(journal):
        return journal
    ends = [part.end for part in segment.fields["container"]]
    has_stop = any("." in text[end - 1 : end + 1] for end in ends)
    return f"{journal}." if has_stop else journal


def _read_container(text: str) -> str | None:
    """Return a journal or book; None for a domain, and for a series with a number in it."""
    title = read_title(text)
    return None if title is None or _NO_CONTAINER.search(title) else title


def _read_place(text: str) -> str | None:
    """Return the place of a publisher; None for a word before the date of a text, or a month."""
    place = read_title(text)
    is_month = (place or "").rstrip(".").lower() in month_numbers("de")
    return None if place in _NO_PLACES or is_month else place


def _read_day(text: str) -> str | None:
    return parse_date(text, None)


def _single(texts: Sequence[str]) -> Iterator[str]:
    """Yield the names of a list; "Fenn, Quill A" among "Moss B" and "Holm C" is two of them."""
    plain = sum("," not in text.strip(" ,") for text in texts)
    for text in texts:
        both = _TWO_NAMES.fullmatch(text.strip(" ,"))
        yield from (both.groups() if both and 2 * plain > len(texts) else (text,))


def _in_pairs(text: str) -> tuple[str, ...]:
    """Return a name, or the two family names that it consists of."""
    pair = _PAIR.fullmatch(text.strip(" ,"))
    is_pair = pair is not None and pair["one"][0].isupper() and pair["other"][0].isupper()
    return (pair["one"], pair["other"]) if pair is not None and is_pair else (text,)

"""The spans of a work in; those in which publishers, and the years of titles, are what they are.

Each function is a rule for `boundaries.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from painsci_search.reading.citations.names import UPPER
from painsci_search.reading.citations.segments import Segment, Span, Spans
from painsci_search.reading.citations.vocabulary import EDITION_WORD

_COLON = re.compile(r":\s")
# "Umbrella UP", "U of Yarn P": the press of a university in short.
_IS_PRESS = re.compile(r"U\sof\s[^.:;,]{2,40}\sP|[^.:;,]{2,40}\s(?:UP|University\sPress)")
_PRESS_IN_TITLE = re.compile(
    r"(?<=[.?!])\s(?P<press>U\sof\s[^.:;,?!]{2,40}\sP|[^.:;,?!]{2,40}\sUP)\Z"
)
_NAME_IN_TITLE = re.compile(
    rf"(?<=[.?!])\s(?P<press>[{UPPER}][^\W\d_]{{2,30}}(?:\s(?:[{UPPER}][^\W\d_]{{2,30}}|&)){{0,3}})\Z"
)
_BOOK_AND_PRESS = re.compile(r"(?P<book>[^.?!]{3,150})[.?!]\s(?P<press>[^.?!]{3,80})")
_IN_BEFORE = re.compile(r"\bIn:?\s\Z")
# The rest of "2018/19", unless a volume follows.
_SECOND_YEAR = re.compile(r"[-–/]\d{2}(?:\d{2})?(?!\d|\s?[;:,]\s?\d|\s?\()")
_IN = re.compile(r"\b[Ii]n\b")
_YEAR_NEXT = re.compile(r",\s\d{4}\b")
_NUMBERS = frozenset({"volume", "issue", "pages"})


def take_publisher(text: str, spans: Spans) -> Spans:
    """Take the container of a book for its publisher.

    It is one after "London: " or an edition such as "2. Auflage", or it is a press.
    """
    containers, places = spans.get("container", []), spans.get("place", [])
    if len(containers) != 1 or "title" not in spans or spans.keys() & {"publisher", *_NUMBERS}:
        return spans
    (container,) = containers
    is_placed = any(_COLON.fullmatch(text, place.end, container.start) for place in places)
    is_press = _IS_PRESS.fullmatch(text, container.start, container.end)
    if not (is_placed or is_press or _follows_edition(text, spans, container)):
        return spans
    return {"publisher" if label == "container" else label: one for label, one in spans.items()}


def _follows_edition(text: str, spans: Spans, container: Span) -> bool:
    """Return whether a work has an edition, and then a container that is no book around it."""
    editions = [one for one in spans.get("edition", ()) if one.end <= container.start]
    return any(
        one.start >= spans["title"][0].end
        and EDITION_WORD.search(text, one.start, one.end + 1)
        and not _IN.search(text, one.end, container.start)
        for one in editions
    )


def take_press_from_names(text: str, spans: Spans) -> Spans:
    """Take "Sock UP" between the title and the year for the publisher, not for a name."""
    if "title" not in spans or "publisher" in spans:
        return spans
    start = spans["title"][0].start
    for label in ("editor", "author"):
        last = spans[label][-1] if label in spans else None
        if last is None or last.start < start or not _YEAR_NEXT.match(text, last.end):
            continue
        if _IS_PRESS.fullmatch(text, last.start, last.end):
            found = {name: parts for name, parts in spans.items() if name != label}
            names = [part for part in spans[label] if part is not last]
            return {**found, **({label: names} if names else {}), "publisher": [last]}
    return spans


def join_press(text: str, works: Iterable[Segment]) -> Iterator[Segment]:
    """Yield the works, each with the press and the year after it that look like another work.

    "Sock UP, 1998" has the form of an author and a year.
    """
    last: Segment | None = None
    for work in works:
        if last is not None and _has_no_imprint(last) and _is_imprint(text, work):
            publisher, year = work.fields["author"], work.fields["year"]
            last = Segment(
                last.start, work.end, {**last.fields, "publisher": publisher, "year": year}
            )
            continue
        if last is not None:
            yield last
        last = work
    if last is not None:
        yield last


def _has_no_imprint(work: Segment) -> bool:
    """Return whether a work has a title, and nothing yet of where and when it appeared."""
    return "title" in work.fields and not work.fields.keys() & {
        "year",
        "publisher",
        "container",
        *_NUMBERS,
    }


def _is_imprint(text: str, work: Segment) -> bool:
    """Return whether a work has nothing but a press for its author, and a year."""
    names = work.fields.get("author", [])
    is_press = len(names) == 1 and _IS_PRESS.fullmatch(text, names[0].start, names[0].end)
    return bool(is_press) and work.fields.keys() == {"author", "year"}


def take_press_from_places(text: str, spans: Spans) -> Spans:
    """Take "Sock UP" for the publisher, not for the place of one."""
    places = spans.get("place", [])
    if len(places) != 1 or "publisher" in spans:
        return spans
    (place,) = places
    if not _IS_PRESS.fullmatch(text, place.start, place.end):
        return spans
    return {"publisher" if label == "place" else label: one for label, one in spans.items()}


def split_press(text: str, spans: Spans) -> Spans:
    """End the title before the press: "Cold Feet. Sock UP", "Cold Feet. Quill, 2nd edition"."""
    titles = spans.get("title", [])
    if not titles or spans.keys() & {"publisher", "container", *_NUMBERS}:
        return spans
    last = titles[-1]
    is_before_edition = any(text[last.end : one.start] == ", " for one in spans.get("edition", ()))
    pattern = _NAME_IN_TITLE if is_before_edition else _PRESS_IN_TITLE
    press = pattern.search(text, last.start, last.end)
    if press is None:
        return spans
    title = Span(last.start, press.start(), last.sure)
    publisher = Span(*press.span("press"), last.sure)
    return {**spans, "title": [*titles[:-1], title], "publisher": [publisher]}


def split_book_and_press(text: str, spans: Spans) -> Spans:
    """Take "Cold Feet" of "In: Cold Feet. Sock Press; 2018" for the book, not for its publisher."""
    parts = spans.get("publisher", [])
    if len(parts) != 1 or "container" in spans:
        return spans
    (part,) = parts
    both = _BOOK_AND_PRESS.fullmatch(text, part.start, part.end)
    if both is None or not _IN_BEFORE.search(text, max(0, part.start - 5), part.start):
        return spans
    book, press = (Span(*both.span(name), part.sure) for name in ("book", "press"))
    return {**spans, "container": [book], "publisher": [press]}


def join_years_of_title(text: str, spans: Spans) -> Spans:
    """Take "2018/19" for the end of the title or container before it, if another year follows."""
    years = spans.get("year", [])
    second = _SECOND_YEAR.match(text, years[0].end) if len(years) > 1 else None
    if second is None:
        return spans
    for label in ("title", "container"):
        parts = spans.get(label, [])
        if parts and text[parts[-1].end : years[0].start] == " ":
            last = Span(parts[-1].start, second.end(), parts[-1].sure)
            return {**spans, label: [*parts[:-1], last], "year": years[1:]}
    return spans

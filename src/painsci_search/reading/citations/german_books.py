"""The spans of a work in; those of a book as German bibliographies cite it, out.

"Ada Moss: Kalte Füße. 3. Auflage. Sockenverlag, Berlin 2018, ISBN …, S. 4–8" has a colon after the
names, and no sign between the place and the year.
"""

from __future__ import annotations

import re

from painsci_search.late_patterns import late_pattern
from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.names import LOWER, UPPER, read_authors
from painsci_search.reading.citations.segments import Segment, Span, Spans, split_span
from painsci_search.reading.citations.vocabulary import BODY_NOUN, THESIS

_BOOK = (
    r"[.?!]\s(?:(?:Hrsg\.|Herausgegeben|Übersetzt|Aus\sdem|Mit\sein)[^:\n]{3,80}?\.\s)?"
    r"(?:(?P<edition>\d{1,2}\.,?\s(?:[\w.,-]{1,20}\s){0,5}?(?:Auflage|Aufl\.|Ausgabe))[.,]?\s)?"
    rf"(?P<publisher>[{UPPER}](?:(?!(?<=[{LOWER}])\.\s)[^:;,\n\d“”„]){{1,60}}),\s"
    rf"(?P<place>[{UPPER}][^.:;,\n\d()]{{1,50}})(?:\su\.\s?a\.)?\s(?P<year>{YEAR_PATTERN})"
    r"(?:,\sISBN[\s:][\dXx–-]{9,20})?(?:,\sS\.\s(?P<pages>\d{1,5}(?:\s?[–-]\s?\d{1,5})?))?"
    r"(?=[.,;)]|\s\(|\sf|\s?\Z)"
)
_TITLE = rf"(?P<title>[{UPPER}\d„«“][^\n]{{2,300}}?)"
_AUTHORED = late_pattern(
    r"(?:\set\sal\.|\su\.\s?a\.)?(?:,?\s\((?:Hrsg|Hg|eds?)\.\))?:\s" + _TITLE + _BOOK
)
_CHAPTER = late_pattern(
    rf"(?:\set\sal\.|\su\.\s?a\.)?:\s{_TITLE}[.?!]\sIn:\s(?P<editors>[{UPPER}][^:\n]{{2,120}}?)"
    rf"\s\((?:Hrsg|Hg)\.\):\s(?P<container>[{UPPER}\d„«“][^\n:]{{2,200}}?){_BOOK}"
)
_EDITORS = re.compile(r"\s\((?:Hrsg|Hg)\.\)\Z")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_LONGEST_NAMES = 200
_BETWEEN = re.compile(r",\s|;\s|\s(?:und|u\.|&)\s")
_IN = re.compile(r"\b[Ii]n:\s")
_NO_PLACE = re.compile(r"Universität|Hochschule|Institut")
_LABELS = ("title", "container", "edition", "publisher", "place", "year", "pages")
_DROPPED = frozenset({*_LABELS, "volume", "issue", "editor"})
_SURE = 0.95


def read_german_book(text: str) -> Segment | None:
    """Return the one book, or chapter in one, that a note cites; None for another note."""
    colon = text.find(": ", 0, _LONGEST_NAMES)
    if colon < 0 or _YEAR.search(text, 0, colon):
        return None
    names = _EDITORS.sub("", text[:colon])
    by_bodies = BODY_NOUN.search(names) is not None
    authors = None if by_bodies else read_authors(names, 0)
    if not (by_bodies or (authors and not names[authors.end :].strip(" ."))):
        return None
    people = (
        [Span(0, len(names), _SURE)]
        if by_bodies
        else split_span(text, Span(0, len(names), _SURE), _BETWEEN)
    )
    last = people[-1]
    chapter = _CHAPTER.match(text, last.end)
    book = chapter or _AUTHORED.match(text, last.end)
    if book is None or not _is_book(book, chapter, ""):
        return None
    return Segment(0, book.end(), _spans_of(text, {"author": people}, book), by_bodies)


def settle_german_book(text: str, spans: Spans) -> Spans:
    """Return the spans of a book whose authors are before a colon; those given for another work."""
    people = sorted([*spans.get("author", []), *spans.get("editor", [])])
    for one in people:
        chapter = _CHAPTER.match(text, one.end)
        book = chapter or _AUTHORED.match(text, one.end)
        if book and _is_book(book, chapter, text[people[0].start : book.start()]):
            return _spans_of(text, spans, book)
    return spans


def _is_book(book: re.Match[str], chapter: re.Match[str] | None, before: str) -> bool:
    """Return whether what has the form of a book is none of a thesis or of a chapter in one."""
    named = f"{book['publisher']} {book['place']}"
    if THESIS.search(named) or _NO_PLACE.search(book["place"]) or _IN.search(before):
        return False
    return chapter is not None or not _IN.search(book["title"])


def _spans_of(text: str, spans: Spans, book: re.Match[str]) -> Spans:
    low = book.start()
    names = [one for one in (*spans.get("author", []), *spans.get("editor", [])) if one.end <= low]
    found = {label: parts for label, parts in spans.items() if label not in _DROPPED}
    found["author"] = sorted(names)
    groups = book.groupdict()
    for label in _LABELS:
        if groups.get(label):
            found[label] = [Span(*book.span(label), _SURE)]
    if groups.get("editors"):
        found["editor"] = split_span(text, Span(*book.span("editors"), _SURE), _BETWEEN)
    return found

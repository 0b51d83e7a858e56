"""A note with its identifiers and marks in; the works that it cites out.

Citations in well-known forms are read as such where they can only be read in one way; all others
by the model, for which what looks like a well-known form is a hint.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Protocol, TypeVar

from painsci_search.identifiers import Mention
from painsci_search.model import Mark, Reference
from painsci_search.reading.citations.bodies import take_bodies
from painsci_search.reading.citations.boundaries import settle
from painsci_search.reading.citations.east_asian import read_east_asian
from painsci_search.reading.citations.editions import take_editions
from painsci_search.reading.citations.fields import make_reference
from painsci_search.reading.citations.german_books import read_german_book
from painsci_search.reading.citations.hints import find_hints
from painsci_search.reading.citations.imprints import join_press
from painsci_search.reading.citations.known_forms import Citation, find_citations
from painsci_search.reading.citations.labelling import label_tokens
from painsci_search.reading.citations.online_books import read_online_book
from painsci_search.reading.citations.segments import Segment, split_works
from painsci_search.reading.citations.sure import all_sure, reference_of
from painsci_search.reading.citations.tokens import Token, tokenize
from painsci_search.reading.citations.vocabulary import VISITED
from painsci_search.reading.citations.web_pages import read_web_page
from painsci_search.reading.citations.wiki_pages import read_wiki_page

# A year, or a volume with a page; a year between two words in lower case is one of prose, as in
# "since 2018 there has been". The first digit decides, since it is the cheapest to find.
_YEAR = r"(?:(?<=(?<!\d)1)[5-9]|(?<=(?<!\d)2)0)\d\d(?!\d)"
_PLACE = r"\s?[:(]\s?\d"
_NUMBERS = re.compile(rf"\d(?:{_YEAR}(?!(?<=[a-z]\s\d{{4}})\s[a-z])|{_PLACE})")
# Beside a whole citation, a year of prose may have a comma on each side: "In 2018, there were".
_NUMBERS_BESIDE = re.compile(
    rf"\d(?:{_YEAR}(?!(?:(?<=[a-z]\s\d{{4}})|(?<=[a-z],\s\d{{4}})),?\s[a-z])|{_PLACE})"
)
# What other citations have. The lookahead is cheaper to test than the alternatives.
_WORDS = re.compile(
    r"\b(?=[vpnifu])(?:(?:vol|pp?|no)\.\s?\d"
    r"|(?:in\spress|forthcoming|n\.d\.|unpublished|ISBN)\b)",
    re.IGNORECASE,
)
# Each of these has one of the words, in lower case, or a number after a stop, which is far cheaper
# to find; but for the letters that are the same as others where case is ignored.
_IN_WORDS = ("press", "forthcoming", "n.d.", "unpublished", "isbn")
_AFTER_STOP = re.compile(r"\.\s?\d")
_ODD_LETTERS = re.compile("[ſıİ]")
# Tokens that are labelled together: a note of many citations takes time in proportion to them.
_WINDOW = 400
_LONGEST_WINDOW = 600
# Words of a visit with its day, and what separates a work from the next one.
_VISIT = re.compile(rf"\b(?:{VISITED})\s[^.;\]\n]{{4,30}}|https?:\S+", re.IGNORECASE)
_YEAR_OF_WORK = re.compile(r"(?<![\d/.-])(?:1[89]|20)\d\d(?!\d)")
_BETWEEN_WORKS = re.compile(
    r"[\s.,;)\]]*(?:(?:[Ss]ee\salso|[Ss]ee|[Aa]lso|[Aa]nd|[Vv]gl\.|[Ss]iehe|[Vv]oir)(?:\salso)?:?\s)?"
)
_PERSONAL = re.compile(r"\b(?:personal\scommunication|pers\.\scomm|Mitteilung)\b", re.IGNORECASE)
# Characters of a work, its address and the remarks on it.
_LONGEST_WORK = 1000
# Characters before a container: enough for "In: ".
_WORD_BEFORE = 8
# Reporters, journals of laws and sections, which a citation of a law or a case has.
_LAW = re.compile(
    r"(?=[§OP\[\d])(?:§|\bOJ\s[LC]\s?\d|\bPub\.\sL\.|\[\d{4}\]\s(?:\d\s)?[A-Z]{2,6}(?:\s[A-Z][a-z]{2,4})?\s\d"
    r"|\b\d{1,4}\s(?:U\.\s?S\.(?:\s?C\.)?|C\.\s?F\.\s?R\.|S\.\s?Ct\.|Stat\.(?=\s\d)|F\.(?:\s?[23]d|\sSupp\.))\s)"
)
_start_of = attrgetter("start")
_ORNAMENTS = " .,;|·•❐↗⎋\n"


class _Started(Protocol):
    @property
    def start(self) -> int: ...


_Span = TypeVar("_Span", bound=_Started)


@dataclass(frozen=True, slots=True)
class Found:
    """A work that a note cites.

    Attributes:
        start, end: character offsets of its citation.
        reference: without its type, identifiers and remarks.
        type_words: those that name the type of the work, such as "[Doctoral dissertation]".
        before_container: the last words before the title of the journal or book.
    """

    start: int
    end: int
    reference: Reference
    type_words: str = ""
    before_container: str = ""


def find_works(text: str, identifiers: Sequence[Mention], marks: Sequence[Mark]) -> list[Found]:
    """Return the works that a note cites, in order.

    Args:
        identifiers: the identifiers and URLs in the text, ascending.
        marks: the links, italics and bold words in the text, ascending by start.
    """
    east_asian = None if text.isascii() else read_east_asian(text)
    if east_asian is not None:
        return [Found(0, *east_asian)]
    known = _read_known_works(text)
    if known:
        return [*known, *_find_after(text, known[-1].end, identifiers, marks)]
    page = read_web_page(text, identifiers, marks)
    if page is not None:
        return [Found(0, len(text.rstrip()), page)]
    if not (identifiers or _has_sign(text, 0, len(text))):
        return []
    citations = find_citations(text, identifiers)
    if all_sure(text, citations) and not _leaves_signs(text, citations, identifiers):
        return [Found(one.start, one.end, reference_of(one)) for one in citations]
    return _label_works(text, identifiers, marks, citations)


def _read_known(text: str) -> Found | None:
    """Return the work at the start of a note that has one of the forms that are always the same."""
    part = read_online_book(text) or read_wiki_page(text)
    if part is not None:
        end, work = part
        return Found(0, end, work, before_container="In: " if work.journal else "")
    german = read_german_book(text)
    if german is None:
        return None
    reference = make_reference(text, german)
    return Found(0, german.end, reference, before_container=_before_container(text, german))


def _read_known_works(text: str) -> list[Found]:
    """Return the works from the start of a note that have one of these forms, one after another."""
    works: list[Found] = []
    start = 0
    while (one := _read_known(text[start:])) is not None:
        if works and not _is_named_and_dated(one):
            break
        works.append(_moved(one, start))
        if not _has_work_after(text, works[-1].end):
            break
        start = _start_after(text, works[-1].end)
    return works


def _find_after(
    text: str, end: int, identifiers: Sequence[Mention], marks: Sequence[Mark]
) -> list[Found]:
    """Return the works after one that ends at `end`, which have authors and a year of their own."""
    if not _has_work_after(text, end):
        return []
    start = _start_after(text, end)
    later = find_works(
        text[start:],
        [
            one._replace(start=one.start - start, end=one.end - start)
            for one in within(identifiers, start, len(text))
        ],
        [
            replace(one, start=one.start - start, end=one.end - start)
            for one in within(marks, start, len(text))
        ],
    )
    return [_moved(one, start) for one in later if _is_named_and_dated(one)]


def _has_work_after(text: str, end: int) -> bool:
    """Return whether there is a year after a work that is not the one of a visit."""
    return _YEAR_OF_WORK.search(_VISIT.sub("", text[end : end + _LONGEST_WORK])) is not None


def _start_after(text: str, end: int) -> int:
    """Return where the next work begins after one that ends at `end`."""
    between = _BETWEEN_WORKS.match(text, end)
    return between.end() if between else end


def _is_named_and_dated(one: Found) -> bool:
    return bool(one.reference.authors and one.reference.year)


def _moved(one: Found, by: int) -> Found:
    return replace(one, start=one.start + by, end=one.end + by)


def _has_sign(text: str, start: int, end: int, numbers: re.Pattern[str] = _NUMBERS) -> bool:
    """Return whether a part of a note has what each citation has."""
    if numbers.search(text, start, end):
        return True
    return _may_have_words(text[start:end]) and _WORDS.search(text, start, end) is not None


def _may_have_words(part: str) -> bool:
    """Return whether a part of a note may have one of the words of citations."""
    lower = part.lower()
    if any(word in lower for word in _IN_WORDS) or _AFTER_STOP.search(part):
        return True
    return not part.isascii() and _ODD_LETTERS.search(part) is not None


def _leaves_signs(text: str, citations: Sequence[Citation], identifiers: Sequence[Mention]) -> bool:
    """Return whether there are signs of further works outside of citations."""
    end = 0
    for start, next_end in [*((one.start, one.end) for one in citations), (len(text), 0)]:
        if _has_sign(text, end, start, _NUMBERS_BESIDE) or within(identifiers, end, start):
            return True
        end = next_end
    return False


def _label_works(
    text: str,
    identifiers: Sequence[Mention],
    marks: Sequence[Mark],
    citations: Sequence[Citation],
) -> list[Found]:
    found: list[Found] = []
    hints = find_hints(text, citations)
    for window in _windows(tokenize(text, identifiers)):
        low, high = window[0].start, window[-1].end
        own_marks = within(marks, low, high)
        labels = label_tokens(window, own_marks, within(hints, low, high))
        for labelled in join_press(text, split_works(window, labels)):
            segment = take_bodies(text, labelled)
            segment.fields = settle(text, take_editions(text, segment.fields))
            reference = make_reference(text, segment)
            if _is_work(reference, text, segment, identifiers) and not _is_law(text, segment):
                words, before = _type_words(text, segment), _before_container(text, segment)
                found.append(Found(segment.start, segment.end, reference, words, before))
            elif found and _is_tail(segment, found[-1], text):
                found[-1] = replace(found[-1], end=segment.end)
    return found


def _type_words(text: str, segment: Segment) -> str:
    return " ".join(text[part.start : part.end] for part in segment.fields.get("type", ()))


def _before_container(text: str, segment: Segment) -> str:
    """Return what precedes the first word of the container or of the editors before it."""
    parts = [*segment.fields.get("container", ()), *segment.fields.get("editor", ())]
    start = min((part.start for part in parts), default=segment.start)
    return text[max(segment.start, start - _WORD_BEFORE) : start]


def within(spans: Sequence[_Span], start: int, end: int) -> Sequence[_Span]:
    """Return the spans that start in a range, of spans that ascend by start."""
    low = bisect_left(spans, start, key=_start_of)
    return spans[low : bisect_left(spans, end, low, key=_start_of)]


def _windows(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens in parts that end with a block or, in a long one, anywhere."""
    start = 0
    while start < len(tokens):
        end = min(start + _LONGEST_WINDOW, len(tokens))
        if end < len(tokens):
            blocks = (n for n in range(end, start + _WINDOW, -1) if tokens[n].gap == "\n")
            end = next(blocks, end)
        yield tokens[start:end]
        start = end


def _is_work(
    reference: Reference, text: str, segment: Segment, identifiers: Sequence[Mention]
) -> bool:
    """Return whether a segment has enough of a work, so that it is no prose."""
    is_sentence = text.startswith("The ", segment.start)
    dated = reference.year is not None or reference.accessed is not None
    named = bool(reference.authors or reference.editors)
    placed = bool(reference.volume or reference.pages or reference.issue)
    has_identifier = bool(within(identifiers, segment.start, segment.end))
    if reference.title and _PERSONAL.match(reference.title):
        return False
    if reference.title:
        published = bool(reference.journal or reference.publisher or placed)
        # "The Society met in May; 2011 was cold" is a sentence
        named = named and (published or not is_sentence)
        return (named and (dated or published)) or (dated and published) or has_identifier
    return bool(reference.journal) and (placed or dated) and (named or has_identifier or placed)


def _is_law(text: str, segment: Segment) -> bool:
    """Return whether a segment cites a law or a case, which is no work."""
    return _LAW.search(text, segment.start, segment.end) is not None


def _is_tail(segment: Segment, last: Found, text: str) -> bool:
    """Return whether a segment that is no work belongs to the one just before it."""
    between = text[last.end : segment.start].strip(_ORNAMENTS)
    return not between and "title" not in segment.fields

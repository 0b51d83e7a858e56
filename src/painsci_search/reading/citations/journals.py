"""The spans of a work in; those in which the journal ends and begins where the signs show it, out.

Each function is a rule for `boundaries.py`.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.names import UPPER
from painsci_search.reading.citations.segments import Span, Spans
from painsci_search.reading.citations.vocabulary import YEAR

# The only name of a journal with a year in it that is common.
_SPINE = re.compile(r"Spine\s\(Phila\.?,?\sPa\.?:?,?\s1976\)?")
_BREAK = re.compile(r"[.?!]\s(?=[^\W\d_])")
_YEAR_LAST = re.compile(rf",\s(?P<year>{YEAR.pattern})\.?\Z")
_BETWEEN = re.compile(r"[\s.,;(]{0,4}")
# "BMJ", or three words without a stop: no abbreviation with stops goes on like this.
_WORD_AND_JOURNAL = re.compile(
    rf"(?P<title>[{UPPER}][^\W\d_A-Z]{{2,30}})[.?]\s(?P<container>[{UPPER}]{{3,8}}|[{UPPER}][^\s.]{{0,30}}(?:\s[^\s.]{{1,30}}){{2,8}})"
)
_QUESTION = re.compile(
    rf"(?P<title>[{UPPER}][^.?!]{{2,200}}[?!])\s(?P<container>[{UPPER}][^?!]{{1,100}})"
)
_WORD_WITH_NUMBER = re.compile(r"[A-Z]\d{2,5}[A-Z][a-z]{3,20}")
_NAMED = frozenset({"container", "publisher", "place", "editor", "edition"})
_NUMBERS = ("volume", "issue", "pages")
_MOST_WORDS = 9
_LONGEST_GAP = 40


def keep_year_of_spine(text: str, spans: Spans) -> Spans:
    """Take "Spine (Phila Pa 1976)" for the journal as a whole, not for one of 1976."""
    parts = [part for each in spans.values() for part in each]
    start = min((part.start for part in parts), default=0)
    end = max((part.end for part in parts), default=0)
    name = _SPINE.search(text, start, end + 1) if parts else None
    if name is None:
        return spans
    low, high = name.span()
    found: Spans = {}
    for label, each in spans.items():
        kept = [one for one in each if one.end <= low or one.start >= high]
        if kept and label != "container":
            found[label] = kept
    found["container"] = [Span(low, high, 0.95)]
    titles = spans.get("title", [])
    if titles and titles[-1].start < low < titles[-1].end:
        ended = Span(titles[-1].start, low, titles[-1].sure)
        found["title"] = [*titles[:-1], ended]
    year = YEAR.search(text, high, high + _LONGEST_GAP) if "year" not in found else None
    return found | ({"year": [Span(*year.span(), 0.9)]} if year else {})


def split_journal_from_title(text: str, spans: Spans) -> Spans:
    """Take the last sentence of a title right before the volume or its year for the journal."""
    titles = spans.get("title", [])
    if len(titles) != 1 or "author" not in spans or spans.keys() & _NAMED or "year" not in spans:
        return spans
    (title,) = titles
    if not any(label in spans for label in _NUMBERS) and "identifier" not in spans:
        return spans
    after = [one.start for label in ("year", *_NUMBERS) for one in spans.get(label, ())]
    next_start = min((start for start in after if start >= title.end), default=-1)
    breaks = list(_BREAK.finditer(text, title.start, title.end))
    if not breaks or next_start < 0 or not _BETWEEN.fullmatch(text, title.end, next_start):
        return spans
    journal = Span(breaks[-1].end(), title.end, title.sure)
    words = text[journal.start : journal.end].split()
    has_numbers = "volume" in spans and ("pages" in spans or "issue" in spans)
    if len(words) > _MOST_WORDS or not (has_numbers or _is_name(words, text, spans)):
        return spans
    sign = text[breaks[-1].start()]
    end = breaks[-1].start() + (sign != ".")
    return {
        **spans,
        "title": [Span(title.start, end, title.sure)],
        "container": [journal],
    }


def _is_name(words: list[str], text: str, spans: Spans) -> bool:
    """Return whether a work has a DOI, and a sentence has capitals as a name has."""
    dois = [text[one.start : one.end] for one in spans.get("identifier", ())]
    has_doi = any("10." in one for one in dois)
    return has_doi and all(word[0].isupper() for word in words if len(word) > 3)


def split_short_title(text: str, spans: Spans) -> Spans:
    """Take the first word of "Pain. BMJ", or a question, for the title of a work without one."""
    containers = spans.get("container", [])
    if "title" in spans or len(containers) != 1 or not {"author", "volume"} <= spans.keys():
        return spans
    (container,) = containers
    question = _QUESTION.match(text, container.start, container.end)
    both = question or _WORD_AND_JOURNAL.fullmatch(text, container.start, container.end)
    if both is None or not (question or _may_be_title(text, spans, container)):
        return spans
    title, journal = (Span(*both.span(name), container.sure) for name in ("title", "container"))
    return {**spans, "title": [title], "container": [journal]}


def _may_be_title(text: str, spans: Spans, container: Span) -> bool:
    """Return whether a title may be next to the authors.

    "T. Moss, Phys. Sock Solidi a, 164, 85" has a comma there, and no title; so has "Moss, T.,
    Socks. Phys Rev", with the title.
    """
    last = spans["author"][-1]
    is_inverted = "," in text[last.start : last.end]
    return is_inverted or not text[: container.start].endswith(", ")


def end_title_at_single_quote(text: str, spans: Spans) -> Spans:
    """End a title in single quotation marks with the last of them, which a comma follows."""
    titles, containers = spans.get("title", []), spans.get("container", [])
    if len(titles) != 1 or len(containers) != 1 or text[titles[0].start] != "‘":
        return spans
    (title,), (container,) = titles, containers
    end = text.find("’, ", container.start, container.end)
    if end < 0 or "’" in text[title.start : title.end] or container.start - title.end > 2:
        return spans
    return {
        **spans,
        "title": [Span(title.start, end, title.sure)],
        "container": [Span(end + 3, container.end, container.sure)],
    }


def take_journal_from_pages(text: str, spans: Spans) -> Spans:
    """Take a word with a number in it, as "S1000Socks", for the journal, not for pages."""
    pages = spans.get("pages", [])
    if not pages or "container" in spans:
        return spans
    if not _WORD_WITH_NUMBER.fullmatch(text, pages[0].start, pages[0].end):
        return spans
    found = {label: parts for label, parts in spans.items() if label != "pages"}
    found["container"] = [Span(pages[0].start, pages[0].end, 0.9)]
    return found | ({"pages": pages[1:]} if pages[1:] else {})


def end_journal_at_year(text: str, spans: Spans) -> Spans:
    """End a journal before the year of a work that has no other: "Sock Ther, 2011"."""
    containers = spans.get("container", [])
    last = containers[-1] if containers else None
    found = _YEAR_LAST.search(text, last.start, last.end) if last else None
    if last is None or found is None or "year" in spans:
        return spans
    journal = Span(last.start, found.start(), last.sure)
    return {
        **spans,
        "container": [*containers[:-1], journal],
        "year": [Span(*found.span("year"), last.sure)],
    }

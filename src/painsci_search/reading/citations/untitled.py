"""The spans of a work whose title the model takes for something else in; those with the title, out.

Each function is a rule for `boundaries.py`.
"""

from __future__ import annotations

import re

from painsci_search.reading.citations.names import UPPER, read_authors
from painsci_search.reading.citations.segments import Span, Spans, split_span
from painsci_search.reading.citations.vocabulary import YEAR

_NAMES = ("author", "editor")
_TYPE_NEXT = re.compile(
    r"\s[(\[](?:pre-?print|internet|online|poster|abstract|report|data\s?set|thesis)\b",
    re.IGNORECASE,
)
_NAME_AND_TITLE = re.compile(
    r"(?P<name>[^\W\d_a-z][^\s.,]{1,30},?\s(?:[^\W\d_a-z]{1,3}\.|(?:[^\W\d_a-z]\.[\s-]?){2,4}))\s?(?P<title>[^\W\d_].{0,300})"
)
# "Moss T. Ice", whose title has no initial: "Moss T. A" may be a name.
_NAME_AND_WORD = re.compile(
    rf"(?P<name>[{UPPER}][^\s.,]{{1,30}}(?:\s[{UPPER}][^\s.,]{{2,30}})?,?\s"
    rf"(?:[{UPPER}]{{1,3}}\.|(?:[{UPPER}]\.[\s-]?){{1,4}}))\s(?P<title>[{UPPER}][^\W\d_A-Z].{{0,200}})"
)
_TITLE_ENDS = re.compile(r"[.?!]\s")
_PREPRINTS = re.compile(r"\w{0,20}[Rr]xiv|SSRN|Research\sSquare")
_THESIS = re.compile(
    rf"\.?\s(?P<title>[^\n]{{3,300}}?)\.\s(?P<year>{YEAR.pattern})\.\s(?:\d{{1,4}}\s?(?:fl?s?|p)\.?,?\s)?"
    r"(?P<type>(?:Tese|Dissertação|Monografia)(?:\s\([^()\n]{3,80}\))?)"
)
# Short forms that begin the names of journals, and are no words.
_ABBREVIATED = re.compile(
    rf"(?:J|Am|Br|Clin|Eur|Ann|Arch|Scand|Curr|Acta|N\sEngl|Dtsch)(?:\s[{UPPER}][^\W\d_A-Z]{{0,14}}){{1,6}}"
)
# "Sciatica. Sock Journal": the first word is no abbreviation, which ends with a consonant.
_WORD_AND_JOURNAL = re.compile(
    rf"(?P<title>[{UPPER}][^\W\d_A-Z]{{4,30}}[aeiouys])\.\s(?P<container>[{UPPER}][^.]{{2,100}})"
)
_COMMA_OR_STOP = re.compile(r"\.?,?\s|(?:,|\.)?\set\sal\.?,\s")
_AFTER_COLON = re.compile(
    rf"(?<=[.)]\s)(?!(?:In|En|Eds?|Hrsg|Online|From|Source|URL|Title|Link)\b)[{UPPER}][\w-]{{0,14}}:\s\Z"
)
_LONGEST_FIRST_WORD = 20
_BETWEEN_NAMES = re.compile(r"[,;]\s(?:(?:and|&)\s)?|\s(?:and|&)\s")
_FEWEST_NAMES = 2
_SURE = 0.9


def split_name_and_title(text: str, spans: Spans) -> Spans:
    """End a name that goes on with the title of the work: "Moss X. Socks"."""
    for label in _NAMES if "title" not in spans else ():
        last = _last_name(text, spans, label)
        if last is None:
            continue
        names = [part for part in spans[label] if part is not last]
        is_typed = _TYPE_NEXT.match(text, last.end)
        pattern = _NAME_AND_TITLE if is_typed else _NAME_AND_WORD
        both = pattern.fullmatch(text, last.start, last.end)
        title = None
        if both:
            names.append(Span(*both.span("name"), last.sure))
            title = Span(*both.span("title"), last.sure)
        elif text[: last.start].endswith(". "):
            title = last
        found = {name: parts for name, parts in spans.items() if name != label}
        found |= {label: names} if names else {}
        return found | ({"title": [title]} if title else {})
    return spans


def _last_name(text: str, spans: Spans, label: str) -> Span | None:
    """Return the name that may go on with the title, before the type of the work or the journal."""
    last = spans[label][-1] if label in spans else None
    if last is not None and _TYPE_NEXT.match(text, last.end):
        return last
    containers = spans.get("container", [])
    before = [one for one in spans.get(label, ()) if containers and one.end < containers[0].start]
    if not before or not _TITLE_ENDS.match(text, before[-1].end):
        return None
    return before[-1] if _NAME_AND_WORD.fullmatch(text, before[-1].start, before[-1].end) else None


def with_title(text: str, spans: Spans) -> Spans:
    """Take the container of a work without title, volume and issue for its title."""
    if "container" not in spans or spans.keys() & {"title", "volume", "issue"}:
        return spans
    if any(_PREPRINTS.fullmatch(text, part.start, part.end) for part in spans["container"]):
        return spans
    return {"title" if label == "container" else label: parts for label, parts in spans.items()}


def settle_thesis(text: str, spans: Spans) -> Spans:
    """Take what is before the year and the kind of a thesis for its title, as Brazil's norms have.

    "MOSS, Ada. Pés frios. 2018. 120 f. Tese (Doutorado) – …" looks like a title after the year.
    """
    authors = spans.get("author", [])
    found = _THESIS.match(text, authors[-1].end) if authors else None
    if found is None:
        return spans
    low, high = found.span()
    kept: Spans = {}
    for label, parts in spans.items():
        outside = [one for one in parts if one.end <= low or one.start >= high]
        if outside and label not in ("title", "year"):
            kept[label] = outside
    for label in ("title", "year", "type"):
        kept[label] = [Span(*found.span(label), _SURE)]
    return kept


def take_journal_from_title(text: str, spans: Spans) -> Spans:
    """Take "J Sock Surg" for the journal of a work without a title."""
    titles = spans.get("title", [])
    if len(titles) != 1 or "container" in spans or "author" not in spans or "year" not in spans:
        return spans
    (title,) = titles
    if not _ABBREVIATED.fullmatch(text, title.start, title.end):
        return spans
    return {"container" if label == "title" else label: parts for label, parts in spans.items()}


def split_container(text: str, spans: Spans) -> Spans:
    """Take the first word of the container of an untitled work for its title."""
    containers = spans.get("container", [])
    if "title" in spans or len(containers) != 1 or "author" not in spans:
        return spans
    (container,) = containers
    both = _WORD_AND_JOURNAL.fullmatch(text, container.start, container.end)
    last = spans["author"][-1]
    if both is None or not _COMMA_OR_STOP.fullmatch(text, last.end, container.start):
        return spans
    title, journal = (Span(*both.span(name), container.sure) for name in ("title", "container"))
    return {**spans, "title": [title], "container": [journal]}


def begin_before_colon(text: str, spans: Spans) -> Spans:
    """Begin the title with the word before its first colon: "R: A language"."""
    titles = spans.get("title", [])
    if not titles:
        return spans
    first = titles[0]
    low = max(0, first.start - _LONGEST_FIRST_WORD)
    word = _AFTER_COLON.search(text, low, first.start)
    if word is None:
        return spans
    start = word.start()
    if any(
        part.start < first.start and part.end > start for parts in spans.values() for part in parts
    ):
        return spans
    return {**spans, "title": [Span(start, first.end, first.sure), *titles[1:]]}


def find_names_after_title(text: str, spans: Spans) -> Spans:
    """Take the list of names between the title and the journal for the authors.

    A list is certain only with two names with initials, or with one and "et al.".
    """
    titles, containers = spans.get("title", []), spans.get("container", [])
    first = titles[0] if len(titles) == 1 and containers else None
    end = _TITLE_ENDS.match(text, first.end) if first else None
    if (
        first is None
        or end is None
        or any(one.start < first.start for one in spans.get("author", ()))
    ):
        return spans
    authors = read_authors(text, end.end())
    if authors is None or authors.given_first or authors.spelled_out or authors.inverted:
        return spans
    names = split_span(text, Span(end.end(), authors.end, _SURE), _BETWEEN_NAMES)
    if len(names) < _FEWEST_NAMES or not _TITLE_ENDS.match(
        text, authors.end - (text[authors.end - 1] == ".")
    ):
        return spans
    later = [one for one in containers if one.start >= authors.end]
    if not later:
        return spans
    found = {label: parts for label, parts in spans.items() if label not in _NAMES}
    return {**found, "author": names, "container": later}

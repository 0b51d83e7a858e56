"""The spans of a work in; those in which a list of bodies is its authors, out.

A chamber, a society or a ministry has no family name and no initials: "Sock Chamber (SC), WBV"
are two bodies. A list is taken only where each name can be one, and a sign shows that they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from painsci_search.reading.citations.names import UPPER
from painsci_search.reading.citations.segments import Segment, Span, Spans
from painsci_search.reading.citations.vocabulary import BODY_NOUN, SHORT_FORM

_SIGNS = r".,;:/()\[\]\n\d“”\""
_NAME = re.compile(rf"[{UPPER}][^{_SIGNS}]{{0,160}}[^{_SIGNS}\s](?:\s\([^()\n\d]{{2,25}}\))?")
_BETWEEN = re.compile(r"(?P<sign>\s?[,;/]\s(?:(?:and|und|et|y|e|en|&)\s)?)")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|&)\s")
_AFTER = re.compile(
    r"(?:,?\s[(\[]?(?:hrsg|hg|eds?|éds?)\b\.?[)\]]?)?"
    r"(?:(?P<year>[.,]?\s\(?(?:19|20)\d\d[a-z]?\)?[.:,]?)|[.:])\s",
    re.IGNORECASE,
)
_ACRONYM = re.compile(rf"[{UPPER}]{{2,10}}(?:-[{UPPER}]{{2,10}})?")
# "Quill A", "Quill ABC"
_PERSON = re.compile(rf"[{UPPER}][\w’'-]*\s[{UPPER}]{{1,3}}")
# "NHS Wales", which may also be a person: "QUILL Ada"
_ACRONYM_FIRST = re.compile(rf"[{UPPER}]{{2,5}}\s[{UPPER}][^\W\d_]{{3,20}}")
_LINKED = re.compile(r"\s(?:of|for|für|der|de|des|del|du|per|voor|van|para)\s")
_TITLE_END = re.compile(r"[.?!](?=\s|\Z)")
# "Quill A, Fenn B, WSO. Socks": an acronym in a list of persons, which the model leaves out.
_ACRONYM_NEXT = re.compile(
    r"\.?(?:[,;]\s(?:(?:and|und|et|y|e|en|&)\s)?|\s(?:and|und|et|&)\s)"
    rf"(?P<body>[{UPPER}]{{3,10}}(?:-[{UPPER}]{{2,10}})?)(?P<end>[.,;:]?\s)"
)
# What a person has after a name in capitals, as an acronym is written.
_TITLES_OF_PERSONS = frozenset(
    "BSC CSCS DDS DPT DSC EDS FAAOMPT FACP FRCP FRCS III JNR LCSW MBA MBBS MPH MSC MSW OTR PHD "
    "SNR".split()
)
_SURE_ACRONYM = 4
_MOST = 30
_SURE = 0.9


def take_bodies(text: str, work: Segment) -> Segment:
    """Return a work with the list of bodies at its start as its authors, and the title after it."""
    names = _read_list(text, work.start)
    after = _AFTER.match(text, names[-1].end) if names else None
    if after is None or not _are_bodies(text, names, work.fields):
        return replace(work, fields=_with_acronyms(text, work.fields))
    fields: Spans = {}
    for label, parts in work.fields.items():
        first = after.start() if label == "year" else after.end()
        later = [_cut(part, first) for part in parts if part.end > first]
        if later and label != "author":
            fields[label] = later
    fields = {**_with_title(text, after.end(), work.end, fields), "author": names}
    return replace(work, fields=fields, by_bodies=True)


def _with_acronyms(text: str, spans: Spans) -> Spans:
    """Return spans in which the acronyms in a list of persons are authors, too."""
    names, titles = spans.get("author", []), spans.get("title", [])
    if not names or not titles or all(text[one.start : one.end].isupper() for one in names):
        return spans
    title, found = titles[0], list(names)
    for one in names:
        acronym = _ACRONYM_NEXT.match(text, one.end)
        if acronym is None or acronym["body"] in _TITLES_OF_PERSONS or one.end > title.start:
            continue
        body = Span(*acronym.span("body"), _SURE)
        if title.start <= body.start and acronym["end"] == ". " and acronym.end() < title.end:
            title = Span(acronym.end(), title.end, _SURE)
        if body.end < title.start and all(body.start != other.start for other in names):
            found.append(body)
    return {**spans, "author": sorted(found), "title": [title, *titles[1:]]}


def _cut(part: Span, start: int) -> Span:
    return Span(max(part.start, start), part.end, part.sure)


def _read_list(text: str, start: int) -> list[Span]:
    """Return the names of a list, one part of a name being what no sign shows to be a body."""
    names: list[Span] = []
    position = start
    while len(names) < _MOST and (name := _NAME.match(text, position)):
        names += _split_at_and(text, name.start(), name.end())
        between = _BETWEEN.match(text, name.end())
        if between is None:
            break
        position = between.end()
    joined: list[Span] = []
    for one in names:
        is_rest = joined and _LINKED.search(text, joined[-1].start, joined[-1].end)
        if is_rest and text[joined[-1].end] == "," and not _has_sign(text[one.start : one.end]):
            joined[-1] = Span(joined[-1].start, one.end, _SURE)
        else:
            joined.append(one)
    return joined


def _split_at_and(text: str, start: int, end: int) -> list[Span]:
    """Return two names that "and" joins; one where a part of it is no body by itself."""
    for word in _AND.finditer(text, start, end):
        # the short form may be that of the whole
        rest = SHORT_FORM.sub("", text[word.end() : end])
        if _has_sign(text[start : word.start()]) and _has_sign(rest):
            return [
                Span(start, word.start(), _SURE),
                *_split_at_and(text, word.end(), end),
            ]
    return [Span(start, end, _SURE)]


def _has_sign(name: str) -> bool:
    """Return whether a name has a word of bodies, its short form in brackets, or is an acronym."""
    is_acronym = _ACRONYM.fullmatch(name) is not None
    return is_acronym or BODY_NOUN.search(name) is not None or SHORT_FORM.search(name) is not None


def _are_bodies(text: str, names: list[Span], spans: Spans) -> bool:
    """Return whether all names of a list can be bodies, and one of them must be one."""
    words = [text[one.start : one.end] for one in names]
    if not all(_can_be_body(name) for name in words):
        return False
    if any(_is_person(text, one, other) for one, other in pairwise(names)):
        return False
    acronyms = [_ACRONYM.fullmatch(name) is not None for name in words]
    is_sure = any(
        BODY_NOUN.search(name)
        or SHORT_FORM.search(name)
        or (is_short and len(name) >= _SURE_ACRONYM)
        for name, is_short in zip(words, acronyms, strict=True)
    ) or any(one and other for one, other in pairwise(acronyms))
    if len(names) == 1:
        end = names[0].end
        people = [*spans.get("author", []), *spans.get("editor", [])]
        is_sure = is_sure and not acronyms[0] and any(one.start < end for one in people)
    return is_sure


def _is_person(text: str, one: Span, other: Span) -> bool:
    """Return whether two names are those of one person: "QUILL, Ada"."""
    family, given = text[one.start : one.end], text[other.start : other.end]
    is_inverted = text[one.end : other.start] == ", " and _ACRONYM.fullmatch(family) is not None
    return is_inverted and not (given.isupper() or _has_sign(given)) and given.istitle()


def _can_be_body(name: str) -> bool:
    """Return whether a name can be that of a body: a sign shows it, or it is a single word."""
    if _has_sign(name):
        return len(name) > 2 and _PERSON.fullmatch(name) is None
    return _ACRONYM_FIRST.fullmatch(name) is not None or (" " not in name and len(name) > 2)


def _with_title(text: str, start: int, limit: int, spans: Spans) -> Spans:
    """Return spans whose title starts after the authors, if nothing else starts there."""
    titles = spans.get("title", [])
    if titles:
        before = text[start : titles[0].start]
        if any(sign in before for sign in ".;:"):
            return spans
        first = Span(start, titles[0].end, titles[0].sure)
        return {**_without(spans, first), "title": [first, *titles[1:]]}
    end = _TITLE_END.search(text, start, limit)
    title = Span(start, end.start() if end else limit, _SURE)
    return {**_without(spans, title), "title": [title]} if start < title.end else spans


def _without(spans: Spans, title: Span) -> Spans:
    """Return the spans that do not start within a title."""
    return {
        label: kept
        for label, parts in spans.items()
        if (kept := [one for one in parts if not title.start <= one.start < title.end])
    }

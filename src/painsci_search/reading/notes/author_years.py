"""Works and a page in; the places where its text cites them by author and year, out as markers.

Notes may cite works in the same way, "Doe 2018, p. 3"; they keep which.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from painsci_search.reading.dom.elements import BLOCKS, HEADINGS, SILENT, fold_space, text_of, walk
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes, Span
from painsci_search.reading.notes.lists import element_of
from painsci_search.text import fold

_VERBATIM = SILENT | HEADINGS | {"pre", "code", "kbd", "samp", "math"}
# What is in the place of a year for a work that has none yet, or none at all.
_UNDATED = (
    r"in\spress|in\spreparation|forthcoming|submitted|n\.\s?d\.|im\sDruck|im\sErscheinen|o\.\s?J\.|"
    r"sous\spresse|à\sparaître|s\.\s?d\.|en\sprensa|in\sstampa|in\sdruk|no\sprelo|i\stryck"
)
_PLAIN_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
_YEAR = re.compile(rf"(?<![\w.,:/–-])(?P<year>{_PLAIN_YEAR})(?![\w/:–-])")
# The same, or a word in its place, which other texts have as well: after a bracket or a comma.
_DATE = re.compile(
    rf"(?<![\w.,:/–-])(?P<year>{_PLAIN_YEAR})(?![\w/:–-])|"
    rf"(?:(?<=[(\[])|(?<=, ))(?P<word>{_UNDATED})(?!\w)",
    re.IGNORECASE,
)
_PARTICLES = (
    r"(?:(?:van|von|de|del|della|der|den|di|da|du|la|le|el|al|ter|ten|zu|zur|af|av)\s){0,3}"
)
_NAME = rf"{_PARTICLES}(?![a-zà-öø-ÿ])[^\W\d_](?:[^\W\d_]|(?!['’]s\b)[.'’‐‑-](?=[^\W\d_])){{1,40}}"
_AND = r"(?:and|&|und|et|y|e|en|och|og)"
_OTHERS = r"(?:colleagues|others|co-?workers|coll\b\.?|cols?\b\.?|kollegen|kolleger|medewerkers)"
# The short form of a body's name after it: "Society for Socks [SFS]".
_SHORT = r"[(\[](?P<short>(?![a-zà-öø-ÿ])[^\W\d_][\w&.’'-]{1,11})"
# The authors directly before a year: "Doe, van Roe & Poe (", "Doe et al.’s, ", "Doe ".
_AUTHORS = re.compile(
    rf"(?<![\w.'’‐‑-])(?P<names>{_NAME}(?:(?:(?:,?\s{_AND}|,)\s|/){_NAME}){{0,6}})"
    rf"(?:,?\s(?:et\.?\sal\b\.?|u\.\s?a\.|m\.\s?fl\.|{_AND}\s{_OTHERS}))?"
    rf"(?:['’]s?)?(?:\s{_SHORT}[)\]])?,?\s?[(\[]?\s?\Z"
)
_EACH_NAME = re.compile(_NAME)
# Between two years of the same authors: "Doe, 2018, 2020a".
_SAME_AUTHORS = re.compile(rf"\s?[,;]\s?|,?\s{_AND}\s")
_BRACKETS = re.compile(r"[()\[\]]")
# Letters before a year among which its authors are.
_NEAR = 120
# Letters at the start of a work among which its first author and its year are.
_START = 600
_LEAD = re.compile(r"[\W\d_]{0,8}(?P<lead>[^\d,;:()\[\]]{2,100}?)(?=\.\s|\.?,|[\d;:()\[\]]|\Z)")
_IN_BRACKETS = re.compile(rf"[(\[](?P<year>{_PLAIN_YEAR}|(?i:{_UNDATED}))(?:,[^()]{{0,30}})?[)\]]")
_NO_YEAR = re.compile(rf"(?<!\w)(?:{_UNDATED})(?!\w)", re.IGNORECASE)
# The start of the short form of a body's name, in the brackets after it.
_NAMED_SHORT = re.compile(rf"\s?{_SHORT}(?=[)\],;])")
# Words of a body's name; a longer one has no short form that is known.
_MOST_WORDS = 12
_SPACE = re.compile(r"\s+")
_SPACE_BEFORE_COMMA = re.compile(r"\s+(?=,)")


class _Work(NamedTuple):
    """A work.

    Attributes:
        start: its folded text up to its title.
        lead: its first author, or the body that wrote it.
        short: the short form of the body's name, or "".
    """

    note: FoundNote
    start: str
    lead: str
    short: str


def mark_authors_and_years(tree: PageTree, found: FoundNotes, works: list[FoundNote]) -> None:
    """Mark the places before the works where the text names the author and the year of one."""
    citations = Citations(works)
    own = {id(node) for note in found.notes for node in note.nodes}
    first = works[0].position
    before = ""
    for step, node in walk(tree.body, lambda tag: tag.name in _VERBATIM or id(tag) in own):
        if isinstance(node, Tag):
            before = "" if node.name in BLOCKS else before
            continue
        around = element_of(node)
        if step != "text" or found.holds(around):
            continue
        if around.first > first:
            break
        text = str(node)
        for span, note in citations.find_in(text, before):
            marker = FoundMarker(around, span.label, note, keep_words=True)
            found.spans.setdefault(id(node), []).append((span, marker))
        before = (before + text)[-_NEAR:]


class Citations:
    """Finds the citations of works in a text.

    It learns the short forms of the names of bodies from the texts and the works that have both.
    """

    def __init__(self, notes: list[FoundNote]) -> None:
        self._works: dict[tuple[str, str], list[_Work]] = defaultdict(list)
        self._bodies: set[str] = set()
        self._shorts: dict[str, str] = {}
        self._dates = _YEAR
        for note in notes:
            work = _read_work(note)
            names = {work.lead, work.lead.rpartition(" ")[2]}
            names.update(name[0] for name in _EACH_NAME.finditer(work.lead) if name.start() == 0)
            years = _years_of(work)
            if not all(map(str.isdecimal, (year[:4] for year in years))):
                self._dates = _DATE
            if " " in work.lead:
                self._bodies.add(fold(work.lead))
            if work.short:
                self._shorts[fold(work.short)] = fold(work.lead)
            for name in map(fold, names):
                for year in years:
                    self._works[name, year].append(work)

    def find_in(self, text: str, before: str) -> Iterator[tuple[Span, FoundNote]]:
        """Yield the empty spans after the years in a text that cite a work.

        Args:
            before: the end of the text before, in the same block.
        """
        whole, shift = before + text, len(before)
        names: list[re.Match[str]] = []
        end = -1
        self._learn_short(whole)
        for year in self._dates.finditer(whole, shift):
            start = year.start()
            authors = _AUTHORS.search(whole[max(0, start - _NEAR) : start])
            if authors is not None:
                begin = max(0, start - _NEAR)
                low, high = authors.span("names")
                names = list(_EACH_NAME.finditer(whole, begin + low, begin + high))
            elif end < 0 or not _SAME_AUTHORS.fullmatch(whole, end, start):
                names = []
            end = year.end()
            for number, name in enumerate(names):
                works = self._find(name[0], year[0])
                if len(works) > 1:
                    others = [fold(other[0]) for other in names[number + 1 :]]
                    works = [one for one in works if all(map(one.start.__contains__, others))]
                if len(works) == 1:
                    start = _start_of(works[0], whole, name) if authors else start
                    label = " ".join(_BRACKETS.sub(" ", whole[start:end]).split())
                    label = _SPACE_BEFORE_COMMA.sub("", label)
                    yield Span(end - shift, end - shift, label), works[0].note
                if works:
                    break

    def _find(self, name: str, year: str) -> list[_Work]:
        """Return the works of an author, or of the body with this name or short form."""
        name, year = fold(name), _key_of_year(year)
        return self._works.get((name, year)) or self._works.get(
            (self._shorts.get(name, ""), year), []
        )

    def _learn_short(self, text: str) -> None:
        """Remember the short forms that follow the names of bodies in a text."""
        for short in _NAMED_SHORT.finditer(text) if self._bodies else ():
            before = text[max(0, short.start() - _NEAR) : short.start()]
            words = fold(_BRACKETS.sub(" ", before)).split()
            for number in range(2, min(len(words), _MOST_WORDS) + 1):
                body = " ".join(words[-number:])
                if body in self._bodies:
                    self._shorts[fold(short["short"])] = body


def _years_of(work: _Work) -> set[str]:
    """Return the years of a work, or the words in their place: that in brackets, or all."""
    found = _IN_BRACKETS.search(work.start)
    if found is not None:
        return {_key_of_year(found["year"])}
    dates = (*_YEAR.finditer(work.start), *_NO_YEAR.finditer(work.start))
    return {_key_of_year(date[0]) for date in dates}


def _key_of_year(year: str) -> str:
    return _SPACE.sub("", year).casefold()


def _read_work(note: FoundNote) -> _Work:
    texts = (text_of(node) if isinstance(node, Tag) else str(node) for node in note.nodes)
    text = fold_space(" ".join(texts)).strip()[:_START]
    found = _LEAD.match(text)
    short = _NAMED_SHORT.match(text, found.end()) if found else None
    lead = found["lead"].strip(" .") if found else ""
    return _Work(note, fold(text), lead, short["short"] if short else "")


def _start_of(work: _Work, text: str, name: re.Match[str]) -> int:
    """Return where the authors start in a citation: at the name, or the words of a body before."""
    start = name.end() - len(work.lead)
    return start if start >= 0 and text[start : name.end()] == work.lead else name.start()

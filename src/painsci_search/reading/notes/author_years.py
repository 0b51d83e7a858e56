"""Works and a page in; the places where its text cites them by author and year, out as markers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import Tag

from painsci_search.reading.dom import BLOCKS, HEADINGS, SILENT, fold_space, text_of, walk
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes, Span
from painsci_search.reading.notes.lists import element_of
from painsci_search.reading.tree import PageTree
from painsci_search.text import fold

_VERBATIM = SILENT | HEADINGS | {"pre", "code", "kbd", "samp", "math"}
_YEAR = re.compile(r"(?<![\w.,:/–-])(?P<year>(?:1[5-9]|20)\d\d[a-z]?)(?![\w/:–-])")
_PARTICLES = (
    r"(?:(?:van|von|de|del|della|der|den|di|da|du|la|le|el|al|ter|ten|zu|zur|af|av)\s){0,3}"
)
_NAME = rf"{_PARTICLES}(?![a-zà-öø-ÿ])[^\W\d_](?:[^\W\d_]|[.'’‐‑-](?=[^\W\d_])){{1,40}}"
_AND = r"(?:and|&|und|et|y|e|en|och|og)"
_OTHERS = r"(?:colleagues|others|co-?workers|coll\b\.?|cols?\b\.?|kollegen|kolleger|medewerkers)"
# The authors directly before a year: "Doe, van Roe & Poe (", "Doe et al.’s, ", "Doe ".
_AUTHORS = re.compile(
    rf"(?<![\w.'’‐‑-])(?P<names>{_NAME}(?:(?:(?:,?\s{_AND}|,)\s|/){_NAME}){{0,6}})"
    rf"(?:,?\s(?:et\.?\sal\b\.?|u\.\s?a\.|m\.\s?fl\.|{_AND}\s{_OTHERS}))?"
    r"(?:['’]s?)?,?\s?[(\[]?\s?\Z"
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
_IN_BRACKETS = re.compile(r"[(\[]((?:1[5-9]|20)\d\d[a-z]?)(?:,[^()]{0,30})?[)\]]")


class _Work(NamedTuple):
    """A work, with its text up to its title and its first author or body."""

    note: FoundNote
    start: str
    lead: str


def mark_authors_and_years(tree: PageTree, found: FoundNotes, works: list[FoundNote]) -> None:
    """Mark the places before the works where the text names the author and the year of one."""
    citations = _Citations(works)
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
        if tree.extent(around).first > first:
            break
        text = str(node)
        for span, note in citations.find_in(text, before):
            marker = FoundMarker(around, span.label, note, keep_words=True)
            found.spans.setdefault(id(node), []).append((span, marker))
        before = (before + text)[-_NEAR:]


class _Citations:
    """Finds the citations of works in a text."""

    def __init__(self, notes: list[FoundNote]) -> None:
        self._works: dict[tuple[str, str], list[_Work]] = defaultdict(list)
        for note in notes:
            work = _read_work(note)
            names = {work.lead, work.lead.rpartition(" ")[2]}
            names.update(name[0] for name in _EACH_NAME.finditer(work.lead) if name.start() == 0)
            years = _IN_BRACKETS.findall(work.start)[:1] or _YEAR.findall(work.start)
            for name in map(fold, names):
                for year in set(years):
                    self._works[name, year].append(work)

    def find_in(self, text: str, before: str) -> Iterator[tuple[Span, FoundNote]]:
        """Yield the empty spans after the years in a text that cite a work.

        Args:
            before: the end of the text before, in the same block.
        """
        whole, shift = before + text, len(before)
        names: list[re.Match[str]] = []
        end = -1
        for year in _YEAR.finditer(whole, shift):
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
                works = self._works.get((fold(name[0]), year["year"]), [])
                if len(works) > 1:
                    others = [fold(other[0]) for other in names[number + 1 :]]
                    works = [one for one in works if all(map(one.start.__contains__, others))]
                if len(works) == 1:
                    start = _start_of(works[0], whole, name) if authors else start
                    label = " ".join(_BRACKETS.sub(" ", whole[start:end]).split())
                    yield Span(end - shift, end - shift, label), works[0].note
                if works:
                    break


def _read_work(note: FoundNote) -> _Work:
    texts = (text_of(node) if isinstance(node, Tag) else str(node) for node in note.nodes)
    text = fold_space(" ".join(texts)).strip()[:_START]
    found = _LEAD.match(text)
    return _Work(note, fold(text), found["lead"].strip(" .") if found else "")


def _start_of(work: _Work, text: str, name: re.Match[str]) -> int:
    """Return where the authors start in a citation: at the name, or the words of a body before."""
    start = name.end() - len(work.lead)
    return start if start >= 0 and text[start : name.end()] == work.lead else name.start()

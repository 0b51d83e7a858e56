"""Citations in; groups of citations of the same work, out (deduplication).

Two citations are of one work if they share an identifier, or else if authors, year and title
agree. Where a title is missing, the journal, its volume and the first page agree in its place; a
book may share its ISBN, and a page its URL. Those that share an identifier but contradict each
other are not joined: their titles are clearly of different works, or they differ in another
identifier while author, year or title does not agree. A group is compared as a whole, so a mistyped
identifier cannot chain two works.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from painsci_search.bibliography.citation_groups import (
    CitationGroup,
    Evidence,
    by_rank,
    contradiction,
    root,
    unite,
)
from painsci_search.bibliography.comparing import family_key, identifiers_of, isbn_key
from painsci_search.bibliography.publications import publication_of
from painsci_search.bibliography.titles import main_words, title_key, title_words
from painsci_search.identifiers import KINDS
from painsci_search.model import Reference

# Works. An identifier that more of them share is no evidence: further titles must be the same.
# It also bounds the comparisons of a citation.
_MOST_WORKS = 8
_URL_START = re.compile(r"https?://(?:www\.)?|#.*")


def merge(references: Sequence[Reference]) -> list[tuple[int, ...]]:
    """Group citations by the work that they cite.

    The time is about linear in the number of citations, whatever they share.

    Returns:
        The indices of each group, ascending; groups by their first index. The groups do not
        depend on the order of the citations.

    >>> one = Reference("", title="Tingles", doi="10.1000/AB", pmid="7")
    >>> two = Reference("", doi="https://doi.org/10.1000/ab")
    >>> merge([one, Reference("", title="Knees", pmid="8"), two])
    [(0, 2), (1,)]
    """
    return Merging(references).groups()


# What citations share: (kind, identifier), or (family name, year, words of the title).
Key = tuple[str, ...]


class _SharedKeys:
    """Collects the keys that several numbers share; of a key that one has, only that number.

    Attributes:
        numbers: for each shared key all numbers that have it.
    """

    def __init__(self) -> None:
        self.numbers: dict[Key, list[int]] = {}
        self._first: dict[Key, int] = {}

    def add(self, key: Key, number: int) -> None:
        first = self._first.setdefault(key, number)
        if first != number:
            self.numbers.setdefault(key, [first]).append(number)


class Merging:
    """Groups citations by work. Most citations share nothing, and only a number is kept of them.

    Attributes:
        by_id: the distinct citations that share an identifier.
        by_words: the distinct citations that share first author, year and main title.
    """

    def __init__(self, references: Sequence[Reference]) -> None:
        self._references = references
        # the number of each citation among the distinct ones, and the first index of each number
        self._numbers: list[int] = []
        self._firsts: list[int] = []
        self._raws: list[str] = []
        self._groups: dict[int, CitationGroup] = {}
        self._indices: dict[int, list[int]] = {}
        self._number()
        shared = self._collect()
        counts = Counter(self._numbers)
        by_id, by_isbn, by_words, by_page, by_url = (
            {key: self._make(numbers, counts) for key, numbers in sorted(keys.numbers.items())}
            for keys in shared
        )
        self.by_id, self.by_words = by_id, by_words
        for kind in KINDS:
            for identifier in (one for one in by_id if one[0] == kind):
                self._join(by_id[identifier], "identifier")
        for same in by_isbn.values():
            self._join(same, "isbn")
        for same in by_words.values():
            self._join_by_words(same)
        for same in by_page.values():
            self._join(same, "page")
        for same in by_url.values():
            self._join(same, "url")

    def groups(self) -> list[tuple[int, ...]]:
        """Return the indices of the citations of each work."""
        heads = [
            root(self._groups[number]).number if number in self._groups else number
            for number in range(len(self._firsts))
        ]
        found: dict[int, list[int]] = {}
        for index, number in enumerate(self._numbers):
            found.setdefault(heads[number], []).append(index)
        return [tuple(group) for group in found.values()]

    def reference(self, group: CitationGroup) -> Reference:
        """Return the first citation of a group of equal ones."""
        return self._references[self._firsts[group.number]]

    def citations(self, group: CitationGroup) -> list[int]:
        """Return the indices of the equal citations of a group."""
        if not self._indices:
            for index, number in enumerate(self._numbers):
                self._indices.setdefault(number, []).append(index)
        return self._indices[group.number]

    def _number(self) -> None:
        """Number the distinct citations."""
        known: dict[Reference, int] = {}
        for index, work in enumerate(self._references):
            number = known.setdefault(_distinct(work, index), len(known))
            self._numbers.append(number)
            if number < len(self._firsts):
                self._raws[number] = max(self._raws[number], work.raw)
            else:
                self._firsts.append(index)
                self._raws.append(work.raw)

    def _collect(self) -> tuple[_SharedKeys, ...]:
        """Return what the distinct citations share, in the order of `Evidence`."""
        by_id, by_isbn, by_author, by_url = (_SharedKeys() for _ in range(4))
        for number, index in enumerate(self._firsts):
            work = self._references[index]
            for identifier in identifiers_of(work):
                by_id.add(identifier, number)
            if work.isbn and _is_whole(work):
                by_isbn.add(("isbn", isbn_key(work.isbn) or work.isbn), number)
            if work.url and work.title:
                by_url.add(("url", _URL_START.sub("", work.url.lower()).rstrip("/")), number)
            if work.authors and work.year is not None:
                by_author.add((family_key(work.authors[0]), str(work.year)), number)
        return by_id, by_isbn, *self._collect_of_authors(by_author), by_url

    def _collect_of_authors(self, by_author: _SharedKeys) -> tuple[_SharedKeys, _SharedKeys]:
        """Return the titles, and the volumes and pages, that works of an author share in a year."""
        by_words, by_page = _SharedKeys(), _SharedKeys()
        for (family, year), numbers in by_author.numbers.items():
            for number in numbers if family else ():
                work = self._references[self._firsts[number]]
                if work.title:
                    by_words.add((family, year, title_key(main_words(work.title))), number)
                where = publication_of(work)
                if where.volume and where.page:
                    by_page.add((family, year, where.volume, where.page), number)
        return by_words, by_page

    def _make(self, numbers: Iterable[int], counts: Mapping[int, int]) -> list[CitationGroup]:
        made = []
        for number in numbers:
            group = self._groups.get(number)
            if group is None:
                work = self._references[self._firsts[number]]
                group = self._groups[number] = CitationGroup(
                    number,
                    title=work.title or "",
                    raw=self._raws[number],
                    family=family_key(work.authors[0]) if work.authors else "",
                    authors=work.authors,
                    years=None if work.year is None else (work.year, work.year),
                    published=publication_of(work),
                    ids=dict(identifiers_of(work)),
                    more_ids={},
                    count=counts[number],
                )
            made.append(group)
        return made

    def _join(self, same: Iterable[CitationGroup], shared: Evidence) -> None:
        """Join groups that share something, and do not contradict each other."""
        heads: list[CitationGroup] = []
        by_title: dict[tuple[str, ...], CitationGroup] = {}
        for group in by_rank(same):
            words = title_words(group.title)
            known = by_title.get(words) if words else None
            near = heads if len(heads) <= _MOST_WORKS else heads[:1] if not words else ()
            for head in (known, *near) if known else near:
                if contradiction(root(head), group, shared) is None:
                    unite(root(head), group)
                    break
            else:
                heads.append(group)
                by_title.setdefault(words, group)

    def _join_by_words(self, same: list[CitationGroup]) -> None:
        """Join groups of one first author, year and title, where a subtitle may be left off."""
        by_title: dict[str, list[CitationGroup]] = {}
        for group in same:
            by_title.setdefault(title_key(title_words(group.title)), []).append(group)
        for _, equal in sorted(by_title.items()):
            self._join(equal, "words")
        # with several long titles, the short one could be any of them
        longest = max(by_title, key=len)
        if len(by_title) == 2 or all(map(longest.startswith, by_title)):
            self._join(same, "words")


def _is_whole(work: Reference) -> bool:
    """Return whether an ISBN is the work's own, not that of the book of a chapter or paper."""
    in_book = work.journal is not None if work.type is None else work.type in ("chapter", "paper")
    return not in_book


def _distinct(work: Reference, index: int) -> Reference:
    """Return what distinguishes a citation from those that are of one work without comparison."""
    is_complete = work.title and work.authors and work.authors[0] and work.year is not None
    text = "" if is_complete else _distinguishing_text(work, index)
    return replace(work, raw=text, commentary=None, accessed=None, confidence=())


def _distinguishing_text(work: Reference, index: int) -> str:
    """Return a text that distinguishes a citation without author, year or title from others.

    "" if it has an identifier. Otherwise it is a work of its own, unless another citation is the
    same to the letter.
    """
    if identifiers_of(work):
        return ""
    return work.raw if work.title and work.raw else f"\0{index}"

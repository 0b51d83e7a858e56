"""Citations in; groups of citations of the same work, out (deduplication).

Two citations are of one work if they share an identifier, or else if authors, year and title
agree. Those that share an identifier but contradict each other are not joined: their titles are
clearly of different works, or they differ in another identifier while author, year or title does
not agree. A group is compared as a whole, so a mistyped identifier cannot chain two works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from painsci_search.bibliography.comparing import (
    Similarity,
    authors_agree,
    compare_titles,
    family_key,
    holds_title,
    identifiers_of,
    main_words,
    title_words,
)
from painsci_search.identifiers import KINDS, IdentifierKind
from painsci_search.model import Reference

# Works. An identifier that more of them share is no evidence: further titles must be the same.
# It also bounds the comparisons of a citation.
_MOST_WORKS = 8
# Years. A work may appear online in one year and in an issue in the next.
_SAME_YEARS = 1


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


# The field in which two citations contradict each other.
Contradiction = Literal["title", "author"] | IdentifierKind
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


@dataclass(slots=True, eq=False)
class CitationGroup:
    """Equal citations, and those joined to them: a node of a disjoint-set forest.

    Attributes:
        number: of the first of them among the distinct citations.
        title: the longest; like the other attributes, of all citations of the group.
        raw: the last in alphabetical order, so that it does not depend on the order of joining.
        family: the first author's family name, folded; "" if unknown.
        authors: the longest list.
        years: the first and the last.
        ids: an identifier of each kind.
        more_ids: all identifiers of a kind, where there are several.
        count: number of citations.
        parent: the group that this one was joined to; None for the root.
    """

    number: int
    title: str
    raw: str
    family: str
    authors: tuple[str, ...]
    years: tuple[int, int] | None
    ids: dict[IdentifierKind, str]
    more_ids: dict[IdentifierKind, set[str]]
    count: int
    parent: CitationGroup | None = None

    def values(self, kind: IdentifierKind) -> Collection[str]:
        """Return all identifiers of a kind."""
        more = self.more_ids.get(kind)
        return more or ((self.ids[kind],) if kind in self.ids else ())


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
        same_ids, same_words = self._collect()
        counts = Counter(self._numbers)
        self.by_id = {one: self._make(numbers, counts) for one, numbers in same_ids.items()}
        self.by_words = {one: self._make(numbers, counts) for one, numbers in same_words.items()}
        for kind in KINDS:
            for identifier in sorted(one for one in self.by_id if one[0] == kind):
                self._join(self.by_id[identifier], shared=True)
        for _, same in sorted(self.by_words.items()):
            self._join_by_words(same)

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

    def _collect(self) -> tuple[dict[Key, list[int]], dict[Key, list[int]]]:
        """Number the distinct citations; return those that share an identifier, or all words."""
        known: dict[tuple[str | None, ...], int] = {}
        by_id, by_author = _SharedKeys(), _SharedKeys()
        for index, work in enumerate(self._references):
            author = work.authors[0] if work.authors else ""
            is_complete = work.title and author and work.year is not None
            key = (
                *(work.title, "\n".join(work.authors), str(work.year), work.pmid, work.pmcid),
                *(work.doi, work.painsci_id),
                "" if is_complete else _distinguishing_text(work, index),
            )
            number = known.setdefault(key, len(known))
            self._numbers.append(number)
            if number < len(self._firsts):
                self._raws[number] = max(self._raws[number], work.raw)
                continue
            self._firsts.append(index)
            self._raws.append(work.raw)
            for identifier in identifiers_of(work):
                by_id.add(identifier, number)
            if is_complete:
                by_author.add((family_key(author), str(work.year)), number)
        by_words = _SharedKeys()
        for (family, year), numbers in by_author.numbers.items():
            for number in numbers if family else ():
                title = self._references[self._firsts[number]].title or ""
                by_words.add((family, year, " ".join(main_words(title))), number)
        return by_id.numbers, by_words.numbers

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
                    ids=dict(identifiers_of(work)),
                    more_ids={},
                    count=counts[number],
                )
            made.append(group)
        return made

    def _join(self, same: Iterable[CitationGroup], *, shared: bool) -> None:
        """Join groups that share an identifier, or all words, and do not contradict each other."""
        heads: list[CitationGroup] = []
        by_title: dict[tuple[str, ...], CitationGroup] = {}
        for group in by_rank(same):
            words = title_words(group.title)
            known = by_title.get(words) if words else None
            near = heads if len(heads) <= _MOST_WORKS else heads[:1] if not words else ()
            for head in (known, *near) if known else near:
                if contradiction(root(head), group, shared=shared) is None:
                    _unite(root(head), group)
                    break
            else:
                heads.append(group)
                by_title.setdefault(words, group)

    def _join_by_words(self, same: list[CitationGroup]) -> None:
        """Join groups of one first author, year and title, where a subtitle may be left off."""
        by_title: dict[tuple[str, ...], list[CitationGroup]] = {}
        for group in same:
            by_title.setdefault(title_words(group.title), []).append(group)
        for _, equal in sorted(by_title.items()):
            self._join(equal, shared=False)
        if len(by_title) == 2:  # with more, the short title could be any of the long ones
            self._join(same, shared=False)


def _distinguishing_text(work: Reference, index: int) -> str:
    """Return a text that distinguishes a citation without author, year or title from others.

    "" if it has an identifier. Otherwise it is a work of its own, unless another citation is the
    same to the letter.
    """
    if identifiers_of(work):
        return ""
    return work.raw if work.title and work.raw else f"\0{index}"


def root(group: CitationGroup) -> CitationGroup:
    """Return the group that a group was joined into, with path compression."""
    top = group
    while top.parent is not None:
        top = top.parent
    while group.parent is not None:
        group.parent, group = top, group.parent
    return top


def contradiction(
    one: CitationGroup, other: CitationGroup, *, shared: bool
) -> Contradiction | None:
    """Return the field in which two groups contradict each other; None if they may be one work.

    Args:
        shared: whether they share an identifier. If not, no identifier and no author may differ.
    """
    similarity = _compare(one, other)
    if similarity is Similarity.DIFFERENT or (similarity is Similarity.NEAR and not shared):
        return "title"
    if not shared and not authors_agree(one.authors, other.authors):
        return "author"
    sure = (
        (shared and similarity is Similarity.SAME)
        and one.family == other.family != ""
        and _years_agree(one, other)
    )
    if not sure:
        for kind in one.ids:
            if kind in other.ids and not _share(one.values(kind), other.values(kind)):
                return kind
    return None


def _compare(one: CitationGroup, other: CitationGroup) -> Similarity | None:
    """Compare the titles; None if a title is unknown."""
    if not one.title or not other.title:
        return None
    similarity = compare_titles(one.title, other.title)
    if similarity is Similarity.NEAR and one.family and other.family and one.family != other.family:
        similarity = Similarity.DIFFERENT
    if similarity is Similarity.DIFFERENT and (
        holds_title(one.raw, other.title) or holds_title(other.raw, one.title)
    ):
        return Similarity.NEAR
    return similarity


def _share(some: Collection[str], others: Collection[str]) -> bool:
    few, many = (some, others) if len(some) < len(others) else (others, some)
    return any(value in many for value in few)


def _years_agree(one: CitationGroup, other: CitationGroup) -> bool:
    if one.years is None or other.years is None:
        return False
    return (
        one.years[0] - _SAME_YEARS <= other.years[1]
        and other.years[0] - _SAME_YEARS <= one.years[1]
    )


def by_rank(same: Iterable[CitationGroup]) -> list[CitationGroup]:
    """Return the roots of groups, those with most citations first, whatever their order."""
    return sorted({id(head): head for head in map(root, same)}.values(), key=_rank)


def _rank(group: CitationGroup) -> tuple[object, ...]:
    ids = sorted(group.ids.items())
    named = (group.title, group.authors, group.years or (), ids, group.raw)
    return (not group.title, -group.count, *named)


def _unite(head: CitationGroup, group: CitationGroup) -> None:
    group.parent = head
    if len(title_words(group.title)) > len(title_words(head.title)):
        head.title = group.title
    head.raw = max(head.raw, group.raw)
    head.family = head.family or group.family
    head.authors = max(head.authors, group.authors, key=len)
    head.count += group.count
    if group.years is not None:
        years = head.years or group.years
        head.years = min(years[0], group.years[0]), max(years[1], group.years[1])
    for kind, value in group.ids.items():
        if head.ids.setdefault(kind, value) != value or kind in group.more_ids:
            head.more_ids.setdefault(kind, {head.ids[kind]}).update(group.values(kind))

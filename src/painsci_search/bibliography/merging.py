"""Citations, in; which of them name the same work, out.

Two citations are of one work if they share an identifier, or else if authors, year and title
agree. Those that share an identifier but contradict each other are kept apart: their titles are
clearly of different works, or they differ in another identifier and nothing else speaks for them
being one. As the same holds for whatever they have been joined with, a mistyped identifier cannot
chain two works together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from painsci_search.bibliography.names import authors_agree, family_key
from painsci_search.bibliography.titles import (
    Likeness,
    compare_titles,
    holds_title,
    main_words,
    title_words,
)
from painsci_search.identifiers import KINDS, IdentityKind, identities
from painsci_search.model import Reference

# An identifier shared by more works than that tells nothing: further titles must be the same.
_MOST_WORKS = 8
# Works appear online in one year and in an issue in the next.
_SAME_YEARS = 1


def merge(references: Sequence[Reference]) -> list[tuple[int, ...]]:
    """Group citations by the work that they name.

    The time is about linear in the number of citations, whatever they share.

    Returns:
        The indices of each group ascending, groups by their first index. Which citations are
        together does not depend on the order in which they are given.

    >>> one = Reference("", title="Tingles", doi="10.1000/AB", pmid="7")
    >>> two = Reference("", doi="https://doi.org/10.1000/ab")
    >>> merge([one, Reference("", title="Knees", pmid="8"), two])
    [(0, 2), (1,)]
    """
    return Merging(references).groups()


# What speaks against two citations being of one work.
Contradiction = Literal["title", "author"] | IdentityKind
# What citations share: (kind, identifier), or (family name, year, words of the title).
Key = tuple[str, ...]


class _Shared:
    """Collects which numbers have the same key; of keys that only one has, just that.

    Attributes:
        found: the keys that several numbers have, with all of these.
    """

    def __init__(self) -> None:
        self.found: dict[Key, list[int]] = {}
        self._first: dict[Key, int] = {}

    def add(self, key: Key, number: int) -> None:
        first = self._first.setdefault(key, number)
        if first != number:
            self.found.setdefault(key, [first]).append(number)


@dataclass(slots=True, eq=False)
class Cited:
    """Citations that say the same of a work, and what was joined to them.

    Attributes:
        number: which of the distinct citations it is.
        title: the fullest of all joined; so are the other attributes those of all.
        family: the first author's family name, folded; "" if unknown.
        authors: the longest list.
        years: the first and the last.
        ids: an identifier of each kind.
        more_ids: where there are several of a kind, all.
        count: how many citations.
        parent: what they have been joined to; None for the head of a work.
    """

    number: int
    title: str
    raw: str
    family: str
    authors: tuple[str, ...]
    years: tuple[int, int] | None
    ids: dict[IdentityKind, str]
    more_ids: dict[IdentityKind, set[str]]
    count: int
    parent: Cited | None = None

    def values(self, kind: IdentityKind) -> Collection[str]:
        """All identifiers of a kind."""
        more = self.more_ids.get(kind)
        return more or ((self.ids[kind],) if kind in self.ids else ())


class Merging:
    """Citations on their way to works.

    Only for those that share something more is kept than a number: the others are most of them.

    Attributes:
        by_id: the distinct citations that share an identifier.
        by_words: those that share first author, year and main title.
    """

    def __init__(self, references: Sequence[Reference]) -> None:
        self._references = references
        # Of each citation its number among the distinct ones, of each of those its first index.
        self._numbers: list[int] = []
        self._firsts: list[int] = []
        self._raws: list[str] = []
        self._cited: dict[int, Cited] = {}
        self._indices: dict[int, list[int]] = {}
        same_ids, same_words = self._collect()
        counts = Counter(self._numbers)
        self.by_id = {one: self._make(numbers, counts) for one, numbers in same_ids.items()}
        self.by_words = {one: self._make(numbers, counts) for one, numbers in same_words.items()}
        for kind in KINDS:
            for identity in sorted(one for one in self.by_id if one[0] == kind):
                self._join(self.by_id[identity], shared=True)
        for _, same in sorted(self.by_words.items()):
            self._join_by_words(same)

    def groups(self) -> list[tuple[int, ...]]:
        """Return the indices of the citations of each work."""
        heads = [
            root(self._cited[number]).number if number in self._cited else number
            for number in range(len(self._firsts))
        ]
        found: dict[int, list[int]] = {}
        for index, number in enumerate(self._numbers):
            found.setdefault(heads[number], []).append(index)
        return [tuple(group) for group in found.values()]

    def reference(self, cited: Cited) -> Reference:
        """Return the first of the citations that say the same."""
        return self._references[self._firsts[cited.number]]

    def citations(self, cited: Cited) -> list[int]:
        """Return the indices of the citations that say the same."""
        if not self._indices:
            for index, number in enumerate(self._numbers):
                self._indices.setdefault(number, []).append(index)
        return self._indices[cited.number]

    def _collect(self) -> tuple[dict[Key, list[int]], dict[Key, list[int]]]:
        """Number the distinct citations; find those that share an identifier, or all words."""
        known: dict[tuple[str | None, ...], int] = {}
        by_id, by_author = _Shared(), _Shared()
        for index, work in enumerate(self._references):
            author = work.authors[0] if work.authors else ""
            known_well = work.title and author and work.year is not None
            key = (
                *(work.title, "\n".join(work.authors), str(work.year), work.pmid, work.pmcid),
                *(work.doi, work.painsci_id),
                "" if known_well else _text_that_counts(work, index),
            )
            number = known.setdefault(key, len(known))
            self._numbers.append(number)
            if number < len(self._firsts):
                self._raws[number] = max(self._raws[number], work.raw)
                continue
            self._firsts.append(index)
            self._raws.append(work.raw)
            for identity in identities(work):
                by_id.add(identity, number)
            if known_well:
                by_author.add((family_key(author), str(work.year)), number)
        by_words = _Shared()
        for (family, year), numbers in by_author.found.items():
            for number in numbers if family else ():
                title = self._references[self._firsts[number]].title or ""
                by_words.add((family, year, " ".join(main_words(title))), number)
        return by_id.found, by_words.found

    def _make(self, numbers: Iterable[int], counts: Mapping[int, int]) -> list[Cited]:
        made = []
        for number in numbers:
            cited = self._cited.get(number)
            if cited is None:
                work = self._references[self._firsts[number]]
                cited = self._cited[number] = Cited(
                    number,
                    title=work.title or "",
                    raw=self._raws[number],
                    family=family_key(work.authors[0]) if work.authors else "",
                    authors=work.authors,
                    years=None if work.year is None else (work.year, work.year),
                    ids=dict(identities(work)),
                    more_ids={},
                    count=counts[number],
                )
            made.append(cited)
        return made

    def _join(self, same: Iterable[Cited], *, shared: bool) -> None:
        """Join citations that share an identifier, or all words; not with those they contradict."""
        heads: list[Cited] = []
        by_title: dict[tuple[str, ...], Cited] = {}
        for cited in by_rank(same):
            words = title_words(cited.title)
            known = by_title.get(words) if words else None
            near = heads if len(heads) <= _MOST_WORKS else heads[:1] if not words else ()
            for head in (known, *near) if known else near:
                if contradiction(root(head), cited, shared=shared) is None:
                    _unite(root(head), cited)
                    break
            else:
                heads.append(cited)
                by_title.setdefault(words, cited)

    def _join_by_words(self, same: list[Cited]) -> None:
        """Join citations of one first author, year and title, where a subtitle may be left off."""
        by_title: dict[tuple[str, ...], list[Cited]] = {}
        for cited in same:
            by_title.setdefault(title_words(cited.title), []).append(cited)
        for _, equal in sorted(by_title.items()):
            self._join(equal, shared=False)
        if len(by_title) == 2:  # with more, which of them the short one means is not told
            self._join(same, shared=False)


def _text_that_counts(work: Reference, index: int) -> str:
    """What tells a citation from others where author, year and title are not all known.

    With an identifier that alone counts. Else it is of a work of its own, unless another one is
    the same to the letter.
    """
    if identities(work):
        return ""
    return work.raw if work.title and work.raw else f"\0{index}"


def root(cited: Cited) -> Cited:
    """Find what citations have been joined into."""
    top = cited
    while top.parent is not None:
        top = top.parent
    while cited.parent is not None:
        cited.parent, cited = top, cited.parent
    return top


def contradiction(one: Cited, other: Cited, *, shared: bool) -> Contradiction | None:
    """Name what speaks against two being one work.

    Args:
        shared: they share an identifier. If not, no identifier and no author may differ.
    """
    likeness = _likeness(one, other)
    if likeness is Likeness.DIFFERENT or (likeness is Likeness.NEAR and not shared):
        return "title"
    if not shared and not authors_agree(one.authors, other.authors):
        return "author"
    sure = (
        (shared and likeness is Likeness.SAME)
        and one.family == other.family != ""
        and _years_agree(one, other)
    )
    if not sure:
        for kind in one.ids:
            if kind in other.ids and not _share(one.values(kind), other.values(kind)):
                return kind
    return None


def _likeness(one: Cited, other: Cited) -> Likeness | None:
    """Compare the titles; None where there are not two of them."""
    if not one.title or not other.title:
        return None
    likeness = compare_titles(one.title, other.title)
    if likeness is Likeness.NEAR and one.family and other.family and one.family != other.family:
        likeness = Likeness.DIFFERENT
    if likeness is Likeness.DIFFERENT and (
        holds_title(one.raw, other.title) or holds_title(other.raw, one.title)
    ):
        return Likeness.NEAR
    return likeness


def _share(some: Collection[str], others: Collection[str]) -> bool:
    few, many = (some, others) if len(some) < len(others) else (others, some)
    return any(value in many for value in few)


def _years_agree(one: Cited, other: Cited) -> bool:
    if one.years is None or other.years is None:
        return False
    return (
        one.years[0] - _SAME_YEARS <= other.years[1]
        and other.years[0] - _SAME_YEARS <= one.years[1]
    )


def by_rank(same: Iterable[Cited]) -> list[Cited]:
    """The works that citations belong to, best attested first, however they were given."""
    return sorted({id(head): head for head in map(root, same)}.values(), key=_rank)


def _rank(cited: Cited) -> tuple[object, ...]:
    ids = sorted(cited.ids.items())
    named = (cited.title, cited.authors, cited.years or (), ids, cited.raw)
    return (not cited.title, -cited.count, *named)


def _unite(head: Cited, cited: Cited) -> None:
    cited.parent = head
    if len(title_words(cited.title)) > len(title_words(head.title)):
        head.title = cited.title
    head.raw = max(head.raw, cited.raw)
    head.family = head.family or cited.family
    head.authors = max(head.authors, cited.authors, key=len)
    head.count += cited.count
    if cited.years is not None:
        years = head.years or cited.years
        head.years = min(years[0], cited.years[0]), max(years[1], cited.years[1])
    for kind, value in cited.ids.items():
        if head.ids.setdefault(kind, value) != value or kind in cited.more_ids:
            head.more_ids.setdefault(kind, {head.ids[kind]}).update(cited.values(kind))

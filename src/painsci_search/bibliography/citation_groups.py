"""Groups of citations in; whether two of them may be of one work, and if not, why, out.

`merging` joins groups that share something and do not contradict each other; the audit reports the
contradictions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from painsci_search.bibliography.comparing import authors_agree
from painsci_search.bibliography.publications import (
    Publication,
    editions_differ,
    joined,
    journals_agree,
    published_apart,
)
from painsci_search.bibliography.titles import (
    Similarity,
    compare_titles,
    holds_title,
    notice_of,
    part_of,
    title_key,
    title_words,
)
from painsci_search.identifiers import IdentifierKind

# Words. A shorter title, such as "Reply", may be that of several works of an author in a year.
_FEWEST_WORDS = 4
# Years. A work may appear online in one year and in an issue in the next.
_SAME_YEARS = 1
# What two citations share: an identifier; the ISBN of a book; first author, year and title; first
# author, year, volume and page; or a URL.
Evidence = Literal["identifier", "isbn", "words", "page", "url"]
# The field in which two citations contradict each other; "publication" is any of `Publication`.
Contradiction = Literal["title", "author", "year", "publication"] | IdentifierKind


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
        published: where the work was published.
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
    published: Publication
    ids: dict[IdentifierKind, str]
    more_ids: dict[IdentifierKind, set[str]]
    count: int
    parent: CitationGroup | None = None

    def values(self, kind: IdentifierKind) -> Collection[str]:
        """Return all identifiers of a kind."""
        more = self.more_ids.get(kind)
        return more or ((self.ids[kind],) if kind in self.ids else ())


def root(group: CitationGroup) -> CitationGroup:
    """Return the group that a group was joined into, with path compression."""
    top = group
    while top.parent is not None:
        top = top.parent
    while group.parent is not None:
        group.parent, group = top, group.parent
    return top


def contradiction(
    one: CitationGroup, other: CitationGroup, shared: Evidence
) -> Contradiction | None:
    """Return the field in which two groups contradict each other; None if they may be one work.

    Args:
        shared: what they share. If it is no identifier, no identifier and no author may differ.
    """
    similarity = _compare(one, other)
    if _titles_contradict(similarity, one, other, shared):
        return "title"
    if shared == "isbn" and editions_differ(one.published, other.published):
        return "publication"
    if shared in ("words", "page", "url"):
        found = _facts_contradict(one, other)
        if found is not None:
            return found
    sure = (
        (shared == "identifier" and similarity is Similarity.SAME)
        and one.family == other.family != ""
        and _years_agree(one, other)
    )
    if not sure:
        for kind in one.ids:
            if kind in other.ids and not _share(one.values(kind), other.values(kind)):
                return kind
    return None


def _facts_contradict(one: CitationGroup, other: CitationGroup) -> Contradiction | None:
    """Return in what works without a common identifier differ: authors, year or publication."""
    if not authors_agree(one.authors, other.authors):
        return "author"
    if one.years and other.years and one.years != other.years:
        return "year"
    words = title_words(one.title)
    same_title = len(words) >= _FEWEST_WORDS and title_key(words) == title_key(
        title_words(other.title)
    )
    is_apart = published_apart(one.published, other.published, same_title=same_title)
    return "publication" if is_apart else None


def _titles_contradict(
    similarity: Similarity | None, one: CitationGroup, other: CitationGroup, shared: Evidence
) -> bool:
    """Return whether titles of a similarity are too different for what the groups share."""
    if similarity is Similarity.DIFFERENT:
        return True
    if shared in ("words", "url"):
        return similarity is not Similarity.SAME
    if shared == "page" and similarity is not Similarity.SAME:
        journals = one.published.journal, other.published.journal
        return not all(journals) or not journals_agree(*journals)
    return False


def _compare(one: CitationGroup, other: CitationGroup) -> Similarity | None:
    """Compare the titles; None if a title is unknown."""
    if not one.title or not other.title:
        return None
    parts = part_of(one.title), part_of(other.title)
    if notice_of(one.title) != notice_of(other.title) or (all(parts) and parts[0] != parts[1]):
        return Similarity.DIFFERENT
    similarity = compare_titles(one.title, other.title)
    if similarity is Similarity.SAME and any(parts) and not all(parts):
        return Similarity.NEAR
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
    named = (group.title, group.authors, group.years or (), ids, group.raw, group.published)
    return (not group.title, -group.count, *named)


def unite(head: CitationGroup, group: CitationGroup) -> None:
    """Join a group to another, which then has the values of both."""
    group.parent = head
    if len(title_words(group.title)) > len(title_words(head.title)):
        head.title = group.title
    head.raw = max(head.raw, group.raw)
    head.published = joined(head.published, group.published)
    head.family = head.family or group.family
    head.authors = max(head.authors, group.authors, key=len)
    head.count += group.count
    if group.years is not None:
        years = head.years or group.years
        head.years = min(years[0], group.years[0]), max(years[1], group.years[1])
    for kind, value in group.ids.items():
        if head.ids.setdefault(kind, value) != value or kind in group.more_ids:
            head.more_ids.setdefault(kind, {head.ids[kind]}).update(group.values(kind))

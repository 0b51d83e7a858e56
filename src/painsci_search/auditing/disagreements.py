"""References in, the contradictions between citations of the same work out.

They are for the author who corrects the citations: which of two years is right, or whether two
citations with one identifier are of one work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from painsci_search.bibliography.citation_groups import (
    CitationGroup,
    by_rank,
    contradiction,
    root,
)
from painsci_search.bibliography.comparing import family_key, identifiers_of
from painsci_search.bibliography.merging import Merging
from painsci_search.bibliography.titles import Similarity, compare_titles, title_words
from painsci_search.identifiers import KINDS, IdentifierKind
from painsci_search.model import Reference

DisputedField = Literal["title", "author", "year", "volume", "pages"] | IdentifierKind
_WORDS = "author, year and title"
_OTHER_AUTHORS = "year and title"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Citations that seem to be of one work, but differ in a field.

    Attributes:
        field: the field in which they differ.
        values: each value, with the indices of the citations that have it; most frequent first.
        shared: what they share: "pmid 30397584"; "author, year and title".
        apart: whether the citations were kept apart, as different works, because of the field.
        minor: whether the difference may be no error: consecutive years, similar titles,
            a volume or pages.
    """

    field: DisputedField
    values: tuple[tuple[str, tuple[int, ...]], ...]
    shared: str
    apart: bool = False
    minor: bool = False


def disagreements(references: Sequence[Reference]) -> tuple[Disagreement, ...]:
    """Return the disagreements, ordered by their first citation.

    >>> one = Reference("", title="Sham surgery", year=2018, pmid="7")
    >>> other = Reference("", title="Weather and pain", year=2011, pmid="7")
    >>> [(found.field, found.shared, found.apart) for found in disagreements([one, other])]
    [('title', 'pmid 7', True)]
    """
    merging = Merging(references)
    found = [*_inside(references, merging), *_between(merging)]
    return tuple(sorted(found, key=_first))


def _first(found: Disagreement) -> tuple[int, str, str]:
    return min(index for _, indices in found.values for index in indices), found.field, found.shared


def _inside(references: Sequence[Reference], merging: Merging) -> Iterator[Disagreement]:
    """Compare the citations within each work."""
    for group in merging.groups():
        if len(group) > 1:
            ids = [dict(identifiers_of(references[index])) for index in group]
            shared = _shared(ids)
            for field, minor, values in _compare([(index, references[index]) for index in group]):
                yield Disagreement(field, _by_frequency(values), shared, minor=minor)
            for kind in KINDS:
                by_value: dict[str, list[int]] = {}
                for index, named in zip(group, ids, strict=True):
                    if kind in named:
                        by_value.setdefault(named[kind], []).append(index)
                if len(by_value) > 1:
                    # the identifier in which they differ is not what they share
                    others = [
                        {one: value for one, value in named.items() if one != kind} for named in ids
                    ]
                    yield Disagreement(kind, _by_frequency(by_value), _shared(others))


def _compare(
    group: Sequence[tuple[int, Reference]],
) -> Iterator[tuple[DisputedField, bool, dict[str, list[int]]]]:
    titles = _collect(group, lambda work: work.title, title_words)
    if len(titles) > 1:
        (most, _), *others = sorted(titles.items(), key=lambda item: (-len(item[1]), item[0]))
        for title, indices in others:
            if compare_titles(most, title) is Similarity.SAME:
                titles[most] += indices
                del titles[title]
        if len(titles) > 1:
            yield "title", all(compare_titles(most, title) for title in titles), titles
    authors = _collect(group, lambda work: next(iter(work.authors), None), family_key)
    if len(authors) > 1:
        yield "author", False, authors
    years = _collect(group, lambda work: str(work.year) if work.year is not None else None, str)
    if len(years) > 1:
        yield "year", max(map(int, years)) - min(map(int, years)) <= 1, years
    volumes = _collect(group, lambda work: work.volume, _digits)
    if len(volumes) > 1:
        yield "volume", True, volumes
    pages = _collect(group, lambda work: work.pages, _first_page)
    if len(pages) > 1:
        yield "pages", True, pages


def _collect(
    group: Sequence[tuple[int, Reference]],
    get: Callable[[Reference], str | None],
    fold: Callable[[str], object],
) -> dict[str, list[int]]:
    """Group citations by value: the values in their first spelling, with the indices."""
    spelling: dict[object, str] = {}
    found: dict[str, list[int]] = {}
    for index, work in group:
        value = get(work)
        if value:
            found.setdefault(spelling.setdefault(fold(value), value), []).append(index)
    return found


def _digits(volume: str) -> str:
    return "".join(re.findall(r"\d+", volume)) or volume.casefold()


def _first_page(pages: str) -> str:
    return pages.partition("-")[0].strip().casefold()


def _between(merging: Merging) -> Iterator[Disagreement]:
    """Compare works that share an identifier, or author, year and title, but were kept apart."""
    compared: set[tuple[int, int]] = set()
    for identity, same in sorted(merging.by_id.items()):
        yield from _apart(merging, same, " ".join(identity), compared)
    for _, alike in sorted(merging.by_words.items()):
        by_title: dict[tuple[str, ...], list[CitationGroup]] = {}
        for cited in alike:
            by_title.setdefault(title_words(cited.title), []).append(cited)
        for same in (same for _, same in sorted(by_title.items()) if len(same) > 1):
            yield from _apart(merging, same, _WORDS, compared)


def _apart(
    merging: Merging, same: Sequence[CitationGroup], shared: str, compared: set[tuple[int, int]]
) -> Iterator[Disagreement]:
    """Compare the best attested of some works with the others.

    Args:
        compared: pairs of works that are not compared again; the new pairs are added.
    """
    head, *others = by_rank(same)
    against: dict[DisputedField, set[int]] = {}
    for other in others:
        if (head.number, other.number) not in compared:
            compared.add((head.number, other.number))
            found = contradiction(head, other, "words" if shared is _WORDS else "identifier")
            # works of one title that were published apart, such as two editions, are no error
            if found != "publication":
                against.setdefault(found or "title", {head.number}).add(other.number)
    for field, heads in against.items():
        values: dict[str, list[int]] = {}
        for cited in same:
            work = root(cited)
            if work.number in heads:
                value = _value_of(merging, cited, field) or _value_of(merging, work, field)
                values.setdefault(value, []).extend(merging.citations(cited))
        alike = _OTHER_AUTHORS if field == "author" else shared
        yield Disagreement(field, _by_frequency(values), alike, apart=True)


def _value_of(merging: Merging, cited: CitationGroup, field: DisputedField) -> str:
    """Return the value of a field in citations, or else the one that merging added to them."""
    own = merging.reference(cited)
    if field == "title":
        return own.title or cited.title
    if field == "author":
        return ", ".join(own.authors)
    ids = [*identifiers_of(own), *cited.ids.items()]
    return next((value for kind, value in ids if kind == field), "")


def _shared(ids: Sequence[dict[IdentifierKind, str]]) -> str:
    """Return what the citations of a group share: the identifier that most of them have."""
    counts: dict[tuple[str, str], int] = {}
    for named in ids:
        for identity in named.items():
            counts[identity] = counts.get(identity, 0) + 1
    best = max(counts.values(), default=0)
    if best < 2:
        return _WORDS
    return " ".join(next(identity for identity, count in counts.items() if count == best))


def _by_frequency(values: dict[str, list[int]]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    ordered = sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((value, tuple(sorted(indices))) for value, indices in ordered)

"""The citations of one work in; the reference and the key that they share, out.

A key is a short name that a person can read: "Lochte2018fmri". It is made from the work alone, so
that it stays the same when other works are added.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from itertools import islice
from typing import Any, NamedTuple

from painsci_search.bibliography.comparing import (
    edition_key,
    family_key,
    identifiers_of,
    isbn_key,
    split_name,
)
from painsci_search.bibliography.markup import markup_text
from painsci_search.bibliography.titles import title_words
from painsci_search.model import FieldConfidence, Reference, WorkType
from painsci_search.text import fold

_COMMON_WORDS = frozenset(
    "a about all an and are as at be been between by can comparison do does effect effects for "
    "from has have how in into is it its more new no not of on or our s some study than that the "
    "their these this to toward towards two une un der die das ein eine des les la le el los las "
    "use using via vs versus was were what when where whether which who why will with without you "
    "your".split()
)
# Letters of a part of a key, so that a key fits in a line; of a word that is worth its place.
_LONGEST_PART = 24
_SHORTEST_WORD = 3
# Words of a title in a key.
_MOST_WORDS = 2


def combine(references: Sequence[Reference]) -> Reference:
    """Combine the citations of one work into one reference.

    Each field has the most frequent value; of those as frequent the one that reading was most sure
    of, and then the longest. Authors and editors are the longest list that begins with the most
    frequent first name. `raw` is that of the fullest citation, and `accessed` the latest day.
    `commentary` is None: it belongs to a note, not to the work.

    Raises:
        ValueError: `references` is empty.

    >>> short = Reference("Lochte B. Tingles. 2018.", ("Lochte B",), "Tingles", year=2018)
    >>> combine([short, Reference("PMID 7", pmid="7"), short]).pmid
    '7'
    """
    if not references:
        raise ValueError("no citation to combine")
    if len(references) == 1:
        return _alone(references[0])
    votes = _Votes([_alone(work) for work in references])
    fullest = max(references, key=_fullness)
    combined = Reference(
        raw=fullest.raw,
        authors=votes.names("authors"),
        title=votes.text("title", title_words),
        journal=votes.text("journal"),
        year=votes.year(fullest.year),
        volume=votes.text("volume"),
        issue=votes.text("issue"),
        pages=votes.text("pages"),
        doi=votes.text("doi"),
        pmid=votes.text("pmid"),
        pmcid=votes.text("pmcid"),
        painsci_id=votes.text("painsci_id"),
        url=votes.text("url"),
        type=votes.type(),
        editors=votes.names("editors"),
        publisher=votes.text("publisher"),
        place=votes.text("place"),
        edition=votes.text("edition", edition_key),
        isbn=votes.text("isbn", isbn_key),
        accessed=max((work.accessed for work in references if work.accessed), default=None),
    )
    return replace(combined, confidence=votes.confidence(combined))


def _alone(work: Reference) -> Reference:
    """Return the reference of a work with one citation: identifiers in their normal form."""
    ids = dict(identifiers_of(work))
    found = (ids.get("pmid"), ids.get("pmcid"), ids.get("doi"), ids.get("painsci"))
    title = work.title and markup_text(work.title)
    given = (work.pmid, work.pmcid, work.doi, work.painsci_id)
    if work.commentary is None and (found, title) == (given, work.title):
        return work
    pmid, pmcid, doi, painsci_id = found
    return replace(
        work,
        title=title,
        commentary=None,
        pmid=pmid,
        pmcid=pmcid,
        doi=doi,
        painsci_id=painsci_id,
    )


class _Vote(NamedTuple):
    """A value that a citation gives a field, and how sure reading was of it, from 0 to 1."""

    value: Any
    sureness: float


class _Votes:
    """The votes of all citations of a work on its fields."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._references = references
        self._estimates = [
            {one.field: one.probability for one in work.confidence} for work in references
        ]

    def text(
        self, field: str, fold: Callable[[str], object] = lambda value: value.casefold()
    ) -> str | None:
        """Return the most frequent value of a field in its most frequent spelling."""
        votes = self._votes(field)
        if len({vote.value for vote in votes}) < 2:
            return votes[0].value if votes else None
        same: dict[object, list[_Vote]] = {}
        for vote in votes:
            same.setdefault(fold(vote.value), []).append(vote)
        best = max(same.values(), key=_strength)
        spelled: dict[str, list[_Vote]] = {}
        for vote in best:
            spelled.setdefault(vote.value, []).append(vote)
        return max(spelled, key=lambda value: _strength(spelled[value]))

    def type(self) -> WorkType | None:
        """Return the most frequent type; a page of the web is often a report or an article."""
        votes = self._votes("type")
        others = [vote for vote in votes if vote.value != "webpage"] or votes
        same: dict[WorkType, list[_Vote]] = {}
        for vote in others:
            same.setdefault(vote.value, []).append(vote)
        return max(same, key=lambda value: _strength(same[value]), default=None)

    def names(self, field: str) -> tuple[str, ...]:
        """Return the longest list of names that begins with the most frequent first one."""
        by_first: dict[str, list[_Vote]] = {}
        for vote in self._votes(field):
            by_first.setdefault(family_key(vote.value[0]), []).append(vote)
        if not by_first:
            return ()
        counts = Counter(vote.value for votes in by_first.values() for vote in votes)
        leader = max(by_first, key=lambda first: (*_strength(by_first[first])[:3], first))
        return max(
            {vote.value for vote in by_first[leader]},
            key=lambda names: (len(names), counts[names], sum(map(len, names)), names),
        )

    def year(self, of_fullest: int | None) -> int | None:
        """Return the most frequent year; of those as frequent that of the fullest citation."""
        same: dict[int, list[_Vote]] = {}
        for vote in self._votes("year"):
            same.setdefault(vote.value, []).append(vote)
        return max(
            same,
            key=lambda year: (len(same[year]), _surest(same[year]), year == of_fullest, -year),
            default=None,
        )

    def confidence(self, combined: Reference) -> tuple[FieldConfidence, ...]:
        """Return how sure the fields of the combined reference are, where all were estimated."""
        estimated = {field for each in self._estimates for field in each}
        found = {
            field: [vote for vote in self._votes(field) if vote.value == getattr(combined, field)]
            for field in (each.name for each in fields(Reference))
            if field in estimated
        }
        return tuple(
            FieldConfidence(field, _surest(votes))
            for field, votes in found.items()
            if votes and _surest(votes) < 1
        )

    def _votes(self, field: str) -> list[_Vote]:
        """Return the values of a field; those that the page marks, or a rule reads, are sure."""
        values = (getattr(work, field) for work in self._references)
        return [
            _Vote(value, estimates.get(field, 1.0))
            for value, estimates in zip(values, self._estimates, strict=True)
            if value
        ]


def _strength(votes: Sequence[_Vote]) -> tuple[int, float, int, Any]:
    """Return the sort key of equal values: their number, the surest, the longest and the last."""
    values = [vote.value for vote in votes]
    return len(votes), _surest(votes), max(map(len, values)), sorted(values)


def _surest(votes: Sequence[_Vote]) -> float:
    return max(vote.sureness for vote in votes)


def _fullness(work: Reference) -> tuple[int, int, int, str]:
    values = (
        *(work.title, work.journal, work.year, work.volume, work.issue, work.pages, work.url),
        *(work.doi, work.pmid, work.pmcid, work.painsci_id),
        *(work.type, work.editors, work.publisher, work.place, work.edition, work.isbn),
    )
    count = sum(bool(value) for value in values)
    return count, len(work.authors), len(work.raw), work.raw


def citation_keys(references: Sequence[Reference]) -> tuple[str, ...]:
    """Return a unique key for each work: letters and digits, and "-2" after them where needed.

    A number is added only to works that would have the same key, in an order of their own, so a
    new work changes at most the keys of works that look the same.

    >>> one = Reference("", ("Doe J",), "The knee", year=2001, pmid="5")
    >>> two = Reference("", ("Doe J",), "The knee and the hip", year=2001, pmid="7")
    >>> citation_keys([two, one])
    ('Doe2001knee-2', 'Doe2001knee')
    """
    return unique_keys(map(citation_key, references), references)


def unique_keys(keys: Iterable[str], references: Sequence[Reference]) -> tuple[str, ...]:
    """Return the keys of works, see `citation_keys`.

    Args:
        keys: the `citation_key` of each work.
        references: the works.
    """
    unique = list(keys)
    same: dict[str, list[int]] = {}
    for index, key in enumerate(unique):
        same.setdefault(key.casefold(), []).append(index)
    for indices in same.values():
        if len(indices) > 1:
            indices.sort(key=lambda index: _order(references[index]))
            for number, index in enumerate(indices[1:], 2):
                unique[index] += f"-{number}"
    return tuple(unique)


def citation_key(work: Reference) -> str:
    """Return the key of a work: first author, year and the first significant word of its title.

    >>> citation_key(Reference("", ("van der Maaten L",), "On the use of maps", year=2008))
    'vanderMaaten2008maps'
    >>> citation_key(Reference("", doi="10.1038/nn1681"))
    'doi101038nn1681'
    """
    words = _plain_words(work.title or "")
    significant = list(islice(filter(_is_significant, words), _MOST_WORDS)) or words
    year = "" if work.year is None else str(work.year)
    if work.authors:
        author = _author(work.authors[0])
        if author:
            return author + (year or ("nd" if significant else "")) + _cut(significant[:1])
    if significant:
        return _cut([word.capitalize() for word in significant[:_MOST_WORDS]]) + (year or "nd")
    named = identifiers_of(work)
    if named:
        kind, value = named[0]
        digits = re.sub(r"[^a-z0-9]", "", value.lower().removeprefix("pmc"))
        if digits.isascii() and len(digits) <= 2 * _LONGEST_PART:
            return f"{kind}{digits}"
    return "work" + hashlib.sha256(work.raw.encode("utf-8", "replace")).hexdigest()[:8]


def _is_significant(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word not in _COMMON_WORDS and not word.isdigit()


def _author(author: str) -> str:
    name = split_name(author)
    parts = (name.particle, name.family) if name.given else (name.family,)
    words = [word for part in parts for word in part.split()]
    plain = "".join(_ascii(word) for word in words)
    return plain[:_LONGEST_PART]


def _ascii(word: str) -> str:
    """Fold a word to ASCII letters and digits; a capital at its beginning is kept."""
    folded = "".join(char if char.isascii() else fold(char) for char in word)
    if word[:1].isupper():
        folded = folded[:1].upper() + folded[1:]
    return re.sub(r"[^A-Za-z0-9]", "", folded)


def _plain_words(title: str) -> list[str]:
    words = title_words(title)
    plain = (word if word.isascii() else re.sub(r"[^a-z0-9]", "", word) for word in words)
    return [word for word in plain if word]


def _cut(words: Sequence[str]) -> str:
    return "".join(words)[:_LONGEST_PART]


def _order(work: Reference) -> tuple[object, ...]:
    """Return the sort key of works with equal keys: PubMed ids rise with time, so new ones last."""
    named = dict(identifiers_of(work))
    number = named.get("pmid", "")
    return (
        not number,
        len(number),
        number,
        *(named.get(kind, "") for kind in ("doi", "pmcid", "painsci")),
        title_words(work.title or ""),
        work.raw,
    )

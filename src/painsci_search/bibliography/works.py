"""The citations of one work in; the reference and the key that they share, out.

A key is a short name that a person can read: "Lochte2018fmri". It is made from the work alone, so
that it stays the same when other works are added.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from painsci_search.bibliography.comparing import (
    family_key,
    identifiers_of,
    split_name,
    title_words,
)
from painsci_search.model import Reference
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


def combine(references: Sequence[Reference]) -> Reference:
    """Combine the citations of one work into one reference.

    Each field has the most frequent value, or the longest of those as frequent; the authors are
    the longest list that begins with the most frequent first author. `raw` is that of the fullest
    citation. `commentary` is None: it belongs to a note, not to the work.

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
    fullest = max(references, key=_fullness)
    named = [dict(identifiers_of(work)) for work in references]
    return Reference(
        raw=fullest.raw,
        authors=_authors(references),
        title=_vote((work.title for work in references), title_words),
        journal=_vote(work.journal for work in references),
        year=_year(references, fullest),
        volume=_vote(work.volume for work in references),
        issue=_vote(work.issue for work in references),
        pages=_vote(work.pages for work in references),
        doi=_vote(ids.get("doi") for ids in named),
        pmid=_vote(ids.get("pmid") for ids in named),
        pmcid=_vote(ids.get("pmcid") for ids in named),
        painsci_id=_vote(ids.get("painsci") for ids in named),
        url=_vote(work.url for work in references),
    )


def _alone(work: Reference) -> Reference:
    ids = dict(identifiers_of(work))
    found = (ids.get("pmid"), ids.get("pmcid"), ids.get("doi"), ids.get("painsci"))
    if work.commentary is None and found == (work.pmid, work.pmcid, work.doi, work.painsci_id):
        return work
    pmid, pmcid, doi, painsci_id = found
    return replace(work, commentary=None, pmid=pmid, pmcid=pmcid, doi=doi, painsci_id=painsci_id)


def _vote(
    values: Iterable[str | None], fold: Callable[[str], object] = lambda value: value.casefold()
) -> str | None:
    """Return the most frequent value (the longest of several) in its most frequent spelling."""
    spellings = Counter(value for value in values if value)
    if len(spellings) < 2:
        return next(iter(spellings), None)
    folded: dict[object, Counter[str]] = {}
    for value, count in spellings.items():
        folded.setdefault(fold(value), Counter())[value] = count
    best = max(
        folded.values(),
        key=lambda same: (same.total(), max(map(len, same)), sorted(same)),
    )
    return max(best, key=lambda value: (best[value], len(value), value))


def _authors(references: Sequence[Reference]) -> tuple[str, ...]:
    lists = Counter(work.authors for work in references if work.authors)
    firsts: Counter[str] = Counter()
    longest: Counter[str] = Counter()
    for names, count in lists.items():
        first = family_key(names[0])
        firsts[first] += count
        longest[first] = max(longest[first], len(names))
    if not firsts:
        return ()
    leader = max(firsts, key=lambda name: (firsts[name], longest[name], name))
    return max(
        (names for names in lists if family_key(names[0]) == leader),
        key=lambda names: (len(names), lists[names], sum(map(len, names)), names),
    )


def _year(references: Sequence[Reference], fullest: Reference) -> int | None:
    years = Counter(work.year for work in references if work.year is not None)
    if not years:
        return None
    return max(years, key=lambda year: (years[year], year == fullest.year, -year))


def _fullness(work: Reference) -> tuple[int, int, int, str]:
    values = (
        *(work.title, work.journal, work.year, work.volume, work.issue, work.pages, work.url),
        *(work.doi, work.pmid, work.pmcid, work.painsci_id),
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
    same: dict[str, list[int]] = {}
    keys = [citation_key(work) for work in references]
    for index, key in enumerate(keys):
        same.setdefault(key.casefold(), []).append(index)
    for indices in same.values():
        if len(indices) > 1:
            indices.sort(key=lambda index: _order(references[index]))
            for number, index in enumerate(indices[1:], 2):
                keys[index] += f"-{number}"
    return tuple(keys)


def citation_key(work: Reference) -> str:
    """Return the key of a work: first author, year and the first significant word of its title.

    >>> citation_key(Reference("", ("van der Maaten L",), "On the use of maps", year=2008))
    'vanderMaaten2008maps'
    >>> citation_key(Reference("", doi="10.1038/nn1681"))
    'doi101038nn1681'
    """
    words = _plain_words(work.title or "")
    significant = [word for word in words if _is_significant(word)] or words
    year = "" if work.year is None else str(work.year)
    if work.authors:
        author = _author(work.authors[0])
        if author:
            return author + (year or ("nd" if significant else "")) + _cut(significant[:1])
    if significant:
        return _cut([word.capitalize() for word in significant[:2]]) + (year or "nd")
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
    words = (re.sub(r"[^a-z0-9]", "", word) for word in title_words(title))
    return [word for word in words if word]


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

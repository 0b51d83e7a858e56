"""The citations of one work, in; what they say of it together, out, as one reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from painsci_search.bibliography.names import family_key
from painsci_search.bibliography.titles import title_words
from painsci_search.identifiers import identities
from painsci_search.model import Reference


def combine(references: Sequence[Reference]) -> Reference:
    """Combine the citations of one work.

    Each field is as most citations have it, and of those that are as frequent the fullest; the
    authors are the longest list that begins with the author whom most name first. ``raw`` is
    that of the fullest citation. ``commentary`` is None: it is what a note says, not the work.

    Raises:
        ValueError: there is no citation.

    >>> short = Reference("Lochte B. Tingles. 2018.", ("Lochte B",), "Tingles", year=2018)
    >>> combine([short, Reference("PMID 7", pmid="7"), short]).pmid
    '7'
    """
    if not references:
        raise ValueError("no citation to combine")
    if len(references) == 1:
        return _alone(references[0])
    fullest = max(references, key=_fullness)
    named = [dict(identities(work)) for work in references]
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
    ids = dict(identities(work))
    found = (ids.get("pmid"), ids.get("pmcid"), ids.get("doi"), ids.get("painsci"))
    if work.commentary is None and found == (work.pmid, work.pmcid, work.doi, work.painsci_id):
        return work
    pmid, pmcid, doi, painsci_id = found
    return replace(work, commentary=None, pmid=pmid, pmcid=pmcid, doi=doi, painsci_id=painsci_id)


def _vote(
    values: Iterable[str | None], fold: Callable[[str], object] = lambda value: value.casefold()
) -> str | None:
    """Choose a value: the most frequent, of these the longest, in its most frequent spelling."""
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

"""The results of a query in; the works that each claim cites, out: the newest, the strongest kind.

"Strongest" compares kinds of study only, by the order in `kind_names`, and kinds are what titles
name: it does not judge a work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median_low

from painsci_search.bibliography.graph import graph_of
from painsci_search.bibliography.kind_names import ORDER
from painsci_search.bibliography.notice_words import is_retracted
from painsci_search.bibliography.notices import Notices
from painsci_search.engine.seam import AnySnapshot
from painsci_search.model import (
    Claim,
    ClaimEvidence,
    ClaimState,
    Evidence,
    Hit,
    Work,
    WorkYears,
)

# Years. Works that are older than this are counted.
OLD = 10

# A claim's article, section and text.
_Key = tuple[str, str, str]


def evidence_of(
    snapshot: AnySnapshot, hits: Sequence[Hit], year: int, notices: Notices | None = None
) -> Evidence:
    """Return the works that the claims of hits cite.

    Args:
        year: the year with which the ages of works are compared.
        notices: those that say which works are retracted.
    """
    claims: list[ClaimEvidence] = []
    works: dict[str, Work] = {}
    for (article, _, _), claim in _claims_of(hits).items():
        cited = _works_of(snapshot, article, claim.notes)
        if notices is not None:
            cited = [notices.mark(work) for work in cited]
        works |= {work.key: work for work in cited}
        claims.append(_claim_evidence(article, claim, cited))
    kept = [work for work in works.values() if not is_retracted(work.reference.notices)]
    return Evidence(tuple(claims), tuple(works.values()), _years_of(kept, year))


def _claims_of(hits: Iterable[Hit]) -> Mapping[_Key, Claim]:
    """Return the claims of hits, each once; a passage that cites no note is one, too."""
    found: dict[_Key, Claim] = {}
    for hit in hits:
        for claim in _claims_of_hit(hit):
            key = hit.article.id, claim.anchor, claim.text
            known = found.setdefault(key, claim)
            # a hit of a note has of its sentences the markers of this note alone
            if len(claim.notes) > len(known.notes):
                found[key] = claim
    return found


def _claims_of_hit(hit: Hit) -> Iterator[Claim]:
    if hit.kind == "section" and not hit.claims:
        yield Claim(hit.snippet.text, hit.anchor or "", hit.heading, hit.link)
    yield from hit.claims


def _works_of(snapshot: AnySnapshot, article: str, notes: Sequence[str]) -> list[Work]:
    """Return the works that notes of an article cite, each once, by the notes' anchors."""
    graph = graph_of(snapshot)
    return graph.of_notes(graph.notes.at(article, notes))


def _claim_evidence(article: str, claim: Claim, cited: Sequence[Work]) -> ClaimEvidence:
    works = [work for work in cited if not is_retracted(work.reference.notices)]
    retracted = [work for work in cited if is_retracted(work.reference.notices)]
    state: ClaimState = "works" if works else "retracted" if retracted else "no-work"
    newest = max((work for work in works if work.reference.year), key=_year, default=None)
    strongest = min(filter(_has_kind, works), key=_strength, default=None)
    return ClaimEvidence(
        article,
        claim,
        state if any(claim.notes) else "no-note",
        tuple([work.key for work in works]),
        tuple([work.key for work in retracted]),
        None if newest is None else newest.key,
        None if strongest is None else strongest.key,
    )


def _has_kind(work: Work) -> bool:
    return work.kind is not None


def _year(work: Work) -> int:
    return work.reference.year or 0


def _strength(work: Work) -> tuple[int, int]:
    place = len(ORDER) if work.kind is None else ORDER.index(work.kind)
    return place, -_year(work)


def _years_of(works: Iterable[Work], year: int) -> WorkYears | None:
    years = [work.reference.year for work in works if work.reference.year is not None]
    if not years:
        return None
    older = sum(year - each > OLD for each in years)
    return WorkYears(len(years), min(years), median_low(years), max(years), older, year)

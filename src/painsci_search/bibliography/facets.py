"""Works in; counts of them by kind of study and by decade, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from painsci_search.bibliography.kind_names import LABELS, ORDER
from painsci_search.model import Facet, FacetValue, Work


def facets_of(works: Sequence[Work]) -> tuple[Facet, ...]:
    """Count works by kind, in the order of kinds, and by decade, the latest first.

    A work whose kind or year is unknown is not counted.
    """
    kinds = Counter(work.kind for work in works)
    decades = Counter(
        work.reference.year // 10 * 10 for work in works if work.reference.year is not None
    )
    return (
        Facet(
            "kind",
            tuple([FacetValue(kind, kinds[kind], LABELS[kind]) for kind in ORDER if kinds[kind]]),
        ),
        Facet(
            "decade",
            tuple(
                [
                    FacetValue(str(decade), decades[decade], f"{decade}s")
                    for decade in sorted(decades, reverse=True)
                ]
            ),
        ),
    )

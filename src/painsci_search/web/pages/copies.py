"""Hits in; those whose text nearly repeats that of a better hit, out, to be folded under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from painsci_search.model import Hit

# Words of a run. Two texts are compared by the runs that they share, as copies share long ones.
_RUN = 4
# Runs below which a text is too short to be called a copy, and the share of runs of a near-copy.
_LEAST_RUNS = 8
_NEAR = 0.8


def near_copies(hits: Sequence[Hit]) -> Mapping[int, tuple[Hit, ...]]:
    """Return the near-copies of passages, by the rank of the passage that they repeat.

    Only sections are compared: the same note in several articles is a finding of its own.
    """
    found: dict[int, tuple[Hit, ...]] = {}
    kept: list[tuple[Hit, frozenset[tuple[str, ...]]]] = []
    for hit in hits:
        runs = _runs(hit)
        if len(runs) < _LEAST_RUNS:
            continue
        original = next((each for each, others in kept if _is_near(runs, others)), None)
        if original is None:
            kept.append((hit, runs))
        else:
            found[original.rank] = (*found.get(original.rank, ()), hit)
    return found


def _runs(hit: Hit) -> frozenset[tuple[str, ...]]:
    """Return every run of words of the snippet of a section."""
    words = hit.snippet.text.lower().strip("… ").split() if hit.kind == "section" else []
    return frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))


def _is_near(runs: frozenset[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> bool:
    return len(runs & others) >= _NEAR * len(runs | others)

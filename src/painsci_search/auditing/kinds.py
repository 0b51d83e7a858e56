"""The kinds of findings and their severities, and the check of a kind that is given."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from types import MappingProxyType

from painsci_search.model import Severity

KINDS: Mapping[str, Severity] = MappingProxyType(
    {
        "unreadable": "error",
        "marker-without-note": "error",
        "note-without-marker": "warning",
        "duplicate-id": "error",
        "dead-link": "error",
        "link-to-missing-file": "error",
        "link-to-missing-anchor": "error",
        "missing-picture": "error",
        "heading-without-anchor": "warning",
        "missing-title": "warning",
        "same-title": "warning",
        "different-title": "warning",
        "bad-language": "warning",
        "missing-date": "hint",
        "future-date": "error",
        "update-before-publication": "warning",
        "same-canonical": "warning",
        "relative-canonical": "warning",
        "different-canonical": "warning",
        "bad-year": "error",
        "bad-pmid": "error",
        "bad-doi": "error",
        "unread-reference": "warning",
        "incomplete-reference": "hint",
        "disagreement": "warning",
        "retracted-work": "error",
        "work-of-concern": "warning",
        "superseded-work": "warning",
        "corrected-work": "hint",
        "not-updated": "warning",
        "long-section-without-note": "hint",
        "reading": "hint",
    }
)


def check_kinds(kinds: Collection[str]) -> None:
    """Raise ValueError, with similar kinds, if a kind of finding is unknown."""
    for kind in sorted(set(kinds) - KINDS.keys()):
        close = _similar_kinds(kind)
        hint = (
            f"did you mean {' or '.join(close)}?" if close else f"the kinds are {', '.join(KINDS)}"
        )
        raise ValueError(f"unknown kind of finding: {kind}; {hint}")


def _similar_kinds(unknown: str) -> list[str]:
    """Return the kinds that contain an unknown one, or else the kind with the nearest spelling.

    >>> _similar_kinds("dead_links"), _similar_kinds("headings"), _similar_kinds("bad")
    (['dead-link'], ['heading-without-anchor'], ['bad-language', 'bad-year', 'bad-pmid', 'bad-doi'])
    """
    part = unknown.lower().removesuffix("s")
    within = [kind for kind in KINDS if len(part) > 2 and part in kind]
    return within or difflib.get_close_matches(unknown.lower(), KINDS, n=1, cutoff=0.6)

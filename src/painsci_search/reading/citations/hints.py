"""A note's text in; the fields of the citations in it that have a well-known form, out, as spans.

The model takes them as features: it has learned which of them to trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from painsci_search.reading.citations.known_forms import Citation

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


class Hint(NamedTuple):
    """A part of a text that looks like a field: `text[start:end]`; "work" is a whole citation."""

    field: str
    start: int
    end: int


def find_hints(text: str, citations: Sequence[Citation]) -> list[Hint]:
    """Return the fields of the citations in a text that have a well-known form, with these."""
    if not citations:
        return []
    plain = text.translate(_DASHES).replace("\n", " ")
    return [hint for citation in citations for hint in _hints(plain, citation)]


def _hints(plain: str, citation: Citation) -> Iterator[Hint]:
    """Yield the parts of a citation: its values, where they are first written, in their order."""
    work, authors = citation.work, citation.authors
    yield Hint("work", citation.start, citation.end)
    used: list[tuple[int, int]] = []
    at = citation.start
    if authors:
        used.append((citation.authors_start, authors.end))
        yield Hint("author", *used[-1])
        at = citation.start if citation.authors_start > citation.start else authors.end
    values = (
        ("title", work.title),
        ("container", (work.journal or "").rstrip(".")),
        ("volume", work.volume),
        ("issue", work.issue),
        ("pages", work.pages),
        ("year", str(work.year or "")),
    )
    for field, value in values:
        if field == "year":
            at = citation.start
        span = _find(plain, value.translate(_DASHES), at, citation.end, used) if value else None
        if span:
            yield Hint(field, *span)
            used.append(span)
            at = span[1]


def _find(
    plain: str, value: str, start: int, end: int, used: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return where a value is written as whole words, outside of other fields."""
    low = plain.find(value, start, end)
    while low >= 0:
        high = low + len(value)
        is_whole = not (plain[low - 1 : low].isdigit() or plain[high : high + 1].isdigit())
        if is_whole and not any(first < high and low < last for first, last in used):
            return low, high
        low = plain.find(value, low + 1, end)
    return None

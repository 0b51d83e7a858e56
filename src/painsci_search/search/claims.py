"""Claims: the sentences in which the markers of notes stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from painsci_search.model import Claim, NoteRef, Section


def make_claims(
    section: Section,
    units: Sequence[int],
    refs: Iterable[NoteRef],
    link: Callable[[tuple[int, int]], str],
) -> tuple[Claim, ...]:
    """Make the claims of a section that some of its markers back, in the order of the text.

    Args:
        units: the sentences of the section: flat offsets, start and end of each in turn.
        refs: the markers, ascending.
        link: gives the link to a passage of the section by its start and end.
    """
    found: dict[tuple[int, int], dict[str, None]] = {}
    for ref in refs:
        span = sentence_before(units, ref.offset)
        if span is not None:
            found.setdefault(span, {})[ref.anchor] = None
    return tuple(
        Claim(
            section.text[start:end].replace("\n", " "),
            section.anchor,
            section.heading,
            link((start, end)),
            tuple(anchors),
        )
        for (start, end), anchors in found.items()
    )


def sentence_before(units: Sequence[int], offset: int) -> tuple[int, int] | None:
    """Find the sentence that a marker belongs to: the one that it stands in or directly behind.

    >>> sentence_before([0, 10, 11, 20], 10), sentence_before([0, 10, 11, 20], 11)
    ((0, 10), (0, 10))
    >>> sentence_before([0, 10, 11, 20], 12)
    (11, 20)
    """
    if not units:
        return None
    # Of the starts before the offset the last; a marker at the very start has none before it.
    index = max(bisect_left(units, offset) - 1, 0) // 2
    return units[2 * index], units[2 * index + 1]

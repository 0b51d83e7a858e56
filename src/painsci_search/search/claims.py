"""Make claims: the sentences that the markers of notes support.

A section with its sentences and markers in, claims with their notes and URLs out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from painsci_search.model import Claim
from painsci_search.search.links import LinkedPart


def make_claims(part: LinkedPart, refs: Iterable[tuple[int, str]]) -> tuple[Claim, ...]:
    """Make a claim of each sentence of a section that has markers, in the order of the text.

    Args:
        part: the section.
        refs: of the markers, ascending, the offset and the anchor of the note.
    """
    text, sentences = part.text, part.sentences
    found: dict[tuple[int, int], dict[str, None]] = {}
    for offset, anchor in refs:
        span = sentence_before(sentences, offset)
        if span is not None:
            found.setdefault(span, {})[anchor] = None
    return tuple(
        [
            Claim(
                text[start:end].replace("\n", " "),
                part.anchor,
                part.heading,
                part.url_of(start, end),
                tuple(anchors),
            )
            for (start, end), anchors in found.items()
        ]
    )


def sentence_before(sentences: Sequence[int], offset: int) -> tuple[int, int] | None:
    """Return the sentence of a marker: the sentence around it, or ending right before it.

    >>> sentence_before([0, 10, 11, 20], 10), sentence_before([0, 10, 11, 20], 11)
    ((0, 10), (0, 10))
    >>> sentence_before([0, 10, 11, 20], 12)
    (11, 20)
    """
    if not sentences:
        return None
    # the last start before the offset; a marker at the very start has none before it
    index = max(bisect_left(sentences, offset) - 1, 0) // 2
    return sentences[2 * index], sentences[2 * index + 1]

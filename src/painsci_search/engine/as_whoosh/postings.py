"""The postings of one term, and the matcher by which Whoosh walks through them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from whoosh.formats import Format
from whoosh.matching import Matcher, NullMatcher, ReadTooFar
from whoosh.reading import TermInfo
from whoosh.scoring import BaseScorer

from painsci_search.engine.storage.columns import Array


class TermPostings(NamedTuple):
    """The living records of a segment that have a term.

    Attributes:
        docs: their numbers as Whoosh counts them, ascending; at least one.
        counts: how often each has the term.
        positions: gives the positions in one of them by its index in docs; none of an exact value.
    """

    docs: Array
    counts: Array
    positions: Callable[[int], list[int]]

    def info(self, lengths: Array) -> TermInfo:
        """Sum up, given the length of the field in each of the segment's records."""
        inside = lengths[self.docs]
        return TermInfo(
            weight=float(self.counts.sum(dtype="int64")),
            df=len(self.docs),
            minlength=int(inside.min()),
            maxlength=int(inside.max()),
            maxweight=float(self.counts.max()),
            minid=int(self.docs[0]),
            maxid=int(self.docs[-1]),
        )


class ArrayMatcher(Matcher):  # type: ignore[misc]
    """Walks through the postings of one term."""

    def __init__(
        self,
        term: tuple[str, bytes],
        postings: TermPostings,
        format_: Format,
        scorer: BaseScorer | None,
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        self._docs: list[int] = postings.docs.tolist()
        self._at = 0

    def term(self) -> tuple[str, bytes]:
        """Return the field's name and the term."""
        return self._term

    def is_active(self) -> bool:
        """Tell whether there is a current posting."""
        return self._at < len(self._docs)

    def reset(self) -> None:
        """Return to the first posting."""
        self._at = 0

    def copy(self) -> ArrayMatcher:
        """Return a matcher at the same posting."""
        other = ArrayMatcher(self._term, self._postings, self.format, self.scorer)
        other._at = self._at
        return other

    def replace(self, minquality: float = 0) -> Matcher:
        """Return what does as well where only scores of that much or more count."""
        if not self.is_active() or self.max_quality() < minquality:
            return NullMatcher()
        return self

    def id(self) -> int:
        """Return the number of the current record."""
        return self._docs[self._at]

    def all_ids(self) -> Iterator[int]:
        """Yield the numbers of all records."""
        return iter(self._docs)

    def next(self) -> None:
        """Go to the next posting.

        Raises:
            ReadTooFar: there is no current one.
        """
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Go to the first posting from here on whose record is not before that one.

        Raises:
            ReadTooFar: there is no current one.
        """
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)

    def supports(self, astype: str) -> bool:
        """Tell whether ``value_as`` knows that type."""
        return bool(self.format.supports(astype))

    def value(self) -> bytes:
        """Return what Whoosh would have written for the posting."""
        encoded: bytes = self.format.encode(self._postings.positions(self._at))
        return encoded

    def value_as(self, astype: str) -> Any:
        """Return the posting's "positions", "frequency" or "weight"."""
        if astype == "positions":
            return self._postings.positions(self._at)
        return self.format.decode_as(astype, self.value())

    def weight(self) -> float:
        """Return how often the record has the term."""
        return float(self._postings.counts[self._at])

    def supports_block_quality(self) -> bool:
        """Tell whether the scorer knows how good a posting may be; all make one block."""
        return self.scorer is None or bool(self.scorer.supports_block_quality())

    def max_quality(self) -> float:
        """Return what no posting's score is above."""
        if self.scorer is None:
            return self.block_max_weight()
        if not self.scorer.supports_block_quality():
            return math.inf  # Whoosh asks all the same
        return float(self.scorer.max_quality())

    def block_quality(self) -> float:
        """Return what no posting's score is above."""
        return self.max_quality()

    def block_max_weight(self) -> float:
        """Return how often a record has the term at most."""
        return float(self._postings.counts.max())

    def skip_to_quality(self, minquality: float) -> int:
        """Go behind the last posting where none can score more; return how many blocks that is."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._docs)
        return 1

    def score(self) -> float:
        """Return the score of the current posting."""
        return float(self.scorer.score(self)) if self.scorer else self.weight()

"""The postings of one term as a `whoosh.matching.Matcher`."""

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
    """The live records of a segment that have a term.

    Attributes:
        docs: their numbers in Whoosh, ascending; at least one.
        counts: the term's frequency in each.
        positions: returns the positions in one record, given by its index in `docs`; none for an
            exact value.
    """

    docs: Array
    counts: Array
    positions: Callable[[int], list[int]]

    def info(self, lengths: Array) -> TermInfo:
        """Return statistics of the term, given the field's length in each of the live records."""
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
    """Iterates over the postings of one term."""

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
        """Return the field's name, and the term."""
        return self._term

    def is_active(self) -> bool:
        """Return whether there is a current posting."""
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
        """Return a matcher for scores of `minquality` or more: itself, or one without postings."""
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
        """Advance to the next posting.

        Raises:
            ReadTooFar: there is no current posting.
        """
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Advance to the first posting whose record is `id` or follows it; never go back.

        Raises:
            ReadTooFar: there is no current posting.
        """
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)

    def supports(self, astype: str) -> bool:
        """Return whether `value_as` has a type."""
        return bool(self.format.supports(astype))

    def value(self) -> bytes:
        """Return the posting's positions as Whoosh encodes them."""
        encoded: bytes = self.format.encode(self._postings.positions(self._at))
        return encoded

    def value_as(self, astype: str) -> Any:
        """Return the posting's "positions", "frequency" or "weight"."""
        if astype == "positions":
            return self._postings.positions(self._at)
        return self.format.decode_as(astype, self.value())

    def weight(self) -> float:
        """Return the term's frequency in the current record."""
        return float(self._postings.counts[self._at])

    def supports_block_quality(self) -> bool:
        """Return whether the scorer has an upper bound; all postings are one block."""
        return self.scorer is None or bool(self.scorer.supports_block_quality())

    def max_quality(self) -> float:
        """Return an upper bound of the postings' scores."""
        if self.scorer is None:
            return self.block_max_weight()
        if not self.scorer.supports_block_quality():
            return math.inf  # Whoosh calls this even so
        return float(self.scorer.max_quality())

    def block_quality(self) -> float:
        """Return an upper bound of the postings' scores."""
        return self.max_quality()

    def block_max_weight(self) -> float:
        """Return the term's highest frequency in a record."""
        return float(self._postings.counts.max())

    def skip_to_quality(self, minquality: float) -> int:
        """Skip all postings if none can score more than `minquality`; return the skipped blocks."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._docs)
        return 1

    def score(self) -> float:
        """Return the score of the current posting."""
        return float(self.scorer.score(self)) if self.scorer else self.weight()

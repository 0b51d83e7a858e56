"""A parsed query, described for people and programs."""

from __future__ import annotations

from typing import Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.types import Count

LeafKind = Literal["word", "phrase", "prefix", "wildcard", "fuzzy", "range", "value"]
BranchKind = Literal["all of", "any of", "none of", "ranked", "boost"]
PartRole = Literal["", "may", "must", "must not", "narrows", "ignored"]


@late_dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a parsed query, and its role in the whole.

    Attributes:
        kind: of a leaf, "word", "phrase", "prefix", "wildcard", "fuzzy" (similar spelling),
            "range" or "value" (an exact one, such as a PubMed id); of a branch, "all of",
            "any of", "none of", "ranked" (best match first) or "boost".
        role: among the parts of a ranked branch: "may" match and raises the rank, "must" match,
            "must not" match, "narrows" (must match; names a field), or "ignored" (too common a
            word); "" elsewhere.
        text: the words of a leaf; of a range, as typed; "" for a branch.
        field: the field searched; None for all text.
        also: words and phrases that are searched as well: synonyms, other spellings.
        slop: of a phrase, the number of positions by which its words may be apart.
        distance: of a fuzzy word, the number of typos allowed.
        factor: of a boost, the factor of its score.
        bounds: of a range, pairs such as (">=", "2015"), all of which must hold.
        parts: of a branch, in the order of the query.
    """

    kind: LeafKind | BranchKind
    role: PartRole = ""
    text: str = ""
    field: str | None = None
    also: tuple[str, ...] = ()
    slop: Count = 0
    distance: Count = 0
    factor: float = 1.0
    bounds: tuple[tuple[str, str], ...] = ()
    parts: tuple[QueryPart, ...] = ()

"""A query as it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LeafKind = Literal["word", "phrase", "prefix", "wildcard", "fuzzy", "range", "value"]
BranchKind = Literal["all of", "any of", "none of", "ranked", "boost"]
PartRole = Literal["", "may", "must", "must not", "narrows", "ignored"]


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query as it is understood: what it asks for, and what it means for the whole.

    Attributes:
        kind: of what is looked for, "word", "phrase", "prefix", "wildcard", "fuzzy" (nearly so
            spelled), "range" or "value" (an exact one, such as a PubMed id); of several parts,
            "all of", "any of", "none of", "ranked" (best match first) or "boost".
        role: among the parts of one that is ranked: "may" match and raises the rank, "must", "must
            not", "narrows" (must match; names a field), or "ignored", as words that are too common
            are; "" elsewhere.
        text: what is looked for; of a range, as typed. "" where there are parts.
        field: what it is looked for in; None for all text.
        also: words and phrases that are found as well: synonyms, other spellings.
        slop: of a phrase, by how many places its words may be off.
        distance: of a fuzzy word, how many letters may be wrong.
        factor: of a boost, how many times as much it counts.
        bounds: of a range, pairs such as (">=", "2015"), all of which must hold.
        parts: in the order of the query.
    """

    kind: LeafKind | BranchKind
    role: PartRole = ""
    text: str = ""
    field: str | None = None
    also: tuple[str, ...] = ()
    slop: int = 0
    distance: int = 0
    factor: float = 1.0
    bounds: tuple[tuple[str, str], ...] = ()
    parts: tuple[QueryPart, ...] = ()

"""The query as understood: a small immutable tree that belongs to this project, to no engine."""

from __future__ import annotations

from dataclasses import dataclass

# The fields whose values are matched whole, and all that a query may name.
EXACT = ("year", "pmid", "doi")
FIELDS = ("title", "heading", "note", "author", *EXACT)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; compounds such as "L4/L5" are one word.

    Attributes:
        text: the surface form.
        field: one of FIELDS, or None for all text.
        start, end: character offsets into the query.
    """

    text: str
    field: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side, in this order; attributes as of Word."""

    text: str
    field: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, without its "*"; attributes as of Word."""

    text: str
    field: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word and those spelled nearly so; attributes as of Word.

    Attributes:
        distance: how many letters may be wrong, missing, too many or swapped: 1 or 2.
    """

    text: str
    field: str | None
    start: int
    end: int
    distance: int


@dataclass(frozen=True, slots=True)
class And:
    """All parts must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: Node


@dataclass(frozen=True, slots=True)
class Ranked:
    """Words side by side.

    Attributes:
        should: raise the rank; without a ``must``, at least one of them matches.
        must: all match.
        must_not: none matches.
        within: all match; parts that name a field, which narrow what the others find.
    """

    should: tuple[Node, ...]
    must: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()
    within: tuple[Node, ...] = ()


Leaf = Word | Phrase | Prefix | Fuzzy
Node = Word | Phrase | Prefix | Fuzzy | And | Or | Not | Ranked


def leaves(node: Node) -> list[Leaf]:
    """List the words, phrases and prefixes that speak for a match, in the order of the query."""
    match node:
        case Word() | Phrase() | Prefix() | Fuzzy():
            return [node]
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Ranked(should, must, _, within):
            found = [leaf for part in should + must + within for leaf in leaves(part)]
            return sorted(found, key=lambda leaf: leaf.start)
        case Not():
            return []

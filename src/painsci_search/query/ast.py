"""The query as understood: a small immutable tree that belongs to this project, to no engine."""

from __future__ import annotations

from dataclasses import dataclass

# The fields whose words are looked for.
TEXT = ("title", "heading", "body", "note", "author", "journal")
# The fields whose values are matched whole: of works, and of articles and their parts.
OF_WORKS = ("year", "pmid", "pmcid", "doi", "painsci")
EXACT = (*OF_WORKS, "article", "kind", "has", "lang", "updated")
# All that a query may name, and those of them that take a range.
FIELDS = (*TEXT, *EXACT)
ORDERED = ("year", "updated")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; compounds such as "L4/L5" are one word.

    Attributes:
        text: the surface form; of a field of EXACT, the value in its normal form.
        field: one of FIELDS, or None for all text.
        start, end: character offsets into the query.
        also: words and phrases that are found as well: synonyms, other spellings.
        as_spelled: whether no other form of it is found: TENS, and not ten.
    """

    text: str
    field: str | None
    start: int
    end: int
    also: tuple[str, ...] = ()
    as_spelled: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side, in this order; attributes as of Word.

    Attributes:
        slop: by how many places in all the words may be off, as in Lucene: a word between two
            others is one place, two words that changed places are two.
    """

    text: str
    field: str | None
    start: int
    end: int
    also: tuple[str, ...] = ()
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, without its "*"; attributes as of Word."""

    text: str
    field: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word in which "*" stands for any letters and "?" for one; attributes as of Word."""

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
class Range:
    """Values of a field of ORDERED; attributes as of Word.

    Attributes:
        text: as typed.
        bounds: pairs such as (">=", "2015"), all of which must hold.
    """

    text: str
    field: str
    start: int
    end: int
    bounds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Boost:
    """A part that counts so many times as much as the others."""

    part: Node
    factor: float


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


Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy | Range
Branch = And | Or | Not | Ranked | Boost
Node = Leaf | Branch


def leaves(node: Node) -> list[Leaf]:
    """List the leaves that speak for a match, in the order of the query."""
    match node:
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Ranked(should, must, _, within):
            found = [leaf for part in should + must + within for leaf in leaves(part)]
            return sorted(found, key=lambda leaf: leaf.start)
        case Boost(part):
            return leaves(part)
        case Not():
            return []
        case _:
            return [node]


def spelled(leaf: Leaf) -> str:
    """Spell a leaf as it is typed, without its field."""
    match leaf:
        case Phrase(text, slop=slop):
            return f'"{text}"~{slop}' if slop else f'"{text}"'
        case Prefix(text):
            return f"{text}*"
        case Fuzzy(text, distance=distance):
            return f"{text}~{distance}"
        case _:
            return leaf.text

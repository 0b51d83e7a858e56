"""The nodes of a query tree, the fields that a query may name, and walks over a tree.

The parser makes trees, the engine evaluates them. Every node is immutable and has `children()`,
`included()` and `map()`, so that a walk need not know the kinds of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from operator import attrgetter
from typing import Self

from painsci_search.late_classes import late_dataclass

# The fields that are searched word by word.
TEXT = ("title", "heading", "body", "note", "author", "journal")
# The fields whose values must match whole: those of works, then those of articles and their parts.
OF_WORKS = ("year", "pmid", "pmcid", "doi", "painsci")
EXACT = (*OF_WORKS, "article", "kind", "has", "lang", "updated", "tag", "meta")
# All fields that a query may name, and those that take a range.
FIELDS = (*TEXT, *EXACT)
ORDERED = ("year", "updated")


class _LeafNode:
    """Walks of a node without parts."""

    __slots__ = ()

    def children(self) -> tuple[Node, ...]:
        """Return the parts of the node: none."""
        return ()

    def included(self) -> tuple[Node, ...]:
        """Return the parts that a match may contain: none."""
        return ()

    def map(self, _: Callable[[Node], Node]) -> Self:
        """Return the node itself: it has no parts to change."""
        return self


@late_dataclass(frozen=True, slots=True)
class Word(_LeafNode):
    """A word as typed; a compound such as "L4/L5" is one word.

    Attributes:
        text: the surface form; in a field of EXACT, the value in its normal form.
        field: one of FIELDS, or None for all text.
        start, end: character offsets into the query.
        also: alternatives that match as well: synonyms, other spellings.
        as_spelled: whether only this form matches and not its stem: TENS, but not ten.
        values: exact values that match as well, each with its field: a word may be the identifier
            of a work, ("pmid", "30397584").
        compounds: words of the index, folded, that match as well, as spelled: a German word is
            found in its compounds.
    """

    text: str
    field: str | None
    start: int
    end: int
    also: tuple[str, ...] = ()
    as_spelled: bool = False
    values: tuple[tuple[str, str], ...] = ()
    compounds: tuple[str, ...] = ()


@late_dataclass(frozen=True, slots=True)
class Phrase(_LeafNode):
    """Adjacent words in this order; the other attributes are those of Word.

    Attributes:
        slop: the most positions by which the words may be off in total, as in Lucene: a word
            between two others counts 1, two swapped words count 2.
    """

    text: str
    field: str | None
    start: int
    end: int
    also: tuple[str, ...] = ()
    slop: int = 0


@late_dataclass(frozen=True, slots=True)
class Prefix(_LeafNode):
    """The beginning of a word, without its "*"; the attributes are those of Word."""

    text: str
    field: str | None
    start: int
    end: int


@late_dataclass(frozen=True, slots=True)
class Wildcard(_LeafNode):
    """A word in which "*" matches any letters and "?" one; the attributes are those of Word."""

    text: str
    field: str | None
    start: int
    end: int


@late_dataclass(frozen=True, slots=True)
class Fuzzy(_LeafNode):
    """A word and similar spellings of it; the other attributes are those of Word.

    Attributes:
        distance: the most edits (wrong, missing, extra or swapped letters): 1 or 2.
    """

    text: str
    field: str | None
    start: int
    end: int
    distance: int


@late_dataclass(frozen=True, slots=True)
class Range(_LeafNode):
    """Values of a field of ORDERED; the other attributes are those of Word.

    Attributes:
        text: as typed.
        bounds: pairs such as (">=", "2015"), all of which must hold.
    """

    text: str
    field: str
    start: int
    end: int
    bounds: tuple[tuple[str, str], ...]


@late_dataclass(frozen=True, slots=True)
class Boost:
    """A part whose score is multiplied by `factor`."""

    part: Node
    factor: float

    def children(self) -> tuple[Node, ...]:
        """Return the part of the node, in a tuple."""
        return (self.part,)

    def included(self) -> tuple[Node, ...]:
        """Return the parts that a match may contain: the one part."""
        return (self.part,)

    def map(self, function: Callable[[Node], Node]) -> Boost:
        """Return the node with `function` applied to its part."""
        return Boost(function(self.part), self.factor)


@late_dataclass(frozen=True, slots=True)
class _Group:
    """Parts joined by an operator."""

    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        """Return the parts of the node, in the order of the query."""
        return self.parts

    def included(self) -> tuple[Node, ...]:
        """Return the parts that a match may contain: all of them."""
        return self.parts

    def map(self, function: Callable[[Node], Node]) -> Self:
        """Return the node with `function` applied to each part."""
        return type(self)(tuple(map(function, self.parts)))


@late_dataclass(frozen=True, slots=True)
class And(_Group):
    """All parts must match."""


@late_dataclass(frozen=True, slots=True)
class Or(_Group):
    """At least one part must match."""


@late_dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: Node

    def children(self) -> tuple[Node, ...]:
        """Return the part of the node, in a tuple."""
        return (self.part,)

    def included(self) -> tuple[Node, ...]:
        """Return the parts that a match may contain: none."""
        return ()

    def map(self, function: Callable[[Node], Node]) -> Not:
        """Return the node with `function` applied to its part."""
        return Not(function(self.part))


@late_dataclass(frozen=True, slots=True)
class Ranked:
    """Words side by side without an operator: the best match first.

    Attributes:
        should: raise the rank; without a `must`, at least one of them must match.
        must: all must match.
        must_not: none may match.
        within: parts that name a field: all must match; they narrow what the others find.
        pairs: adjacent words of `should`; they raise the rank a little, and match nothing by
            themselves.
    """

    should: tuple[Node, ...]
    must: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()
    within: tuple[Node, ...] = ()
    pairs: tuple[Phrase, ...] = ()

    def children(self) -> tuple[Node, ...]:
        """Return all parts of the node, role by role."""
        return self.should + self.must + self.must_not + self.within

    def included(self) -> tuple[Node, ...]:
        """Return the parts that a match may contain: all but `must_not`."""
        return self.should + self.must + self.within

    def map(self, function: Callable[[Node], Node]) -> Ranked:
        """Return the node with `function` applied to each part."""
        roles = (self.should, self.must, self.must_not, self.within)
        should, must, must_not, within = (tuple(map(function, parts)) for parts in roles)
        return Ranked(should, must, must_not, within, self.pairs)


# The leaves that are words as typed, for `isinstance`.
WORDS = (Word, Phrase)
Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy | Range
Branch = And | Or | Not | Ranked | Boost
Node = Leaf | Branch


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, a node before its parts."""
    yield node
    for part in node.children():
        yield from walk(part)


def leaves(node: Node) -> list[Leaf]:
    """List the leaves that a match may contain, in the order of the query."""
    return sorted(_included_leaves(node), key=_by_start)


_by_start = attrgetter("start")


def _included_leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, _LeafNode):
        yield node
        return
    for part in node.included():
        if isinstance(part, _LeafNode):
            yield part
        else:
            yield from _included_leaves(part)


def has_leaf(node: Node) -> bool:
    """Return whether a node has a leaf that a match may contain."""
    return next(_included_leaves(node), None) is not None


def key_of(leaf: Leaf, text: str | None = None) -> Hashable:
    """Return a key that leaves share if they differ at most in their offsets in the query.

    Args:
        text: another text for the leaf, such as its folded one.
    """
    text = leaf.text if text is None else text
    match leaf:
        case Word():
            others = leaf.also, leaf.compounds
            return Word, text, leaf.field, others, leaf.as_spelled, leaf.values
        case Phrase():
            return Phrase, text, leaf.field, leaf.also, leaf.slop
        case Fuzzy():
            return Fuzzy, text, leaf.field, leaf.distance
        case Range():
            return Range, text, leaf.field, leaf.bounds
        case _:
            return type(leaf), text, leaf.field


def start_of(node: Node) -> int:
    """Return the character offset at which a node begins in the query; 0 without a leaf."""
    if isinstance(node, _LeafNode):
        return node.start
    return min((each.start for each in walk(node) if isinstance(each, _LeafNode)), default=0)


def spelled(leaf: Leaf) -> str:
    """Format a leaf as it is typed in a query, without its field.

    >>> spelled(Phrase("sham surgery", None, 0, 16, slop=2))
    '"sham surgery"~2'
    """
    match leaf:
        case Phrase(text, slop=slop):
            return f'"{text}"~{slop}' if slop else f'"{text}"'
        case Prefix(text):
            return f"{text}*"
        case Fuzzy(text, distance=distance):
            return f"{text}~{distance}"
        case _:
            return leaf.text

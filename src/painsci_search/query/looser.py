"""Loosen a query that matches nothing: a tree in; trees that ask for less, each with a reason, out.

Operators, phrases and fields bind, so that a looser query is only offered, never asked unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import (
    EXACT,
    WORDS,
    And,
    Boost,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Ranked,
    Wildcard,
    Word,
    leaves,
)
from painsci_search.query.formatting import format_query
from painsci_search.query.stop_words import drop_stop_words
from painsci_search.query.words import parts_of
from painsci_search.text import UNSPACED

_UNSPACED = late_pattern(f"[{UNSPACED}]")
# Positions by which the words of a phrase may be off in an offer: in one sentence or two.
_NEAR = 10
# Fields whose words may be looked for in all text instead; names are no words of a text.
_IN_ALL_TEXT = frozenset(("title", "heading", "body", "note"))

_Solid = Callable[[str], tuple[str, ...]]


class Looser(NamedTuple):
    """A tree that asks for less than another, and the difference in words."""

    reason: str
    tree: Node


class Lookups(NamedTuple):
    """Questions to an index about the parts of a query.

    Attributes:
        is_known: returns whether a node matches any record.
        dois_like: returns the DOIs of the index that are nearly the same as another.
        letters_within: returns the letters of a word that longer words of languages with compounds
            have in them; "" for none.
    """

    is_known: Callable[[Node], bool]
    dois_like: Callable[[str], Sequence[str]]
    letters_within: Callable[[str], str]


def split_compounds(
    tree: Node,
    is_known: Callable[[Node], bool],
    solid: _Solid | None = None,
) -> Node:
    """Replace each bare compound that occurs nowhere by its words, one of which may be right.

    Args:
        is_known: whether a node matches any record.
        solid: returns the words of a compound without joiners, which is given folded; () for any
            other word. None where no language of the index writes compounds so.
    """
    if isinstance(tree, Word):
        words = _halves(tree, is_known, solid)
        return Ranked(words) if words else tree
    if not isinstance(tree, Ranked):
        return tree
    if solid is None and all(map(_is_one_word, tree.should)):
        return tree
    counted = set(map(id, drop_stop_words(tree)))
    halves = [
        (_halves(part, is_known, solid) if id(part) in counted else ()) or (part,)
        for part in tree.should
    ]
    should = tuple(part for parts in halves for part in parts)
    return tree if len(should) == len(tree.should) else replace(tree, should=should)


def _is_one_word(node: Node) -> bool:
    """Return whether a node is a word of letters from A to Z, as most are."""
    return isinstance(node, Word) and node.text.isascii() and node.text.isalpha()


def _halves(node: Node, is_known: Callable[[Node], bool], solid: _Solid | None) -> tuple[Word, ...]:
    """Return the words of a bare compound that occurs nowhere; () for any other node.

    A URL or an identifier is no compound.
    """
    if not isinstance(node, Word) or node.field is not None or "://" in node.text:
        return ()
    parts = parts_of(node.text)
    if solid is not None and len(parts) == 1 and not is_known(node):
        words = solid(parts[0].word)
        return tuple(Word(word, None, node.start, node.end) for word in words)
    is_compound = len(parts) > 1 and any(token.word.isalpha() for token in parts[:2])
    if not is_compound or is_known(node):
        return ()
    return _words(node, node.start)


def _words(leaf: Word | Phrase, at: int) -> tuple[Word, ...]:
    """Return the words of a leaf.

    Args:
        at: the character offset of the leaf's text in the query.
    """
    return tuple(
        Word(leaf.text[start:end], leaf.field, at + start, at + end)
        for start, end in _pieces(leaf.text)
    )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the words of a text; in Chinese and Japanese, of each two characters.

    A single character is in too many words there, and most words have two.
    """
    tokens = parts_of(text)
    paired = False
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        is_pair = (
            following is not None
            and token.end == following.start
            and _UNSPACED.match(text, token.start) is not None
            and _UNSPACED.match(text, following.start) is not None
        )
        if is_pair and following is not None:
            yield token.start, following.end
        elif not paired:
            yield token.start, token.end
        paired = is_pair


def loosen(tree: Node, lookups: Lookups) -> Iterator[Looser]:
    """Yield looser trees, the nearest to the tree first."""
    is_known, dois_like, letters_within = lookups
    required, excluded = list(_required(tree)), list(_excluded(tree))
    yield from _within_words(tree, is_known, letters_within)
    unknown = [part for part in required if not is_known(part)]
    yield from _with_dois(tree, unknown, dois_like)
    yield from _in_all_text(tree, unknown)
    if unknown:
        yield from _without(tree, unknown)
    for part in required:
        if isinstance(part, Phrase) and len(parts_of(part.text)) > 1:
            yield from _as_words(tree, part)
    for part in required:
        if [part] != unknown:
            yield from _without(tree, [part])
    yield from without_in_text(tree)
    for part in excluded:
        without = _replace(tree, part, None)
        if without is not None:
            yield Looser(f"with {_name(part)}", without)
    words = [part for part in required if part not in unknown and _is_bare(part)]
    if len(words) > 1:
        yield Looser("with any of the words instead of all", Ranked(tuple(words)))


def _within_words(
    tree: Node, is_known: Callable[[Node], bool], letters_within: Callable[[str], str]
) -> Iterator[Looser]:
    """Yield the tree with the words that occur in longer ones alone as patterns for these."""
    looser: Node | None = tree
    names: list[str] = []
    for part in leaves(tree):
        if not isinstance(part, Word) or part.field is not None or is_known(part):
            continue
        letters = letters_within(part.text)
        if letters and looser is not None:
            names.append(_name(part))
            pattern = Wildcard(f"*{letters}*", None, part.start, part.end)
            looser = _replace(looser, part, pattern)
    if names and looser is not None:
        yield Looser(f"with {_listed(names)} in longer words", looser)


def _with_dois(
    tree: Node, unknown: Sequence[Node], dois_like: Callable[[str], Sequence[str]]
) -> Iterator[Looser]:
    """Yield the tree with DOIs of the index in place of each that is unknown."""
    for word in unknown:
        if not isinstance(word, Word) or not _is_doi(word):
            continue
        for doi in dois_like(word.text):
            other = _replace(tree, word, Word(doi, "doi", word.start, word.end))
            if other is not None:
                yield Looser("with a DOI that is nearly the same", other)


def _in_all_text(tree: Node, unknown: Sequence[Node]) -> Iterator[Looser]:
    """Yield the tree with the words that their field lacks looked for in all text."""
    looser: Node | None = tree
    fields: list[str] = []
    for part in unknown:
        if isinstance(part, WORDS) and part.field in _IN_ALL_TEXT:
            fields.append(part.field)
            looser = looser and _replace(looser, part, replace(part, field=None))
    if fields and looser is not None:
        yield Looser(f"in all text, not only in {_listed(list(dict.fromkeys(fields)))}", looser)


def _is_doi(word: Word) -> bool:
    return word.field == "doi" or any(kind == "doi" for kind, _ in word.values)


def without_in_text(tree: Node) -> Iterator[Looser]:
    """Yield the tree with all its bare excluded words looked for in the text of sections only.

    A word that is in a title or a heading excludes all passages below it.
    """
    bare = list(filter(_names_no_field, _excluded(tree)))
    looser: Node | None = tree
    for part in bare:
        looser = looser and _replace(looser, part, replace(part, field="body"))
    if bare and looser is not None:
        names = _listed(list(map(_name, bare)))
        yield Looser(f"without {names} in the passage itself", looser)


def _required(node: Node) -> Iterator[Node]:
    """Yield the parts of a tree without which a record does not match."""
    match node:
        case And(parts):
            for part in parts:
                yield from _required(part)
        case Ranked(_, must, _, within):
            for part in must + within:
                yield from _required(part)
        case Boost(part):
            yield from _required(part)
        case Not():
            return
        case _:
            yield node


def _is_bare(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None


def _excluded(node: Node) -> Iterator[Node]:
    match node:
        case Not(part):
            yield part
        case Ranked(must_not=excluded):
            yield from excluded
            for part in node.must + node.within:
                yield from _excluded(part)
        case And(parts):
            for part in parts:
                yield from _excluded(part)


def _without(tree: Node, parts: Sequence[Node]) -> Iterator[Looser]:
    """Yield the tree without some of its parts, if anything is left."""
    rest: Node | None = tree
    for part in parts:
        rest = None if rest is None else _replace(rest, part, None)
    if rest is not None:
        yield Looser(f"without {_listed(list(map(_name, parts)))}", rest)


def _as_words(tree: Node, phrase: Phrase) -> Iterator[Looser]:
    if phrase.slop < _NEAR:
        near = _replace(tree, phrase, replace(phrase, slop=_NEAR))
        if near is not None:
            yield Looser(f"with the words of {_name(phrase)} near each other", near)
    words = _replace(tree, phrase, Ranked(_words(phrase, phrase.start + 1)))
    if words is not None:
        yield Looser("as words instead of a phrase", words)


def _replace(node: Node, part: Node, other: Node | None) -> Node | None:
    """Return a tree with another part in place of one, or without it; None if nothing is left.

    Words in place of a required phrase are optional, as they are side by side.
    """
    if node is part:
        return other
    match node:
        case Ranked():
            return _replace_in_roles(node, part, other)
        case And(parts) | Or(parts):
            kept = [found for each in parts if (found := _replace(each, part, other)) is not None]
            if len(kept) > 1:
                return type(node)(tuple(kept))
            return kept[0] if kept and not isinstance(kept[0], Not) else None
        case Not(inner) | Boost(inner):
            found = _replace(inner, part, other)
            return None if found is None else node.map(lambda _: found)
        case _:
            return node


def _replace_in_roles(node: Ranked, part: Node, other: Node | None) -> Node | None:
    should = [found for each in node.should if (found := _replace(each, part, other)) is not None]
    roles: list[tuple[Node, ...]] = []
    for parts in (node.must, node.must_not, node.within):
        kept: list[Node] = []
        for each in parts:
            found = _replace(each, part, other)
            if each is part and isinstance(found, Ranked):
                should += found.should
            elif found is not None:
                kept.append(found)
        roles.append(tuple(kept))
    must, must_not, within = roles
    # a part of `within` that names no field any more must match as before
    must += tuple(filter(_names_no_field, within))
    within = tuple(each for each in within if not _names_no_field(each))
    if not should and not must and not within:
        return None
    if len(should) + len(must) + len(within) == 1 and not must_not:
        return (*should, *must, *within)[0]
    return Ranked(tuple(should), must, must_not, within)


def _names_no_field(node: Node) -> TypeGuard[Word | Phrase]:
    return isinstance(node, WORDS) and node.field is None


def _name(node: Node) -> str:
    """Return a part in quotation marks; a phrase without its own."""
    if isinstance(node, Leaf) and node.field is None:
        return f"\u201c{node.text.strip()}\u201d"
    if isinstance(node, Word) and node.field not in EXACT:
        return f"{node.field}:\u201c{node.text}\u201d"
    return format_query(node)


def _listed(names: list[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last

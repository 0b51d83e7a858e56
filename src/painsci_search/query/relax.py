"""Relax a query that matches nothing: any of its words may match instead of all of them.

A query tree in, a looser one out, or None where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from painsci_search.query.ast import And, Boost, Node, Not, Or, Phrase, Ranked, Word, leaves
from painsci_search.query.words import parts_of
from painsci_search.text import UNSPACED

_UNSPACED = re.compile(f"[{UNSPACED}]")


def relax(tree: Node) -> Node | None:
    """Turn required words into optional ones; words of phrases and compounds become single words.

    Excluded parts stay excluded, and parts that name a field keep narrowing.

    Returns:
        The relaxed tree; None where it would be the same.
    """
    should: list[Node] = []
    must_not: list[Node] = []
    within: list[Node] = []
    _collect(tree, should, must_not, within)
    if not should or (len(should) < 2 and should[0] == tree):
        return None
    relaxed = Ranked(tuple(should), (), tuple(must_not), tuple(within))
    return relaxed if relaxed != tree else None


def _collect(node: Node, should: list[Node], must_not: list[Node], within: list[Node]) -> None:
    match node:
        case Ranked(_, _, excluded, narrowing):
            must_not += excluded
            within += narrowing
            for part in node.should + node.must:
                _collect(part, should, must_not, within)
        case And():
            for part in node.children():
                _collect(part, should, must_not, within)
        case Not(part):
            must_not.append(part)
        case Phrase(field=None):
            should += _words(node, node.start + 1)
        case Word(text, field=None) if _is_joined(text):
            should += _words(node, node.start)
        case Boost(part) if not isinstance(part, Word | Phrase):
            _collect(part, should, must_not, within)
        case Or():
            should.append(node)
        case _:
            has_field = all(leaf.field for leaf in leaves(node))
            (within if has_field else should).append(node)


def _is_joined(text: str) -> bool:
    """Return whether a word is a compound of several; a URL or an identifier is not."""
    parts = [token.word for token in parts_of(text)]
    return len(parts) > 1 and "://" not in text and any(map(str.isalpha, parts[:2]))


def _words(leaf: Phrase | Word, at: int) -> list[Node]:
    """List the words of a phrase or compound, and the leaf itself where it has alternatives.

    Args:
        at: the character offset of the leaf's text in the query.
    """
    words: list[Node] = [
        Word(leaf.text[start:end], None, at + start, at + end) for start, end in _pieces(leaf.text)
    ]
    if not leaf.also:
        return words
    return [*words, replace(leaf, slop=0) if isinstance(leaf, Phrase) else leaf]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the words of a text; in Chinese and Japanese, of each two characters.

    A single character is in too many words there, and most words have two.
    """
    tokens = parts_of(text)
    paired = False
    for token, following in pairwise([*tokens, None]):
        if token is None:
            return
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

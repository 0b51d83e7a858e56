"""A query that asks for less: for when nothing matches all of it."""

from __future__ import annotations

from dataclasses import replace

from painsci_search.query.ast import And, Boost, Node, Not, Or, Phrase, Ranked, Word, leaves
from painsci_search.text import tokenize


def relax(tree: Node) -> Node | None:
    """Ask for any of the words instead of all of them.

    What is left out stays left out, and what names a field goes on narrowing.

    Returns:
        The tree that asks for less; None where it would ask for the same.
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
        case And(parts):
            for part in parts:
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
    """Tell whether a word is made up of several; an address or an identifier is not."""
    parts = [token.word for token in tokenize(text) if token.parts == 1]
    return len(parts) > 1 and "://" not in text and any(map(str.isalpha, parts[:2]))


def _words(leaf: Phrase | Word, at: int) -> list[Node]:
    """The words of a phrase or compound; one that may be said otherwise stays among the parts.

    Args:
        at: where its text begins in the query.
    """
    parts = [token for token in tokenize(leaf.text) if token.parts == 1]
    words: list[Node] = [
        Word(leaf.text[token.start : token.end], None, at + token.start, at + token.end)
        for token in parts
    ]
    if not leaf.also:
        return words
    return [*words, replace(leaf, slop=0) if isinstance(leaf, Phrase) else leaf]

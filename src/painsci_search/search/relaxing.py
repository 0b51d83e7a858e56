"""A query that asks for less: for when nothing matches all of it."""

from __future__ import annotations

from dataclasses import replace

from painsci_search.search.tree import And, Boost, Node, Not, Or, Phrase, Ranked, Word, leaves
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
            should += _words(node)
        case Boost(part) if not isinstance(part, Word | Phrase):
            _collect(part, should, must_not, within)
        case Or():
            should.append(node)
        case _:
            has_field = all(leaf.field for leaf in leaves(node))
            (within if has_field else should).append(node)


def _words(phrase: Phrase) -> list[Node]:
    """The words of a phrase; a phrase that may be said otherwise stays one of the parts."""
    parts = [token for token in tokenize(phrase.text) if token.parts == 1]
    at = phrase.start + 1
    words: list[Node] = [
        Word(phrase.text[token.start : token.end], None, at + token.start, at + token.end)
        for token in parts
    ]
    others = (replace(phrase, slop=0),) if phrase.also else ()
    return [*words, *others]

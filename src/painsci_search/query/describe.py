"""A query as it is understood, told in values of the model: what ``--explain-query`` shows."""

from __future__ import annotations

from dataclasses import replace

from painsci_search.model import PartRole, QueryPart
from painsci_search.query.ast import (
    EXACT,
    And,
    Boost,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Ranked,
    Wildcard,
    Word,
    leaves,
)
from painsci_search.query.stop_words import drop_stop_words


def understood(tree: Node) -> QueryPart:
    """Tell what a tree asks for.

    >>> from painsci_search.query.parser import parse_query
    >>> part = understood(parse_query("sham -surgery"))
    >>> [(each.role, each.text) for each in part.parts]
    [('may', 'sham'), ('must not', 'surgery')]
    """
    match tree:
        case And(parts):
            return QueryPart("all of", parts=tuple(map(understood, parts)))
        case Or(parts):
            return QueryPart("any of", parts=tuple(map(understood, parts)))
        case Not(part):
            return QueryPart("none of", parts=(understood(part),))
        case Boost(part, factor):
            return QueryPart("boost", factor=factor, parts=(understood(part),))
        case Ranked():
            return QueryPart("ranked", parts=_ranked(tree))
        case _:
            return _leaf(tree)


def _ranked(node: Ranked) -> tuple[QueryPart, ...]:
    kept = drop_stop_words(node)
    found: list[tuple[int, QueryPart]] = []
    roles: tuple[tuple[PartRole, tuple[Node, ...]], ...] = (
        ("may", node.should),
        ("must", node.must),
        ("must not", node.must_not),
        ("narrows", node.within),
    )
    for role, parts in roles:
        for part in parts:
            is_ignored = role == "may" and not any(part is each for each in kept)
            told = replace(understood(part), role=role)
            if is_ignored:
                told = replace(told, role="ignored", also=())
            found.append((_start(part), told))
    return tuple(part for _, part in sorted(found, key=lambda each: each[0]))


def _start(node: Node) -> int:
    if isinstance(node, Not | Boost):
        return _start(node.part)
    return min((leaf.start for leaf in leaves(node)), default=0)


def _leaf(leaf: Leaf) -> QueryPart:
    match leaf:
        case Range(text, field, bounds=bounds):
            return QueryPart("range", text=text, field=field, bounds=bounds)
        case Word(text, field) if field in EXACT:
            return QueryPart("value", text=text, field=field)
        case Word(text, field, also=also):
            return QueryPart("word", text=text, field=field, also=also)
        case Phrase(text, field, also=also, slop=slop):
            return QueryPart("phrase", text=text, field=field, also=also, slop=slop)
        case Prefix(text, field):
            return QueryPart("prefix", text=text, field=field)
        case Wildcard(text, field):
            return QueryPart("wildcard", text=text, field=field)
        case Fuzzy(text, field, distance=distance):
            return QueryPart("fuzzy", text=text, field=field, distance=distance)

"""Describe a query tree in values of the model: the answer to `--explain-query`.

A tree of the parser in, a tree of `QueryPart` out, which every output format can render.
"""

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
    start_of,
)
from painsci_search.query.stop_words import drop_stop_words


def describe(tree: Node) -> QueryPart:
    """Describe each part of a tree: its kind, its text, and its role for the whole.

    >>> from painsci_search.query.parser import parse_query
    >>> part = describe(parse_query("sham -surgery"))
    >>> [(each.role, each.text) for each in part.parts]
    [('may', 'sham'), ('must not', 'surgery')]
    """
    match tree:
        case And():
            return QueryPart("all of", parts=_parts(tree))
        case Or():
            return QueryPart("any of", parts=_parts(tree))
        case Not():
            return QueryPart("none of", parts=_parts(tree))
        case Boost(_, factor):
            return QueryPart("boost", factor=factor, parts=_parts(tree))
        case Ranked():
            return QueryPart("ranked", parts=_ranked(tree))
        case _:
            return _leaf(tree)


def _parts(node: Node) -> tuple[QueryPart, ...]:
    return tuple(map(describe, node.children()))


def _ranked(node: Ranked) -> tuple[QueryPart, ...]:
    """Describe the parts of a ranked node with their roles, in the order of the query."""
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
            described = replace(describe(part), role=role)
            if role == "may" and not any(part is each for each in kept):
                described = replace(described, role="ignored", also=())
            found.append((start_of(part), described))
    return tuple(part for _, part in sorted(found, key=lambda each: each[0]))


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

"""Write a query tree as a query: a tree in; the string that parses to it, out."""

from __future__ import annotations

from painsci_search.query.ast import (
    And,
    Boost,
    Leaf,
    Node,
    Not,
    Or,
    Ranked,
    spelled,
    start_of,
)


def format_query(node: Node) -> str:
    """Return a query that parses to a tree, without its synonyms.

    >>> from painsci_search.query.parser import parse_query
    >>> format_query(parse_query('+sham "knee  pain" (a OR b)^2 title:x -"c"'))
    '+sham +"knee  pain" (a OR b)^2 title:x -"c"'
    """
    match node:
        case And(parts):
            return " AND ".join(map(_operand, parts))
        case Or(parts):
            return " OR ".join(map(_operand, parts))
        case Not(part):
            return f"NOT {_operand(part)}"
        case Boost(part, factor):
            return f"{_operand(part)}^{factor:g}"
        case Ranked():
            return _ranked(node)
        case _:
            return _leaf(node)


def _operand(node: Node) -> str:
    text = format_query(node)
    return text if isinstance(node, Leaf | Boost) else f"({text})"


def _leaf(leaf: Leaf) -> str:
    return f"{leaf.field}:{spelled(leaf)}" if leaf.field else spelled(leaf)


def _ranked(node: Ranked) -> str:
    """Return the parts with their signs, in the order of the query."""
    signed = [
        *((part, "") for part in node.should),
        *((part, "+") for part in node.must),
        *((part, "-") for part in node.must_not),
        *((part, "") for part in node.within),
    ]
    signed.sort(key=lambda each: start_of(each[0]))
    return " ".join(sign + _operand(part) for part, sign in signed)

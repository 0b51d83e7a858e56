"""Walks over query trees: parts, included parts, mapped trees, leaves and offsets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpora import TYPED
from hypothesis import given

from painsci_search.errors import QueryError
from painsci_search.query.ast import (
    And,
    Boost,
    Leaf,
    Node,
    Not,
    Or,
    Ranked,
    Word,
    leaves,
    start_of,
    walk,
)
from painsci_search.query.parser import parse_query
from painsci_search.query.stop_words import scored_leaves

A, B, C, D = (Word(letter, None, at, at + 1) for at, letter in enumerate("abcd"))


def shouted(node: Node) -> Node:
    """Return the tree with every word in capitals."""
    return replace(node, text=node.text.upper()) if isinstance(node, Word) else node.map(shouted)


def texts(found: list[Leaf]) -> str:
    return "".join(leaf.text for leaf in found)


@pytest.mark.parametrize(
    ("node", "children", "included"),
    [
        (A, (), ()),
        (And((A, B)), (A, B), (A, B)),
        (Or((A, B)), (A, B), (A, B)),
        (Not(A), (A,), ()),
        (Boost(A, 2.0), (A,), (A,)),
        (Ranked((A,), (B,), (C,), (D,)), (A, B, C, D), (A, B, D)),
    ],
)
def test_children_are_all_parts_and_included_those_that_a_match_may_contain(
    node: Node, children: tuple[Node, ...], included: tuple[Node, ...]
) -> None:
    assert node.children() == children
    assert node.included() == included


def test_map_changes_the_parts_and_keeps_the_roles() -> None:
    tree = Ranked((And((A, B)),), (Boost(C, 3.0),), (Not(Or((D, A))),), (B,))
    upper = [replace(word, text=word.text.upper()) for word in (A, B, C, D)]
    a, b, c, d = upper
    assert shouted(tree) == Ranked((And((a, b)),), (Boost(c, 3.0),), (Not(Or((d, a))),), (b,))


def test_leaves_come_in_the_order_of_the_query_without_excluded_ones() -> None:
    assert texts(leaves(parse_query("a title:b -c +d (e NOT f)"))) == "abde"


def test_a_node_begins_where_the_first_of_all_its_leaves_does() -> None:
    assert start_of(Boost(Not(And((C, B))), 2.0)) == B.start
    assert start_of(Ranked(())) == 0


def test_scored_leaves_are_those_without_stop_words_and_exclusions() -> None:
    assert texts(list(scored_leaves(parse_query("is the sham -real")))) == "sham"
    assert texts(list(scored_leaves(parse_query("is the")))) == "isthe"
    assert texts(list(scored_leaves(parse_query("+the year:2018 the knee")))) == "kneethe2018"


@given(TYPED)
def test_a_walk_visits_every_leaf_and_a_map_of_nothing_changes_nothing(query: str) -> None:
    try:
        tree = parse_query(query)
    except QueryError:
        return
    visited = list(walk(tree))
    assert visited[0] is tree
    assert {id(leaf) for leaf in leaves(tree)} <= {id(node) for node in visited}
    assert tree.map(lambda part: part) == tree

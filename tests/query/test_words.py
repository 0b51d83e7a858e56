"""The words of a query are those of `tokenize`, and plain words have no rules of their own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.errors import QueryError
from painsci_search.query import lexer
from painsci_search.query.ast import Node
from painsci_search.query.parser import parse_query
from painsci_search.query.words import parts_of, stems_of, tokens_of
from painsci_search.text import stem, tokenize
from profiles import examples

TEXTS = st.text("abZé1-/' .", max_size=12) | st.sampled_from(["sham", "L4/L5 discs", "x" * 150])
PIECES = st.sampled_from(
    'sham Knee AND OR NOT TO and title: note: kind: ( ) + - " , . ^2 * ~ year:2018 a-b 10 é'.split()
)
NOTHING = re.compile(r"(?!)")


@examples(200)
@given(TEXTS)
def test_the_tokens_of_a_text_are_the_same_a_second_time(text: str) -> None:
    expected = tuple(tokenize(text))
    assert tokens_of(text) == tokens_of(text) == expected
    parts = tuple(token for token in expected if token.parts == 1)
    assert parts_of(text) == parts
    assert stems_of(text) == tuple(stem(token.word) for token in parts)


def parsed(query: str) -> Node | str:
    try:
        return parse_query(query)
    except QueryError as error:
        return f"{error.position} {error}"


@examples(1000)
@given(st.lists(st.tuples(PIECES, st.sampled_from(("", " ", "  "))), max_size=8))
def test_plain_words_are_parsed_as_all_others_are(pieces: list[tuple[str, str]]) -> None:
    query = "".join(piece + space for piece, space in pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "_PLAIN", NOTHING)
        expected = parsed(query)
    assert parsed(query) == expected


@pytest.mark.parametrize("depth", [49, 50, 51, 52])
def test_a_plain_word_may_lie_no_deeper_than_others(depth: int) -> None:
    query = "(" * depth + " knee " + ")" * depth
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "_PLAIN", NOTHING)
        expected = parsed(query)
    assert parsed(query) == expected

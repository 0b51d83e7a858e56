"""Any text is read as a query: what is no valid query is repaired, and shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from painsci_search.query.ast import Word, has_leaf
from painsci_search.query.lenient import NOTHING, parse_leniently
from painsci_search.query.parser import parse_query
from painsci_search.query.quoting import escape, quote
from painsci_search.query.words import parts_of

# Signs and words of the language, in any order, and any letters between them.
PIECES = st.sampled_from(
    '" ( ) + - ^ ~ * ? : , | & [ ] { } > = AND OR NOT TO title: kind: year: autor: pain sham* a* '
    "x~9 2015 10.1136/x https://example.org/a?b=c don't L4/L5 «".split()
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).flatmap(
    lambda pieces: st.sampled_from((" ", "")).map(lambda gap: gap.join(pieces))
)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ('"sham surgery', '"sham surgery"'),
        ('sham "', "sham"),
        ("(sham surgery", "(sham surgery)"),
        ("sham) surgery", "sham surgery"),
        ("sham AND", "sham and"),
        ("OR sham", "or sham"),
        ("pain NEAR/5 damage", "pain damage"),
        ("NOT", "not"),
        ("autor:moseley", "author:moseley"),
        ("kind: a review", "kind a review"),
        ("year:>=then sham", "year then sham"),
        ("sham s*", "sham s"),
        ('"sham* surgery" knee', "sham surgery knee"),
        ('"a b"~100', "a b"),
        ("[2015 TO 2020]", "2015 TO 2020"),
        ("???", ""),
    ],
)
def test_a_text_that_is_no_query_is_repaired(text: str, read_as: str) -> None:
    assert parse_leniently(text)[1] == read_as


@pytest.mark.parametrize("text", ["+sham -knee", '"sham surgery"', "Pain: a review", "w?rd*"])
def test_a_valid_query_is_read_as_it_is_written(text: str) -> None:
    assert parse_leniently(text) == (parse_query(text), None)


def test_a_text_without_a_word_matches_nothing() -> None:
    assert parse_leniently("? !") == (NOTHING, "")


@pytest.mark.parametrize(
    "text",
    ["-sham", "NOT sham", "-sham -knee", '-"sham surgery', "(-sham)", "title:(-sham)", "-s* -("],
)
def test_a_text_that_only_excludes_words_matches_nothing(text: str) -> None:
    assert parse_leniently(text) == (NOTHING, "")


def test_a_long_text_is_read_up_to_the_words_that_a_query_may_have() -> None:
    tree, read_as = parse_leniently("sham " * 700)
    assert read_as is not None
    assert len(read_as.split()) == len(tree.children()) == 500


@given(TEXTS)
@example("(" * 60 + "a")
@example('"a ' * 101)
@example("a* " * 30)
def test_any_text_is_read(text: str) -> None:
    tree, read_as = parse_leniently(text)
    assert read_as is None or read_as == "" or parse_query(read_as) == tree
    assert has_leaf(tree) or read_as == ""


@given(TEXTS)
def test_an_escaped_text_is_words_alone(text: str) -> None:
    query = escape(text)
    if query:
        leaves = parse_query(query).children() or (parse_query(query),)
        assert all(isinstance(leaf, Word) and leaf.field is None for leaf in leaves)
    assert escape(query) == query


@given(st.text(max_size=20))
def test_a_quoted_text_is_a_phrase_of_its_words(text: str) -> None:
    words = [token.word for token in parts_of(text.replace("*", " "))]
    if words:
        phrase = parse_query(quote(text))
        assert [token.word for token in parts_of(getattr(phrase, "text", ""))] == words

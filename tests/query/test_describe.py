"""A query as it is understood, in values of the model."""

from __future__ import annotations

import pytest
from corpora import TYPED
from hypothesis import given

from painsci_search.errors import QueryError
from painsci_search.model import QueryPart
from painsci_search.query.describe import describe
from painsci_search.query.expand import expand
from painsci_search.query.parser import parse_query
from painsci_search.query.synonyms import load_synonyms


def told(query: str) -> QueryPart:
    return describe(expand(parse_query(query), load_synonyms()))


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("knee", QueryPart("word", text="knee")),
        ("tumour", QueryPart("word", text="tumour", also=("tumor",))),
        ("title:knee", QueryPart("word", text="knee", field="title")),
        ('"sham surgery"~2', QueryPart("phrase", text="sham surgery", slop=2)),
        ("catastrophi*", QueryPart("prefix", text="catastrophi")),
        ("c?ntral", QueryPart("wildcard", text="c?ntral")),
        ("placibo~2", QueryPart("fuzzy", text="placibo", distance=2)),
        ("pmid:30397584", QueryPart("value", text="30397584", field="pmid")),
        (
            "year:>=2018",
            QueryPart("range", text=">=2018", field="year", bounds=((">=", "2018"),)),
        ),
        ("knee^3", QueryPart("boost", factor=3.0, parts=(QueryPart("word", text="knee"),))),
        (
            "knee OR NOT hip",
            QueryPart(
                "any of",
                parts=(
                    QueryPart("word", text="knee"),
                    QueryPart("none of", parts=(QueryPart("word", text="hip"),)),
                ),
            ),
        ),
    ],
)
def test_each_kind_of_part_is_told(query: str, part: QueryPart) -> None:
    assert told(query) == part


def test_parts_side_by_side_have_their_roles_in_the_order_of_the_query() -> None:
    part = told("the knee +sham -hip year:2018 (massage OR sleep)^2")
    assert part.kind == "ranked"
    assert [(each.role, each.text or each.kind) for each in part.parts] == [
        ("ignored", "the"),
        ("may", "knee"),
        ("must", "sham"),
        ("must not", "hip"),
        ("narrows", "2018"),
        ("may", "boost"),
    ]


def test_what_is_ignored_is_not_looked_for_by_other_words_either() -> None:
    parts = told("pins and needles").parts
    assert [(each.role, bool(each.also)) for each in parts] == [
        ("may", True),
        ("ignored", False),
        ("may", True),
    ]


def test_common_words_count_where_there_are_no_others() -> None:
    assert [each.role for each in told("to be or not to be").parts] == ["may"] * 6


@given(TYPED)
def test_every_query_that_is_understood_can_be_told(query: str) -> None:
    try:
        part = told(query)
    except QueryError:
        return
    waiting = [part]
    while waiting:
        each = waiting.pop()
        assert bool(each.parts) != bool(each.text)
        assert all(bool(inner.role) == (each.kind == "ranked") for inner in each.parts)
        waiting += each.parts

"""A query as it is understood, on a terminal and as JSON."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from painsci_search.model import QueryPart
from painsci_search.query.describe import describe
from painsci_search.query.expand import expand
from painsci_search.query.parser import parse_query
from painsci_search.query.synonyms import load_synonyms
from painsci_search.render.query_tree import render_query_tree, render_query_tree_json
from painsci_search.render.terminal import Terminal
from profiles import examples

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f]")


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    text = (files("painsci_search") / "schemas" / "query.schema.json").read_text("utf-8")
    found = json.loads(text)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def told(query: str) -> QueryPart:
    return describe(expand(parse_query(query), load_synonyms()))


def shown(query: str, width: int = 80) -> str:
    return render_query_tree(query, told(query), Terminal(width))


def test_parts_stand_under_what_they_mean_for_the_whole() -> None:
    query = 'the +placebo "sham surgery"~2 knee -nocebo year:2015..2020 title:TENS'
    assert shown(query) == (
        """\
Query: the +placebo "sham surgery"~2 knee -nocebo year:2015..2020 title:TENS
Optional; passages with these rank higher:
  knee
These must match:
  placebo
  the phrase "sham surgery", its words up to 2 positions off
None of these may match:
  nocebo
Only where these match too:
  year: 2015 or later and 2020 or earlier
  TENS in titles
      also: "transcutaneous electrical nerve stimulation"
Ignored, because they are too common:
  the
"""
    )


def test_what_is_nested_is_indented() -> None:
    assert shown("massage^2 OR (tumours AND NOT placibo~)") == (
        """\
Query: massage^2 OR (tumours AND NOT placibo~)
At least one of these must match:
  Weighted 2 times as much as the others:
    massage
  All of these must match:
    tumours
        also: tumors
    None of these may match:
      words like placibo, with up to 1 typo
"""
    )


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("sham surgery", "At least one must match; passages with all of them come first:"),
        ("sham -surgery", "This must match:"),
        ("kind:note has:reference", "These must match:"),
        ("catastrophi*", "words that begin with catastrophi"),
        ("c?ntral", "words like c?ntral; * is any number of letters, ? is one"),
        ("author:moseley", "moseley as an author's name"),
        ("pmid:30397584", "citing the PubMed id 30397584"),
        ("kind:note knee", "  that are of the kind note"),
        ("updated:>2024-06", "updated: after 2024-06"),
        ("knee^1.5", "Weighted 1.5 times as much as the others:"),
    ],
)
def test_each_kind_of_part_is_said_in_words(query: str, line: str) -> None:
    assert line in shown(query).splitlines()


def test_a_query_deeply_nested_keeps_to_the_width() -> None:
    query = "(a OR " * 40 + "placebo" + ")" * 40
    assert max(map(len, shown(query, 40).splitlines()[1:])) <= 40


def test_the_json_is_as_the_schema_says(schema: Draft202012Validator) -> None:
    queries = (
        "the knee +sham -hip year:2015..2020 (massage OR tumour)^2",
        '"sham surgery"~2 AND placibo~2 OR catastrophi* c?ntral',
        "knee OR NOT hip",
        "pmid:30397584",
    )
    for query in queries:
        answer = json.loads(render_query_tree_json(query, told(query)))
        schema.validate(answer)
        assert answer["query"] == query


def test_the_json_tells_what_the_parts_say() -> None:
    answer = json.loads(render_query_tree_json("x", told("tumour^2 -year:>=2018")))
    assert answer["understood"] == {
        "kind": "ranked",
        "parts": [
            {
                "kind": "boost",
                "role": "may",
                "factor": 2.0,
                "parts": [{"kind": "word", "text": "tumour", "field": None, "also": ["tumor"]}],
            },
            {
                "kind": "range",
                "role": "must not",
                "text": ">=2018",
                "field": "year",
                "bounds": [[">=", "2018"]],
            },
        ],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "word", "field": None},
        {"kind": "any of", "parts": []},
        {"kind": "any of", "text": "a", "field": None},
        {"kind": "guess", "text": "a", "field": None},
    ],
)
def test_the_schema_refuses_what_is_no_part(schema: Draft202012Validator, wrong: object) -> None:
    answer = {"schema": "painsci-search/query/1", "query": "a", "understood": wrong}
    assert not schema.is_valid(answer)


@examples(50)
@given(st.text(), st.text(min_size=1), st.sampled_from(["word", "phrase", "prefix", "value"]))
def test_nothing_in_a_query_steers_a_terminal(query: str, text: str, kind: str) -> None:
    part = QueryPart("ranked", parts=(QueryPart(kind, "may", text=text, also=(text,)),))  # type: ignore[arg-type]
    assert not CONTROL.search(render_query_tree(query, part, Terminal(80)))
    assert not CONTROL.search(render_query_tree_json(query, part))

"""Whatever a tool is called with, there is an answer within its limit, and no fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section
from painsci_search.mcp import AnswerLimits, Tools
from painsci_search.mcp.arguments import SCHEMAS
from painsci_search.mcp.resources import Resources, uri_of
from painsci_search.mcp.tool_results import ToolError

ROOM = 3000
WORDS = st.sampled_from(
    ["placebo", '"', "(", ")", "AND", "NOT", "year:>=", "doi:", "*", "~3", "asmr", "#n5", "-", "\n"]
)
TEXT = st.text(max_size=40) | st.lists(WORDS, max_size=8).map(" ".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)

QUOTES = st.fixed_dictionaries(
    {"text": TEXT, "article": TEXT | st.just("asmr")}, optional={"anchor": TEXT}
)


def arguments_of(tool: str) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of a tool, some of them right and some not."""
    properties = SCHEMAS[tool]["properties"]
    some = {
        name: {
            "string": st.sampled_from(argument["enum"]) if "enum" in argument else TEXT,
            "integer": st.integers(0, 30),
            "boolean": st.booleans(),
            "array": st.lists(TEXT | QUOTES, max_size=3),
        }[argument["type"]]
        | JSON
        for name, argument in properties.items()
    }
    required = {name: some.pop(name) for name in SCHEMAS[tool]["required"]}
    return st.fixed_dictionaries(required, optional=some)


@pytest.mark.parametrize("tool", list(SCHEMAS))
@given(data=st.data())
def test_a_tool_answers_whatever_it_is_given(
    tool: str, data: st.DataObject, demo_index: Index
) -> None:
    tools = Tools(demo_index, AnswerLimits(ROOM))
    answer = tools.call(tool, data.draw(arguments_of(tool)))
    assert 0 < len(answer.text) <= ROOM
    assert "Internal error" not in answer.text
    assert answer.text.encode("utf-8")


@given(uri=TEXT | TEXT.map(uri_of) | TEXT.map("painsci-search://articles/asmr".__add__))
def test_an_address_is_read_or_refused(uri: str, demo_index: Index) -> None:
    resources = Resources(demo_index, Tools(demo_index, AnswerLimits(ROOM)))
    try:
        text = resources.read(uri)
    except ToolError as error:
        assert str(error).splitlines() == [str(error)]
    else:
        assert 0 < len(text) <= ROOM


# As an index takes ids and anchors: without lone surrogates.
ANY = st.text(st.characters(codec="utf-8"), min_size=1)


@given(ANY, ANY)
def test_an_address_leads_to_what_it_names(article: str, anchor: str) -> None:
    index = Index.in_memory()
    index.add(Article(article, "Knees", (Section(anchor, "Part", "Knees."),)))
    resources = Resources(index, Tools(index))
    ((listed,), _) = resources.list_page(None)
    assert listed.uri == uri_of(article)
    assert "> Knees." in resources.read(listed.uri)
    address = uri_of(article, anchor)
    assert "> Knees." in resources.read(address)
    assert address.isascii()
    assert not set(address) & set(' \n"<>\\^`{|}')

"""Arguments of the tools: values in another JSON type than that of the schema."""

from __future__ import annotations

import pytest

from painsci_search.mcp.arguments import BadArguments, check_arguments


@pytest.mark.parametrize(
    ("tool", "given", "name", "value"),
    [
        ("search", {"query": "x", "limit": "2"}, "limit", 2),
        ("search", {"query": "x", "limit": " 3.0 "}, "limit", 3),
        ("search", {"query": "x", "cited_since": "2018"}, "cited_since", 2018),
        ("search", {"query": 30397584}, "query", "30397584"),
        ("search", {"query": "x", "since": 2018}, "since", "2018"),
        ("search", {"query": "x", "exact": "true"}, "exact", True),
        ("search", {"query": "x", "exact": "False"}, "exact", False),
        ("search", {"query": "x", "articles": "bilby"}, "articles", ["bilby"]),
        ("search", {"query": "x", "articles": '["bilby", 5]'}, "articles", ["bilby", "5"]),
        ("search", {"query": "x", "articles": [5]}, "articles", ["5"]),
        ("cites", {"work": 29912345}, "work", "29912345"),
        ("cites", {"work": 5.0}, "work", "5"),
        ("read", {"article": "bilby", "offset": "10"}, "offset", 10),
    ],
)
def test_a_value_in_another_type_is_accepted(
    tool: str, given: dict[str, object], name: str, value: object
) -> None:
    found = check_arguments(tool, given)[name]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("tool", "given", "message"),
    [
        ("news", {"since": "yesterday"}, "since: must be a date such as 2024, 2024-06 or"),
        ("search", {"query": "x", "until": "2024-13"}, "until: must be a date such as 2024"),
        ("verify", {"quotes": [{"text": "x", "article": ""}]}, "quotes[0].article: "),
    ],
)
def test_an_error_names_the_argument_and_what_it_must_be(
    tool: str, given: dict[str, object], message: str
) -> None:
    with pytest.raises(BadArguments) as error:
        check_arguments(tool, given)
    assert str(error.value).startswith(message)

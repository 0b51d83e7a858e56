"""The options of a search: one table for every way in."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from painsci_search import Index, PainSciSearchError, SemanticUnavailable
from painsci_search.options import (
    DATE_PATTERN,
    OPTIONS,
    SearchKeywords,
    SearchOptions,
    json_schema_of,
)
from painsci_search.query.fields import check_date


def test_the_keywords_are_the_options() -> None:
    assert get_type_hints(SearchKeywords) == get_type_hints(SearchOptions)
    assert list(OPTIONS) == [field.name for field in fields(SearchOptions)]


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("limit", 0, ValueError),
        ("limit", 2.5, TypeError),
        ("offset", -1, ValueError),
        ("per_article", -1, ValueError),
        ("kind", "page", ValueError),
        ("sort", "author", ValueError),
        ("articles", [3], TypeError),
        ("author", "", ValueError),
        ("author", 3, TypeError),
        ("since", "2024-13", ValueError),
        ("until", "9999-99-99", ValueError),
        ("since", "2024-02-30", ValueError),
        ("until", "2025-02-29", ValueError),
        ("cited_since", "2018", TypeError),
        ("cited_since", -1, ValueError),
        ("cited_since", 20_180, ValueError),
        ("limit", True, TypeError),
        ("articles", 3, TypeError),
        ("articles", b"asmr", TypeError),
        ("exact", "yes", TypeError),
        ("facets", 1, TypeError),
        ("since", 20_240, ValueError),
        ("since", True, ValueError),
    ],
)
def test_a_wrong_option_is_refused_by_name_wherever_it_is_given(
    index: Index, name: str, value: Any, error: type[Exception]
) -> None:
    for call in (index.search, index.iter_search):
        with pytest.raises(error, match=f"^{name}"):
            call("pain", **{name: value})
    index.add([])
    if name not in ("limit", "per_article", "sort", "facets"):
        with pytest.raises(error, match=f"^{name}"):
            index.bibliography("pain", **{name: value})
    if name != "exact":
        with pytest.raises(error, match=f"^{name}"):
            index.like("none", **{name: value})


def test_an_unknown_option_is_refused(index: Index) -> None:
    with pytest.raises(TypeError, match="limt"):
        index.iter_search("pain", limt=2)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "date",
    "2024 2024-06 2024-06-30 2024-13 2024-00 2024-06-32 2024-02-29 3024 24 2024- 2024-6".split(),
)
def test_the_pattern_of_dates_accepts_what_the_library_accepts(date: str) -> None:
    try:
        check_date("since", date)
    except ValueError:
        assert not re.search(DATE_PATTERN, date)
    else:
        assert re.search(DATE_PATTERN, date)


def test_a_schema_has_the_bounds_and_the_default_of_its_option() -> None:
    assert json_schema_of("limit", maximum=20) == {
        "type": "integer",
        "minimum": 1,
        "maximum": 20,
        "description": OPTIONS["limit"].help,
        "default": 10,
    }
    assert json_schema_of("sort")["enum"] == ["relevance", "date", "position"]
    assert "default" not in json_schema_of("since")


def test_a_file_or_folder_of_an_index_that_is_missing_is_refused_at_once(tmp_path: Path) -> None:
    gone, file = tmp_path / "gone", tmp_path / "file"
    file.write_text("a = b\n")
    reason = r"the synonyms cannot be read: No such file or directory$"
    with pytest.raises(PainSciSearchError, match=rf"gone: {reason}"):
        Index.in_memory(synonyms=gone)
    with pytest.raises(PainSciSearchError, match=r"gone: the notices cannot be read: No such file"):
        Index.create(tmp_path / "index", notices=gone)
    assert not (tmp_path / "index").exists()
    with pytest.raises(PainSciSearchError, match=r"the notices cannot be read: Is a directory$"):
        Index.in_memory(notices=tmp_path)
    with pytest.raises(SemanticUnavailable, match=r"gone: the model cannot be read: No such file"):
        Index.in_memory(model=gone)
    with pytest.raises(SemanticUnavailable, match=r"file: the model cannot be read: Not a dir"):
        Index.in_memory(model=file)
    with Index.in_memory(synonyms=file, model=tmp_path) as index:
        assert index.search("a").total == 0

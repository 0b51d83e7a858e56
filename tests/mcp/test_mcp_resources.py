"""Articles as resources: listed page by page, read, completed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp.shared.exceptions import MCPError
from talking import Assistant

from painsci_search import Article, Index, Section
from painsci_search.mcp.resources import ARTICLE, LISTED_AT_ONCE, PART, uri_of

MANY = 2 * LISTED_AT_ONCE + 30


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("many") / "index"
    with Index.create(folder) as index:
        section = Section("a/b c", "Part", "Knees.")
        index.add(Article(f"knee/{number:03} #1", "Knees", (section,)) for number in range(MANY))
    with Assistant(folder) as talking:
        yield talking


def test_every_article_is_listed_with_its_title_and_address(
    assistant: Assistant, demo_index: Index
) -> None:
    listed = assistant.resources().resources
    assert [(each.name, each.title) for each in listed] == [
        (info.id, info.title) for info in demo_index.articles()
    ]
    assert listed[0].uri == "painsci-search://articles/asmr"
    assert {each.mime_type for each in listed} == {"text/plain"}


def test_a_long_list_comes_in_pages_that_hold_each_article_once(many: Assistant) -> None:
    names, cursor, sizes = [], None, []
    while True:
        page = many.resources(cursor)
        names += [each.name for each in page.resources]
        sizes.append(len(page.resources))
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sizes == [LISTED_AT_ONCE, LISTED_AT_ONCE, 30]
    assert names == [f"knee/{number:03} #1" for number in range(MANY)]


def test_a_cursor_that_is_none_is_an_error_of_the_client(assistant: Assistant) -> None:
    with pytest.raises(MCPError) as caught:
        assistant.resources("%ff")
    assert caught.value.code == -32602


def test_an_article_and_its_parts_are_read_by_their_addresses(many: Assistant) -> None:
    assert "> Knees." in many.read(uri_of("knee/007 #1"))
    part = uri_of("knee/007 #1", "a/b c")
    assert part == "painsci-search://articles/knee%2F007%20%231/a%2Fb%20c"
    assert many.read(part).startswith('{"article": "knee/007 #1", "anchor": "a/b c"}')


def test_a_resource_that_was_cut_is_read_on(assistant: Assistant) -> None:
    whole = assistant.read("painsci-search://articles/sham-surgery")
    assert "characters follow: offset " in whole
    offset = whole.rpartition("offset ")[2].rstrip(".")
    rest = assistant.read(f"painsci-search://articles/sham-surgery?offset={offset}")
    assert f"characters {int(offset) + 1} to " in rest
    assert "characters follow" not in rest


def test_the_templates_are_those_that_are_understood(assistant: Assistant) -> None:
    templates = assistant.templates().resource_templates
    assert [each.uri_template for each in templates] == [ARTICLE, PART]
    assert all(each.description for each in templates)


@pytest.mark.parametrize(
    "uri",
    [
        "painsci-search://articles/nothing",
        "painsci-search://articles/asmr/nothing",
        "painsci-search://articles/asmr/n5/more",
        "painsci-search://articles/",
        "painsci-search://articles/..%2F..%2Fetc%2Fpasswd",
        "painsci-search://articles/../../etc/passwd",
        "painsci-search://articles/%ff%fe",
        "painsci-search://other/asmr",
        "painsci-search://articles/asmr?offset=-1",
        "painsci-search://articles/asmr?offset=99999",
        "painsci-search://articles/asmr?offset=²",
        "painsci-search://articles/asmr?page=2",
        "painsci-search://articles/asmr?offset=1" + "&offset=1" * 20,
        "painsci-search://articles/asmr#n5",
        "file:///etc/passwd",
        "nothing",
        "",
        "http://[",
    ],
)
def test_an_address_that_names_nothing_is_an_error_of_the_client(
    uri: str, assistant: Assistant
) -> None:
    with pytest.raises(MCPError) as caught:
        assistant.read(uri)
    assert caught.value.code == -32602


def test_ids_and_anchors_are_completed(assistant: Assistant, many: Assistant) -> None:
    assert assistant.complete(ARTICLE, "id", "sh").completion.values == ["sham-surgery"]
    anchors = assistant.complete(PART, "anchor", "n1", id="asmr").completion.values
    assert "n1" in anchors
    assert all(anchor.startswith("n1") for anchor in anchors)
    assert assistant.complete(PART, "anchor", "n1").completion.values == []
    assert assistant.complete(ARTICLE, "offset", "1").completion.values == []
    knees = many.complete(ARTICLE, "id", "knee").completion
    assert (len(knees.values), knees.total, knees.has_more) == (100, MANY, True)
    with pytest.raises(MCPError):
        assistant.complete("file:///{path}", "path", "/")


def test_a_list_goes_on_where_it_was_though_articles_came_and_went(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    section = Section("a", "Part", "Knees.")
    with Index.create(folder) as index:
        index.add(Article(f"b{number:03}", "Knees", (section,)) for number in range(150))
        with Assistant(folder) as talking:
            first = talking.resources()
            index.remove(["b000", first.resources[-1].name])
            index.add([Article("a", "New", (section,)), Article("z", "New", (section,))])
            second = talking.resources(first.next_cursor)
    names = [each.name for each in (*first.resources, *second.resources)]
    assert names == [*(f"b{number:03}" for number in range(150)), "z"]

"""What comes from an article is marked as quoted, and no text of it gets out of the marks."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hostile_articles import HARM, hostile_article
from hypothesis import given
from hypothesis import strategies as st
from talking import Assistant

from painsci_search.mcp.text import NOTICE
from painsci_search.mcp.text.excerpts import article_lines, cut_page
from painsci_search.mcp.text.quoting import fit, json_line, plain_line, quote

# What splits lines for Python, which knows more ends of lines than anybody: str.splitlines.
PLACE = re.compile(r"(?:\d+\. )?(?:[\w ]+ )?(\{.*\}|\"(?:[^\"\\]|\\.)*\").*")


def assert_all_is_quoted(text: str) -> None:
    """Every line with words of the article is marked, or holds them as JSON or in an address."""
    assert NOTICE in text.splitlines()
    harmful = [line for line in text.splitlines() if "OBEY" in line]
    assert harmful
    for line in harmful:
        if line.startswith("> "):
            continue
        if line.startswith("https://example.org/"):
            assert " " not in line
            continue
        place = PLACE.fullmatch(line)
        assert place, line
        json.loads(place[1])
        assert "OBEY" not in line.replace(place[1], "")
    hidden = [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
    assert set(hidden) == {"\n"}


def test_passages_are_quoted(deceived: Assistant) -> None:
    text = deceived.ask("search", query="knees", limit=20, per_article=0)
    assert re.findall(r"^\d\. (\w+)", text, re.MULTILINE)
    assert_all_is_quoted(text)


def place_of_the_section() -> dict[str, str]:
    article = hostile_article()
    return {"article": article.id, "anchor": article.sections[0].anchor}


def place_of_the_note() -> dict[str, str]:
    article = hostile_article()
    return {"article": article.id, "anchor": article.notes[0].anchor}


@pytest.mark.parametrize(
    "place",
    [{"article": hostile_article().id}, place_of_the_section(), place_of_the_note()],
    ids=["article", "section", "note"],
)
def test_what_is_read_is_quoted(place: dict[str, str], deceived: Assistant) -> None:
    assert_all_is_quoted(deceived.ask("read", **place))


@pytest.mark.parametrize("offset", range(40, 400, 17))
def test_what_is_read_on_is_quoted_from_whatever_offset(offset: int, deceived: Assistant) -> None:
    text = deceived.ask("read", **place_of_the_section(), offset=offset)
    assert_all_is_quoted(text)


def test_works_and_who_cites_them_are_quoted(deceived: Assistant) -> None:
    assert_all_is_quoted(deceived.ask("references"))
    assert_all_is_quoted(deceived.ask("cites", work="7"))


def test_a_resource_is_quoted(deceived: Assistant) -> None:
    (resource,) = deceived.resources().resources
    for text in (resource.title, resource.name, resource.description):
        assert text.splitlines() == [text]
    assert_all_is_quoted(deceived.read(resource.uri))


def test_what_the_place_names_is_found_again(deceived: Assistant) -> None:
    text = deceived.ask("search", query="knees", kind="section")
    place = json.loads(re.search(r"\{.*\}", text)[0])
    assert place == place_of_the_section()
    assert json.loads(re.search(r"\{.*\}", deceived.ask("read", **place))[0]) == place


@given(st.text())
def test_every_line_of_a_quoted_text_is_marked_and_holds_no_hidden_character(text: str) -> None:
    lines = quote(text)
    assert "\n".join(lines).splitlines() == lines
    assert all(line == ">" or line.startswith("> ") for line in lines)
    hidden = [sign for sign in "".join(lines) if 0xE0000 <= ord(sign) <= 0xE0FFF]
    assert not hidden


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_quoting_loses_no_word(text: str) -> None:
    assert " ".join(line.removeprefix(">") for line in quote(text)).split() == text.split()


@given(st.text())
def test_a_name_is_one_line_of_json_that_gives_the_name_back(name: str) -> None:
    line = json_line(name)
    assert line.splitlines() == [line]
    assert json.loads(line) == name


@given(st.text(min_size=1), st.integers(1, 60))
def test_a_shortened_line_is_one_line_within_its_width(text: str, width: int) -> None:
    line = plain_line(text, width)
    assert len(line.splitlines()) <= 1
    assert len(line) <= width


LINES = st.lists(
    st.sampled_from(["", ">", "> a", "> one two three", "Part", 40 * "x", "> " + 9 * "word "])
)


@given(LINES, st.integers(20, 200))
def test_the_pages_of_a_text_hold_all_of_its_words_once_and_keep_to_their_room(
    lines: list[str], room: int
) -> None:
    words: list[str] = []
    at, total = 0, sum(len(line) + 1 for line in lines)
    while at < total:
        page = cut_page(lines, at, room)
        assert page.total == total
        assert at < page.end <= total
        assert sum(len(line) + 1 for line in page.lines) <= room
        words.append("".join("".join(page.lines).split()).replace(">", ""))
        at = page.end
    assert "".join(words) == "".join("".join(lines).split()).replace(">", "")


@given(st.integers(0, 3000), st.integers(1, 500))
def test_a_page_from_any_offset_marks_what_it_cuts_into(offset: int, room: int) -> None:
    lines = article_lines(hostile_article())
    page = cut_page(lines, offset, room)
    whole = set(lines)
    for line in page.lines:
        assert line in whole or line.startswith(">") or any(each.startswith(line) for each in lines)
    assert "\n".join(page.lines).splitlines() == page.lines or not page.lines[-1]
    assert HARM not in "".join(line for line in page.lines if line[:1] not in (">", "S", "N"))


BLOCKS = st.lists(st.lists(st.text("ab ", max_size=30), min_size=1, max_size=4), max_size=8)


@given(BLOCKS, st.integers(10, 200))
def test_blocks_are_taken_whole_as_long_as_there_is_room(
    blocks: list[list[str]], room: int
) -> None:
    lines, count = fit(blocks, room)
    assert sum(len(line) + 1 for line in lines) <= room
    assert count == 0 if not blocks else count >= 1
    whole = [line for block in blocks[:count] for line in ("", *block)]
    assert lines == whole or count == 1

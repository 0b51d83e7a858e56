"""Links that land on the passage: address, anchor, text fragment."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import ArticleInfo
from painsci_search.index.echoes import Part
from painsci_search.index.records import Place
from painsci_search.search.links import article_address, make_fragment
from painsci_search.text import sentences

PLACE = Place("/articles/back pain/mri.html", "back pain/mri.html")


@pytest.mark.parametrize(
    ("url", "place", "base_url", "expected"),
    [
        ("https://example.org/mri#top", PLACE, None, "https://example.org/mri"),
        (None, PLACE, None, "file:///articles/back%20pain/mri.html"),
        (None, PLACE, "https://example.org/a", "https://example.org/a/back%20pain/mri.html"),
        (None, PLACE, "https://example.org/a/", "https://example.org/a/back%20pain/mri.html"),
        ("https://example.org/mri", PLACE, "https://other.org", "https://example.org/mri"),
        (None, Place(), None, ""),
    ],
)
def test_an_address_is_canonical_or_below_the_base_or_the_file(
    url: str | None, place: Place, base_url: str | None, expected: str
) -> None:
    assert article_address(ArticleInfo("mri", "MRI", url), place, base_url) == expected


def part(text: str, breaks: Iterable[int] = ()) -> Part:
    units = [place for unit in sentences(text) for place in unit]
    return Part("", text, units, sorted(breaks))


def fragment(text: str, breaks: tuple[int, ...] = (), anchor: str | None = "a") -> str:
    return make_fragment(anchor, part(text, breaks), (0, len(text)))


def test_a_short_passage_is_quoted_whole() -> None:
    assert fragment("Pain is “weird”.") == "#a:~:text=Pain%20is%20%E2%80%9Cweird%E2%80%9D."


def test_the_syntax_of_a_directive_is_encoded() -> None:
    assert fragment("a-b, c & 5%") == "#a:~:text=a%2Db%2C%20c%20%26%205%25"


def test_a_long_passage_is_given_by_its_first_and_last_words() -> None:
    text = (
        "One two three four five six. " + "Filler words again. " * 6 + "Now at last the very end."
    )
    start, _, end = fragment(text).partition(":~:text=")[2].partition(",")
    assert unquote(start) == "One two three four five"
    assert unquote(end) == "at last the very end."


def test_words_on_both_sides_of_a_marker_are_never_one_quote() -> None:
    text = "It was found. Then more."
    start, comma, end = fragment(text, (13,)).partition("text=")[2].partition(",")
    assert (unquote(start), comma, unquote(end)) == ("It was found.", ",", "Then more.")


def test_a_few_words_before_a_marker_are_too_few_to_start_with() -> None:
    text = "Placebo works into the second year of it."
    assert (
        unquote(fragment(text, (7,)).partition("text=")[2]) == "works into the second year of it."
    )


def test_the_cells_of_a_table_row_are_never_one_quote() -> None:
    directive = fragment("What it shows best | Bones and joints").partition("text=")[2]
    assert unquote(directive) == "What it shows best,Bones and joints"


def test_a_full_stop_behind_a_marker_is_no_quote() -> None:
    text = "It was found in two trials of some size and many others of none whatever and more."
    directive = fragment(text, (len(text) - 1,)).partition("text=")[2]
    assert unquote(directive) == text[:-1]


def test_without_an_anchor_the_text_alone_leads_there() -> None:
    assert fragment("Here.", anchor=None) == "#:~:text=Here."
    assert make_fragment("a", part(""), (0, 0)) == "#a"
    assert make_fragment(None, part(""), (0, 0)) == ""


@given(st.text(max_size=300), st.lists(st.integers(0, 300)), st.integers(0, 300))
def test_the_quoted_words_stand_in_the_passage(text: str, breaks: list[int], end: int) -> None:
    window = (0, min(end, len(text)))
    directive = make_fragment("a", part(text, breaks), window).partition(":~:text=")[2]
    for part in filter(None, directive.split(",")):
        assert unquote(part) in " ".join(text.split()) or unquote(part) in text
        assert "-" not in part
        assert "&" not in part

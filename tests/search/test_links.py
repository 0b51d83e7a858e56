"""Links that land on the passage: address, anchor, text fragment."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.loading import Origin
from painsci_search.search.links import LinkedPart, article_url, make_fragment
from painsci_search.sentences import sentences
from painsci_search.text_fragments import Disambiguation, PagePart

PLACE = Origin("/articles/back pain/mri.html", "back pain/mri.html")


@pytest.mark.parametrize(
    ("url", "place", "base_url", "expected"),
    [
        ("https://example.org/mri#top", PLACE, None, "https://example.org/mri"),
        (None, PLACE, None, "file:///articles/back%20pain/mri.html"),
        (None, PLACE, "https://example.org/a", "https://example.org/a/back%20pain/mri.html"),
        (None, PLACE, "https://example.org/a/", "https://example.org/a/back%20pain/mri.html"),
        ("https://example.org/mri", PLACE, "https://other.org", "https://example.org/mri"),
        (None, Origin(), None, ""),
    ],
)
def test_an_address_is_canonical_or_below_the_base_or_the_file(
    url: str | None, place: Origin, base_url: str | None, expected: str
) -> None:
    assert article_url(url, place, base_url) == expected


def test_a_name_that_is_not_utf8_is_addressed_by_its_bytes() -> None:
    place = Origin("/a/\udce9.html", "\udce9.html")
    assert article_url(None, place, "https://example.org/") == ("https://example.org/%E9.html")


def part(text: str, breaks: Iterable[int] = ()) -> PagePart:
    units = [place for unit in sentences(text) for place in unit]
    return PagePart("", text, units, sorted(breaks))


def fragment(text: str, breaks: tuple[int, ...] = (), anchor: str | None = "a") -> str:
    return make_fragment(anchor, part(text, breaks), (0, len(text)))


def test_a_short_passage_is_quoted_whole() -> None:
    assert fragment("Pain is “weird”.") == "#a:~:text=Pain%20is%20%E2%80%9Cweird%E2%80%9D."


def test_half_a_letter_does_no_harm() -> None:
    assert (
        fragment("Half \ud800 a letter.", anchor="\ud800") == "#?:~:text=Half%20%3F%20a%20letter."
    )


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


def test_a_word_that_a_marker_touches_and_a_stop_behind_it_are_no_quote() -> None:
    text = "It was found in two trials of some size and many others of none whatever and more."
    start, end = fragment(text, (len(text) - 1,)).partition("text=")[2].split(",")
    assert (unquote(start), unquote(end)) == ("It was found in two", "others of none whatever and")


def linked(text: str, shown: dict[int, str]) -> list[str]:
    """Give the directives of a link to a text in which notes have markers."""
    units = [place for unit in sentences(text) for place in unit]
    marked = PagePart("", text, units, sorted(shown), shown)
    found = make_fragment("a", marked, (0, len(text))).removeprefix("#a:~:text=")
    return [unquote(directive) for directive in found.split("&text=")]


def test_a_word_before_a_marker_at_the_end_is_linked_to_as_the_page_shows_it() -> None:
    assert linked("It does not help.", {16: "1"}) == ["It does not", "It does not help,-1"]
    assert linked("It does not help.", {16: ""}) == ["It does not", "It does not help"]
    long = "Some say of it that in the end it does not help"
    first = "Some say of it that,the end it does not"
    assert linked(f"{long}.", {len(long): "a"}) == [
        first,
        "Some say of it that,end it does not help,-a",
    ]
    assert linked(f"{long}.", {len(long): ""}) == [
        first,
        "Some say of it that,end it does not help",
    ]


def test_several_markers_at_the_end_are_as_one_and_a_word_between_two_is_a_quote_of_its_own() -> (
    None
):
    assert linked("It does not help.", {16: "1,2"})[-1] == "It does not help,-1,2"
    assert linked("It does not help much.", {16: "1", 21: "2"}) == [
        "It does not",
        "It does not,much,-2",
    ]


def test_a_number_and_its_unit_are_not_parted() -> None:
    text = "They were all given some 5 mg of it on every day but Sunday, at 10 kg a head of it."
    start, end = fragment(text).partition("text=")[2].split(",")
    assert unquote(start).endswith("some")
    text = "They were given about 5 mg of it on every day but Sunday, at 10 kg a head each."
    start, end = fragment(text).partition("text=")[2].split(",")
    assert unquote(start) == "They were given about 5 mg"
    assert unquote(end) == "10 kg a head each."


def test_last_words_that_stand_inside_the_passage_are_made_longer() -> None:
    text = "So it was by the end of the day in the end of the day but one, by the end of the day"
    assert unquote(fragment(text).rpartition(",")[2]) == "the day but one, by the end of the day"


def quoted(text: str, disambiguation: Disambiguation, end: int | None = None) -> str:
    units = [place for unit in sentences(text) for place in unit]
    window = (disambiguation.start, len(text) if end is None else end)
    found = make_fragment("a", PagePart("Rome", text, units), window, [tuple(disambiguation)])
    return unquote(found.partition(":~:text=")[2])


def test_a_sentence_that_stands_further_up_is_told_by_the_words_before_it() -> None:
    text = "The wallaby woke. It was the same."
    assert quoted(text, Disambiguation(18, 4, len(text))) == "wallaby woke.-,It was the same."


def test_a_sentence_that_stands_further_up_is_told_by_the_heading_above_it() -> None:
    assert quoted("It was the same.", Disambiguation(0, -1, 16)) == "Rome-,It was the same."


def test_a_sentence_that_begins_like_one_further_up_is_quoted_longer() -> None:
    text = "It was so for the first six days and for the last one of them also it was so for all."
    assert quoted(text, Disambiguation(0, 0, 32)).split(",")[0] == text[:32]


def test_a_quote_goes_beyond_the_passage_where_that_alone_tells_it() -> None:
    text = "It was the same. But not in Rome."
    assert quoted(text, Disambiguation(0, 0, 24), end=16) == "It was the same. But not"


def test_a_sentence_that_words_cannot_tell_is_marked_from_the_one_before_it() -> None:
    text = "The wallaby woke. It was the same."
    assert quoted(text, Disambiguation(18, 0, 0)) == "The wallaby woke. It was the same."


def test_where_no_words_lead_to_it_the_anchor_alone_does() -> None:
    assert make_fragment("a", part("Again."), (0, 6), [(0, 0, 0)]) == "#a"


def test_a_passage_begun_inside_a_sentence_is_told_by_the_words_before_it() -> None:
    text = "One two three four five six seven eight nine ten eleven twelve."
    found = make_fragment("a", part(text), (text.index("seven"), len(text)))
    assert unquote(found.partition("text=")[2]).startswith("two three four five six-,seven")


def test_without_an_anchor_the_text_alone_leads_there() -> None:
    assert fragment("Here.", anchor=None) == "#:~:text=Here."
    assert make_fragment("a", part(""), (0, 0)) == "#a"
    assert make_fragment(None, part(""), (0, 0)) == ""


@given(st.text(max_size=300), st.lists(st.integers(0, 300)), st.integers(0, 300))
def test_the_quoted_words_stand_in_the_passage(text: str, breaks: list[int], end: int) -> None:
    window = (0, min(end, len(text)))
    directive = make_fragment("a", part(text, breaks), window).partition(":~:text=")[2]
    for quoted in filter(None, directive.replace("-,", ",").split(",")):
        assert unquote(quoted) in " ".join(text.split()) or unquote(quoted) in text
        assert "-" not in quoted
        assert "&" not in quoted


def linked_part(
    url: str, is_in_page: bool, marks: Iterable[list[Any]] = (), kind: str = "section"
) -> LinkedPart:
    data = {"anchor": "packs", "heading": "Packs", "anchor_in_page": is_in_page, "marks": marks}
    text = "It was warm. So it was."
    record: Any = SimpleNamespace(kind=kind, text=text, sentences=[0, 12, 13, 23], data=data)
    return LinkedPart(record, url)


@pytest.mark.parametrize("name", ["wool.epub", "wool.DOCX", "wool.odt", "wool.fodt"])
@pytest.mark.parametrize("is_in_page", [True, False])
def test_a_file_that_no_browser_shows_has_no_words_to_find(name: str, is_in_page: bool) -> None:
    linked = linked_part(f"file:///a/{name}", is_in_page)
    expected = f"file:///a/{name}#packs" if is_in_page else f"file:///a/{name}"
    assert (linked.url_of(0, 12), linked.own_url()) == (expected, expected)


def test_a_page_has_words_to_find() -> None:
    linked = linked_part("file:///a/wool.html", is_in_page=False)
    assert linked.url_of(0, 12) == "file:///a/wool.html#:~:text=It%20was%20warm."


@pytest.mark.parametrize("name", ["wool.md", "wool.QMD"])
def test_words_with_markup_between_them_are_not_found_in_a_file_as_written(name: str) -> None:
    url = f"file:///a/{name}"
    linked = linked_part(url, is_in_page=True, marks=[["emphasis", 7, 11, ""]])
    assert linked.url_of(0, 12) == f"{url}#packs"
    assert linked.url_of(13, 23) == f"{url}#packs:~:text=So%20it%20was."
    assert linked_part(url, is_in_page=True, kind="note").url_of(0, 12) == f"{url}#packs"
    page = linked_part("file:///a/wool.html", is_in_page=True, marks=[["emphasis", 7, 11, ""]])
    assert page.url_of(0, 12).endswith("#packs:~:text=It%20was%20warm.")

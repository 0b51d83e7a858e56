"""What is looked for before a pattern of citations is in all that the pattern matches."""

from __future__ import annotations

import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from painsci_search.identifiers import NUMBERED
from painsci_search.reading.bylines.parts import is_of_dates
from painsci_search.reading.bylines.words import ARTICLE
from painsci_search.reading.citations import known_forms
from painsci_search.reading.citations.features import word_features
from painsci_search.reading.citations.locations import LOCATIONS, WITHOUT_YEAR, first_of
from painsci_search.reading.citations.mentions import _find_labelled
from painsci_search.reading.citations.names import _COLLECTIVE, _match_collective
from painsci_search.reading.citations.publication import (
    _EDITION,
    _clean_title,
)
from painsci_search.reading.citations.tokens import _gap, tokenize
from painsci_search.reading.dates import find_dates
from painsci_search.reading.metadata.dated_texts import _BEFORE_DATE, _NOUN_WITHIN, _last_start
from painsci_search.reading.text.parts import (
    _BEFORE_STOP,
    _BETWEEN_SPACES,
    _BRACKETED,
    _LISTED,
    MARK,
    _cleaned,
    _delete,
)
from profiles import examples

_NUMBERS = [
    "2018",
    "1999",
    "8",
    "12",
    "(4)",
    "295–304",
    "(2018)",
    "Suppl 1",
    "vol. ",
    "no. 4",
    "pp. ",
]
_SIGNS = [" ", ". ", ", ", ";", ":", ".", "\n", "May ", "Pain", "(", ")", "é"]
_texts_of_locations = st.lists(st.sampled_from(_NUMBERS + _SIGNS), max_size=14).map("".join)


@examples(400)
@given(_texts_of_locations, st.integers(0, 20), st.integers(0, 80))
def test_the_first_location_is_found_as_by_each_pattern(text: str, start: int, limit: int) -> None:
    locations = (*LOCATIONS, WITHOUT_YEAR)
    found = [match for _, each in locations if (match := each.search(text, start, limit))]
    expected = min(found, key=lambda match: match.start(), default=None)
    first = first_of(locations, text, start, limit)
    assert (first and (first.re, first.span())) == (expected and (expected.re, expected.span()))


_LABELS = ["PMID", "PubMed ", "Central", "PMC", "PMCID", "ID", "PainSci ", "painsci.com", "#", ":"]
_texts_of_labels = st.lists(
    st.sampled_from([*_LABELS, "30397584", "52158", " ", "İ", "x", "central", f" {'x' * 70} "]),
    max_size=10,
).map("".join)


@examples(400)
@given(_texts_of_labels)
def test_labelled_numbers_are_found_from_the_first_word_of_a_label_to_the_last(text: str) -> None:
    found = {(one.kind, one.start, one.end) for one in _find_labelled(text, text.lower())}
    assert found == {
        (scheme.kind, *match.span())
        for scheme in NUMBERED
        if scheme.in_text
        for match in scheme.in_text.finditer(text)
    }


@examples(200)
@given(st.integers(0, 125), st.sampled_from(["Group", "Task Force", "Collaborations", "Socks"]))
def test_a_collective_of_any_length_is_found(length: int, last: str) -> None:
    text = f"on behalf of The {'O' * length} {last}."
    assert (_match_collective(text, 0) is None) == (_COLLECTIVE.match(text, 0) is None)


@examples(400)
@given(st.lists(st.sampled_from([MARK, " ", "\n", ",", "–", "[", "]", ".", "a"]), max_size=12))
def test_a_text_is_cleaned_as_by_each_pattern(pieces: list[str]) -> None:
    text = "".join(pieces)
    cleaned = text
    for pattern in (_BRACKETED, _LISTED, _BEFORE_STOP, _BETWEEN_SPACES):
        cleaned, _ = _delete(pattern, cleaned, [])
    assert _cleaned(text, [])[0] == cleaned.strip(" |\n")


_PARTS = ["Moss B, Fenn C. ", "Cold feet. ", "J Socks. ", "2011;8(4):295-304. ", "p. xi–xv. "]
_PARTS += ["Socks, ", "vol. ", "pp. ", "“Warm feet”. ", "In: Toes, ", "Moss (2011) ", "iv—ix", "8"]


@examples(400)
@given(st.lists(st.sampled_from(_PARTS), max_size=9).map("".join))
def test_no_citation_is_missed_after_the_last_number_of_a_text(rest: str) -> None:
    text = f"Moss B, Fenn C. Cold feet at night. J Socks. 2011;8(4):295-304. {rest}"
    with mock.patch.object(known_forms, "_NUMBER", re.compile("")):
        expected = known_forms.find_citations(text, ())
    assert known_forms.find_citations(text, ()) == expected


_EDITIONS = [" ", "[", "(", "1", "12", "nd", "th", " ed", " edition", "n", ".", "]", "Socks", ","]


@examples(400)
@given(st.lists(st.sampled_from(_EDITIONS), max_size=12).map("".join))
def test_an_edition_is_found_at_the_end_of_a_title(text: str) -> None:
    whole = _EDITION.sub("", text.strip().rstrip(".,; ")).rstrip(".,; ")
    assert _clean_title(text) == (whole or None)
    for title in (f"{text} [12th edition.]", f"{text} 2nd ed"):
        assert _clean_title(title) == (text.strip().rstrip(".,; ") or None)


_DATES = ["2021", "2021-05-02", "May 2021", "2 May 2021", "投稿2021年5月", "Sunday, 2 May 2021"]
_AROUND_DATES = ["Published", "on", "am", "a las ", "p. m", "12:30", "posted ", "entry", "1. "]
_texts_of_dates = st.lists(
    st.sampled_from([*_DATES, *_AROUND_DATES, " ", ": ", "-", "/", "Socks ", "x" * 40]), max_size=8
).map("".join)


@examples(400)
@given(_texts_of_dates)
def test_a_date_that_is_not_looked_for_is_not_the_article_s(text: str) -> None:
    first = next(find_dates(text), None)
    for last in (0, 3, 40, len(text)):
        early = [date for date in find_dates(text) if date.start <= last]
        assert list(find_dates(text, None, last)) == early
    found = next(find_dates(text, None, _last_start(text)), None)
    assert found in (first, None)
    if first is not None and found is None:
        assert not is_of_dates(text[: first.start])
        assert first.start > _BEFORE_DATE or not ARTICLE.search(text[:_NOUN_WITHIN])


@examples(400)
@given(st.text("aé9´'-‐`²_. \n\u00a0", max_size=12))
def test_tokens_are_all_of_a_text_but_its_white_space(text: str) -> None:
    tokens = tokenize(text, ())
    assert [text[one.start : one.end] for one in tokens] == [one.text for one in tokens]
    assert [one.gap for one in tokens] == [_gap(text, one.start) for one in tokens]
    assert "".join(one.text for one in tokens) == "".join(text.split())


def test_no_letter_is_a_digit() -> None:
    # so a word of letters only has the shape of a word
    assert not any(char.isalpha() and char.isdigit() for char in map(chr, range(0x110000)))
    words = "Pain", "iv", "IV", "PAIN", "2018a", "12", "a1", "9a", "x²", "–", "McA"
    shapes = ["Xx", "roman", "roman", "XXXX", "year", "2", "x9", "9x", "x9", "–", "XxX"]
    assert [word_features(word)[3] for word in words] == shapes

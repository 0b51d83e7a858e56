"""Snippets: the sentences that show why a passage is a hit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.query.ast import leaves
from painsci_search.query.parser import parse_query
from painsci_search.search.highlights import find_matches, merge_spans
from painsci_search.search.snippets import choose_window, make_snippet
from painsci_search.sentences import sentences


def units(text: str, *citations: str) -> list[int]:
    return [offset for unit in sentences(text, citations) for offset in unit]


def cut(text: str, query: str, *citations: str) -> tuple[str, list[str]]:
    """Return the snippet's text and the words highlighted in it."""
    asked = leaves(parse_query(query))
    matches = find_matches(text, asked)
    window = choose_window(text, units(text, *citations), matches, [1.0] * len(asked))
    snippet = make_snippet(text, window, matches)
    return snippet.text, [snippet.text[start:end] for start, end in snippet.highlights]


FILLER = "This sentence is only here to take up room and has nothing to say about it at all. "


def test_the_sentence_with_the_rarest_coverage_is_chosen() -> None:
    text = FILLER * 3 + "Sleep and pain go together. " + FILLER * 3
    snippet, marked = cut(text, "pain sleep")
    assert "Sleep and pain go together." in snippet
    assert marked == ["Sleep", "pain"]


def test_neighbouring_sentences_give_a_short_one_its_context() -> None:
    assert cut("Weird, right? It is so. Very much.", "weird")[0] == (
        "Weird, right? It is so. Very much."
    )


def test_a_snippet_stays_within_a_paragraph() -> None:
    assert cut("First one.\n\nSecond placebo.\n\nThird one.", "placebo")[0] == "Second placebo."


def test_a_long_sentence_is_cut_around_the_match_at_the_ends_of_words() -> None:
    text = "word " * 100 + "placebo " + "other " * 100 + "end."
    snippet, marked = cut(text, "placebo")
    assert snippet.startswith("…word ")
    assert snippet.endswith(" other…")
    assert len(snippet) <= 322
    assert marked == ["placebo"]


def test_a_citation_is_not_broken_at_its_full_stops() -> None:
    citation = "Lochte BC. An fMRI investigation. Bioimpacts. 2018;8(4):295–304."
    snippet, _ = cut(f"{citation} This study was small.", "investigation", citation)
    assert snippet.startswith(citation)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Expectations matter.", "expect", ["Expectations"]),
        ("A sham surgery, and surgery.", '"sham surgery"', ["sham surgery"]),
        ("CRPS-1 and crps.", "crps-1", ["CRPS-1"]),
        ("CRPS-1 and crps.", "crps", ["CRPS", "crps"]),
        ("Physiotherapists wait.", "physio*", ["Physiotherapists"]),
        ("Type 5-HT here.", "5HT", ["5-HT"]),
        ("Nothing here.", "placebo", []),
    ],
)
def test_the_words_that_matched_are_highlighted(text: str, query: str, expected: list[str]) -> None:
    assert cut(text, query)[1] == expected


@given(
    st.text(alphabet="ab c.\n-’é", max_size=800),
    st.lists(st.sampled_from(["a", "b", "ab", '"a b"', "ab*", "a-b"]), min_size=1, max_size=3),
)
def test_spans_lie_inside_the_snippet_and_the_snippet_inside_the_text(
    text: str, words: list[str]
) -> None:
    asked = leaves(parse_query(" ".join(words)))
    matches = find_matches(text, asked)
    window = choose_window(text, units(text), matches, [1.0] * len(asked))
    snippet = make_snippet(text, window, matches)
    assert snippet.text.strip("…") in text.replace("\n", " ")
    edges = [0, *(edge for span in snippet.highlights for edge in span)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(snippet.text)
    assert all(start < end for start, end in merge_spans(matches))

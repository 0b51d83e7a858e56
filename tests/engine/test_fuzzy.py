"""Words that are spelled nearly like another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section
from painsci_search.engine.fuzzy import distances, forms_within
from painsci_search.engine.patterns import forms_like
from painsci_search.query.ast import Wildcard
from painsci_search.query.patterns import compile_pattern
from profiles import examples


def one_by_one(a: str, b: str) -> int:
    """The optimal string alignment distance by its definition."""
    if not a or not b:
        return len(a) + len(b)
    found = [
        one_by_one(a[:-1], b) + 1,
        one_by_one(a, b[:-1]) + 1,
        one_by_one(a[:-1], b[:-1]) + (a[-1] != b[-1]),
    ]
    if len(a) > 1 and len(b) > 1 and a[-1] == b[-2] and a[-2] == b[-1]:
        found.append(one_by_one(a[:-2], b[:-2]) + 1)
    return min(found)


SHORT = st.text(alphabet="abcé", max_size=5)


@given(SHORT, st.lists(SHORT, max_size=4))
def test_all_distances_at_once_are_those_of_the_definition(word: str, others: list[str]) -> None:
    assert distances(word, others).tolist() == [one_by_one(word, other) for other in others]


WORDS = st.text(alphabet="abcxé1ßж\U00020000", min_size=1, max_size=6)


@examples(60)
@given(WORDS, st.lists(WORDS, max_size=8), st.integers(1, 3))
def test_forms_near_a_word_are_those_of_all_forms(
    word: str, words: list[str], distance: int
) -> None:
    with Index.in_memory() as index:
        index.add(Article("a", "Title", (Section("s", "S", " ".join([*words, "aab", "abba"])),)))
        (view,) = index._store.snapshot.views
        forms = view.segment.forms.list()
        found = forms_within(view.segment, word, distance)
        assert found == [form for form in forms if one_by_one(word, form) <= distance]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("placibo~", ["placebo"]),
        ("palcebo~1", ["placebo"]),
        ("plasibo~1", []),
        ("plasibo~2", ["placebo"]),
        ("placebo~1", ["placebo"]),
        ("author:mosely~", ["placebo"]),
        ("title:placibo~1", ["placebo"]),
        ("nocebo~1", ["nocebos"]),
    ],
)
def test_a_word_with_a_tilde_finds_its_neighbours(
    index: Index, query: str, found: list[str]
) -> None:
    text = "On placebo, in a sentence."
    index.add(
        Article("placebo", "Placebo", (Section("s", "S", text),), authors=("Moseley JB",)),
    )
    index.add(Article("nocebos", "Other", (Section("s", "S", "On nocebos, in another."),)))
    results = index.search(query, kind="section")
    assert [hit.article.id for hit in results] == found


def test_the_word_that_was_found_is_marked(index: Index) -> None:
    index.add(Article("a", "A", (Section("s", "S", "Words and placebos and more."),)))
    snippet = index.search("placibo~2").hits[0].snippet
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["placebos"]


def test_what_is_near_a_word_is_reckoned_once_for_all_fields(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reckoned = []

    def counted(word: str, others: list[str]) -> object:
        reckoned.append(others)
        return distances(word, others)

    with Index.in_memory() as index:
        text = "A placebo, not placebos, nor a plectrum, nor any other word."
        index.add(Article("a", "Placebo", (Section("s", "Placebo", text),)))
        monkeypatch.setattr("painsci_search.engine.fuzzy.distances", counted)
        assert index.search("placibo~2").total
    # what is marked asks for one word at a time; words with other letters are not decoded
    assert reckoned.count(["placebo", "placebos"]) == 1
    assert max(map(len, reckoned)) == 2


@pytest.mark.parametrize("pattern", ["*itis", "*?itis", "*a*e", "?5*", "*\u00e9*", "*-pain", "*"])
def test_a_pattern_finds_the_forms_that_it_matches_and_keeps_none(pattern: str) -> None:
    text = "Arthritis, tendinitis and it is; bursitis, vitamin B5, x5y, naïve café, low-back-pain."
    with Index.in_memory() as index:
        index.add(Article("a", "Title", (Section("s", "Heading", text),)))
        (view,) = index._store.snapshot.views
        found = forms_like(view.segment, Wildcard(pattern, None, 0, 0))
        matches = compile_pattern(pattern).fullmatch
        expected = [view.segment.form(word) for word in view.segment.forms.list() if matches(word)]
        assert found == expected
        kept = [each for each in view.segment.caches.values() if isinstance(each, list)]
        assert not any("arthritis" in each for each in kept)

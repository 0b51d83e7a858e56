"""What matches, and what is marked, where words are joined, nearly spelled, or gone."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Note, QueryError, Reference, Section
from painsci_search.engine import patterns
from painsci_search.engine import postings as matching
from painsci_search.engine.storage.segment import Form, Segment
from painsci_search.query.ast import Prefix, Wildcard
from painsci_search.query.patterns import compile_pattern


def marked(index: Index, query: str) -> list[list[str]]:
    snippets = [hit.snippet for hit in index.search(query, kind="section")]
    return [[one.text[start:end] for start, end in one.highlights] for one in snippets]


def add(index: Index, *texts: str) -> None:
    sections = [Section(f"s{number}", "", text) for number, text in enumerate(texts)]
    index.add([Article(f"a{number}", "", (one,)) for number, one in enumerate(sections)])


@pytest.mark.parametrize("blank", ["\n\n", "\n \n", "\r\n\r\n", "\n\u00a0\n", "\n\n\n"])
def test_a_phrase_does_not_cross_a_blank_line(index: Index, blank: str) -> None:
    add(index, f"first alpha{blank}beta second")
    assert not index.search('"alpha beta"').total
    assert index.search('"first alpha"').total


def test_words_that_changed_places_are_found_where_a_text_begins(index: Index) -> None:
    add(index, "Nothing of the kind.", "Pain of the back: low.", "Nothing again.", "Low back.")
    for query in ('"back low"~2', '"of back low"~5'):
        found = {hit.article.id for hit in index.search(query, kind="section") if hit.score}
        assert not index.search(query).partial
        assert found == ({"a1", "a3"} if "of" not in query else {"a1"})
    assert marked(index, '"back low"~2') == [["Low", "back"], ["back", "low"]]


@pytest.mark.parametrize("query", ["crps1*", "crpz1~1", "crps1", "crps-1"])
def test_a_compound_that_matched_as_a_whole_is_marked_whole(index: Index, query: str) -> None:
    add(index, "On CRPS-1 in brief.")
    assert marked(index, query) == [["CRPS-1"]]


def test_a_compound_counts_once_for_its_beginning(index: Index) -> None:
    add(index, "On CRPS-1 in brief.", "On CRPS 1 in brief.")
    first, second = index.search("crps*", explain=True).hits
    assert first.score == pytest.approx(second.score)


def test_a_nearly_spelled_possessive_is_marked(index: Index) -> None:
    index.add(Article("a", "The patient dilemma", (Section("s", "S", "Text of it."),)))
    hit = index.search("patients~1").hits[0]
    assert [hit.article.title[start:end] for start, end in hit.title_highlights] == ["patient"]


def test_a_very_long_word_costs_nothing_and_is_not_marked(index: Index) -> None:
    index.add(Article("a", "smith " + "A" * 33_000, (Section("s", "S", "Text of it."),)))
    assert index.search("smth~1", kind="section").hits[0].title_highlights == ((0, 5),)


def test_words_of_removed_articles_are_unknown(index: Index) -> None:
    add(index, "a plaacebo text", "a placebo text")
    index.remove("a0")
    results = index.search("plaacebo")
    assert (results.total, results.suggestion) == (0, "placebo")


def test_a_deeply_nested_query_is_answered(index: Index) -> None:
    add(index, "pain and knee")
    query = "(pain (knee " * 20 + "))" * 20
    assert index.search(query).total == 1


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_a_pattern_matches_as_the_shell_has_it(pattern: str, word: str) -> None:
    assert bool(compile_pattern(pattern).fullmatch(word)) == fnmatchcase(word, pattern)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not compile_pattern("*a" * 40 + "b").fullmatch("a" * 200)


def test_a_pattern_that_stands_for_too_much_is_refused(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(index, *(f"word{number} apart" for number in range(12)))
    assert index.search("word*", limit=20).total == 12
    monkeypatch.setattr(patterns, "MOST_FORMS", 11)
    for query in ("apart wor*", "apart w*d*", "apart *ord*"):
        with pytest.raises(QueryError, match="matches more than 11 words") as caught:
            index.search(query)
        assert caught.value.position == 6


def test_patterns_that_together_stand_for_too_much_are_refused(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(index, *(f"word{number} apart" for number in range(12)))
    monkeypatch.setattr(patterns, "MOST_ALTOGETHER", 24)
    assert index.search("wor* *ord* apart", limit=20).total == 12
    assert index.search("wor* wor* wor*", limit=20).total == 12
    for query in ("wor* *ord* apart*", "*ord* w*d* word~2"):
        with pytest.raises(QueryError, match="together match more than 24 words") as caught:
            index.search(query)
        assert caught.value.position == query.rindex(" ") + 1


def test_a_pattern_is_looked_up_once_however_many_spellings_are_tried(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(index, "alpha placebo knee", "alphabet beside a nocebo and a spine")
    asked = []

    def note(segment: Segment, leaf: Prefix | Wildcard) -> list[Form]:
        asked.append(leaf.text)
        return patterns.forms_like(segment, leaf)

    monkeypatch.setattr(matching, "forms_like", note)
    results = index.search("alph* *pha* plaecbo")
    assert results.suggestion == "alph* *pha* placebo"
    assert asked == ["alph", "*pha*"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"alpha delta"~1', []),
        ('"alpha delta"~2', [["alpha", "delta"]]),
        ('"delta alpha"~3', []),
        ('"delta alpha"~4', [["alpha", "delta"]]),
        ('"alpha beta delta"~1', [["alpha", "beta", "delta"]]),
        ('"beta alpha"~2', [["alpha", "beta"]]),
        ('"beta alpha"~1', []),
        ('"gamma gamma"~1', [["gamma"]]),
        ('"omega alpha"~7', []),
        ("al*a", [["alpha"]]),
        ("*lta", [["delta"]]),
        ("g?mma", [["gamma"]]),
    ],
)
def test_words_near_each_other_and_patterns_are_marked(
    index: Index, query: str, expected: list[list[str]]
) -> None:
    add(index, "alpha beta gamma delta\n\nomega")
    assert ([] if index.search(query).partial else marked(index, query)) == expected


def test_a_title_is_marked_where_words_stand_near_each_other(index: Index) -> None:
    index.add(Article("a", "Sham and other surgery", (Section("s", "Part", "Text."),)))
    (hit,) = index.search('"sham surgery"~2', kind="section")
    title = hit.article.title
    assert [title[start:end] for start, end in hit.title_highlights] == ["Sham", "surgery"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("year:>=2010", "2012"), ("journal:pain", "Pain"), ("author:doe", "Doe"), ("pmid:123", "123")],
)
def test_what_a_field_found_is_marked_in_the_note(index: Index, query: str, found: str) -> None:
    work = Reference("Doe J. On it. Pain. 2012. PubMed 123.", ("Doe J",), "On it", "Pain", 2012)
    work = replace(work, pmid="123")
    index.add(Article("a", "", notes=(Note("1", "n", work.raw, (work,)),)))
    (hit,) = index.search(query)
    text = hit.snippet.text
    assert [text[start:end] for start, end in hit.snippet.highlights] == [found]


def test_a_boost_multiplies_and_is_explained(index: Index) -> None:
    add(index, "alpha beta", "beta gamma")
    plain = {hit.article.id: hit.score for hit in index.search("alpha OR gamma")}
    lifted = {hit.article.id: hit.score for hit in index.search("alpha OR gamma^3")}
    assert lifted["a0"] == pytest.approx(plain["a0"])
    assert lifted["a1"] == pytest.approx(3 * plain["a1"])
    for hit in index.search("(alpha gamma)^2 beta", explain=True):
        assert sum(share.score for share in hit.explanation) == pytest.approx(hit.score)

"""What matches, and what is marked, where words are joined, nearly spelled, or gone."""

from __future__ import annotations

import pytest

from painsci_search import Article, Index, Section


def marked(index: Index, query: str) -> list[list[str]]:
    snippets = [hit.snippet for hit in index.search(query, kind="section")]
    return [[one.text[start:end] for start, end in one.highlights] for one in snippets]


def add(index: Index, *texts: str) -> None:
    sections = [Section(f"s{number}", "", text) for number, text in enumerate(texts)]
    index.add([Article(f"a{number}", "", (one,)) for number, one in enumerate(sections)])


@pytest.mark.parametrize("blank", ["\n\n", "\n \n", "\r\n\r\n", "\n\u00a0\n", "\n\n\n"])
def test_a_phrase_does_not_cross_a_blank_line(index: Index, blank: str) -> None:
    add(index, f"first alpha{blank}beta second")
    assert index.search('"alpha beta"').partial
    assert not index.search('"first alpha"').partial


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

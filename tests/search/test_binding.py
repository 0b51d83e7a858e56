"""Operators, phrases and fields bind: what matches is what a reader of the texts would find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.model import Results
from painsci_search.query.ast import And, Node, Not, Or, Phrase, Ranked, Word
from painsci_search.query.formatting import format_query
from painsci_search.query.parser import parse_query
from painsci_search.render.terminal import Terminal
from painsci_search.render.text import render_text

# Words without a common stem, none of which is a stop word or has a synonym.
WORDS = ("zorb", "quib", "flam", "trog", "wexal")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
ARTICLES = st.lists(TEXTS, min_size=1, max_size=5)
TERMS = st.sampled_from(WORDS) | st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(
    lambda pair: f'"{pair[0]} {pair[1]}"'
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.tuples(
        inner, st.sampled_from((" AND ", " OR ", " NOT ", " ", " +", " -")), inner
    ).map(lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"),
    max_leaves=6,
).map(lambda query: query[1:-1] if query.startswith("(") else query)


def index_of(texts: Sequence[str]) -> Index:
    index = Index.in_memory()
    index.add(
        Article(f"a{number}", "", (Section("s", "", text),)) for number, text in enumerate(texts)
    )
    return index


def matches(node: Node, words: list[str]) -> bool:
    """Return whether a text matches a tree, by reading the text."""
    match node:
        case Word(text):
            return text in words
        case Phrase(text):
            run = text.split()
            return any(words[at : at + len(run)] == run for at in range(len(words)))
        case And(parts):
            return all(matches(part, words) for part in parts)
        case Or(parts):
            return any(matches(part, words) for part in parts)
        case Not(part):
            return not matches(part, words)
        case Ranked(should, must, must_not, _):
            if any(matches(part, words) for part in must_not):
                return False
            if must:
                return all(matches(part, words) for part in must)
            return any(matches(part, words) for part in should)
        case _:
            raise AssertionError(node)


def found(results: Results) -> set[str]:
    return {hit.article.id for hit in results if hit.kind == "section"}


@settings(max_examples=200)
@given(ARTICLES, QUERIES)
def test_what_matches_is_what_a_reader_would_find(texts: list[str], query: str) -> None:
    tree = parse_query(query)
    with index_of(texts) as index:
        results = index.search(query, limit=100, kind="section")
        expected = {f"a{n}" for n, text in enumerate(texts) if matches(tree, text.split())}
        assert found(results) == expected
        assert results.total == len(expected)
        for offer in results.offers:
            assert index.search(offer.query, kind="section").total == offer.total > 0


@given(QUERIES)
def test_a_tree_is_written_as_a_query_that_parses_to_it(query: str) -> None:
    written = format_query(parse_query(query))
    assert format_query(parse_query(written)) == written
    assert without_offsets(parse_query(written)) == without_offsets(parse_query(query))


def without_offsets(node: Node) -> str:
    return re.sub(r"(start|end)=\d+", "", repr(node))


@pytest.fixture(scope="module")
def texts() -> Index:
    return index_of(
        [
            "A sham operation of the knee.",
            "Sham surgery and placebo.",
            "Placebo pills for the knee.",
            "People with a common cold.",
            "A cough makes people common.",
        ]
    )


@pytest.mark.parametrize(
    ("query", "offers"),
    [
        ('"placebo sham"', [('"placebo sham"~10', 1), ("placebo sham", 3)]),
        ("+placebo +zebra", [("placebo", 2)]),
        ("placebo AND zebra", [("placebo", 2)]),
        ("placebo -placebo", [("placebo", 2)]),
        ("title:zebra knee", [("knee", 2)]),
        ("+sham +pills", [("sham pills", 3)]),
        ("zebra", []),
    ],
)
def test_a_query_that_matches_nothing_offers_looser_ones(
    query: str, offers: list[tuple[str, int]], texts: Index
) -> None:
    results = texts.search(query, kind="section")
    assert (results.total, results.partial) == (0, False)
    listed = [(offer.query, offer.total) for offer in results.offers]
    assert [each for each in listed if each in offers] == offers


def test_the_reason_of_an_offer_names_what_is_left_out(texts: Index) -> None:
    [offer] = texts.search("+placebo +zebra", kind="section").offers
    assert offer.reason == "without \u201czebra\u201d"


@pytest.mark.parametrize("field", ["title", "heading", "note"])
def test_a_word_that_its_field_lacks_is_offered_in_all_text(field: str, texts: Index) -> None:
    [offer, *_] = texts.search(f"{field}:sham", kind="section").offers
    assert (offer.query, offer.reason) == ("sham", f"in all text, not only in {field}")
    assert offer.total == texts.search("sham", kind="section").total
    assert texts.search(f"{field}:zebra", kind="section").offers == ()


def test_a_word_that_is_offered_in_all_text_must_match_as_before() -> None:
    index = index_of(["zorb", "quib", "zorb quib"])
    [offer, *_] = index.search("title:zorb quib").offers
    assert (offer.query, offer.reason, offer.total) == (
        "+zorb quib",
        "in all text, not only in title",
        2,
    )


def test_a_query_that_only_its_filters_keep_from_matching_is_offered_without_them(
    texts: Index,
) -> None:
    [offer] = texts.search("sham", author="Nobody").offers
    assert (offer.query, offer.reason) == ("sham", "without the filters")
    assert offer.total == texts.search("sham").total
    assert offer.unfiltered
    assert texts.search("zebra", author="Nobody").offers == ()
    assert texts.search("sham zebra", kind="section").offers == ()


def test_looser_queries_are_offered_without_filters_that_none_passes(texts: Index) -> None:
    [offer] = texts.search("+sham +zebra", author="Nobody").offers
    assert (offer.query, offer.unfiltered) == ("sham", True)
    assert offer.reason == "without \u201czebra\u201d and without the filters"
    assert offer.total == texts.search("sham").total
    assert texts.search("plcebo", author="Nobody").suggestion == "placebo"


def test_an_article_of_a_program_without_a_url_has_no_links() -> None:
    note = Note("1", "n1", "A sham note.", cited_from=("s",))
    section = Section("s", "Knees", "A sham operation.", note_refs=(NoteRef("1", 16, "n1"),))
    with Index.in_memory() as index:
        index.add(Article("a", "Sham", (section,), (note,)))
        index.add(Article("b", "Web", (section,), (note,), url="https://example.org/b"))
        hits = {(hit.article.id, hit.kind): hit for hit in index.search("sham")}
        excerpt = index.read("a", "s")
    assert excerpt is not None
    assert (excerpt.link, hits["a", "section"].link, hits["a", "note"].link) == ("", "", "")
    assert [claim.link for claim in hits["a", "section"].claims] == [""]
    assert [citing.link for citing in hits["a", "note"].cited_from] == [""]
    assert hits["b", "section"].link.startswith("https://example.org/b#s:~:text=")
    shown = render_text(Results("sham", 1, 0.0, (hits["a", "section"],)), Terminal(80))
    assert not [line for line in shown.splitlines() if line and not line.strip()]


def test_results_are_equal_however_long_they_took(texts: Index) -> None:
    assert texts.search("sham") == texts.search("sham")
    assert texts.search("sham") != texts.search("placebo")


def test_a_doi_that_no_article_cites_is_unknown_as_a_whole(texts: Index) -> None:
    assert texts.search("10.99999/knee.h9").unknown == ("10.99999/knee.h9",)


def test_bare_words_relax_and_the_missing_ones_are_named(texts: Index) -> None:
    results = texts.search("sham zebra")
    assert results.total > 0
    assert results.partial
    assert (results.missing, results.offers) == (("zebra",), ())


@pytest.mark.parametrize(
    "page", [{"limit": 1}, {"offset": 2}, {"sort": "date"}, {"sort": "position"}, {"offset": 50}]
)
def test_the_missing_words_are_those_of_the_best_passage_on_every_page(
    page: dict[str, Any], texts: Index
) -> None:
    whole = texts.search("surgery sham knee cough", limit=100, kind="section")
    results = texts.search("surgery sham knee cough", kind="section", **page)
    assert results.partial
    assert (results.missing, results.unknown) == (("knee", "cough"), ())
    assert (results.missing, results.complete) == (whole.missing, 0)
    best = whole.hits[0].snippet.text
    assert "knee" not in best
    assert "cough" not in best


def test_the_passages_with_all_words_are_counted_whatever_the_page(texts: Index) -> None:
    for page in ({"limit": 1}, {"offset": 2}, {"sort": "position"}):
        results = texts.search("sham placebo", kind="section", **page)
        assert (results.total, results.complete) == (3, 1)
    assert texts.search("sham", kind="section").complete == 2
    assert texts.search("sham zebra", kind="section").complete == 0
    assert texts.search("sham-zebra", kind="section").complete == 0
    assert texts.search("sham placebo -pills", kind="section").complete == 1
    assert texts.search("sham placebo", articles="a0").complete == 0


def test_a_phrase_beside_words_is_required(texts: Index) -> None:
    assert found(texts.search('"sham surgery" knee', kind="section")) == {"a1"}


def test_a_word_that_occurs_nowhere_does_not_lift_passages_without_the_others(
    texts: Index,
) -> None:
    cold, cough = (
        hit
        for hit in texts.search("common cold people succeptible", kind="section")
        if hit.article.id in ("a3", "a4")
    )
    assert (cold.article.id, cough.article.id) == ("a3", "a4")
    assert cold.score < 4 * cough.score
    with_typo = texts.search("common cold people succeptible", kind="section")
    without = texts.search("common cold people", kind="section")
    assert [hit.score for hit in with_typo] == [hit.score for hit in without]


def test_a_compound_with_a_wrong_half_is_found_by_the_other(texts: Index) -> None:
    results = texts.search("sham-zebra")
    assert results.total > 0
    assert results.unknown == results.missing == ("zebra",)


def test_a_word_of_a_question_that_carries_little_decides_nothing(texts: Index) -> None:
    asked = texts.search("does placebo help", kind="section")
    assert [hit.score for hit in asked] == [
        hit.score for hit in texts.search("placebo", kind="section")
    ]
    assert not asked.partial


def test_adjacent_words_of_the_query_raise_a_passage_that_has_them_adjacent() -> None:
    with index_of(["zorb flam quib wexal trog", "zorb quib flam trog wexal"]) as index:
        first, second = index.search("quib flam zorb trog wexal", kind="section", explain=True)
    assert first.article.id == "a1"
    assert first.score > second.score
    for hit in (first, second):
        assert sum(share.score for share in hit.explanation) == pytest.approx(hit.score)


def test_a_pattern_of_too_many_words_is_read_as_words_by_a_lenient_search() -> None:
    words = " ".join(f"zo{number}x" for number in range(2100))
    with index_of([f"sham {words}"]) as index:
        results = index.search("sham zo*", lenient=True)
    assert results.total > 0
    assert results.read_as == "sham zo"


@pytest.mark.parametrize("lenient", [False, True])
def test_the_url_of_an_article_finds_it(lenient: bool) -> None:
    url = "https://example.org/page?id=5"
    with Index.in_memory() as index:
        index.add(Article("a", "Knees", (Section("s", "", "A sham."),), url=url))
        index.add(Article("b", "Backs", (Section("s", "", "A page."),), url=f"{url}6"))
        for typed in (url, "www.example.org/page?id=5", f"{url}#top"):
            hits = index.search(typed, lenient=lenient).hits
            assert [hit.article.id for hit in hits] == ["a"]


@pytest.mark.parametrize("lenient", [False, True])
def test_a_word_before_a_colon_and_a_space_is_text(lenient: bool) -> None:
    with index_of(["A pain review of knees.", "Nothing."]) as index:
        results = index.search("Pain: a review", lenient=lenient)
    assert results.read_as is None
    assert found(results) == {"a0"}


@pytest.fixture
def shoulders() -> Index:
    index = Index.in_memory()
    texts = (
        ("cuff", "Cuff", "The cuff is a group of muscles."),
        ("care", "Care", "A cuff needs care."),
        ("knife", "Knife", "A cuff after surgery."),
    )
    sections = tuple(Section(*each) for each in texts)
    index.add(Article("a", "Surgery of the shoulder", sections))
    index.add(Article("b", "Muscles", (Section("m", "Muscles", "A muscle and a cuff."),)))
    return index


def test_an_excluded_word_of_a_title_is_offered_in_the_text_alone(shoulders: Index) -> None:
    shoulders.remove("b")
    results = shoulders.search("cuff -surgery")
    assert results.total == 0
    offer = results.offers[0]
    assert (offer.query, offer.total) == ("cuff -body:surgery", 2)
    assert offer.reason == "without \u201csurgery\u201d in the passage itself"
    assert shoulders.search(offer.query).total == offer.total


def test_an_excluded_word_in_the_text_alone_is_offered_beside_fewer_matches(
    shoulders: Index,
) -> None:
    results = shoulders.search("cuff -surgery")
    assert results.total == 1
    assert [(each.query, each.total) for each in results.offers] == [("cuff -body:surgery", 3)]
    assert shoulders.search("cuff -zebra").offers == ()
    assert shoulders.search("cuff -body:surgery").offers == ()
    [offer] = shoulders.search('cuff NOT "surgery"').offers
    assert offer.query == 'cuff -body:"surgery"'


@pytest.mark.parametrize(
    ("query", "offer"),
    [
        ("doi:10.9999/quokka.2010.09.03", "doi:10.9999/quokka.2010.09.030"),
        ("10.9999/quokka.2010.09.03", "doi:10.9999/quokka.2010.09.030"),
        ("doi:10.9999/quokka.2010.09.031", "doi:10.9999/quokka.2010.09.030"),
        ("doi:10.9999/wombat", None),
    ],
)
def test_a_doi_that_is_nearly_the_same_is_offered(query: str, offer: str | None) -> None:
    index = Index.in_memory()
    note = Note(
        "1", "n1", "On calm.", (Reference("Quokka A. On calm.", doi="10.9999/quokka.2010.09.030"),)
    )
    index.add(Article("a", "Calm", (Section("s", "S", "It is calm."),), (note,)))
    found = [each.query for each in index.search(query).offers]
    assert found == ([] if offer is None else [offer])

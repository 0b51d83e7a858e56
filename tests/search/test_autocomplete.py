"""What a query that is being typed may become."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from painsci_search import Article, Index


@pytest.fixture
def shelf(index: Index, make_article: Callable[..., Article]) -> Index:
    index.add(
        [
            make_article("sham", "Sham surgery and placebo pills. Placebos, too.", "Sham Surgery"),
            make_article("pills", "Placebo pills please.", "Pills and Places"),
            make_article("knees", "The knee, its placement, and the surgery of it.", "Knees"),
            make_article("café", "Crème brûlée, and the theory of thighs.", "Café Hróbjartsson"),
        ]
    )
    return index


def texts(index: Index, typed: str, kind: str = "word", limit: int = 8) -> list[str]:
    return [each.text for each in index.suggest(typed, limit=limit) if each.kind == kind]


def test_the_last_word_is_completed_most_passages_first(shelf: Index) -> None:
    found = [each for each in shelf.suggest("pl") if each.kind == "word"]
    assert [(each.text, each.count) for each in found][:2] == [("placebo", 2), ("places", 2)]


def test_only_one_form_of_a_word_is_offered(shelf: Index) -> None:
    assert "placebos" not in texts(shelf, "pl")


def test_what_stands_before_the_last_word_stays_and_must_be_found_with_it(shelf: Index) -> None:
    assert texts(shelf, "sham pl") == ["sham placebo"]
    assert texts(shelf, "+knee s") == ["+knee surgery"]


def test_a_word_that_is_typed_already_is_not_offered_again(shelf: Index) -> None:
    assert texts(shelf, "sham s") == ["sham surgery"]


def test_a_word_that_is_whole_is_not_offered_in_another_form(shelf: Index) -> None:
    assert texts(shelf, "placebo") == []


def test_a_compound_is_offered_as_it_is_written(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add(make_article("a", "A placebo-controlled trial, and a therapist."))
    assert texts(index, "plac") == ["placebo", "placebo-controlled"]
    assert texts(index, "ther") == ["therapist"]


def test_articles_are_offered_by_all_the_words_of_their_titles(shelf: Index) -> None:
    (found,) = [each for each in shelf.suggest("surgery sh") if each.kind == "article"]
    assert (found.text, found.article) == ("Sham Surgery", "sham")
    assert texts(shelf, "surgery kn", "article") == []


def test_accents_need_not_be_typed(shelf: Index) -> None:
    assert texts(shelf, "bru") == ["brulee"]
    assert texts(shelf, "cafe hrob", "article") == ["Café Hróbjartsson"]


@pytest.mark.parametrize(
    "typed", ["", " ", "p", "zz", '"pills su', "sham (", "pl ", "-", "autor:mo", "a" * 300, "-sham"]
)
def test_what_cannot_be_completed_gives_no_words(shelf: Index, typed: str) -> None:
    assert texts(shelf, typed) == []


def test_a_word_in_an_open_quote_is_completed_as_the_end_of_the_phrase(shelf: Index) -> None:
    assert texts(shelf, '"sham su') == ['"sham surgery']
    assert texts(shelf, 'placebo "sham su') == ['placebo "sham surgery']
    assert texts(shelf, '"surgery sh') == []


def test_what_is_unfinished_elsewhere_does_not_keep_a_word_from_being_completed(
    shelf: Index,
) -> None:
    assert texts(shelf, "sham (placebo pi") == ["sham (placebo pills"]
    assert texts(shelf, "( sham su") == ["( sham surgery"]


def test_common_words_are_not_offered(shelf: Index) -> None:
    assert texts(shelf, "th") == ["theory", "thighs"]


def test_there_are_no_more_than_asked_for(shelf: Index) -> None:
    assert len(shelf.suggest("pl", limit=2)) == 2
    with pytest.raises(ValueError, match="limit"):
        shelf.suggest("pl", limit=0)


def test_words_of_removed_articles_are_not_offered(shelf: Index) -> None:
    shelf.remove("café")
    assert texts(shelf, "bru") == []


def test_every_suggestion_finds_as_many_passages_as_it_says(demo_index: Index) -> None:
    for typed in ("pla", "low back p", "asmr tr", "author:mo", "chronic pain s"):
        words = [each for each in demo_index.suggest(typed) if each.kind == "word"]
        assert words
        for each in words:
            results = demo_index.search(each.text, exact=True, limit=1)
            assert not results.partial
            assert results.total >= each.count > 0

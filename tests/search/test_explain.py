"""What a hit's score is made of."""

from __future__ import annotations

import pytest

from painsci_search import Article, Index, Note, Section, Share


@pytest.fixture
def pain(index: Index) -> Index:
    sections = (
        Section("a", "Placebo", "Placebo and nocebo. A placebo again."),
        Section("b", "Sleep", "Sleep is short.", path=("Placebo",)),
    )
    note = Note("1", "n1", "A note on placebos, and on nocebos.")
    index.add(Article("pain", "Pain and placebo", sections, (note,)))
    index.add(Article("else", "Else", (Section("c", "Words", "Nothing of the kind here."),)))
    return index


@pytest.mark.parametrize(
    "query",
    [
        "placebo",
        "placebo nocebo",
        "placebo placebo nocebo",
        '"placebo and nocebo" sleep',
        "plac* sleep~1",
        "(placebo OR sleep) AND pain",
        "title:placebo nocebo -sleep",
        "+(placebo nocebo) sleep",
    ],
)
def test_the_shares_of_a_hit_add_up_to_its_score(pain: Index, query: str) -> None:
    hits = pain.search(query, explain=True).hits
    assert hits
    for hit in hits:
        assert sum(share.score for share in hit.explanation) == pytest.approx(hit.score)


def test_a_share_names_the_word_as_typed_its_field_and_how_often_it_stands_there(
    pain: Index,
) -> None:
    hit = pain.search("plac*", kind="section", explain=True).hits[0]
    found = {(share.term, share.field): share.count for share in hit.explanation}
    assert found == {("plac*", "title"): 1, ("plac*", "heading"): 1, ("plac*", "body"): 2}


def test_having_all_words_is_a_share_of_its_own(index: Index) -> None:
    long = "filler " * 400
    index.add(Article("both", "Both", (Section("s", "S", f"{long} rare common {long}"),)))
    index.add(Article("one", "One", (Section("s", "S", "rare rare rare rare rare."),)))
    first, second = index.search("rare common", kind="section", explain=True).hits
    assert first.article.id == "both"
    assert first.explanation[-1].term == "all words"
    assert [share.term for share in second.explanation] == ["rare"]


def test_nothing_is_explained_that_was_not_asked_for(pain: Index) -> None:
    hits = pain.search("placebo").hits
    assert hits
    assert all(hit.explanation == () for hit in hits)


def test_an_exact_value_has_no_field(index: Index, asmr: Article) -> None:
    index.add(asmr)
    hits = index.search("pmid:30397584", explain=True).hits
    assert [hit.explanation for hit in hits]
    assert all(isinstance(share, Share) for hit in hits for share in hit.explanation)
    assert {share.field for hit in hits for share in hit.explanation} == {None}


def test_a_group_that_does_not_match_gives_nothing(index: Index) -> None:
    index.add(Article("a", "A", (Section("s", "S", "sham knee"),)))
    hit = index.search("sham (knee AND surgery)", explain=True).hits[0]
    assert [(share.term, share.field) for share in hit.explanation] == [("sham", "body")]

"""A search by meaning finds passages that say the same in other words."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "semantic"))
from tiny_model import write_model

from painsci_search import Article, Hit, Index, Note, NoteRef, Section, SemanticUnavailable
from painsci_search.query.parser import parse_query
from painsci_search.search import remote
from painsci_search.search.answer import Request
from painsci_search.search.by_meaning import WEIGHT, binding_of, text_of
from painsci_search.semantic.model import load_model

FIRST = "The weather is the weather of rain."
SORE = "Aching muscles."
LAST = "A sham is a placebo."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def index(model: Path) -> Index:
    made = Index.in_memory(base_url="https://example.org", model=model)
    legs = Section(
        "legs", "", f"{FIRST} {SORE} {LAST}", note_refs=(NoteRef("1", len(FIRST + SORE) + 1, "n1"),)
    )
    made.add(
        [
            Article(
                "one", "", (legs,), (Note("1", "n1", "Dental weather."),), url="https://e.org/1"
            ),
            Article("two", "", (Section("two", "", "Sore thighs."),), authors=("Ann Marsh",)),
            Article("three", "", (Section("three", "", "Rain."), Section("x", "", "Tooth ache."))),
        ]
    )
    made.embed()
    return made


def _anchors(index: Index, query: str, **options: object) -> list[str | None]:
    return [hit.anchor for hit in index.search(query, semantic=True, **options)]  # type: ignore[arg-type]


def test_a_passage_with_other_words_is_found_and_marked_so(index: Index) -> None:
    found = {hit.anchor: hit for hit in index.search("sore thighs", semantic=True)}
    assert not found["two"].by_meaning
    assert found["legs"].by_meaning
    assert [hit.anchor for hit in index.search("sore thighs")] == ["two"]


def test_whether_it_is_possible_is_known_before(index: Index, model: Path) -> None:
    assert index.can_search_by_meaning()
    other = Index.in_memory(model=model)
    other.add(Article("one", "", (Section("one", "", "Rain."),)))
    assert not other.can_search_by_meaning()
    other.embed()
    assert other.can_search_by_meaning()


def test_the_nearest_sentence_is_marked_and_linked(index: Index) -> None:
    hits = index.search("sore thighs", semantic=True).hits
    hit = next(hit for hit in hits if hit.anchor == "legs")
    ((start, end),) = hit.snippet.highlights
    assert hit.snippet.text[start:end] == SORE
    assert hit.link == "https://e.org/1#legs:~:text=Aching%20muscles."
    assert hit.heading_highlights == hit.title_highlights == ()


def test_hits_by_words_are_highlighted_as_before(index: Index) -> None:
    (words, *_) = index.search("thighs", semantic=True)
    (before,) = index.search("thighs")
    assert words.snippet == before.snippet
    assert words.link == before.link


def test_a_search_without_meaning_is_as_before(index: Index) -> None:
    results = index.search("thighs")
    assert results.without_vectors == 0
    assert not any(hit.by_meaning for hit in results)


def test_a_score_has_a_share_of_the_words_and_one_of_the_meaning(index: Index, model: Path) -> None:
    results = index.search("sore thighs rain", semantic=True, explain=True)
    by_words = {hit.anchor: hit.score for hit in index.search("sore thighs rain")}
    best = max(by_words.values())
    encoder = load_model(model)
    query = encoder.embed(["sore thighs rain"])[0]
    for hit in results:
        assert sum(share.score for share in hit.explanation) == pytest.approx(hit.score, abs=1e-6)
        (meaning,) = (share for share in hit.explanation if share.term == "meaning")
        words = hit.score - meaning.score
        assert words == pytest.approx((1 - WEIGHT) * by_words.get(hit.anchor, 0) / best, abs=1e-6)
        if hit.anchor == "two":
            cosine = encoder.embed(["Sore thighs."])[0] @ query
            assert meaning.score == pytest.approx(WEIGHT * cosine, abs=0.01)
    assert [hit.score for hit in results] == sorted((hit.score for hit in results), reverse=True)


@pytest.mark.parametrize(
    ("query", "absent"),
    [
        ("sore thighs -rain", "legs"),
        ("sore thighs NOT placebo", "legs"),
        ("sore +thighs", "legs"),
        ("sore AND thighs", "legs"),
        ('"sore thighs"', "legs"),
        ('thighs "sore thighs"', "legs"),
        ("sore author:Marsh", "legs"),
        ("title:sore", "legs"),
        ("aching kind:note", "two"),
        ("sor* thighs", "legs"),
    ],
)
def test_operators_hold_for_what_is_found_by_its_meaning(
    index: Index, query: str, absent: str
) -> None:
    assert absent not in _anchors(index, query)


def test_operators_leave_what_they_allow(index: Index) -> None:
    assert "legs" in _anchors(index, "sore thighs -dental")
    assert "legs" in _anchors(index, "sore +placebo")
    assert _anchors(index, "aching muscles author:Marsh") == ["two"]


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        ({"kind": "note"}, {"n1"}),
        ({"articles": "two"}, {"two", None}),
        ({"author": "Marsh"}, {"two", None}),
        ({"since": "2020"}, set()),
    ],
)
def test_filters_hold_for_what_is_found_by_its_meaning(
    index: Index, options: dict[str, object], allowed: set[str | None]
) -> None:
    assert set(_anchors(index, "aching muscles weather", **options)) <= allowed


def test_counts_include_what_is_found_by_its_meaning(index: Index) -> None:
    results = index.search("sore thighs", semantic=True, limit=1, facets=True)
    every = index.search("sore thighs", semantic=True, limit=100)
    assert results.total == len(every.hits) > 1
    kinds = {value.value: value.count for value in results.facets[0].values}
    assert sum(kinds.values()) == results.total
    assert [hit.anchor for hit in index.iter_search("sore thighs", semantic=True)] == [
        hit.anchor for hit in every
    ]


def test_pages_of_an_answer_fit_together(index: Index) -> None:
    every = _anchors(index, "sore thighs", limit=100)
    pages = [_anchors(index, "sore thighs", limit=1, offset=at)[0] for at in range(len(every))]
    assert pages == every


def test_words_that_occur_nowhere_find_passages_by_their_meaning(index: Index) -> None:
    # the vocabulary of the model has the word, the index has not
    results = index.search("workout aching", semantic=True)
    assert results.unknown == ("workout",)
    assert any(hit.by_meaning for hit in results)


def test_a_query_of_values_alone_is_answered_by_them(index: Index) -> None:
    assert set(_anchors(index, "kind:note")) == {"n1"}


def test_new_passages_take_part_by_their_words_and_are_counted(model: Path) -> None:
    made = Index.in_memory(model=model)
    made.add(Article("old", "", (Section("a", "", "Aching muscles."),)))
    made.embed()
    made.add([Article(f"new{n}", "", (Section("b", "", "Sore thighs."),)) for n in range(30)])
    results = made.search("sore", semantic=True, limit=50)
    assert results.without_vectors == 30
    assert sum(hit.anchor == "b" for hit in results) == 30
    assert any(hit.anchor == "a" and hit.by_meaning for hit in results)
    made.embed()
    assert made.search("sore", semantic=True).without_vectors == 0


def test_a_changed_text_does_not_keep_the_vector_of_the_old_one(model: Path) -> None:
    made = Index.in_memory(model=model)
    made.add(Article("one", "", (Section("a", "", "Aching muscles."),)))
    made.embed()
    made.add(Article("one", "", (Section("a", "", "Dental rain."),)))
    results = made.search("sore thighs", semantic=True)
    assert results.without_vectors == 1
    assert not results.hits


def test_hits_are_made_without_computing_the_sentences_of_those_that_nobody_reads(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    from painsci_search.search.by_meaning import Meaning

    calls = []
    whole = Meaning.nearest_sentence
    monkeypatch.setattr(
        Meaning, "nearest_sentence", lambda *given: calls.append(1) or whole(*given)
    )
    hits = index.search("sore thighs", semantic=True).hits
    assert not calls
    assert all(hit.snippet.text or hit.kind == "article" for hit in hits)
    assert len(calls) == sum(hit.by_meaning for hit in hits) > 0


def test_an_index_without_vectors_says_what_to_do(model: Path) -> None:
    made = Index.in_memory(model=model)
    made.add(Article("one", "Knees"))
    with pytest.raises(SemanticUnavailable, match=r"do not exist yet.*Index\.embed"):
        made.search("knees", semantic=True)
    assert made.search("knees").total == 1


def _alike(index: Index, name: str, anchor: str | None = None, **options: Any) -> list[Hit]:
    results = index.like(name, anchor, semantic=True, **options)
    assert results is not None
    return list(results)


def test_passages_that_say_the_same_in_other_words_are_alike(index: Index) -> None:
    by_words = index.like("two", "two")
    assert by_words is not None
    assert [hit.anchor for hit in by_words] == []
    found = {hit.anchor: hit for hit in _alike(index, "two", "two")}
    assert found["legs"].by_meaning
    start, end = found["legs"].snippet.highlights[0]
    assert found["legs"].snippet.text[start:end] == SORE


def test_a_passage_is_not_like_itself_nor_an_article_like_its_own_passages(index: Index) -> None:
    assert all(
        (hit.article.id, hit.anchor) != ("two", "two") for hit in _alike(index, "two", "two")
    )
    hits = _alike(index, "one", limit=50)
    assert hits
    assert all(hit.article.id != "one" for hit in hits)


def test_what_is_alike_is_ranked_by_the_vectors_of_both(index: Index, model: Path) -> None:
    encoder = load_model(model)
    own = encoder.embed(["Sore thighs."])[0]
    hits = _alike(index, "two", "two", explain=True)
    found = {hit.anchor: hit.score for hit in hits if hit.by_meaning}
    assert found["n1"] == pytest.approx(
        WEIGHT * float(encoder.embed(["Dental weather."])[0] @ own), abs=0.01
    )
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_filters_hold_for_what_is_alike_by_its_meaning(index: Index) -> None:
    assert {hit.kind for hit in _alike(index, "two", "two", kind="note")} <= {"note"}


def test_a_passage_without_a_vector_yet_is_compared_all_the_same(model: Path) -> None:
    made = Index.in_memory(model=model)
    made.add(Article("old", "", (Section("a", "", "Aching muscles."),)))
    made.embed()
    made.add(Article("new", "", (Section("b", "", "Sore thighs."), Section("c", "", "Rain."))))
    results = made.like("new", "b", semantic=True)
    assert results is not None
    assert results.without_vectors == 2
    assert [hit.anchor for hit in results if hit.by_meaning] == ["a"]


def test_an_article_without_a_text_is_like_nothing(index: Index, model: Path) -> None:
    made = Index.in_memory(model=model)
    made.add([Article("bare", ""), Article("one", "", (Section("a", "", "Rain."),))])
    made.embed()
    assert _alike(made, "bare") == []
    assert index.like("none", semantic=True) is None


def test_an_index_on_a_cluster_refuses_meaning_before_it_is_asked(model: Path) -> None:
    request = Request("", encoder=load_model(model))
    nothing: Any = None
    with pytest.raises(SemanticUnavailable, match="painsci-search copy"):
        remote.find_similar(nothing, "one", "", request)
    with pytest.raises(SemanticUnavailable, match="painsci-search copy"):
        remote.evaluate(nothing, nothing, request)


def test_equal_queries_have_equal_answers(index: Index) -> None:
    first, second = (index.search("sore thighs", semantic=True) for _ in range(2))
    assert first.hits == second.hits


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("does a sham help?", "does a sham help"),
        ('+sham -rain "sore thighs" year:>2010', "sham sore thighs"),
        ("title:sham author:Marsh (rain OR weather)", "sham rain weather"),
        ("pmid:30397584", ""),
        ("sor* rain~", ""),
        ("rain^2 meta-analysis", "rain meta-analysis"),
    ],
)
def test_the_plain_words_of_a_query_have_a_meaning(query: str, text: str) -> None:
    assert text_of(parse_query(query)) == text


@pytest.mark.parametrize("query", ["rain", "sore rain", "rain^2 meta-analysis", "is the"])
def test_bare_words_bind_nothing(query: str) -> None:
    assert binding_of(parse_query(query)) is None

"""Answers over small indexes made on the spot: what is found, how it ranks, what a hit shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, QueryError, Section
from profiles import examples

MakeArticle = Callable[..., Article]


def found(index: Index, query: str) -> list[str]:
    return [hit.article.id for hit in index.search(query, kind="section")]


@pytest.fixture
def library(index: Index, make_article: MakeArticle) -> Index:
    """Articles whose ids say what they hold."""
    texts = {
        "both": "One trial of sham surgery, with much else besides that is beside the point here.",
        "surgery": "Surgery, surgery and surgery again.",
        "sham": "Sham and sham and sham.",
        "apart": "Surgery came first and the sham came later.",
        "crps": "Complex regional pain syndrome is CRPS-1 when no nerve is hurt.",
        "serotonin": "5-HT is serotonin; L4/L5 is a level; Hróbjartsson’s patients’ views.",
        "sensitised": "Central sensitisation, sensitised nerves.",
    }
    index.add(make_article(name, text) for name, text in texts.items())
    return index


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sham AND surgery", {"both", "apart"}),
        ('"sham surgery"', {"both"}),
        ("+sham -surgery", {"sham"}),
        ("sham NOT surgery", {"sham"}),
        ("crps OR serotonin", {"crps", "serotonin"}),
        ("CRPS-1", {"crps"}),
        ("crps", {"crps"}),
        ("CRPS1", {"crps"}),
        ("5-HT", {"serotonin"}),
        ("5HT", {"serotonin"}),
        ("l4/l5", {"serotonin"}),
        ("L5", {"serotonin"}),
        ("L4-L5", {"serotonin"}),
        ("hrobjartsson", {"serotonin"}),
        ("patient's", {"serotonin"}),
        ("sensitisation", {"sensitised"}),
        ("sensitisat*", {"sensitised"}),
        ("sensitisatx*", set()),
        ("NOT sham AND nerve", {"crps", "sensitised"}),
        ("(crps serotonin) AND nerve*", {"crps"}),
        ("heading:part AND crps", {"crps"}),
        ("heading:part crps", {"crps"}),
        ("title:untitled heading:elsewhere", set()),
        ("title:untitled -sham -surgery", {"crps", "serotonin", "sensitised"}),
    ],
)
def test_a_query_finds_just_what_it_asks_for(
    library: Index, query: str, expected: set[str]
) -> None:
    assert set(found(library, query)) == expected


def test_a_passage_with_all_words_beats_one_that_repeats_a_single_one(library: Index) -> None:
    assert set(found(library, "sham surgery")[:2]) == {"both", "apart"}
    assert set(found(library, "sham surgery")[2:]) == {"sham", "surgery"}


def test_a_prefix_finds_every_word_that_begins_so(index: Index, make_article: MakeArticle) -> None:
    index.add(make_article(f"a{n:03}", f"The word pre{chr(97 + n % 26)}{n}.") for n in range(300))
    assert index.search("pre*", kind="section").total == 300


@pytest.mark.parametrize(
    "query",
    [
        "massag* lorem",
        "ma* lorem",
        "(massage OR rolfing OR rubbing) lorem",
        "(massage rolfing rubbing) lorem",
        "(massage AND rolfing) lorem",
        "massage lorem xyzzyq",
        "title:untitled massage lorem",
    ],
)
def test_a_long_passage_with_all_parts_beats_a_short_one_with_one(
    index: Index, make_article: MakeArticle, query: str
) -> None:
    filler = " ".join(f"word{n}" for n in range(600))
    index.add(
        [
            make_article("all", f"massage rolfing {filler} lorem"),
            make_article("one", "massage rolfing rubbing " * 20),
            *(make_article(f"other{n}", f"letter {n} lorem" * (n % 2)) for n in range(40)),
        ]
    )
    assert found(index, query)[0] == "all"


def test_a_phrase_does_not_run_across_paragraphs(index: Index, make_article: MakeArticle) -> None:
    index.add(make_article("a", "It was low back\n\npain relief followed."))
    results = index.search('"back pain"')
    assert results.total == 0
    assert [offer.query for offer in results.offers] == ['"back pain"~10', "back pain"]


def test_letters_that_changed_places_are_one_mistake(
    index: Index, make_article: MakeArticle
) -> None:
    index.add(make_article("a", "A plan for pain. The plan. Another plan."))
    assert index.search("pian").suggestion == "pain"


def test_a_misspelt_author_gets_the_name_of_an_author(index: Index, asmr: Article) -> None:
    index.add(asmr)
    assert index.search("author:lochty").suggestion == "author:lochte"


def test_an_unknown_kind_is_refused(library: Index) -> None:
    with pytest.raises(ValueError, match="kind must be one of article, section, note"):
        library.search("sham", kind="foo")


def test_stop_words_do_not_decide_a_ranking(library: Index) -> None:
    assert found(library, "what is the serotonin")[0] == "serotonin"


@pytest.mark.parametrize(
    "query",
    [
        "what is serotonin, and which is it?",
        "“serotonin”: what’s it…",
        "¿what’s the serotonin, and/or it?!",
        "(It!) 'the' serotonin;",
        "Doesn't serotonin; I’ve, can’t they’d?",
    ],
)
def test_stop_words_are_known_whatever_stands_around_them(library: Index, query: str) -> None:
    results = library.search(query, explain=True)
    assert [hit.article.id for hit in results] == ["serotonin"]
    assert {share.term for share in results.hits[0].explanation} <= {"serotonin", '"serotonin"'}
    assert results.suggestion is None
    assert not results.partial


@pytest.mark.parametrize("query", ["{}, and how recent is it?", "how many {}", "How long {}?"])
def test_what_how_asks_for_says_nothing_beside_others(index: Index, query: str) -> None:
    texts = {"sham": "Sham knees.", "other": "Many recent long words.", "both": "Shams, recently."}
    sections = (Section(name, "H", text) for name, text in texts.items())
    index.add(Article(section.anchor, "T", (section,)) for section in sections)
    assert sorted(found(index, query.format("sham"))) == ["both", "sham"]
    assert sorted(found(index, "how recent")) == ["both", "other"]
    assert set(found(index, "sham so recent")) == {"both", "sham", "other"}


def test_words_joined_by_a_sign_are_found_apart_where_they_are_not_found_together(
    library: Index,
) -> None:
    for query in ("sham/serotonin", "serotonin&sham", "sham-serotonin"):
        results = library.search(query, kind="section")
        assert results.partial
        assert {hit.article.id for hit in results} == {"both", "sham", "apart", "serotonin"}
    for query in ("http://example.org/sham", "10.1000/sham", "title:sham/serotonin"):
        assert not library.search(query).total


def test_a_work_is_found_as_people_cite_it(index: Index) -> None:
    index.add(Article("a", "T", (Section("s", "H", "Lochte found so in 2018."),)))
    assert not index.search("Lochte et al. (2018)").partial


def test_what_stands_around_a_word_is_no_part_of_it(library: Index) -> None:
    results = library.search("surgery, sham?", explain=True)
    assert {share.term for share in results.hits[0].explanation} == {"sham", "surgery", "all words"}
    assert library.search("sham, zebra?!").unknown == ("zebra",)
    assert library.search("(surgry?), sham!").suggestion == "(surgery?), sham!"


def test_a_query_of_stop_words_only_is_still_answered(library: Index) -> None:
    assert found(library, "and the")


def test_ties_are_in_the_order_of_articles(index: Index, make_article: MakeArticle) -> None:
    index.add(make_article(name, "The same words.") for name in ("c", "a", "b"))
    assert found(index, "words") == ["a", "b", "c"]
    page = index.search("words", limit=1, offset=1)
    assert [hit.article.id for hit in page] == ["b"]
    assert page.hits[0].rank == 2
    assert page.total == 3


def test_hits_of_one_article_are_limited_when_asked(index: Index) -> None:
    parts = tuple(Section(f"s{n}", "Part", f"Placebo number {n}.") for n in range(5))
    index.add([Article("many", "Many", parts), Article("one", "One", parts[:1])])
    results = index.search("placebo", per_article=2)
    assert sorted(hit.article.id for hit in results) == ["many", "many", "one"]
    assert results.total == 6


def test_a_title_or_heading_counts_more_than_the_body(
    index: Index, make_article: MakeArticle
) -> None:
    filler = " ".join(["word"] * 20)
    index.add(
        [
            make_article("body", f"Massage {filler}"),
            make_article("title", f"nothing {filler}", title="Massage"),
        ]
    )
    assert found(index, "massage") == ["title", "body"]


def test_a_section_hit_shows_the_note_behind_its_snippet(index: Index, asmr: Article) -> None:
    index.add(asmr)
    hit = index.search("tingling scanner", kind="section").hits[0]
    assert [note.label for note in hit.notes] == ["1"]
    assert hit.notes[0].references[0].pmid == "30397584"
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.highlights]
    assert marked == ["Tingling", "scanner"]
    assert hit.link.startswith("https://example.org/asmr#scan:~:text=")
    assert [hit.heading[start:end] for start, end in hit.heading_highlights] == ["scanner"]


def test_a_note_hit_names_the_sections_that_cite_it(index: Index, asmr: Article) -> None:
    index.add(asmr)
    hit = index.search("pmid:30397584").hits[0]
    assert (hit.kind, hit.heading, hit.anchor) == ("note", "Note 1", "n1")
    assert [(at.anchor, at.heading) for at in hit.cited_from] == [("scan", "In the scanner")]
    assert hit.cited_from[0].link == "https://example.org/asmr#scan"


@pytest.mark.parametrize(
    "query",
    [
        "author:lochte",
        "year:2018",
        "doi:10.1000/demo.1",
        "30397584",
        "10.1000/DEMO.1",
        "note:scanner OR note:investigation",
        "pmid:30397584",
        "https://pubmed.ncbi.nlm.nih.gov/30397584/",
    ],
)
def test_a_note_is_found_by_what_it_cites(index: Index, asmr: Article, query: str) -> None:
    index.add(asmr)
    assert [hit.kind for hit in index.search(query)] == ["note"]


def test_a_section_is_found_by_its_articles_author_and_year(index: Index, asmr: Article) -> None:
    index.add(asmr)
    assert {hit.kind for hit in index.search("author:ann AND year:2021")} == {"article", "section"}


def test_a_misspelt_query_gets_a_spelling_that_has_hits(library: Index) -> None:
    results = library.search("shem serotonon")
    assert (results.total, results.suggestion) == (0, "sham serotonin")
    assert library.search(results.suggestion).total > 0
    assert library.search('"sham surgury"').suggestion == '"sham surgery"'


def test_an_unknown_word_beside_known_ones_gets_a_suggestion_too(library: Index) -> None:
    results = library.search("sham surgury")
    assert results.total > 0
    assert results.suggestion == "sham surgery"


def test_known_words_without_a_common_passage_get_no_suggestion(library: Index) -> None:
    assert library.search("crps AND serotonin").suggestion is None


def test_an_empty_section_is_kept_but_not_found(index: Index) -> None:
    parts = (Section("a", "Knee", ""), Section("b", "Meniscus", "A tear.", 3, ("Knee",)))
    article = Article("knee", "Joints", parts)
    index.add(article)
    assert [hit.anchor for hit in index.search("knee", kind="section")] == ["b"]
    assert index.get("knee") == article


def test_what_is_added_comes_back_whole(index: Index, asmr: Article) -> None:
    index.add(asmr)
    assert index.get("asmr") == asmr
    assert index.get("nothing") is None


def test_limits_out_of_range_are_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="limit must be 1 or more"):
        index.search("a", limit=0)


PIECES = """
    pain placebo AND OR NOT " ( ) + - sle* title: year: 2018 knee ~2 CRPS-1 L4/L5 “ ” the
""".split()
queries = st.lists(st.sampled_from(PIECES)).map(" ".join)


@examples(200)
@given(queries)
def test_any_query_gets_hits_or_a_query_error(demo_index: Index, query: str) -> None:
    try:
        results = demo_index.search(query)
    except QueryError:
        return
    assert len(results) == min(results.total, 10)
    for hit in results:
        ends = [0, *(edge for span in hit.snippet.highlights for edge in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(hit.snippet.text)


@examples(30)
@given(st.lists(st.text(alphabet="abcdé-’ .", min_size=3, max_size=30), min_size=1, max_size=4))
def test_what_is_indexed_is_found(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    from painsci_search.text import tokenize

    index = Index.create(tmp_path_factory.mktemp("found") / "index")
    index.add(
        Article(f"a{number}", "Title", (Section("s", "Heading", text),))
        for number, text in enumerate(texts)
    )
    for number, text in enumerate(texts):
        for token in tokenize(text):
            surface = text[token.start : token.end]
            ids = {hit.article.id for hit in index.search(f'"{surface}"', limit=100)}
            assert f"a{number}" in ids
    index.close()

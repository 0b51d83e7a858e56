"""What is found besides the words as typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpora import TYPED, snapshot_of
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.query import expand as expand_module
from painsci_search.query.ast import And, Boost, Node, Not, Or, Phrase, Ranked, Word, leaves
from painsci_search.query.expand import MOST, expand
from painsci_search.query.parser import parse_query
from painsci_search.query.synonyms import Synonyms, load_synonyms, parse_lines

LOW_BACK = ("low back pain", "lower back pain")
NSAID = ("non-steroidal anti-inflammatory drug", "nonsteroidal anti-inflammatory drug")
DRUGS = ("NSAID", "nonsteroidal anti-inflammatory drug")


def of_lines(*lines: str) -> Synonyms:
    return Synonyms(parse_lines(lines, "mine.txt").lines)


def also(query: str, known: Synonyms | None = None) -> dict[str, tuple[str, ...]]:
    """What is found besides each word or phrase of a query."""
    tree = expand(parse_query(query), known or load_synonyms())
    return {leaf.text: leaf.also for leaf in leaves(tree) if isinstance(leaf, Word | Phrase)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("LBP", {"LBP": LOW_BACK}),
        ("lbp knee", {"lbp": LOW_BACK, "knee": ()}),
        ("LBPs", {"LBPs": ("LBP", *LOW_BACK)}),
        ("title:LBP", {"LBP": LOW_BACK}),
        ("TENS", {"TENS": ("transcutaneous electrical nerve stimulation",)}),
        ("NSAIDs", {"NSAIDs": NSAID}),
        ("trigger points", {"trigger": ("TrP", "TrPs"), "points": ("TrP", "TrPs")}),
        ("tumours", {"tumours": ("tumors",)}),
        ("RCT", {"RCT": ("RCTs", "randomised controlled trial")}),
        ("anaesthetic-free", {"anaesthetic-free": ("anesthetic-free",)}),
        ("5-HT", {"5-HT": ("serotonin", "5-hydroxytryptamine")}),
        ("LBP^2", {"LBP": LOW_BACK}),
        ("LBP AND knee OR LBPs", {"LBP": LOW_BACK, "knee": (), "LBPs": ("LBP", *LOW_BACK)}),
    ],
)
def test_a_word_is_also_found_by_what_means_the_same(
    query: str, found: dict[str, tuple[str, ...]]
) -> None:
    assert also(query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"LBP"', LOW_BACK),
        ('"low back pain"', ("LBP", "lower back pain")),
        ('"chronic LBP"', ("chronic low back pain", "chronic lower back pain")),
        (
            '"MRI for LBP"~2',
            (
                "magnetic resonance imaging for LBP",
                "MRI for low back pain",
                "MRI for lower back pain",
            ),
        ),
        ('"acute tumour pain"', ("acute tumor pain",)),
        ('"sham surgery"', ()),
    ],
)
def test_a_phrase_is_also_found_with_its_terms_said_otherwise(
    query: str, found: tuple[str, ...]
) -> None:
    assert set(*also(query).values()) == set(found)


@pytest.mark.parametrize(
    ("query", "covered"),
    [
        ("low back pain imaging", "low back pain"),
        ("imaging low back pain", "low back pain"),
        ("Low  Back   Pains", "Low Back Pains"),
        ("+low +back +pain imaging", "low back pain"),
        ("low back pain -imaging", "low back pain"),
        ("title:(low back pain)", "low back pain"),
        ("(low back pain) AND imaging", "low back pain"),
        ("year:2018 low back pain", "low back pain"),
        ("low -knee back pain", ""),
        ("low back^2 pain", ""),
        ("low title:back pain", ""),
        ("low back OR pain", ""),
        ("low back imaging pain", ""),
        ("author:(low back pain)", ""),
        ("knee -(low back pain)", "low back pain"),
    ],
)
def test_words_side_by_side_that_make_up_a_term_are_each_found_by_its_others(
    query: str, covered: str
) -> None:
    tree = expand(parse_query(query), load_synonyms())
    words = [leaf for leaf in every_leaf(tree) if isinstance(leaf, Word)]
    assert " ".join(word.text for word in words if "LBP" in word.also) == covered


def every_leaf(node: Node) -> list[Node]:
    """The leaves of a tree, those that are left out, too."""
    match node:
        case Not(part) | Boost(part):
            return every_leaf(part)
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in every_leaf(part)]
        case Ranked(should, must, must_not, within):
            return [leaf for part in should + must + must_not + within for leaf in every_leaf(part)]
        case _:
            return [node]


def test_the_words_of_a_term_may_be_a_compound_of_their_own() -> None:
    assert also("non-steroidal anti-inflammatory drugs") == {
        "non-steroidal": DRUGS,
        "anti-inflammatory": ("NSAID",),
        "drugs": ("NSAID",),
    }


def test_what_is_left_out_is_left_out_however_it_is_said() -> None:
    tree = expand(parse_query("knee -tumour NOT LBP"), load_synonyms())
    assert isinstance(tree, Ranked)
    assert [part.also for part in tree.must_not if isinstance(part, Word)] == [("tumor",), LOW_BACK]


@pytest.mark.parametrize(
    "query", ["author:pt", "journal:lbp", "year:2018", "kind:note", "tumou*", "tumour~", "tu?our"]
)
def test_names_values_and_patterns_stay_as_they_are(query: str) -> None:
    tree = parse_query(query)
    assert expand(tree, load_synonyms()) == tree


def test_a_synonym_is_not_looked_up_in_turn() -> None:
    known = of_lines("alpha = beta", "beta = gamma")
    assert also("alpha", known) == {"alpha": ("beta",)}


def test_a_synonym_is_found_in_its_other_spelling_too() -> None:
    assert also("pins", of_lines("pins = paraesthesia")) == {
        "pins": ("paraesthesia", "paresthesia")
    }


def test_what_the_word_itself_finds_is_not_asked_for_again() -> None:
    known = of_lines("knee = knees = knee joint = kneecap")
    assert also("knee", known) == {"knee": ("kneecap",)}


def test_there_are_so_many_others_and_no_more() -> None:
    known = of_lines(" = ".join(f"term{letter}" for letter in "abcdefghijklmnop"))
    assert len(also("terma", known)["terma"]) == MOST
    assert len(also('"terma termb termc"', known)["terma termb termc"]) == MOST


@given(
    st.lists(st.sampled_from(["low", "back", "pain", "LBP", "tumour", "(", ")"]), max_size=9), TYPED
)
def test_expanding_fills_in_and_changes_nothing_else(words: list[str], typed: str) -> None:
    query = " ".join(word for word in words if word not in "()") + f" {typed}"
    try:
        tree = parse_query(query)
    except Exception as error:  # noqa: BLE001 - whatever the language refuses
        assert type(error).__name__ == "QueryError"
        return
    expanded = expand(tree, load_synonyms())
    assert [bare(leaf) for leaf in every_leaf(expanded)] == every_leaf(tree)
    for leaf in every_leaf(expanded):
        if isinstance(leaf, Word | Phrase):
            assert len(set(leaf.also)) == len(leaf.also) <= MOST
            assert leaf.text not in leaf.also


def bare(leaf: Node) -> Node:
    if isinstance(leaf, Word):
        return replace(leaf, also=(), as_spelled=False)
    if isinstance(leaf, Phrase):
        return replace(leaf, also=())
    return leaf


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("LBP", {"short", "long"}),
        ("low back pain", {"short", "long", "half"}),
        ("+low +back +pain", {"short", "long"}),
        ('"low back pain" AND imaging', {"short"}),
        ("tumor", {"british"}),
        ("tumours", {"british"}),
        ("+knee -tumor", set()),
    ],
)
def test_passages_are_found_however_they_say_it(index: Index, query: str, found: set[str]) -> None:
    texts = {
        "short": "Imaging for LBP is seldom of use.",
        "long": "Pain in general; low back pain above all.",
        "half": "A pain in the neck.",
        "british": "A tumour of the knee.",
    }
    for name, text in texts.items():
        index.add(Article(name, "Title", (Section("s", "Heading", text),)))
    snapshot = snapshot_of(index)
    tree = expand(parse_query(query), load_synonyms())
    hits = {
        view.segment.article_id(doc)
        for view, result in zip(snapshot.views, ScoredQuery(tree, snapshot).evaluate(), strict=True)
        for doc in result.docs.tolist()
    }
    assert hits == found


def test_an_abbreviation_that_ends_in_s_is_no_form_of_another_word(index: Index) -> None:
    texts = {
        "ten": "Ten years of pain.",
        "tens": "TENS, ten times a day.",
        "long": "Transcutaneous electrical nerve stimulation.",
    }
    index.add(Article(name, "", (Section("s", "", text),)) for name, text in texts.items())
    for query in ("TENS", "tens?", '"transcutaneous electrical nerve stimulation"'):
        results = index.search(query, kind="section")
        assert {hit.article.id for hit in results} == {"tens", "long"}
        snippets = [hit.snippet for hit in results]
        marked = {one.text[start:end] for one in snippets for start, end in one.highlights}
        assert marked == {"TENS", "Transcutaneous electrical nerve stimulation"}
    assert {hit.article.id for hit in index.search("ten", kind="section")} == {"ten", "tens"}


@pytest.mark.parametrize(
    ("query", "sought"),
    [
        ("bilby digs sandy holes", 0),
        ("bilby", 0),
        ("bilby tnf alpha", 1),
        ("vitamin 5 ht3 bilby", 1),
        ("sore low back pain", 1),
    ],
)
def test_terms_of_words_are_sought_only_where_one_may_begin(
    query: str, sought: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = also(query)
    calls: list[object] = []
    monkeypatch.setattr(expand_module, "joined_words", lambda words: calls.append(words) or ())
    also(query)
    assert len(calls) == sought
    assert any(found.values()) == bool(sought)

"""Quotes word for word, and what has become of them."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, PainSciSearchError, Quote, Section, Verdict
from painsci_search.model.quotes import hash_of, normal_form
from painsci_search.render.quotes import render_quotes
from painsci_search.search.quotes import read_quotes

CALM = "The quokka was calm. It had been given nothing, and it did not mind at all."
WILD = "The numbat was wild. It had been given a needle, and it minded a great deal."
BILBY = "A bilby digs a burrow in the sand. It is said to be content there."


@pytest.fixture
def zoo() -> Article:
    return Article(
        "zoo",
        "At the Zoo",
        (Section("calm", "Calm", CALM), Section("wild", "Wild", f"{WILD}\n\n{BILBY}")),
    )


@pytest.fixture
def quote(index: Index, zoo: Article) -> Quote:
    index.add(zoo)
    (taken,) = index.quotes(index.search("quokka"))
    return taken


def judge(index: Index, quote: Quote, *articles: Article) -> Verdict:
    index.remove("zoo")
    index.add(articles)
    (verdict,) = index.verify([quote])
    return verdict


def with_sections(article: Article, *sections: tuple[str, str]) -> Article:
    made = tuple(Section(anchor, anchor.title(), text) for anchor, text in sections)
    return dataclasses.replace(article, sections=made)


def test_a_quote_is_the_text_of_its_section_word_for_word(asmr: Article, index: Index) -> None:
    index.add(asmr)
    pack = index.quotes(index.search("tingling scanner", kind="section"))
    (quote,) = pack
    assert quote.text in asmr.sections[0].text
    assert (pack.query, quote.anchor, quote.article.id) == ("tingling scanner", "scan", "asmr")
    assert quote.notes[0].references[0].pmid == "30397584"
    assert quote.sha256 == hash_of(quote.text)
    assert quote.link.startswith("https://example.org/asmr#scan:~:text=")
    assert pack.indexed == index.stats().updated


def test_a_quote_of_a_sentence_that_had_to_be_cut_has_no_ellipses(
    index: Index, make_article: Callable[..., Article]
) -> None:
    text = "So " + "it went on, " * 60 + "quokka, " + "and on it went, " * 60 + "and on …"
    index.add(make_article("long", text))
    results = index.search("quokka")
    assert results.hits[0].snippet.text.startswith("…")
    (quote,) = index.quotes(results)
    assert quote.text in text
    assert not quote.text.startswith("…")
    assert not quote.text.endswith("…")


def test_an_ellipsis_of_the_text_itself_is_kept(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add(make_article("dots", "… and then the quokka was calm …"))
    (quote,) = index.quotes(index.search("quokka"))
    assert quote.text == "… and then the quokka was calm …"


def test_the_white_space_of_the_text_is_kept_and_does_not_count(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add(make_article("tabs", "The\tquokka\nwas calm."))
    (quote,) = index.quotes(index.search("quokka"))
    assert quote.text == "The\tquokka\nwas calm."
    assert quote.sha256 == hash_of("The quokka was calm.")
    assert index.verify([quote])[0].state == "unchanged"


def test_a_hit_without_a_snippet_is_no_quote(index: Index, zoo: Article) -> None:
    index.add(dataclasses.replace(zoo, title="Quokkas"))
    results = index.search("quokkas")
    assert [hit.kind for hit in results if not hit.snippet.text] == ["article"]
    assert {quote.kind for quote in index.quotes(results)} == {"section"}


def test_what_stands_where_it_was_is_unchanged(index: Index, quote: Quote) -> None:
    (verdict,) = index.verify([quote])
    assert (verdict.state, verdict.similarity) == ("unchanged", 1.0)
    assert verdict.found is not None
    assert verdict.found.text == quote.text


def test_other_words_elsewhere_change_nothing(index: Index, quote: Quote, zoo: Article) -> None:
    article = with_sections(
        zoo, ("calm", f"Now look. {CALM} So it was."), ("wild", "Not any more.")
    )
    assert judge(index, quote, article).state == "unchanged"


def test_another_form_of_the_same_letters_is_no_change(index: Index, zoo: Article) -> None:
    text = "The naïve quokka went to a café in the end."
    index.add(with_sections(zoo, ("calm", text)))
    (quote,) = index.quotes(index.search("quokka"))
    changed = with_sections(zoo, ("calm", unicodedata.normalize("NFD", text)))
    assert judge(index, quote, changed).state == "unchanged"


def test_another_section_of_the_article_is_told(index: Index, quote: Quote, zoo: Article) -> None:
    article = with_sections(zoo, ("calm", "Nothing more is said here."), ("wild", f"{WILD} {CALM}"))
    article = dataclasses.replace(article, url="https://zoo.example/quokka")
    verdict = judge(index, quote, article)
    assert verdict.state == "moved"
    assert verdict.found is not None
    assert (verdict.found.anchor, verdict.found.text) == ("wild", quote.text)
    assert "quokka#wild:~:text=The%20quokka%20was%20calm" in verdict.found.link


def test_a_quote_of_an_article_alone_is_unchanged_wherever_it_is_in_it(
    index: Index, zoo: Article
) -> None:
    other = dataclasses.replace(with_sections(zoo, ("rest", BILBY)), id="other")
    index.add((dataclasses.replace(zoo, subtitle="All about quokkas and numbats."), other))
    texts = ("The quokka was calm.", "All about quokkas and numbats.")
    verdicts = index.verify([Quote.of(text, "zoo") for text in texts])
    assert [verdict.state for verdict in verdicts] == ["unchanged", "unchanged"]
    (elsewhere,) = index.verify([Quote.of("The quokka was calm.", "other")])
    assert elsewhere.state == "moved"


def test_another_article_is_told(index: Index, quote: Quote, zoo: Article) -> None:
    other = with_sections(zoo, ("rest", f"{BILBY} {CALM}"))
    verdict = judge(index, quote, dataclasses.replace(other, id="other", title="Elsewhere"))
    assert verdict.state == "moved"
    assert verdict.found is not None
    assert (verdict.found.article.id, verdict.found.anchor) == ("other", "rest")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A quokka in a burrow and its rest", "A quokka in a burrow and its restlessness"),
        ("of a quokka and its 5", "of a quokka and its 50"),
        ("art of the quokka", "start of the quokka"),
    ],
)
def test_what_is_now_only_a_part_of_a_word_is_changed(
    index: Index, zoo: Article, before: str, after: str
) -> None:
    index.add(with_sections(zoo, ("calm", before)))
    (quote,) = index.quotes(index.search("quokka"))
    assert judge(index, quote, with_sections(zoo, ("calm", after))).state == "changed"
    both = judge(index, quote, with_sections(zoo, ("calm", f"{after} {before}")))
    assert (both.state, both.found and both.found.text) == ("unchanged", before)


def test_what_is_nearest_is_shown_of_a_quote_that_changed(
    index: Index, quote: Quote, zoo: Article
) -> None:
    now = "The quokka was calm. It had been given a placebo, and it did not mind at all."
    verdict = judge(index, quote, with_sections(zoo, ("calm", f"{BILBY} {now} {WILD}")))
    assert verdict.state == "changed"
    assert verdict.found is not None
    assert verdict.found.text == now
    assert 0.8 < verdict.similarity < 1


def test_another_case_is_a_change(index: Index, quote: Quote, zoo: Article) -> None:
    verdict = judge(index, quote, with_sections(zoo, ("calm", CALM.replace("nothing", "NOTHING"))))
    assert verdict.state == "changed"
    assert verdict.similarity < 1


@pytest.mark.parametrize("text", ["", "Nothing of the kind is said in here."])
def test_without_anything_near_it_a_quote_is_gone(
    index: Index, quote: Quote, zoo: Article, text: str
) -> None:
    verdict = judge(index, quote, with_sections(zoo, ("calm", text)))
    assert (verdict.state, verdict.found) == ("gone", None)


def test_the_quotes_of_a_demo_corpus_are_unchanged(demo_index: Index) -> None:
    pack = demo_index.quotes(demo_index.search("placebo", limit=100))
    assert len(pack) > 50
    assert {verdict.state for verdict in demo_index.verify(pack)} == {"unchanged"}


def test_a_pack_that_is_written_is_read_as_it_was(index: Index, quote: Quote) -> None:
    pack = index.quotes(index.search("quokka"))
    (read,) = read_quotes(render_quotes(pack).encode(), "pack.json")
    assert (read.text, read.sha256, read.anchor, read.link) == (
        quote.text,
        quote.sha256,
        quote.anchor,
        quote.link,
    )


def test_a_lone_surrogate_comes_back_as_it_was(
    index: Index, make_article: Callable[..., Article]
) -> None:
    index.add(make_article("odd", "A quokka of \ud800 half a letter."))
    pack = index.quotes(index.search("quokka"))
    (read,) = read_quotes(render_quotes(pack).encode(), "pack.json")
    assert "\ud800" in read.text
    assert index.verify([read])[0].state == "unchanged"


def broken(*path: str | int, value: Any) -> bytes:
    """Give a pack of one quote in which a value is replaced, or left out if it is None."""
    text = "The quokka was calm."
    quote = {
        "text": text,
        "sha256": hash_of(text),
        "kind": "section",
        "article": {"id": "zoo", "title": "At the Zoo", "source": ""},
        "heading": "Calm",
        "path": [],
        "anchor": "calm",
        "link": "#calm",
    }
    pack: Any = {
        "schema": "painsci-search/quotes/1",
        "query": "quokka",
        "indexed": "2026-01-01T00:00:00+00:00",
        "quotes": [quote],
    }
    at = pack
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return json.dumps(pack).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON at line 1"),
        (b"\xff\xfe", "not UTF-8 at byte 1"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" + b"9" * 10_000 + b"]", "digits"),
        (b"null", "the whole is null, not an object"),
        (b"[]", "the whole is an array, not an object"),
        (b"{}", "schema is missing"),
        (b'{"schema": 1}', "schema is a number, not a string"),
        (broken("schema", value="painsci-search/quotes/2"), "its schema is"),
        (broken("quotes", value=None), "quotes is missing"),
        (broken("quotes", value={}), "quotes is an object, not an array"),
        (broken("quotes", 0, value="x"), "quotes[0] is a string, not an object"),
        (broken("quotes", 0, "text", value=None), "quotes[0].text is missing"),
        (broken("quotes", 0, "text", value="The quokka was wild."), "its sha256"),
        (broken("quotes", 0, "text", value=" "), "quotes[0].text is empty"),
        (broken("quotes", 0, "text", value="x " * 9_999), "more than 5000 letters"),
        (broken("quotes", 0, "kind", value="book"), "quotes[0].kind must be one of"),
        (broken("quotes", 0, "article", "id", value=None), "quotes[0].article.id is missing"),
        (broken("quotes", 0, "article", value=[]), "quotes[0].article is an array"),
        (
            broken("quotes", 0, "path", value=[1]),
            "quotes[0].path has an element that is not a string",
        ),
        (broken("quotes", 0, "anchor", value=True), "quotes[0].anchor is true or false"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_pack_is_refused_in_one_line_that_says_where(data: bytes, words: str) -> None:
    with pytest.raises(PainSciSearchError) as caught:
        read_quotes(data, "pack.json")
    message = str(caught.value)
    assert message.startswith("pack.json: no pack of quotes: ")
    assert words in message
    assert "\n" not in message


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["schema", "quotes", "text", "article"]), inner)
        ),
    )
)
def test_no_json_is_refused_in_another_way(value: Any) -> None:
    data = json.dumps({"schema": "painsci-search/quotes/1", "query": "", "quotes": value}).encode()
    with pytest.raises(PainSciSearchError):
        read_quotes(data, "pack.json")


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)
    assert hash_of(f" {text}\n") == hash_of(text)

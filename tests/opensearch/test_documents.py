"""Records become documents and the same records again; any word is a term that can be found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Note, Reference, Section
from painsci_search.documents import make_records
from painsci_search.engine.opensearch.documents import (
    analyzed,
    documents_of,
    form_term,
    pack,
    shortened,
    stem_term,
    texts_of,
    unpack,
)
from painsci_search.engine.opensearch.vocabulary import (
    IndexWords,
    WordUses,
    pack_uses,
    unpack_uses,
)
from painsci_search.engine.patterns import MOST_FORMS, TooManyWords
from painsci_search.query.ast import Fuzzy, Prefix, Wildcard
from painsci_search.records import Record
from painsci_search.text import stem, tokenize

WORK = Reference("Doe 2018", ("Doe J",), "Hums", year=2018, pmid="7", journal="Pain")
ARTICLE = Article(
    "a",
    "Hums",
    (Section("s", "Sounds", "Humming helps.\n\nSo does L4/L5."), Section("e", "Empty", "")),
    (Note("1", "n1", "Doe 2018", (WORK,)),),
    authors=("Doe J",),
    published="2018-05",
    aliases=("Old",),
    language="en",
)


def test_a_record_is_unpacked_as_it_was_packed() -> None:
    for record in make_records(ARTICLE):
        again = unpack(pack(record))
        assert again.fields == record.fields
        assert again.values == record.values
        assert again[:4] == record[:4]
        assert pack(again) == pack(record)


@pytest.mark.parametrize(
    "packed", ["", "!", "AAAA", pack(Record("note", "", "", [], {}, {}, {}))[:9]]
)
def test_what_is_no_record_is_an_error_that_is_reported_as_damage(packed: str) -> None:
    import zlib

    with pytest.raises((ValueError, TypeError, zlib.error)):
        unpack(packed)


def test_documents_have_what_belongs_to_their_article() -> None:
    records = list(make_records(ARTICLE))
    analysis = analyzed(texts_of(records))
    texts = iter(zip(analysis.texts, analysis.lengths, strict=True))
    head, section, empty, note = documents_of("a", records, list(map(pack, records)), texts)
    for document in (head, section, empty, note):
        assert document["names"] == ["a", "old"]
        assert (document["date"], document["day"]) == ("2018-05", 20180500)
        assert document["cited"] == ["2018"]
        assert document["by"] == head["text_author"]
    assert [each["filled"] for each in (head, section, empty, note)] == [True, True, False, True]
    assert "pmid=7" in note["values"]
    assert [each["references"] for each in (head, section, empty, note)] == [0, 0, 0, 1]
    # eight positions between paragraphs, so that no phrase crosses them
    assert section["text_body"] == (
        "shum|fhumming shelp|fhelps _ _ _ _ _ _ _ _ sso|fso sdoe|fdoes sl4|fl4|sl4l5|fl4l5 sl5|fl5"
    )
    assert section["length_body"] == 6


@given(text=st.text(max_size=80))
def test_each_word_of_any_text_is_a_term_at_its_position(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    found = analyzed([text])
    positions = [
        {term for term in stack.split("|") if term != "_"} for stack in found.texts[0].split(" ")
    ]
    words = list(tokenize(text))
    if "\n" not in text and not any(char.isspace() and char != " " for char in text):
        assert len(positions) == (words[-1].position + 1 if words else 1) or not words
        for word in words:
            assert form_term(word.word) in positions[word.position]
            assert stem_term(stem(word.word)) in positions[word.position]
    assert found.lengths == [sum(word.parts == 1 for word in words)]
    assert "\n" not in found.texts[0]


def test_a_term_is_short_and_has_no_white_space() -> None:
    assert form_term("a b|c%") == "fa%20.b%7c.c%25."
    long = "x" * 40_000
    assert len(form_term(long)) < 2000
    assert form_term(long) != form_term(long + "y")
    assert shortened("short") == "short"


def _uses(code: str = "", **counts: int) -> WordUses:
    uses = WordUses()
    uses.add(counts, {code: counts} if code else {})
    return uses


def test_words_are_found_by_beginning_pattern_and_distance() -> None:
    words = IndexWords(
        unpack_uses([pack_uses(_uses(pain=3, pains=2)), pack_uses(_uses(pain=4, code="de"))])
    )
    assert words.containing("pai", "de") == ["pain"]
    assert words.containing("pai", "nl") == []
    assert words.stems_in("de") == {"pain"}
    assert words.uses_of("pain") == 7
    assert words.uses_of("hum") == 0
    assert words.matching(Prefix("pa", None, 0, 0)) == ["pain", "pains"]
    assert words.matching(Wildcard("*ns", None, 0, 0)) == ["pains"]
    assert words.matching(Fuzzy("paim", None, 0, 0, 1)) == ["pain"]
    assert words.most_used("pa", 1) == [("pain", 7)]
    many = IndexWords(_uses(**{f"pa{number}": 1 for number in range(MOST_FORMS + 1)}))
    with pytest.raises(TooManyWords):
        many.matching(Prefix("pa", None, 0, 0))

"""The one analysis that indexing, queries and snippets share."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import text as analysis
from painsci_search.sentences import sentences
from painsci_search.text import compound_end, fold, stem, tokenize, word_end


def words(text: str) -> list[str]:
    return [token.word for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CRPS-1", ["crps", "crps1", "1"]),
        ("5-HT", ["5", "5ht", "ht"]),
        ("5HT", ["5", "5ht", "ht"]),
        ("600mg", ["600", "600mg", "mg"]),
        ("1st, 1980s", ["1st", "1980s"]),
        ("5HT3", ["5ht3"]),
        ("5 µg, 5μg", ["5", "ug", "5", "5ug", "ug"]),
        ("10⁶", ["10^6"]),
        ("10^6/kg", ["10^6", "10^6kg", "kg"]),
        ("10⁻² or 10^-2", ["10^-2", "or", "10^-2"]),
        ("2² or 2^2", ["2^2", "or", "2^2"]),
        ("I² in cm²", ["i2", "in", "cm2"]),
        ("TNF-α", ["tnf", "tnfalpha", "alpha"]),
        ("TNFα", ["tnf", "tnfalpha", "alpha"]),
        ("\xadα rise", ["alpha", "rise"]),
        ("\u0301α rise", ["alpha", "rise"]),
        ("α2δ", ["alpha", "alpha2delta", "2", "delta"]),
        ("alpha-2-delta", ["alpha", "alpha2delta", "2", "delta"]),
        ("ο πόνος", ["omicron", "πονοσ"]),
        ("حَادّ", ["حاد"]),
        ("חַד", ["חד"]),
        ("हिंदी", ["हिंदी"]),
        ("L4/L5", ["l4", "l4l5", "l5"]),
        ("low-back", ["low", "lowback", "back"]),
        ("patient’s pain", ["patient", "pain"]),
        ("O’Sullivan", ["o", "osullivan", "sullivan"]),
        ("1,279 people", ["1", "1279", "279", "people"]),
        ("3.5 points", ["3", "3.5", "5", "points"]),
        ("Hróbjartsson", ["hrobjartsson"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("Løvås", ["lovas"]),
        ("疼痛", ["疼", "痛"]),
        ("a ?! b", ["a", "b"]),
        ("", []),
    ],
)
def test_words_are_found_whole_and_in_parts(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_the_whole_of_a_compound_stands_where_its_first_part_stands() -> None:
    places = {token.word: token.position for token in tokenize("the CRPS-1 criteria")}
    assert places == {"the": 0, "crps": 1, "crps1": 1, "1": 2, "criteria": 3}


def test_a_long_chain_has_parts_but_no_whole() -> None:
    chain = "a.b.c.d.e.f.g.h.i.j"
    assert all(token.parts == 1 for token in tokenize(chain))


@given(st.text())
def test_tokens_lie_inside_the_text_and_their_positions_ascend(text: str) -> None:
    tokens = list(tokenize(text))
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.word
    parts = [token for token in tokens if token.parts == 1]
    assert [token.position for token in parts] == list(range(len(parts)))
    assert all(a.end <= b.start for a, b in itertools.pairwise(parts))


@given(st.text(alphabet="ab1 -'’‘./&:,–_sS éñ½²ß“”", max_size=20))
def test_both_sets_of_patterns_agree_on_western_text(text: str) -> None:
    simple = list(tokenize(text))
    patched = pytest.MonkeyPatch()
    with patched.context() as patch:
        patch.setattr(analysis, "_is_western", lambda _: False)
        assert list(tokenize(text)) == simple


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_with_digits_keep_their_form() -> None:
    assert stem("s1s") == "s1s"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Smith et al. found it. Good.", ["Smith et al. found it.", "Good."]),
        ("Smith et al. (2018) said so.", ["Smith et al. (2018) said so."]),
        ("Treatment vs. Placebo was close.", ["Treatment vs. Placebo was close."]),
        ("See Fig. 2. Then stop.", ["See Fig. 2.", "Then stop."]),
        ("It fell by 3.5 points. Fine.", ["It fell by 3.5 points.", "Fine."]),
        ("J. B. Moseley led it. Later, more.", ["J. B. Moseley led it.", "Later, more."]),
        ("“Really?” she asked. “Yes!” he said.", ["“Really?” she asked.", "“Yes!” he said."]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("Is it i.e. or e.g. here? Both.", ["Is it i.e. or e.g. here?", "Both."]),
        ("Apples, pears, etc. Then more.", ["Apples, pears, etc.", "Then more."]),
        ("So no. 5 is best. No. Never.", ["So no. 5 is best.", "No.", "Never."]),
        ("A line\n\nanother without a stop\n\n", ["A line", "another without a stop"]),
        ("疼痛。科学。", ["疼痛。", "科学。"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="aB1 .!?…\n\"'”()。", max_size=60))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(st.text(alphabet="ab1 -'\u2019./\u2010\u0301\xad\u4e2d\u0e31é\u2013,_", max_size=12))
def test_a_word_ends_where_the_patterns_for_any_script_say(text: str) -> None:
    compound, part = analysis._universal_patterns()
    for start in range(len(text)):
        match = part.match(text, start)
        word = match.group() if match else ""
        ends = [token.end for token in tokenize(word) if token.parts == 1]
        assert word_end(text, start) == start + (ends[0] if len(ends) > 1 else len(word))
        whole = compound.match(text, start)
        tokens = tokenize(whole.group()) if whole else ()
        first = [token.end for token in tokens if token.start == 0]
        assert compound_end(text, start) == start + max(first, default=0)


@pytest.mark.parametrize("word", ["หลัง", "กำลัง", "ปวด", "กาย"])
def test_a_thai_word_is_found_inside_a_sentence(word: str) -> None:
    sentence = [token.word for token in tokenize("ผู้ป่วยปวดหลังควรออกกำลังกาย")]
    parts = [token.word for token in tokenize(word)]
    assert len(parts) > 1
    assert any(sentence[at:][: len(parts)] == parts for at in range(len(sentence)))

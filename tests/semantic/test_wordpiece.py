"""The tokenizer splits texts as the published one does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_model import real_folder
from tiny_model import VOCABULARY

from painsci_search.errors import SemanticUnavailable
from painsci_search.semantic.wordpiece import WordPieces, read_vocabulary, words_of

WORDS = {
    "": [],
    " \t\n": [],
    "Sore KNEES": ["sore", "knees"],
    "don't": ["don", "'", "t"],
    "e.g. 5%-6$": ["e", ".", "g", ".", "5", "%", "-", "6", "$"],
    "a_b`c^d|e~f+g=h<i>j": list("a_b`c^d|e~f+g=h<i>j"),
    "na\u00efve fa\u00e7ade \u00c5": ["naive", "facade", "a"],
    "e\u0301 \u0130": ["e", "i"],
    "stra\u00dfe": ["stra\u00dfe"],
    "\u039f\u0394\u039f\u03a3": ["\u03bf\u03b4\u03bf\u03c3"],
    "A\u03b4-fibres": ["a\u03b4", "-", "fibres"],
    "\u201cquoted\u201d \u2013 dash\u2026": [
        "\u201c",
        "quoted",
        "\u201d",
        "\u2013",
        "dash",
        "\u2026",
    ],
    "5\u00a0mg\u2009now": ["5", "mg", "now"],
    "one\u2028two": ["one", "two"],
    "zero\u200bwidth so\u00adft": ["zerowidth", "soft"],
    "nul\x00l b\x07ell t\x85x \ufffd": ["null", "bell", "tx"],
    "\u75db\u307f\u3068pain": ["\u75db", "\u307f\u3068pain"],
    "\u65e5\u672c": ["\u65e5", "\u672c"],
    "x\u20ac \u00b0C": ["x\u20ac", "\u00b0c"],
}


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_a_text_is_split_at_space_and_punctuation_without_case_and_accents(
    text: str, words: list[str]
) -> None:
    assert words_of(text) == words


def test_a_word_is_split_into_the_longest_pieces_from_its_beginning() -> None:
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "un", "unab", "##able", "##le", "##a", "##b"])
    assert pieces.tokens("unable") == [4, 6]
    assert pieces.tokens("unableab") == [4, 6, 7, 8]


def test_a_word_with_a_part_that_the_vocabulary_lacks_is_unknown_as_a_whole() -> None:
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "un", "##able"])
    assert pieces.tokens("unready un") == [0, 3]


def test_a_word_of_more_than_a_hundred_characters_is_unknown() -> None:
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "a", "##a"])
    assert pieces.tokens("a" * 100) == [3] + [4] * 99
    assert pieces.tokens("a" * 101) == [0]


def test_a_mark_in_a_text_is_no_mark() -> None:
    pieces = WordPieces(VOCABULARY)
    assert pieces.first not in pieces.tokens("[CLS]")


@given(st.text())
def test_any_text_has_tokens_of_the_vocabulary(text: str) -> None:
    pieces = WordPieces(VOCABULARY)
    assert all(0 <= number < len(VOCABULARY) for number in pieces.tokens(text))


@pytest.mark.parametrize("content", [b"", b"word\n", b"\xff\xfe", b"[UNK]\n[CLS]\n"])
def test_a_damaged_vocabulary_is_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vocab.txt"
    file.write_bytes(content)
    with pytest.raises(SemanticUnavailable, match="vocabulary is damaged") as raised:
        read_vocabulary(file)
    assert "\n" not in str(raised.value)


def test_a_missing_vocabulary_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SemanticUnavailable, match="cannot be opened"):
        read_vocabulary(tmp_path / "vocab.txt")


def test_the_published_tokenizer_splits_alike() -> None:
    tokenizers = pytest.importorskip("tokenizers", reason="the package tokenizers is not installed")
    folder = real_folder()
    theirs = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    theirs.no_truncation()
    theirs.no_padding()
    ours = read_vocabulary(folder / "vocab.txt")
    for text in (
        *WORDS,
        "Nociceptive input isn\u2019t pain; hyperalgesia (after 10\u207b\u2076 mol) is.",
    ):
        assert ours.tokens(text) == theirs.encode(text, add_special_tokens=False).ids, text

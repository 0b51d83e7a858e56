"""Labels of notes, as markers and notes print them."""

from __future__ import annotations

import pytest

from painsci_search.reading.notes.labels import (
    is_note_heading,
    read_label,
    read_word,
    strip_label,
)


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("[12]", "12", "number"),
        ("１２）", "１２", "number"),
        ("١", "١", "number"),
        ("Note 3", "3", "number"),
        ("[注4]", "4", "number"),
        ("*5", "5", "number"),
        ("1–4", "1–4", "number"),
        ("¹²", "12", "number"),
        ("12th", "12", "number"),
        ("**", "**", "sign"),
        ("[…]", "…", "sign"),
        ("①", "①", "sign"),
        ("(a)", "a", "letter"),
        ("xiv", "xiv", "letter"),
        ("2018", "2018", "year"),
        ("[Knuth84]", "Knuth84", "year"),
    ],
)
def test_a_label_is_read_with_its_kind(text: str, label: str, kind: str) -> None:
    assert read_label(text) == (label, kind)


@pytest.mark.parametrize("text", ["", "[]", "above", "12 weeks", "n", "1" * 9, "[" * 900])
def test_other_texts_are_no_numbers(text: str) -> None:
    read = read_label(text)
    assert read is None or read[1] == "letter"


@pytest.mark.parametrize(
    ("text", "word"),
    [("[BIDI]", "BIDI"), ("W3C.REC-xml", "W3C.REC-xml"), ("a, b", ""), ("x" * 30, ""), ("—", "")],
)
def test_words_that_may_be_labels_are_short(text: str, word: str) -> None:
    assert read_word(text) == word


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("1. See.", "1", "See."),
        ("(١) See.", "1", "See."),
        ("［１］ See.", "1", "See."),
        ("* See.", "*", "See."),
        ("*See.", "*", "See."),
        ("5 weeks of it.", "5", "5 weeks of it."),
        ("See (there) ↩ ↩︎", "1", "See (there)"),
        ("^ [1] See.", "1", "See."),
        ("[ See. ]", "1", "See."),
        ("[See] and [hear]", "1", "[See] and [hear]"),
    ],
)
def test_a_label_and_ways_back_are_no_text_of_a_note(text: str, label: str, rest: str) -> None:
    assert strip_label(text, label) == rest


def test_a_number_is_a_label_before_a_sentence_where_notes_have_bare_numbers() -> None:
    assert strip_label("1 See.", "1", spaced=True) == "See."
    assert strip_label("1 week of it.", "1", spaced=True) == "1 week of it."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notes", True),
        ("7. References", True),
        ("IV. Notes:", True),
        ("Notes to the first edition", True),
        ("Список литературы", True),
        ("参考文献", True),
        ("Noted authors", False),
        ("References to pain in songs", False),
        ("x" * 5000, False),
    ],
)
def test_a_heading_announces_notes(text: str, expected: bool) -> None:
    assert is_note_heading(text) is expected

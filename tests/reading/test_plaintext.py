"""Plain text becomes an article: its parts where a reader sees them, and no word lost."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.model import Article, Change
from painsci_search.reading.forms.plaintext import read_plain_text
from painsci_search.reading.forms.plaintext.markers import find_markers, take_out
from painsci_search.text import tokenize

FIXTURES = Path(__file__).parent / "plaintext"
SEED = Path(__file__).parents[2] / ".." / "shared" / "seed"
GUESSED = ("confidence", "type")
INPUTS = sorted(path for path in FIXTURES.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_an_article_in_plain_text_is_understood(path: Path) -> None:
    article = read_plain_text(path.read_bytes().decode(), path.name)
    expected = json.loads((FIXTURES / f"{path.name}.json").read_text(encoding="utf-8"))
    assert _as_given(dataclasses.asdict(article)) == expected


def _as_given(value: Any) -> Any:
    """Return what an article has, without the types of works and how sure their fields are."""
    if isinstance(value, dict):
        empty = (None, (), [], {})
        kept = {key: one for key, one in value.items() if one not in empty and key not in GUESSED}
        return {key: _as_given(one) for key, one in kept.items()}
    return [_as_given(one) for one in value] if isinstance(value, (list, tuple)) else value


def test_the_pasted_article_is_understood_field_by_field() -> None:
    paths = sorted(SEED.glob("*.txt"))
    if not paths:
        pytest.skip("the pasted article is not here")
    article = read_plain_text(paths[0].read_text(encoding="utf-8"), str(paths[0]))
    assert article.title == "Autonomous Sensory Meridian Response"
    assert (article.subtitle or "").startswith("That nice, weird tingly head feeling")
    assert article.authors == ("Paul Ingraham",)
    assert [section.heading for section in article.sections][:2] == [article.title, "What is ASMR?"]
    assert article.sections[-1].heading == "Imagine an ASMR clinic"
    assert len(article.sections) == 7
    labels = [[ref.label for ref in section.note_refs] for section in article.sections]
    assert labels == [[], ["1", "2"], [], ["3"], ["4", "5", "6"], ["7"], []]
    assert [note.label for note in article.notes] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [len(note.references) for note in article.notes] == [1, 1, 0, 1, 1, 0, 0]
    assert article.changes == (Change("2021-06-30", "Publication."),)
    everything = _all_text(article)
    assert "inbox" not in everything
    assert "Detailed guides" not in everything


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was identified.1 Mostly", ("It was identified. Mostly", [("1", 18)])),
        ("“may help.”1 This", ("“may help.” This", [("1", 11)])),
        ("the effects1 of care", ("the effects of care", [("1", 11)])),
        ("in 2018.1 Then", ("in 2018. Then", [("1", 8)])),
        ("pain.[1] Then", ("pain. Then", [("1", 5)])),
        ("pain [1, 2].", ("pain.", [("1", 4), ("2", 4)])),
        ("pain.¹² Then", ("pain.¹² Then", [])),
        ("pain.² Then", ("pain. Then", [("2", 5)])),
        ("[1] Opening", ("Opening", [("1", 0)])),
        ("vitamin B1 and C2, L1, 5-HT2, CD007001", None),
        ("3.1 of 2.2 and 1,2", None),
        ("in 1 or 2", None),
    ],
)
def test_a_note_marker_is_not_part_of_the_word_before_it(
    text: str, expected: tuple[str, list[tuple[str, int]]] | None
) -> None:
    kept, placed = take_out(text, find_markers([text], ["1", "2"]))
    assert (kept, [(label, at) for label, at, _ in placed]) == (expected or (text, []))


@pytest.mark.parametrize("written", ["[1-3]", "[1–3]", "[1]–[3]", "[1] - [3]", "[1‐3]"])
def test_a_range_cites_every_note_in_it(written: str) -> None:
    text = f"The kettle sang {written}."
    kept, placed = take_out(text, find_markers([text], ["1", "2", "3"]))
    assert kept == "The kettle sang."
    assert [(label, is_printed) for label, _, is_printed in placed] == [
        ("1", True),
        ("2", False),
        ("3", True),
    ]


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        ("Backs ache (1). Heat helps (2, 3), and rest does not (1).", ["1", "2", "3", "1"]),
        ("Backs ache (1–3).", ["1", "2", "3"]),
        ("There are two ways: (1) rest and (2) heat.", []),
        ("Pain fell by a third (33), as others found (1).", []),
        ("Backs ache (2). Heat helps (1).", []),
        ("Backs ache [1]. There are more (2).", ["1"]),
    ],
)
def test_numbers_in_round_brackets_are_markers_where_all_are_those_of_notes(
    written: str, labels: list[str]
) -> None:
    markers = find_markers([written], ["1", "2", "3"])
    assert [label for marker in markers for label in marker.labels] == labels
    if labels and "[" not in written:
        assert "(" not in take_out(written, markers)[0]


def test_lines_of_notes_with_numbers_in_round_brackets_are_a_note_each() -> None:
    text = "Heat\n\nBacks ache (1). Heat helps (2).\n\nNotes\n\n(1) A hum,\nand more.\n(2) A purr."
    article = read_plain_text(text, "heat.txt")
    assert [(note.label, note.text) for note in article.notes] == [
        ("1", "A hum, and more."),
        ("2", "A purr."),
    ]
    assert [ref.label for ref in article.sections[0].note_refs] == ["1", "2"]


def test_a_wrapped_line_may_begin_with_a_number_in_round_brackets() -> None:
    article = read_plain_text(
        "Heat\n\nThere are two ways:\n(1) rest and\n(2) heat, as is known.", "a.txt"
    )
    assert article.sections[0].text == "There are two ways: (1) rest and (2) heat, as is known."


def test_glued_markers_ascend_over_the_article() -> None:
    paragraphs = ["omega2 fats.1 Then", "more.2 And Table3 shows", "the end.3"]
    found = find_markers(paragraphs, ["1", "2", "3"])
    assert [(one.paragraph, one.labels) for one in found] == [(0, ("1",)), (1, ("2",)), (2, ("3",))]


@pytest.mark.parametrize(("marker", "joined"), [("{}", (("1", 12),)), ("[{}]", ())])
def test_a_marker_without_brackets_is_one_word_with_the_word_before_it(
    marker: str, joined: tuple[tuple[str, int], ...]
) -> None:
    one, two = marker.format(1), marker.format(2)
    text = f"Heat\n\nBacks may ache{one} a bit. Heat helps.{two}\n\nNotes\n\n1. A hum.\n2. A purr."
    section = read_plain_text(text, "heat.txt").sections[0]
    assert section.text == "Backs may ache a bit. Heat helps."
    assert section.joined == tuple((at + 2, label) for label, at in joined)


def _all_text(article: Article) -> str:
    parts = [article.title, article.subtitle or "", *article.authors]
    for section in article.sections:
        parts += [section.heading, section.text]
    for note in article.notes:
        parts += [note.label, note.text]
    parts += [change.text for change in article.changes]
    return "\n".join(parts)


WORDS = st.sampled_from(
    "pain the Notes References is. What brain? 1. 2. 2018. [1] [^1] [^1]: # ## === --- - * word1 "
    "end.2 By Updates CAPITALS 1) ¹ é".split()
)
LINES = st.lists(WORDS, max_size=9).map(" ".join)
TEXTS = st.lists(LINES, max_size=25).map("\n".join)


@given(st.one_of(st.text(max_size=400), TEXTS))
def test_any_text_gives_an_article_of_sound_parts(text: str) -> None:
    article = read_plain_text(text, "folder/stem.txt")
    anchors = [section.anchor for section in article.sections]
    anchors += [note.anchor for note in article.notes]
    assert article.id == "stem"
    assert len(anchors) == len(set(anchors))
    for section in article.sections:
        offsets = [ref.offset for ref in section.note_refs]
        assert offsets == sorted(offsets)
        assert all(0 <= offset <= len(section.text) for offset in offsets)
        assert {ref.anchor for ref in section.note_refs} <= set(anchors)


@given(TEXTS)
def test_splitting_loses_no_words(text: str) -> None:
    def count(string: str) -> Counter[str]:
        return Counter(word for word in re.findall(r"[^\W\d_]+", string) if word.isalpha())

    found = count(_all_text(read_plain_text(text, "stem.txt")))
    lost = count(text) - found - Counter({"By": 99})
    # the usual headings of notes and changes name those parts and are no text of theirs
    assert set(lost) <= {"Notes", "References", "Updates"}


@pytest.mark.slow
def test_a_file_of_one_repeated_line_is_read_to_its_end() -> None:
    for line in ("# h\n", "[^1]: x\n", "word1 ", "Foo\n\n", "1. x\n", "[1] "):
        read_plain_text(line * (200_000 // len(line)), "stem.txt")


def _blocks(text: str) -> list[tuple[str, int, str, str]]:
    """Return kind, depth, label and text of the blocks of a text without headings."""
    section = read_plain_text(f"Title\n=====\n\n{text}", "a.txt").sections[0]
    return [
        (block.kind, block.depth, block.label, section.text[block.start : block.end])
        for block in section.blocks
    ]


LONG = "An unwrapped paragraph, " + "which goes on and on, " * 10 + "ends."


@pytest.mark.parametrize("before", ["", f"{LONG}\n"])
def test_lists_of_a_text_keep_their_numbers_and_depth(before: str) -> None:
    text = "* one\n  - inner\n* two\n\n9. nine\n10. ten\n\n    More of ten.\n"
    found = _blocks(before + text)[bool(before) :]
    assert found == [
        ("item", 1, "", "one"),
        ("item", 2, "", "inner"),
        ("item", 1, "", "two"),
        ("item", 1, "9", "nine"),
        ("item", 1, "10", "ten"),
        ("paragraph", 1, "", "More of ten."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2018. It was a year.",
        "- A single line that begins with a dash.",
        "3. Not\n\nA paragraph.\n\n4. A list",
        "1. The first\n\n7. is not followed",
        "Either a|b or\tc",
        "    One line that is set off",
    ],
)
def test_what_only_looks_like_a_list_stays_a_paragraph(text: str) -> None:
    found = _blocks(f"Before.\n\n{text}\n\nAfter.")
    assert {block[:3] for block in found} == {("paragraph", 0, "")}
    assert "".join("".join(block[3] for block in found).split()) == "".join(
        f"Before.{text}After.".split()
    )


@pytest.mark.parametrize("before", ["", f"{LONG}\n"])
def test_quotations_and_code_are_blocks(before: str) -> None:
    quoted = "> Quoted\n> here.\n>\n> Again.\n\nText.\n\n"
    text = f"{quoted}    if a:\n        b()\n\n~~~\n# no heading\n~~~\n"
    assert _blocks(before + text)[bool(before) :] == [
        ("quote", 1, "", "Quoted here."),
        ("quote", 1, "", "Again."),
        ("paragraph", 0, "", "Text."),
        ("code", 0, "", "if a:\n    b()"),
        ("code", 0, "", "# no heading"),
    ]


def test_a_text_with_a_margin_is_no_code() -> None:
    text = "".join(f"    The f({n}) = [{n}] holds,\n    and so on.\n\n" for n in range(4))
    assert {block[0] for block in _blocks(text)} == {"paragraph"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("| A | B |\n|:--|--:|\n| 1[^1] | 2 |", ["header", "row"]),
        ("| A | B |\n| 1[^1] | 2 |", ["row", "row"]),
        ("A\tB\n1[^1]\t2", ["row", "row"]),
    ],
)
@pytest.mark.parametrize("before", ["", f"{LONG}\n"])
def test_tables_of_a_text_keep_their_cells_and_markers(
    text: str, kinds: list[str], before: str
) -> None:
    note = "\n\n[^1]: Nobody N. Tables. Table J. 2001;1:2.\n"
    section = read_plain_text(f"Title\n=====\n\n{before}{text}{note}", "a.txt").sections[0]
    rows = [block for block in section.blocks if block.cells]
    assert [block.kind for block in rows] == kinds
    assert {block.group for block in rows} == {1}
    cells = [[section.text[low:high] for low, high in block.cells] for block in rows]
    assert cells == [["A", "B"], ["1", "2"]]
    assert [(ref.label, section.text[: ref.offset][-1]) for ref in section.note_refs] == [
        ("1", "1")
    ]


@given(st.text(alphabet="ab1.-*|>\t \n`#[^]:", max_size=200))
def test_blocks_cover_the_text_of_every_section(text: str) -> None:
    for section in read_plain_text(text, "a.txt").sections:
        spans = [(block.start, block.end) for block in section.blocks]
        assert [section.text[low:high] for low, high in spans] == (
            section.text.split("\n\n") if section.text else []
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was re-\nviewed. They reviewed it.", "It was reviewed. They reviewed it."),
        ("It was docu-\nmented there.", "It was docu-mented there."),
        ("A low-\nback ache it was.", "A low-back ache it was."),
        ("A re-\ncovery, a re-covery, a recovery.", "A re-covery, a re-covery, a recovery."),
        ("The pre-\nand postnatal ward.", "The pre- and postnatal ward."),
        ("In 2012-\n2015 and L4-\nL5 it was.", "In 2012-2015 and L4-L5 it was."),
        ("It was warm -\nnot hot at all.", "It was warm - not hot at all."),
        ("It was re\xad\nviewed there.", "It was reviewed there."),
        ("1. It was re-\n   viewed.\n2. Reviewed it was.", "It was reviewed.\nReviewed it was."),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_if_the_text_has_the_word_without_it(
    text: str, expected: str
) -> None:
    (section,) = read_plain_text(text, "stem.txt").sections
    assert section.text.replace("\n\n", "\n") == expected


def test_a_word_that_a_line_end_parts_is_found_whole_and_in_parts() -> None:
    (section,) = read_plain_text("It was docu-\nmented in low-\nback pain.", "stem.txt").sections
    words = {token.word for token in tokenize(section.text)}
    assert {"documented", "lowback", "low", "back"} <= words

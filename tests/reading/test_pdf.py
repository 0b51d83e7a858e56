"""A PDF with a text layer is read in its order, with its headings and notes."""

from __future__ import annotations

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes
from pdf_files import Text, column, make_pdf

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")

TITLE = Text(60, 80, "Sore backs and long walks", 20, "Helvetica-Bold")
AUTHORS = Text(60, 105, "Ada Example, Bo Sample and Cy Model", 11)
FIRST = [
    "Most sore backs get better within some weeks, and nothing",
    "that people try makes much of a difference to the time that",
    "it takes. This text of our own is long enough to be a text.",
]


def _read(*pages: list[Text], title: str = "", author: str = "") -> Article:
    return read_article_bytes(make_pdf(*pages, title=title, author=author), "walks.pdf")


def _texts(article: Article) -> dict[str, str]:
    return {section.heading: section.text for section in article.sections}


def _page(*parts: Text | list[Text]) -> list[Text]:
    return [line for part in parts for line in (part if isinstance(part, list) else [part])]


def test_the_largest_type_of_the_first_page_is_the_title_and_names_below_it_are_authors() -> None:
    article = _read(
        _page(Text(60, 40, "Journal of Walks", 9), TITLE, AUTHORS, column(60, 140, FIRST))
    )
    assert article.title == "Sore backs and long walks"
    assert article.authors == ("Ada Example", "Bo Sample", "Cy Model")
    assert article.sections[0].text.startswith("Most sore backs get better within")


def test_metadata_is_the_title_if_the_page_has_it_and_a_file_name_is_not() -> None:
    page = _page(TITLE, AUTHORS, column(60, 140, FIRST))
    stated = "Sore backs and long walks - The Walker"
    assert _read(page, title=stated).title == "Sore backs and long walks"
    assert _read(page, title="walks_final.docx").title == "Sore backs and long walks"
    assert _read(page, title="Another paper of the same group").title == "Sore backs and long walks"


def _columns(top: float) -> list[Text]:
    left = [
        f"Left line {word} of the column is here" for word in "one two three four five six".split()
    ]
    right = [
        f"Right line {word} of the column is here" for word in "one two three four five six".split()
    ]
    return [*column(60, top, left), *column(320, top, right)]


def test_columns_are_read_one_after_the_other_below_a_title_across_both() -> None:
    text = _texts(_read(_page(TITLE, _columns(140)), _columns(100)))["Sore backs and long walks"]
    first = text.index("Left line six")
    assert first < text.index("Right line one") < text.index("Left line one", first)


def test_headings_are_found_by_size_weight_and_number() -> None:
    page = _page(
        TITLE,
        column(60, 140, FIRST),
        Text(60, 200, "Methods of walking", 14),
        column(60, 220, FIRST),
        Text(60, 280, "People", 10, "Helvetica-Bold"),
        column(60, 294, FIRST),
        Text(60, 350, "2.1. Measures of pain", 10, "Helvetica-Oblique"),
        column(60, 364, FIRST),
    )
    article = _read(page)
    headings = [(section.heading, section.path) for section in article.sections]
    assert headings[1] == ("Methods of walking", ())
    assert headings[2] == ("People", ("Methods of walking",))
    assert headings[3][0] == "2.1. Measures of pain"


def test_code_in_a_font_of_fixed_width_is_no_heading() -> None:
    code = [Text(60, 200 + 12 * n, f"walk(days={n})", 10, "Courier") for n in range(3)]
    article = _read(_page(TITLE, column(60, 140, FIRST), code, column(60, 250, FIRST)))
    assert "walk(days=0)\nwalk(days=1)" in article.sections[0].text


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        _page(
            Text(60, 30, "Example et al.: Long walks", 8),
            TITLE if number == 1 else [],
            column(60, 140, [f"Page {number} has a text of its own.", *FIRST]),
            Text(290, 780, str(number), 8),
        )
        for number in (1, 2, 3)
    ]
    text = "\n".join(section.text for section in _read(*pages).sections)
    assert "Example et al." not in text
    assert text.count("has a text of its own") == 3
    assert not any(paragraph.isdecimal() for paragraph in text.split("\n\n"))


def test_line_numbers_of_a_manuscript_are_left_out() -> None:
    lines = [f"Sentence {word} of the manuscript is here." for word in "a b c d e f".split()]
    numbers = [Text(30, 140 + 24 * n, str(n + 1), 8) for n in range(6)]
    page = _page(TITLE, column(60, 140, lines, leading=24), numbers)
    text = " ".join(section.text for section in _read(page).sections)
    assert "is here. Sentence b" in text.replace("\n\n", " ")


def test_a_word_parted_at_the_end_of_a_line_is_joined_and_a_compound_keeps_its_hyphen() -> None:
    lines = [
        "Walking helps with self-efficacy and self-care, and the con-",
        "dition of the back gets better, as those with less self-",
        "esteem have said in our made-up example of a study here.",
    ]
    text = _read(_page(TITLE, column(60, 140, lines))).sections[0].text
    assert "the condition of the back" in text
    assert "less self-esteem have" in text


def test_ligatures_are_letters_and_do_not_move_the_markers_after_them() -> None:
    pages = pytest.importorskip("painsci_search.reading.forms.pdf.pages")
    glyphs = [
        pages.Glyph(char, 10.0 * n, 10.0 * n + 9, base, size, "", 400)
        for n, (char, base, size) in enumerate((("ﬁ", 20, 10), ("t", 20, 10), ("1", 15, 6)))
    ]
    (line,) = pages._make_line(glyphs, 1)
    assert (line.text, line.raised) == ("fit", ((3, "1"),))


def test_a_paragraph_goes_on_after_a_page_and_over_a_caption() -> None:
    first = [*FIRST[:2], "it takes for those who walk on the first and the"]
    caption = Text(60, 700, "Figure 1. Walkers on a hill, drawn for a test.", 8, "Helvetica-Bold")
    article = _read(
        _page(TITLE, column(60, 140, first), caption),
        column(60, 100, ["second day of the week, as we made up. And so", "it went on."]),
    )
    assert "on the first and the second day of the week" in article.sections[0].text
    assert "Figure 1. Walkers on a hill" in article.sections[0].text


def test_numbered_references_are_notes_and_their_markers_leave_the_text() -> None:
    raised = [Text(60, 190, "It was shown before", 10), Text(150, 186, "1,2", 6)]
    page = _page(
        TITLE,
        column(60, 140, ["Walks were tried before [2] by others.", *FIRST[1:]]),
        raised,
        Text(60, 240, "References", 12, "Helvetica-Bold"),
        column(60, 260, ["1. Example A, Sample B. Walks. J Made Up. 2001;3(4):5-9."]),
        column(60, 272, ["2. Model C. More walks, and the ways in which people"]),
        column(72, 284, ["go on them. J Made Up. 2003;5:11-3."]),
    )
    article = _read(page)
    assert [note.label for note in article.notes] == ["1", "2"]
    assert article.notes[1].text.startswith(
        "Model C. More walks, and the ways in which people go on"
    )
    assert article.notes[0].references[0].year == 2001
    section = article.sections[0]
    assert "tried before by others" in section.text
    assert [ref.label for ref in section.note_refs] == ["2", "1", "2"]
    assert article.notes[0].cited_from == (section.anchor,)


def test_references_by_author_and_year_are_notes_by_their_hanging_lines() -> None:
    entries = [
        Text(60, 240, "Example A, Sample B. 2001. Walks and other things that", 10),
        Text(75, 252, "people do. J Made Up 3: 5-9.", 10),
        Text(60, 264, "Model C. 2003. More walks in hills and at the side of", 10),
        Text(75, 276, "some rivers. J Made Up 5: 11-13.", 10),
    ]
    page = _page(
        TITLE, column(60, 140, FIRST), Text(60, 220, "References", 12, "Helvetica-Bold"), entries
    )
    notes = _read(page).notes
    assert [note.text[:9] for note in notes] == ["Example A", "Model C. "]
    assert notes[0].text.endswith("that people do. J Made Up 3: 5-9.")


def test_a_range_of_markers_cites_each_note_in_order() -> None:
    page = _page(
        TITLE,
        column(60, 140, ["Walks were tried before [1–3] by others.", *FIRST[1:]]),
        Text(60, 240, "References", 12, "Helvetica-Bold"),
        column(60, 260, ["1. Example A, Sample B. Walks. J Made Up. 2001;3(4):5-9."]),
        column(60, 272, ["2. Model C. More walks. J Made Up. 2003;5:11-3."]),
        column(60, 284, ["3. Sample D. No more walks. J Made Up. 2004;6:1-2."]),
    )
    article = _read(page)
    section = article.sections[0]
    offset = section.text.index(" by others")
    assert [(ref.label, ref.offset, len(ref.between)) for ref in section.note_refs] == [
        ("1", offset, 1),
        ("3", offset, 0),
    ]
    assert [note.cited_from for note in article.notes] == [(section.anchor,)] * 3


def test_a_bracket_after_a_symbol_is_an_index_and_no_marker() -> None:
    page = _page(
        TITLE,
        column(60, 140, ["The part t[1] of walks is large, as others [1] have said.", *FIRST[1:]]),
        Text(60, 240, "References", 12, "Helvetica-Bold"),
        column(60, 260, ["1. Example A. Walks. J Made Up. 2001;3(4):5-9."]),
    )
    section = _read(page).sections[0]
    assert "t[1] of walks" in section.text
    assert len(section.note_refs) == 1


def test_rows_of_a_table_stay_lines() -> None:
    rows = [
        Text(x, 200 + 12 * n, text, 8)
        for n, row in enumerate((("Group", "Days"), ("Walkers", "12"), ("Others", "13")))
        for x, text in zip((60, 200), row, strict=True)
    ]
    section = _read(_page(TITLE, column(60, 140, FIRST), rows, column(60, 260, FIRST))).sections[0]
    text = section.text
    assert [block.kind for block in section.blocks] == ["paragraph", *["row"] * 3, "paragraph"]
    assert "Group | Days\n\nWalkers | 12\n\nOthers | 13" in text


def test_the_doi_of_the_first_page_is_the_url_and_the_date_of_publication_is_read() -> None:
    foot = Text(60, 770, "Published: 4 May 2019 https://doi.org/10.5555/walks.12", 8)
    article = _read(_page(TITLE, column(60, 140, FIRST), foot))
    assert article.url == "https://doi.org/10.5555/walks.12"
    assert article.published == "2019-05-04"


def test_anchors_open_the_page() -> None:
    second = _page(
        Text(60, 60, "Results", 14),
        column(60, 80, FIRST),
        Text(60, 140, "Ends", 14),
        column(60, 160, FIRST),
    )
    article = _read(_page(TITLE, column(60, 140, FIRST)), second)
    assert [section.anchor for section in article.sections] == ["page=1", "page=2", "page=2&ends"]
    assert all(section.anchor_in_page for section in article.sections)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_pdf([]), "no text, only pictures"),
        (make_pdf([TITLE])[:200], "damaged PDF"),
        (b"%PDF-1.7\n", "damaged PDF"),
    ],
)
def test_a_pdf_without_text_or_with_damage_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as refused:
        read_article_bytes(data, "scan.pdf")
    assert "\n" not in str(refused.value)


def test_a_line_of_who_posted_a_page_and_when_is_no_text() -> None:
    line = Text(60, 110, "Posted by Ada Example on March 4, 2015 in walks", 10, "Helvetica-Oblique")
    article = _read(_page(TITLE, line, column(60, 140, FIRST)))
    assert (article.authors, article.published) == (("Ada Example",), "2015-03-04")
    assert "Posted" not in article.sections[0].text


def test_menus_at_the_end_of_a_printed_page_are_left_out() -> None:
    menus = [
        line
        for number, name in enumerate(("Recent walks", "Kinds of hills"))
        for line in (
            Text(60, 300 + 60 * number, name, 14),
            *column(60, 320 + 60 * number, ["To the river", "Up the hill"]),
        )
    ]
    page = _page(TITLE, column(60, 140, FIRST), Text(60, 200, "Ends", 14), column(60, 220, FIRST))
    article = _read([*page, *menus])
    assert [section.heading for section in article.sections] == [article.title, "Ends"]


def test_a_box_of_facts_beside_the_text_comes_after_it() -> None:
    lines = [f"Sentence {word} of the text is here, and it goes on" for word in "abcdefgh"]
    facts = [f"Fact {number}" for number in range(8)]
    page = _page(TITLE, column(60, 140, lines), column(400, 147, facts, leading=9, size=8))
    text = _read(page).sections[0].text.replace("\n\n", " ")
    assert "and it goes on Sentence b of the text" in text
    assert text.endswith("Fact 7")


def test_columns_that_many_lines_cross_are_a_warning() -> None:
    across = column(
        60,
        230,
        [f"Line {word} goes across both of the columns of this page" for word in "abcdefg"],
        leading=18,
        size=14,
    )
    article = _read(_page(TITLE, _columns(140), across, _columns(380)), _columns(100))
    assert article.warnings == ("columns unsure on 1 of 2 pages",)
    assert _read(_page(TITLE, _columns(140)), _columns(100)).warnings == ()


def test_footnotes_below_each_page_are_notes_and_leave_the_text_whole() -> None:
    def page(number: int, word: str, after: str) -> list[Text]:
        lines = column(60, 140, [*FIRST[:2], f"it takes, as is said of the {word}"])
        marker = Text(208, 160, str(number), 6)
        note = Text(60, 700, f"{number}. On the {word}, see the made-up book on {word}s.", 8)
        return [*lines, marker, *column(60, 190, [after, *FIRST]), note]

    first = page(1, "hill", "and on it goes for a while and")
    article = _read([TITLE, *first], page(2, "river", "then it goes on some more."))
    assert [note.label for note in article.notes] == ["1", "2"]
    assert article.notes[1].text == "On the river, see the made-up book on rivers."
    section = article.sections[0]
    assert "made-up book" not in section.text
    assert [ref.label for ref in section.note_refs] == ["1", "2"]


def test_the_language_is_that_of_the_text() -> None:
    german = [
        "Die meisten Rückenschmerzen werden in wenigen Wochen besser, und nichts",
        "von dem, was Menschen versuchen, macht einen großen Unterschied für die",
        "Zeit, die es dauert. Dieser Text ist lang genug, um ein Text zu sein.",
    ]
    assert _read(_page(TITLE, column(60, 140, FIRST))).language == "en"
    assert _read(_page(TITLE, column(60, 140, german))).language == "de"

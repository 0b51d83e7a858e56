"""Headings that are no heading elements: bold lines, and classes such as "h3"."""

from __future__ import annotations

import pytest

from painsci_search.model import Section
from painsci_search.reading.forms.html import read_page

TEXT = "The kettle was filled in the evening, and by midnight the whole ward had had its tea. " * 2


def sections_of(*lines: str, between: str = f"<p>{TEXT}</p>", end: str = "") -> list[Section]:
    """Return the sections of a page of lines, each with text below it."""
    body = "".join(line + between for line in lines)
    page = f"<html><body><main><h1>Tea at night</h1><p>{TEXT}</p>{body}{end}</main></body></html>"
    return list(read_page(page, "tea.html").sections)


def headings_of(*lines: str, between: str = f"<p>{TEXT}</p>", end: str = "") -> list[str]:
    return [one.heading for one in sections_of(*lines, between=between, end=end)]


def bold(*texts: str) -> list[str]:
    return [f"<p><strong>{text}</strong></p>" for text in texts]


HEADINGS = ["Key points", "What is a kettle?", "Who drinks at night?"]


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>{}</strong></p>",
        "<p> <b>{}</b> </p>",
        "<div><b>{}</b></div>",
        "<p><font size='4'><b>{}</b></font><br></p>",
        "<p style='font-weight: 700'>{}</p>",
        "<p><span style='font-weight:bold'>{}</span></p>",
    ],
)
def test_several_bold_lines_between_paragraphs_are_headings(line: str) -> None:
    sections = sections_of(*(line.format(text) for text in HEADINGS))
    assert [one.heading for one in sections] == ["Tea at night", *HEADINGS]
    assert [one.level for one in sections] == [1, 2, 2, 2]
    assert all(one.text == TEXT.strip() for one in sections)


def test_a_class_names_the_level_of_a_heading() -> None:
    sections = sections_of(
        "<div class='h2 wide'>Methods</div>", "<div class='h3' id='k'>Cups</div>"
    )
    assert [(one.heading, one.level) for one in sections[1:]] == [("Methods", 2), ("Cups", 3)]
    assert sections[2].anchor == "k"
    assert sections[2].path == ("Methods",)


def test_two_bold_lines_with_anchors_are_headings() -> None:
    inside = "<p><b><a name='cups'>The cups</a></b></p>"
    before = "<a name='pots'></a><p><b>The pots</b></p>"
    assert [
        (one.anchor, one.anchor_in_page)
        for one in sections_of(inside, inside.replace("cups", "mugs"))
    ][1:] == [
        ("cups", True),
        ("mugs", True),
    ]
    assert sections_of(*bold("A", "Bees", "Cups"), before)[-1].anchor == "pots"


@pytest.mark.parametrize(
    "lines",
    [
        bold("Key points", "Two lines alone"),
        bold("How did you start?", "Why tea?", "And what came then?"),
        bold("How did you start?", "Why tea?", "And then?", "About the guest"),
        bold("Figure 1", "Table 2: cups", "Box 3"),
        bold("By Anna Holm", "by Otto Lund", "Von Ida Berg"),
        bold("– Anna H.", "– Otto", "– Ida"),
        bold("She slept well.", "He did not.", "Nobody knew why."),
        bold("Nurse", "Cook", "Nurse", "Cook"),
        bold("Key points", "Cups", "Pots", "They drank it cold.", "And hot!", "All of it, always."),
        [f"<ul><li><p><b>{text}</b></p></li></ul>" for text in HEADINGS],
        [f"<table><tr><td><p><b>{text}</b></p></td></tr></table>" for text in HEADINGS],
        [f"<blockquote><p><b>{text}</b></p></blockquote>" for text in HEADINGS],
        [f"<figure><p><b>{text}</b></p></figure>" for text in HEADINGS],
        [f"<p><b><a href='/{number}'>{text}</a></b></p>" for number, text in enumerate(HEADINGS)],
        [f"<p><b>{text}</b> and more of the same line</p>" for text in HEADINGS],
        bold(
            *(
                "A line that goes on and on, until it is no heading any longer but text" + "x" * n
                for n in range(20, 23)
            )
        ),
    ],
)
def test_other_bold_lines_are_text(lines: list[str]) -> None:
    assert headings_of(*lines) == ["Tea at night"]


def test_bold_lines_below_headings_are_text() -> None:
    lines = ["<h2>Cups</h2>", *bold(*HEADINGS)]
    assert headings_of(*lines) == ["Tea at night", "Cups"]


def test_a_heading_at_the_end_does_not_make_bold_lines_text() -> None:
    end = f"<h2>Conclusion</h2><p>{TEXT}</p>"
    assert headings_of(*bold(*HEADINGS), end=end) == ["Tea at night", *HEADINGS, "Conclusion"]


def test_bold_lines_without_text_below_are_no_headings() -> None:
    assert headings_of(*bold(*HEADINGS), between="<p>Cold.</p>") == ["Tea at night"]


def test_a_bold_line_is_no_title() -> None:
    page = f"<p>{TEXT}</p>" + "".join(f"{line}<p>{TEXT}</p>" for line in bold(*HEADINGS))
    assert read_page(f"<body>{page}</body>", "tea.html").title == "tea"


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>{}</strong><br>",
        "<p> <b>{}<br></b> ",
        "<p><span style='font-weight:600'>{}</span><br/>\n<br/>",
        "<p><font size='4'><b>{}</b></font><br>",
        "<div><b>{}</b><br>",
    ],
)
def test_a_bold_first_line_is_the_heading_of_its_paragraph(line: str) -> None:
    lines = [line.format(text) + TEXT for text in HEADINGS]
    sections = sections_of(*lines)
    assert [one.heading for one in sections] == ["Tea at night", *HEADINGS]
    assert all(one.text == f"{TEXT.strip()}\n\n{TEXT.strip()}" for one in sections[1:])
    assert [block.kind for block in sections[1].blocks] == ["paragraph", "paragraph"]


def test_a_bold_line_below_a_blank_line_is_a_heading() -> None:
    text = "<br><br>".join(f"<b>{heading}</b><br>{TEXT}" for heading in HEADINGS)
    assert [one.heading for one in sections_of(f"<div>{TEXT}<br><br>{text}</div>")] == [
        "Tea at night",
        *HEADINGS,
    ]


def test_bold_lines_and_bold_first_lines_are_headings_of_one_page() -> None:
    first_lines = [f"<p><b>{text}</b><br>{TEXT}</p>" for text in ("Pots", "Pans", "Spoons")]
    lines = [*bold(*HEADINGS), *first_lines]
    assert headings_of(*lines) == ["Tea at night", *HEADINGS, "Pots", "Pans", "Spoons"]


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>{}</b> {text}<br>{text}</p>",
        "<p>{text}<br><b>{}</b><br>{text}</p>",
        "<p>{text}<br><br><b>{}</b> {text}</p>",
        "<p><b>{}:</b><br>{text}</p>",
        "<p><b><a href='/{}'>{}</a></b><br>{text}</p>",
        "<ul><li><b>{}</b><br>{text}</li></ul>",
        "<table><tr><td><b>{}</b><br>{text}</td></tr></table>",
        "<blockquote><p><b>{}</b><br>{text}</p></blockquote>",
    ],
)
def test_other_bold_texts_beside_line_breaks_are_text(line: str) -> None:
    lines = [line.format(text, text, text=TEXT) for text in ("Cups", "Mugs", "Beans")]
    assert headings_of(*lines) == ["Tea at night"]


def test_bold_first_lines_at_the_end_are_no_headings() -> None:
    addresses = [f"<p><b>{town}</b><br>{TEXT}</p>" for town in ("Lund", "Oslo", "Bergen")]
    page = f"<main><h1>Tea</h1>{f'<p>{TEXT}</p>' * 8}{''.join(addresses)}</main>"
    assert [one.heading for one in read_page(page, "tea.html").sections] == ["Tea"]


def test_the_questions_of_an_interview_are_no_headings() -> None:
    lines = [f"<p><b>{text}</b><br>{TEXT}</p>" for text in ("Why tea?", "And why hot?", "And now?")]
    assert headings_of(*lines) == ["Tea at night"]

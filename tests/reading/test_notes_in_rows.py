"""Notes in tables and in rows of blocks, each with its number in a cell of its own."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading.forms.html import read_page

PROSE = "Some people feel better after a pill that has nothing in it, and nobody is sure why. " * 5
WORKS = (
    "Aldo A, Berg B. Warm beds and cold feet. Journal of Beds. 2018;12(3):45-51.",
    "Cole C. Pillows for the tired. Journal of Beds. 2019;13(1):5-9.",
    "Dahl D. Mattresses and backs. Journal of Beds. 2020;14(2):1-4.",
)
NUMBERED = [(str(number), work) for number, work in enumerate(WORKS, 1)]
HEADING = "<h2>References</h2>"


def read(markers: tuple[str, str, str], below: str) -> Article:
    first, second, third = markers
    return read_page(
        f'<html lang="en"><head><title>Beds</title></head><body><article><h1>Beds</h1><p>{PROSE}'
        f"</p><h2>Warmth</h2><p>Beds are warm{first} and soft{second}. {PROSE}</p><p>They may be "
        f"hard{third}. {PROSE}</p>{below}</article></body></html>",
        "beds.html",
    )


def rows(form: str) -> str:
    return "".join(form.format(number, work) for number, work in NUMBERED)


LYING_DOWN = "<tr><td>2.</td><td>Lie down on the bed</td></tr></table>"
BOXED = (" [1]", " [2]", " [3]")
RAISED = ("<sup>1</sup>", "<sup>2</sup>", "<sup>3</sup>")
PLAIN = (" (Aldo and Berg 2018)", " (Cole 2019)", " (Dahl 2020)")
TABLE = "<table>" + rows("<tr><td>{}.</td><td>{}</td></tr>") + "</table>"
HEADED_TABLE = TABLE.replace("<table>", "<table><thead><tr><th>No</th><th>Work</th></tr></thead>")
ROWS = "<div>" + rows("<div><div>{}.</div><div>{}</div></div>") + "</div>"
DEFINITIONS = "<dl>" + rows("<dt>[{}]</dt><dd>{}</dd>") + "</dl>"
CSL = (
    '<div class="references csl-bib-body">'
    + rows('<div id="ref-{0}" class="csl-entry"><div>{0}. </div><div>{1}</div></div>')
    + "</div>"
)


@pytest.mark.parametrize("markers", [BOXED, RAISED])
@pytest.mark.parametrize(
    "below",
    [
        HEADING + TABLE,
        HEADING + HEADED_TABLE,
        HEADING + TABLE.replace(".</td><td>A", "</td><td>A"),
        HEADING + f"<div>{TABLE}</div>",
        HEADING + ROWS,
        HEADING + DEFINITIONS,
        CSL,
    ],
)
def test_a_number_in_a_cell_of_its_own_labels_the_note_beside_it(
    markers: tuple[str, str, str], below: str
) -> None:
    page = read(markers, below)
    assert [(note.label, note.text) for note in page.notes] == NUMBERED
    assert [ref.label for section in page.sections for ref in section.note_refs] == ["1", "2", "3"]
    assert [section.heading for section in page.sections] == ["Beds", "Warmth"]


@pytest.mark.parametrize("below", [HEADING + TABLE, HEADING + ROWS, CSL])
def test_rows_of_works_are_cited_by_author_and_year(below: str) -> None:
    page = read(PLAIN, below)
    assert [(note.label, note.text) for note in page.notes] == NUMBERED
    refs = [ref.label for section in page.sections for ref in section.note_refs]
    assert refs == ["Aldo and Berg 2018", "Cole 2019", "Dahl 2020"]


@pytest.mark.parametrize("name", ['class="csl-bib-body"', 'role="doc-bibliography"'])
def test_a_bibliography_needs_no_heading_if_its_element_is_named_so(name: str) -> None:
    entries = "".join(f'<div id="ref-{at}">{work}</div>' for at, work in NUMBERED)
    page = read(PLAIN, f"<div {name}>{entries}</div>")
    assert [note.text for note in page.notes] == list(WORKS)
    assert [note.anchor for note in page.notes] == ["ref-1", "ref-2", "ref-3"]
    assert len([ref for section in page.sections for ref in section.note_refs]) == len(WORKS)


@pytest.mark.parametrize(
    "below",
    [
        "<h2>Notes</h2><table><tr><td>1.</td><td>Take off your shoes</td></tr>" + LYING_DOWN,
        "<h2>Beds we tried</h2>" + TABLE,
        HEADING + TABLE.replace("<td>2.", "<td>7."),
    ],
)
def test_other_tables_with_numbers_are_text(below: str) -> None:
    page = read(("", "", ""), below)
    assert page.notes == ()
    assert "2." in page.sections[-1].text or "7." in page.sections[-1].text


LIST = "".join(f"<li>{work}</li>" for work in WORKS)
LEAD = "<p>All addresses were looked up in May.</p>"


@pytest.mark.parametrize("markers", [BOXED, RAISED])
@pytest.mark.parametrize(
    "below",
    [f"{HEADING}{LEAD}<ol>{LIST}</ol>", f"{HEADING}{LEAD}" + rows("<p>{}. {}</p>")],
)
def test_a_paragraph_may_introduce_the_notes(markers: tuple[str, str, str], below: str) -> None:
    page = read(markers, below)
    assert [(note.label, note.text) for note in page.notes] == NUMBERED
    assert len([ref for section in page.sections for ref in section.note_refs]) == len(WORKS)


@pytest.mark.parametrize(
    "heading",
    ["References", "Article Sources", "Reference list", "How we reviewed this article:"],
)
@pytest.mark.parametrize("lead", [LEAD, f"<div>Sources</div>{LEAD}", ""])
def test_a_paragraph_may_introduce_works_without_numbers(heading: str, lead: str) -> None:
    page = read(PLAIN, f"<section><h2>{heading}</h2>{lead}<ul>{LIST}</ul></section>")
    assert [note.text for note in page.notes] == list(WORKS)
    assert len([ref for section in page.sections for ref in section.note_refs]) == len(WORKS)

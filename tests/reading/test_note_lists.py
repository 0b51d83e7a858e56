"""Lists of notes in forms that pages of journals, programs and hands write; notes and markers."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading.forms.html import read_page

ALDO = "Aldo A. Warm beds and cold feet. J Beds. 2018;12:45-51."
BERG = "Berg B. Walking in wet socks. J Feet. 2019;9:1-8."
DAHL = "Dahl D. Mattresses and backs. J Beds. 2020;14:1-4."
WORKS = [ALDO, BERG, DAHL]
REST = "<p>Nothing else was of any use in the three trials that we have read for this page.</p>"


def cite(*markers: str) -> str:
    one, other, third = markers
    return f"<p>Feet are cold{one}. Socks help{other}, and so do beds{third} at night.</p>{REST}"


LINKED = cite(*(f'<sup><a href="#r{number}">{number}</a></sup>' for number in (1, 2, 3)))
RAISED = cite("<sup>1</sup>", "<sup>2</sup>", "<sup>3</sup>")
BOXED = cite(" [1]", " [2]", " [3]")
HEADING = "<h2>References</h2>"
LISTED = HEADING + "<ol>{}</ol>"


def read(body: str) -> Article:
    return read_page(f"<article><h1>Cold feet at night</h1>{body}</article>", "feet.html")


def items(item: str) -> str:
    """Return the works in markup of one item each: `{0}` is the number and `{1}` the text."""
    return "".join(item.format(number, work) for number, work in enumerate(WORKS, 1))


def cited(page: Article) -> list[str]:
    return [anchor for part in page.sections for ref in part.note_refs for anchor in ref.anchors]


def texts(page: Article) -> list[str]:
    return [note.text for note in page.notes]


@pytest.mark.parametrize(
    "item",
    [
        '<div id="r{0}"><p>{1}</p></div>',
        '<div id="r{0}"><span>{0}</span><div>{1}</div></div>',
        '<section id="r{0}"><p>{1}</p></section>',
        '<div><div id="r{0}"><p>{1}</p></div></div>',
        '<a name="r{0}"></a><p>{0}. {1}</p>',
        '<span id="r{0}"></span><p>{0}. {1}</p>',
        '<a id="r{0}"></a><div>{1}</div>',
    ],
)
def test_a_block_in_or_after_the_element_with_the_anchor_is_the_note(item: str) -> None:
    page = read(LINKED + HEADING + items(item))
    assert texts(page) == WORKS
    assert [note.anchor for note in page.notes] == cited(page) == ["r1", "r2", "r3"]


def test_anchors_before_paragraphs_below_a_rule() -> None:
    page = read(LINKED + "<hr>" + items('<a name="r{0}"></a><p>{0}. {1}</p>'))
    assert texts(page) == WORKS
    assert cited(page) == ["r1", "r2", "r3"]


@pytest.mark.parametrize("heading", ["", "<h3>Notes</h3>", "<h3>References</h3>"])
@pytest.mark.parametrize("name", ["p{}fn", "part{}-note", "s{}n", "ch{}fn", "q{}-ref"])
def test_a_marker_leads_to_the_note_that_its_link_names(name: str, heading: str) -> None:
    def part(number: int, *works: str) -> str:
        at = name.format(number)
        markers = (f'<sup><a href="#{at}{mark}">{mark}</a></sup>' for mark in (1, 2))
        text = "<p>Feet are cold{} at night, and socks{} are warm.</p>".format(*markers)
        listed = "".join(f'<li id="{at}{mark}">{work}</li>' for mark, work in enumerate(works, 1))
        return f"<h2>Part {number}</h2>{text}{heading}<ol>{listed}</ol>"

    page = read(part(0, ALDO, BERG) + part(1, DAHL, f"{BERG} Again."))
    assert texts(page) == [ALDO, BERG, DAHL, f"{BERG} Again."]
    first, second = name.format(0), name.format(1)
    assert cited(page) == [f"{first}1", f"{first}2", f"{second}1", f"{second}2"]


@pytest.mark.parametrize(
    ("item", "around"),
    [
        ('<li id="r{0}">{1}</li>', LISTED),
        ("<li>{1}</li>", LISTED),
        ('<p id="r{0}">{0}. {1}</p>', HEADING + "{}"),
        ('<p id="r{0}">[{0}] {1}</p>', HEADING + "{}"),
        ('<div id="r{0}">{1}</div>', HEADING + "<div>{}</div>"),
    ],
)
@pytest.mark.parametrize("linked", [1, 2])
def test_works_below_the_heading_that_no_marker_cites_are_notes(
    item: str, around: str, linked: int
) -> None:
    markers = [f'<sup><a href="#r{number}">{number}</a></sup>' for number in (1, 2, 3)]
    text = cite(*[marker if at < linked else "" for at, marker in enumerate(markers)])
    listed = items(item)
    for number in (1, 2) if "id=" not in item else ():
        listed = listed.replace("<li>", f'<li id="r{number}">', 1)
    if "id=" not in item:
        listed = items("<li>{1}</li>").replace("<li>", '<li id="r1">', 1)
        text = cite(markers[0], "", "")
    page = read(text + around.format(listed))
    assert texts(page) == WORKS
    assert page.sections[-1].text.endswith("for this page.")


@pytest.mark.parametrize("line", ["[{0}] {1}", "<span>[{0}]</span> {1}"])
def test_boxed_lines_of_a_last_paragraph_are_notes_without_a_heading(line: str) -> None:
    page = read(BOXED + "<p>" + items(line + "<br>") + "</p>")
    assert texts(page) == WORKS
    assert len(cited(page)) == len(WORKS)


NUMBERED = "{0}. {1}"
IN_FORMS = {
    "lines": "<p>" + "<br>".join(NUMBERED.format(at, work) for at, work in enumerate(WORKS, 1)),
    "paragraphs": items("<p>{0}. {1}</p>"),
    "blocks": items("<div>{0}. {1}</div>"),
    "list": "<ol>" + items("<li>{1}</li>") + "</ol>",
}
STEPS = ["Sit on the bed for a while.", "Stand up.", "Walk to the door and back."]


@pytest.mark.parametrize("body", [RAISED, BOXED])
@pytest.mark.parametrize("form", IN_FORMS)
def test_works_that_the_text_cites_are_notes_without_a_heading(form: str, body: str) -> None:
    page = read(body + IN_FORMS[form])
    assert texts(page) == WORKS
    assert cited(page) == [note.anchor for note in page.notes]
    assert ALDO not in page.sections[-1].text


@pytest.mark.parametrize("form", IN_FORMS)
def test_steps_that_nothing_announces_are_no_notes(form: str) -> None:
    body = IN_FORMS[form]
    for work, step in zip(WORKS, STEPS, strict=True):
        body = body.replace(work, step)
    page = read(RAISED + body)
    assert page.notes == ()
    assert STEPS[0] in page.sections[-1].text


def test_an_empty_anchor_before_a_number_of_its_own_leads_to_the_work_after_it() -> None:
    item = '<div><a id="r{0}"></a><div>{0}.</div><div>{1}</div></div>'
    page = read(LINKED + f"<div><div>References</div>{items(item)}</div>")
    assert texts(page) == WORKS
    assert cited(page) == ["r1", "r2", "r3"]
    assert page.sections[-1].text.endswith("for this page.")


def test_anchors_that_start_the_lines_of_an_inline_element() -> None:
    lines = items('<a name="r{0}"></a>{0} {1}<br><br>')
    page = read(LINKED + f'<hr><font size="2">{lines}</font>')
    assert texts(page) == WORKS
    assert cited(page) == ["r1", "r2", "r3"]


@pytest.mark.parametrize("notes", ["<p>[^{0}]: {1}</p>", "[^{0}]: {1}<br>"])
def test_footnotes_that_a_converter_of_markdown_left_as_they_were(notes: str) -> None:
    page = read(cite("[^1]", "[^2]", "[^3]") + "<p>" + items(notes))
    assert texts(page) == WORKS
    assert len(cited(page)) == len(WORKS)
    assert "Feet are cold. Socks help, and so do beds at night." in page.sections[-1].text


@pytest.mark.parametrize("around", ["<p>{}</p>", "<p><small>{}</small></p>", "<div>{}</div>"])
def test_lines_that_start_with_a_sign_are_notes(around: str) -> None:
    lines = around.format(f"* {ALDO}<br>† {BERG}")
    page = read(f"<p>Feet are cold.* Socks help.† Beds do, too.</p>{REST}{lines}")
    assert texts(page) == [ALDO, BERG]
    assert len(cited(page)) == 2
    assert page.sections[-1].text.startswith("Feet are cold. Socks help. Beds do, too.")


@pytest.mark.parametrize("around", ["<small>{}</small>", "<em>{}</em>", "<font>{}</font>", "{}"])
def test_a_paragraph_that_starts_with_a_sign_is_a_note(around: str) -> None:
    page = read(f"<p>Feet are cold.* Socks help.</p>{REST}<p>{around.format(f'* {ALDO}')}</p>")
    assert texts(page) == [ALDO]
    assert page.sections[-1].text.endswith("for this page.")


@pytest.mark.parametrize("name", ["tooltiptext", "tooltip-text", "tooltip__content"])
def test_a_tooltip_at_a_number_is_a_note(name: str) -> None:
    tip = f'<span class="tooltip"><sup>1</sup><span class="{name}">{ALDO}</span></span>'
    page = read(f"<p>Feet are cold.{tip} Socks help.</p>{REST}")
    assert texts(page) == [ALDO]
    assert page.sections[-1].text.startswith("Feet are cold. Socks help.")


def test_a_tooltip_at_a_word_is_no_note() -> None:
    tip = '<span class="tooltip">Cold<span class="tooltiptext">below 15 degrees</span></span>'
    page = read(f"<p>{tip} feet are common. Socks help.</p>{REST}")
    assert page.notes == ()


def test_lines_of_which_only_some_start_with_a_sign_are_text() -> None:
    lines = f"<p>* One star<br>** Two stars<br>{ALDO}</p>"
    page = read(f"<p>The bed has two stars. It is warm**, they say.</p>{REST}{lines}")
    assert page.notes == ()


def test_a_numbered_list_may_be_cut_into_one_of_each_item() -> None:
    item = '<div style="display:contents"><ol start="{0}"><li>{1}</li></ol></div>'
    page = read(RAISED + HEADING + items(item))
    assert texts(page) == WORKS
    assert len(cited(page)) == len(WORKS)


@pytest.mark.parametrize(
    "back", ['[<a href="#b1">↩</a>]', '(<a href="#b1">↩</a>)', '[<a href="#b1">back</a>]']
)
def test_a_link_back_leaves_no_brackets(back: str) -> None:
    text = LINKED.replace("<sup>", '<sup id="b1">', 1)
    page = read(text + LISTED.format(items('<li id="r{0}">{1} ' + back + "</li>")))
    assert page.notes[0].text == ALDO


@pytest.mark.parametrize(
    "labels",
    [
        "<a href='/x'>Crossref</a> <a href='/y'>Web of Science®</a> <a href='/z'>PubMed</a>",
        "<a href='/x'>View PDF</a> <a href='/y'>View article</a> <a href='/z'>Google Scholar</a>",
        "[<a href='/x'>CrossRef</a>] [<a href='/y'>PubMed</a>] [<a href='/z'>Green Version</a>]",
        "<a href='/x'>Crossref</a> <a href='/y'>Scopus (12)</a>",
        "[<a href='/x'>PMC free article: PMC123</a>] [<a href='/y'>PubMed: 3123</a>]",
        "<a href='/x'>Europe PMC free article</a>",
        "<a href='/x'>Cited Here</a>",
        "<a href='/x'>Search ADS</a> <a href='/y'>WorldCat</a>",
        "View at: <a href='/x'>Publisher Site</a> | <a href='/y'>Google Scholar</a>",
        "[<a href='/x'>Links</a>]",
        "<a href='/x'>Full Text via CrossRef</a>",
        "<a href='/x'>Google Scholar (Open in a new window)</a>",
    ],
)
def test_the_names_of_databases_are_no_text_of_a_note(labels: str) -> None:
    page = read(LINKED + LISTED.format(items('<li id="r{0}">{1} ' + labels + "</li>")))
    assert texts(page) == WORKS


def test_a_copy_of_a_work_in_bibtex_is_no_text_of_its_note() -> None:
    copy = "<a href='#'>[Bibtex]</a><div class='papercite_bibtex'><pre>@article{{feet}}</pre></div>"
    page = read(LINKED + LISTED.format(items('<li id="r{0}">{1} ' + copy + "</li>")))
    assert texts(page) == WORKS


@pytest.mark.parametrize(
    "heading",
    [
        "Selected references",
        "Cited references",
        "Literature References",
        "Sources and references",
        "Bibliography and Notes",
        "Studies cited",
        "View References",
        "References ▼",
        "📚 References",
        "Piśmiennictwo",
        "Kilder",
        "參考資料",
    ],
)
def test_a_heading_of_references_announces_them(heading: str) -> None:
    listed = items("<li>{0}. {1}</li>")
    page = read(f"{RAISED}<h2>{heading}</h2><ul>{listed}</ul>")
    assert texts(page) == WORKS
    assert len(cited(page)) == len(WORKS)


SPOKEN = '<span class="off-screen">Citation</span>'


@pytest.mark.parametrize(
    ("marker", "item"),
    [
        ('<sup><a data-rid="r{0}" href="#">' + SPOKEN + "{0}</a></sup>", '<li id="r{0}">{1}</li>'),
        ('<sup><a href="#r{0}">' + SPOKEN + "{0}</a></sup>", '<li id="r{0}">{1}</li>'),
        ('<span class="cite" data-id="#r{0}">{0}</span>', '<li id="r{0}">{1}</li>'),
        ('<sup data-id="#r{0}"><span>{0}</span></sup>', '<li id="r{0}">{1}</li>'),
        (
            '<sup><a href="javascript:;" data-open="c{0}">{0}</a></sup>',
            '<li content-id="c{0}"><div id="r{0}"><span>{0}.</span><div>{1}</div></div></li>',
        ),
    ],
)
def test_data_of_a_marker_lead_to_its_note(marker: str, item: str) -> None:
    text = cite(*(marker.format(number) for number in (1, 2, 3)))
    page = read(text + LISTED.format(items(item)))
    assert texts(page) == WORKS
    assert cited(page) == ["r1", "r2", "r3"]
    assert page.sections[0].text.startswith("Feet are cold. Socks help, and so do beds at night.")


def test_the_data_of_a_marker_may_name_several_notes() -> None:
    text = f'<p>Feet are cold<sup><a data-rid="r1 r2 r3" href="#">1-3</a></sup> at night.</p>{REST}'
    listed = items('<li id="r{0}">{1}</li>')
    page = read(f"{text}{HEADING}<ul>{listed}</ul>")
    assert texts(page) == WORKS
    assert cited(page) == ["r1", "r2", "r3"]


def test_words_that_are_only_heard_are_no_part_of_a_name() -> None:
    text = (
        '<p>Feet are cold (<a href="#r1"><span class="show-for-sr">Reference Aldo</span>Aldo</a> '
        f'<a href="#r1">2018</a>) at night.</p>{REST}'
    )
    page = read(text + LISTED.format(items('<li id="r{0}">{1}</li>')))
    assert page.sections[0].text.startswith("Feet are cold (Aldo 2018) at night.")


@pytest.mark.parametrize(
    ("markers", "start", "anchors"),
    [
        ("[{1}, {2} and {3}]", "Feet are cold at", ["r1", "r2", "r3"]),
        ("<sup>{1} to {3}</sup>", "Feet are cold at", ["r1", "r2", "r3"]),
        ("<sup>{1} and {3}</sup>", "Feet are cold at", ["r1", "r3"]),
        ("[{1}, p. 12]", "Feet are cold [p. 12] at", ["r1"]),
    ],
)
def test_words_between_markers_are_no_text(markers: str, start: str, anchors: list[str]) -> None:
    links = ["", *(f'<a href="#r{number}">{number}</a>' for number in (1, 2, 3))]
    text = f"<p>Feet are cold {markers.format(*links)} at night.</p>{REST}"
    page = read(text + LISTED.format(items('<li id="r{0}">{1}</li>')))
    assert page.sections[0].text.startswith(start)
    assert cited(page)[: len(anchors)] == anchors


def test_the_issue_of_a_volume_is_no_marker() -> None:
    listed = items("<li>{1}</li>")
    text = "<p>Feet are cold at night. J Beds. 2018;11(2): 1-9, and J Feet 9(1), 2.</p>"
    page = read(f"{text}{REST}<hr><ol>{listed}</ol>")
    assert cited(page) == []

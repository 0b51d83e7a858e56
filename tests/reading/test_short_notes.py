"""Pages whose notes cite works of a list by author and year in; the works of these notes out."""

from __future__ import annotations

import pytest

from painsci_search import Index
from painsci_search.model import Article
from painsci_search.reading.forms.html import read_page

PROSE = "<p>Feet are cold in the evening, and socks help a little, as the helpers wrote.</p>" * 3
QUILL = "Quill, Ann (2012). <i>Socks in winter</i>. Sockton: Drawer Press."
MOSS = "Moss, T.; Reed, E. (2015). “Two stoves”. <i>Stoves</i> 41: 1–9. doi:10.9999/stoves.1"


def read(*notes: str) -> Article:
    """Read a page whose notes are given, with a list of works below them."""
    text = "".join(
        f"<sup id='r{n}'><a href='#n{n}'>[{n}]</a></sup>" for n, _ in enumerate(notes, 1)
    )
    items = "".join(
        f"<li id='n{n}'><a href='#r{n}'>^</a> {note}</li>" for n, note in enumerate(notes, 1)
    )
    works = f"<li><cite id='QuillWork'>{QUILL}</cite></li><li id='moss'>{MOSS}</li>"
    return read_page(
        f"<h1>Cold feet</h1><p>Socks are warm.{text}</p>{PROSE}<h2>Notes</h2><ol>{items}</ol>"
        f"<h2>Bibliography</h2><ul>{works}</ul>",
        "feet.html",
    )


@pytest.mark.parametrize(
    ("note", "titles"),
    [
        ("<a href='#QuillWork'>Quill 2012</a>, p. 44.", ["Socks in winter"]),
        ("<a href='#moss'>Moss &amp; Reed</a>, pp. 3–5.", ["Two stoves"]),
        ("Quill 2012.", ["Socks in winter"]),
        ("See Quill (2012, p. 3); Moss and Reed 2015, p. 4.", ["Socks in winter", "Two stoves"]),
        ("Moss 2012, p. 44.", []),
        ("Known to all.", []),
    ],
)
def test_a_short_note_has_the_work_that_it_leads_to(note: str, titles: list[str]) -> None:
    article = read(note, "Another note.")
    assert [work.title for work in article.notes[0].references] == titles


def test_the_label_of_a_short_note_may_be_a_term() -> None:
    notes = "<dt id='n1'>1</dt><dd>Quill 2012, p. 3</dd><dt id='n2'>2</dt><dd>Moss 2015</dd>"
    article = read_page(
        "<h1>Cold feet</h1><p>Socks are warm.<a href='#n1'>1</a> So are stoves.<a href='#n2'>2</a>"
        f"</p>{PROSE}<h2>Notes</h2><dl>{notes}</dl>"
        f"<h2>References</h2><ul><li>{QUILL}</li><li>{MOSS}</li></ul>",
        "feet.html",
    )
    works = [[work.title for work in note.references] for note in article.notes[:2]]
    assert works == [["Socks in winter"], ["Two stoves"]]


def test_a_note_keeps_the_works_of_its_own_text() -> None:
    own = "Fenn D. Cold feet. Feet. 2011;152:1-9. doi:10.9999/feet.1"
    article = read(f"{own}. But see <a href='#moss'>Moss 2015</a>.", "Another note.")
    assert [work.doi for work in article.notes[0].references] == [
        "10.9999/feet.1",
        "10.9999/stoves.1",
    ]


def test_a_work_that_only_a_short_note_cites_is_cited() -> None:
    article = read("Quill 2012.", "<a href='#moss'>Moss 2015</a>.")
    assert not [each for each in article.warnings if "without a marker" in each]


def test_a_hit_shows_the_work_of_a_short_note(index: Index) -> None:
    index.add(read("<a href='#QuillWork'>Quill 2012</a>, p. 44."))
    hit = next(hit for hit in index.search("socks warm") if hit.kind == "section")
    assert [work.title for note in hit.notes for work in note.references] == ["Socks in winter"]
    citing = index.cites("Quill 2012")
    assert [each.anchor for each in citing.citations] == ["n1", "QuillWork"]

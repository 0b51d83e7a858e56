"""Ranges of notes, such as "1–4", in web pages: every note between the ends is cited, in order."""

from __future__ import annotations

import pytest

from painsci_search import Index
from painsci_search.model import Article, Section
from painsci_search.reading import read_article_bytes
from painsci_search.render.blocks import with_markers

WORDS = "The kettle sang for an hour while the helpers wrote down how long each evening had lasted"


def cited_in(section: Section) -> list[str]:
    return [anchor for ref in section.note_refs for anchor in ref.anchors]


def link(number: int) -> str:
    return f"<a href='#n{number}'>{number}</a>"


def read(markers: str, notes: int = 4) -> Article:
    items = "".join(f"<li id='n{n}'>Moss. Number {n}.</li>" for n in range(1, notes + 1))
    page = (
        f"<html lang='en'><h1>Kettles</h1><p>{WORDS}{markers}. Nobody minded the steam.</p>"
        f"<h2>References</h2><ol>{items}</ol></html>"
    )
    return read_article_bytes(page.encode(), "kettles.html")


RANGES = [
    ("[1–4]", "1234"),
    (" [1-3]", "123"),
    ("<sup>1-3</sup>", "123"),
    ("¹⁻⁴", "1234"),
    ("[1,3–4]", "134"),
    ("<sup>1, 2–4</sup>", "1234"),
    (f"[{link(1)}–{link(4)}]", "1234"),
    (f"<sup>{link(1)}-{link(4)}</sup>", "1234"),
    (f"<sup>{link(2)}</sup>–<sup>{link(4)}</sup>", "234"),
    (f"<sup>{link(1)}</sup><sup>–</sup><sup>{link(4)}</sup>", "1234"),
    (f"<sup>{link(1)},{link(2)}–{link(4)}</sup>", "1234"),
    (f"<sup>{link(2)}, <a href='#n3'>3–4</a></sup>", "234"),
    ("[1]–[4]", "1234"),
    (f"{link(1)}‐{link(4)}", "1234"),
    (f"{link(1)}‒{link(4)}", "1234"),
    (f"{link(1)}−{link(4)}", "1234"),
    (f"<sup>{link(1)}, <a href='#n2'>2‒4</a></sup>", "1234"),
]


@pytest.mark.parametrize(("markers", "labels"), RANGES)
def test_every_note_of_a_range_is_cited_once_and_in_order(markers: str, labels: str) -> None:
    article = read(markers)
    section = article.sections[0]
    assert section.text == f"{WORDS}. Nobody minded the steam."
    assert {ref.offset for ref in section.note_refs} == {len(WORDS)}
    assert cited_in(section) == [f"n{label}" for label in labels]
    cited = [note.label for note in article.notes if note.cited_from == (section.anchor,)]
    assert cited == list(labels)


@pytest.mark.parametrize(
    ("markers", "shown"),
    [
        ("[1–4]", "[1]–[4]"),
        ("[1,3–4]", "[1][3][4]"),
        (f"[{link(1)}–{link(4)}]", "[1]–[4]"),
        (f"<sup>{link(1)}, <a href='#n2'>2–4</a></sup>", "[1][2–4]"),
    ],
)
def test_a_range_is_shown_as_it_is_printed(markers: str, shown: str) -> None:
    assert with_markers(read(markers).sections[0]) == f"{WORDS}{shown}. Nobody minded the steam."


def test_a_range_alone_cites_a_whole_list_of_notes() -> None:
    article = read("[1–9]", notes=9)
    assert cited_in(article.sections[0]) == [f"n{n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("markers", "labels"),
    [
        (f"<sup>{link(4)}–{link(1)}</sup> {link(2)}", "412"),
        (f"[{link(1)}][{link(2)}] in 2001–2004", "12"),
        ("[1][2][3] in the years [3–9]", "123"),
        ("[1][2][3] or [4–1]", "123"),
    ],
)
def test_what_does_not_count_up_through_the_notes_is_no_range(markers: str, labels: str) -> None:
    section = read(markers).sections[0]
    assert "".join(ref.label for ref in section.note_refs) == labels


@pytest.mark.parametrize("markers", ["[1–4]", f"<sup>{link(1)}–{link(4)}</sup>"])
def test_a_note_within_a_range_has_the_claim_of_its_sentence(index: Index, markers: str) -> None:
    index.add(read(markers))
    (hit,) = [hit for hit in index.search("kettle sang") if hit.kind == "section"]
    assert [note.label for note in hit.notes] == ["1", "2", "3", "4"]
    assert [claim.notes for claim in hit.claims] == [("n1", "n2", "n3", "n4")]
    (hit,) = index.search('"number 3"')
    assert [claim.text for claim in hit.claims] == [f"{WORDS}."]

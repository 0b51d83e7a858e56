"""The labels of links to databases at the end of a note are no part of its text."""

from __future__ import annotations

import re

import pytest

from painsci_search.model import Note
from painsci_search.reading.forms.html import read_page

WORK = "Holm A, Lund O. Warm cups and cold hands. J Tea. 2004;3(1):12-19."


def read_note(note: str) -> Note:
    page = (
        "<h1>Tea</h1><p>Cups are warm.<sup><a id='r1' href='#n1'>1</a></sup></p><h2>References</h2>"
        f"<ol><li id='n1'>{note}</li></ol>"
    )
    return read_page(page, "tea.html").notes[0]


def link(label: str) -> str:
    return f"<a href='https://example.org/works/1'>{label}</a>"


@pytest.mark.parametrize(
    "labels",
    [
        f" [{link('Google Scholar')}] [{link('CrossRef')}]",
        f"{link('PubMed')}{link('Google Scholar')}{link('Crossref')}",
        f"<div>{link('OpenUrl')}{link('CrossRef')}{link('PubMed')}</div>",
        f"<ul><li>{link('View Article')}</li><li>{link('PubMed/NCBI')}</li></ul>",
        f" {link('PubMed Abstract')} | {link('Publisher Full Text')}",
        f" {link('View at Publisher')} · {link('View at Google Scholar')}",
        f"<p>{link('View in Scopus')}</p>",
        f" {link('Full Text (opens in new tab)')}",
        f" [{link('DOI')}] [{link('Web of Science')}]",
    ],
)
def test_labels_of_links_at_the_end_of_a_note_are_left_out(labels: str) -> None:
    note = read_note(WORK + labels)
    assert note.text == WORK
    assert note.references[0].title == "Warm cups and cold hands"


@pytest.mark.parametrize(
    "note",
    [
        f"{WORK} [PubMed] Google Scholar",
        f"The story of the cups is available at {link('PubMed')}",
        f"{WORK} {link('doi:10.9999/tea.1')}",
        f"{WORK} {link('PubMed 123456')}",
        f"{WORK} {link('PubMed')} has the details.",
        link("Google Scholar"),
    ],
)
def test_other_words_at_the_end_of_a_note_are_kept(note: str) -> None:
    assert read_note(note).text == re.sub("<[^>]*>", "", note)


def test_an_identifier_of_a_label_belongs_to_the_work() -> None:
    address = "<a href='https://doi.org/10.9999/tea.7'>CrossRef</a>"
    note = read_note(f"{WORK} [{address}]")
    assert note.text == WORK
    assert note.references[0].doi == "10.9999/tea.7"


DOI = "https://doi.org/10.9999/tea.1"


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        (f" <a href='{DOI}'>Crossref<span class='sr-only'>(opens in a new window)</span></a>", ""),
        (f" <span class='hidden data-doi'>10.9999/tea.1</span> <a href='{DOI}'>Crossref</a>", ""),
        (
            f" <a href='{DOI}'>doi:10.9999/tea.1<span class='visually-hidden'> {DOI}</span></a>",
            " doi:10.9999/tea.1",
        ),
        (
            f" <a href='{DOI}'>{DOI}</a><span class='u-visually-hidden'>10.9999/TEA.1</span>",
            f" {DOI}",
        ),
        (f" <a href='{DOI}'>{DOI}</a><span class='visuallyhidden'>Article</span>", f" {DOI}"),
    ],
)
def test_words_that_are_not_seen_and_repeat_a_link_are_left_out(rest: str, text: str) -> None:
    note = read_note(WORK + rest)
    assert note.text == WORK + text
    assert note.references[0].doi == "10.9999/tea.1"
    assert note.references[0].title == "Warm cups and cold hands"


@pytest.mark.parametrize(
    "rest",
    [
        " <span class='hidden data-doi'>10.9999/tea.1</span>",
        f" <span class='hidden'>10.9999/tea.2</span> <a href='{DOI}'>{DOI}</a>",
        f" <span class='sr-only'>A remark</span> <a href='{DOI}'>{DOI}</a>",
        f" <a href='{DOI}'>{DOI}</a><span>10.9999/tea.1</span>",
    ],
)
def test_other_words_that_are_not_seen_are_kept(rest: str) -> None:
    assert read_note(WORK + rest).text == re.sub("<[^>]*>", "", WORK + rest)

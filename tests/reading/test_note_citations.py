"""A page with one note in; the works that it cites, whatever markup its parts have."""

from __future__ import annotations

import pytest

from note_pages import read_references
from painsci_search.reading.forms.html import read_page

SOURCE = "Sock Sci. 2011;12:101-9."


@pytest.mark.parametrize(
    "note",
    [
        f"<ol><li>Quill A, </li><li>Fenn C</li></ol><cite>. Warm socks. {SOURCE}</cite>",
        f"<ul><li>Quill A</li><li>Fenn C</li></ul><p>Warm socks. {SOURCE}</p>",
        "<div>Quill A, Fenn C</div><div>Warm socks</div><div>Sock Sci, 12 (2011), 101-9</div>",
        "<p>A. Quill, C. Fenn</p><p>Warm socks</p><p>Sock Sci 2011;12:101-9</p>",
        "<p>Warm socks</p><p>Ada Quill, C Fenn</p><p>Sock Sci, <b>12</b>, 101-9, 2011</p>",
        "Quill A, Fenn C. <i>Warm socks.</i> <abbr>Sock Sci</abbr><span>2011</span>;12:101-9.",
    ],
)
def test_the_parts_of_a_citation_may_be_blocks(note: str) -> None:
    (reference,) = read_references(note)
    assert reference.authors == ("Quill A", "Fenn C")
    assert (reference.title, reference.journal) == ("Warm socks", "Sock Sci")
    assert (reference.year, reference.volume, reference.pages) == (2011, "12", "101-9")


@pytest.mark.parametrize(
    "links",
    [
        "<a href='/a'>Order a copy</a><a href='/b'>Bestellen</a>",
        "[<a href='/a'>Volltext</a>] [<a href='/b'>Texte complet</a>]",
        "<div><a href='/a'>Kaufen</a></div><div><a href='/b'>Leihen</a></div>",
        "<a href='/a'>Volltext</a> | <a href='/b'>Zitieren</a>",
    ],
)
def test_the_names_of_links_after_a_citation_are_no_remark(links: str) -> None:
    (reference,) = read_references(f"Quill A, Fenn C. Warm socks. {SOURCE} {links}")
    assert reference.commentary is None


def test_a_link_in_a_sentence_is_part_of_the_remark() -> None:
    note = f"Quill A, Fenn C. Warm socks. {SOURCE} <a href='/a'>My summary</a> is longer."
    (reference,) = read_references(note)
    assert reference.commentary == "My summary is longer."


def test_the_url_of_a_search_is_not_that_of_the_work() -> None:
    note = f"Quill A, Fenn C. Warm socks. {SOURCE} "
    (reference,) = read_references(
        note + "<a href='https://find.example/s?title=Warm+socks'>Find</a>"
    )
    assert reference.url is None
    (reference,) = read_references(note + "<a href='https://sock.example/12/101'>Page</a>")
    assert reference.url == "https://sock.example/12/101"


def test_a_raised_exponent_stays_in_a_title() -> None:
    note = f"Quill A, Fenn C. A count of 10<sup>6</sup> stitches. {SOURCE}"
    (reference,) = read_references(note)
    assert reference.title == "A count of 10⁶ stitches"


def test_a_link_within_the_site_that_leads_to_a_work_names_it() -> None:
    page = (
        '<link rel="canonical" href="https://pubmed.ncbi.nlm.nih.gov/1/"><h1>Socks</h1>'
        "<p>Feet are cold in the evening, and stoves are warm.</p><h2>References</h2>"
        f'<ol><li>Quill A. Warm socks. {SOURCE} <a href="/99919001/">PubMed</a></li></ol>'
    )
    (note,) = read_page(page, "socks.html").notes
    assert note.references[0].pmid == "99919001"

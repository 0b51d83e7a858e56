"""Notes whose elements name the parts of their citations, in the markup of each kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from marked_notes import ARTICLE, BOOK, SOCKS, coins, fields, join, read_references, span

NOTES = sorted((Path(__file__).parent / "notes").glob("*.html"))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_the_parts_of_a_citation_are_taken_from_their_marks(path: Path) -> None:
    (reference,) = read_references(path.read_text(encoding="utf-8"))
    assert fields(reference) == ARTICLE
    assert reference.raw[:5] in ("Quill", "A.B. ", "A. B.", "Warm ", "Ada B")


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            join(
                ("author", "Quill A"), ". ", ("chapterTitle", "Wool and heat"), ". In: ",
                ("author", "C. Fenn"), ", ", ("author", "B. Holm"), ", ", *BOOK,
                ("publisherName", "Made Up Press"), "; ", ("pubYear", "2011"), ". p. ",
                ("pageFirst", "5"), "–", ("pageLast", "19"),
            ),
            {
                "authors": ("Quill A",), "title": "Wool and heat", "journal": "The book of feet",
                "year": 2011, "pages": "5-19", "type": "chapter", "editors": ("Fenn C", "Holm B"),
                "publisher": "Made Up Press", "place": "Hometown",
            },
        ),
        (
            join(
                ("NLM_string-name", "Quill, A."), " (", ("NLM_year", "2011"), "). ",
                ("NLM_chapter-title", "Wool and heat"), ". ", ("NLM_string-name", "C. Fenn"),
                " &amp; ", ("NLM_string-name", "B. Holm"), " (Eds.), ",
                ("NLM_source", "The book of feet"), " (pp. ", ("NLM_fpage", "5"), "–",
                ("NLM_lpage", "19"), "). ", ("NLM_edition", "2nd ed."),
            ),
            {
                "authors": ("Quill A",), "title": "Wool and heat", "journal": "The book of feet",
                "year": 2011, "pages": "5-19", "type": "chapter", "editors": ("Fenn C", "Holm B"),
                "edition": "2nd",
            },
        ),
        (
            join(
                ("editor", "Quill A"), " (ed). ", *BOOK, ("publisherName", "Made Up Press"), ", ",
                ("pubYear", "2011"), ". ISBN ", ("isbn", "978-0-00-000000-2"),
            ),
            {
                "authors": ("Quill A",), "title": "The book of feet", "year": 2011, "type": "book",
                "editors": ("Quill A",), "publisher": "Made Up Press", "place": "Hometown",
                "isbn": "9780000000002",
            },
        ),
        (
            "<div class='ref-web'>" + join(
                ("cit-collab", "Institute of Socks and Shoes"), ". ", ("cit-source", "On wool"),
                " [accessed ", ("cit-access-date", "3 May 2012"), "] ", ("cit-pub-date", "2011"),
            ) + "</div>",
            {
                "authors": ("Institute of Socks and Shoes",), "title": "On wool", "year": 2011,
                "type": "webpage", "accessed": "2012-05-03",
            },
        ),
        (
            "<cite class='citation thesis'>Quill, A. (2011) On wool. University of Wool."
            + coins(
                ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation"), ("rft.title", "On wool"),
                ("rft.inst", "University of Wool"), ("rft.au", "Quill, A."), ("rft.date", "2011"),
            ) + "</cite>",
            {
                "authors": ("Quill A",), "title": "On wool", "year": 2011, "type": "thesis",
                "publisher": "University of Wool",
            },
        ),
        (
            join(
                ("author", "Quill A"), ". ", ("articleTitle",
                "On 10<sup>6</sup> socks of <i>Ovis</i>: I<sup>2</sup> &amp; “warm” feet"), ". ",
                ("journalTitle", "Trans. Sock Soc."), " ", ("pubYear", "2011"), ";", ("vol", "IV"),
            ),
            {
                "authors": ("Quill A",), "title": "On 10⁶ socks of Ovis: I² & “warm” feet",
                "journal": "Trans. Sock Soc.", "year": 2011, "volume": "IV", "type": "article",
            },
        ),
        (
            join(*SOCKS, " ", ("vol", "12"), ", ", ("pageFirst", "S1"), " ", ("pubYear", "2011"))
            + "<ul class='reflinks' data-doi='10.5555/SOCKS.1' data-pmid='1234567'></ul>",
            {
                "authors": ("Quill A",), "title": "Warm socks", "journal": "Sock Sci", "year": 2011,
                "volume": "12", "pages": "S1", "doi": "10.5555/socks.1", "pmid": "1234567",
                "type": "article",
            },
        ),
    ],
)  # fmt: skip
def test_books_chapters_theses_and_pages_have_their_own_fields(
    note: str, expected: dict[str, Any]
) -> None:
    (reference,) = read_references(note)
    assert fields(reference) == expected


def test_a_note_may_mark_several_works() -> None:
    first = (*SOCKS, " ", ("vol", "12"), ", ", ("pageFirst", "1"), " (", ("pubYear", "2011"), ")")
    untitled = (("author", "Fenn C"), ", ", ("journalTitle", "Shoe Sci"), " ", ("vol", "3"), ", ")
    note = join(*first, "; ", *untitled, ("pageFirst", "7"), " (", ("pubYear", "2012"), ").")
    socks, shoes = read_references(note)
    assert (socks.title, socks.pages, socks.raw) == (
        "Warm socks", "1", "Quill A. Warm socks. Sock Sci 12, 1 (2011)",
    )  # fmt: skip
    assert (shoes.authors, shoes.title, shoes.journal) == (("Fenn C",), None, "Shoe Sci")
    assert (shoes.volume, shoes.pages, shoes.year) == ("3", "7", 2012)


def test_what_is_not_marked_is_filled_in_and_other_works_stay() -> None:
    note = (
        f"See {join(*SOCKS)} 2011;12:1–9. doi:10.5555/socks.2. It was cold. "
        "Holm E. The history of the shoe. Made Up J. 2001;5:1–2."
    )
    socks, shoes = read_references(note)
    assert (socks.year, socks.volume, socks.pages, socks.doi) == (
        2011,
        "12",
        "1-9",
        "10.5555/socks.2",
    )
    assert (shoes.title, shoes.journal) == ("The history of the shoe", "Made Up J")


def test_text_around_a_marked_citation_is_commentary() -> None:
    note = f"{join(*SOCKS)} 2011;12:1–9. It found warmer feet."
    (reference,) = read_references(note)
    assert reference.raw == "Quill A. Warm socks. Sock Sci 2011;12:1–9."
    assert reference.commentary == "It found warmer feet."


def test_words_that_are_no_citation_are_none_though_classes_name_parts() -> None:
    assert (
        read_references(f"{span('title', 'Dr')} Quill found it cold in {span('year', '2011')}.")
        == ()
    )

"""Works that pages describe for programs: COinS, addresses, records, and lists in the head."""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import quote, urlencode

import pytest
from marked_notes import ARTICLE, COINS, coins, fields, meta, read_notes, read_references

from painsci_search.reading.forms.html import read_page

SEARCH = {
    "title": "Warm socks, and cold feet?",
    "author": ["AB Quill", "C. van der Fenn"],
    "journal": "Sock Sci.",
    "publication_year": "2011",
    "volume": "12",
    "issue": "3",
    "pages": "101–9",
}
TEXT = "Quill, A. B. / van der Fenn, C. – Warm socks, and cold feet? – Sock Sci; 2011: 12, 3; 101–9"


@pytest.mark.parametrize(
    "note",
    [
        TEXT + coins(*COINS.items()),
        f"{TEXT} <a href='//a.example/scholar_lookup?{urlencode(SEARCH, doseq=True)}'>Find</a>",
        f"{TEXT} <a href='https://a.example/openurl?query={quote(urlencode(COINS))}'>OpenUrl</a>",
    ],
)
def test_descriptions_for_programs_give_the_parts_that_the_note_shows(note: str) -> None:
    (reference,) = read_references(note)
    assert fields(reference, "commentary", "url") == ARTICLE
    assert reference.raw.startswith("Quill, A. B.")


RIS = """TY  - JOUR
TI  - Warm socks, and cold feet?
AU  - Quill, Ada B.
AU  - van der Fenn, C.
JO  - Sock Sci
PY  - 2011/05//
VL  - 12
IS  - 3
SP  - 101
EP  - 9
ER  -
"""
BIBTEX = """@article{quill2011,
  author = {Quill, Ada B. and van der Fenn, Cy},
  title = {Warm {S}ocks, and Cold Feet?},
  journal = "Sock Sci",
  year = 2011,
  volume = {12},
  number = {3},
  pages = {101--9}
}"""


@pytest.mark.parametrize(
    "address",
    [
        f"data:application/x-research-info-systems,{quote(RIS)}",
        f"data:application/x-bibtex;base64,{b64encode(BIBTEX.encode()).decode()}",
    ],
)
def test_records_for_reference_managers_in_an_address_are_read(address: str) -> None:
    (reference,) = read_references(f"{TEXT} <a href='{address}'>Export</a>")
    assert fields(reference, "commentary") == ARTICLE


def test_coins_after_the_item_of_a_list_are_those_of_the_item() -> None:
    page = (
        "<article><h1>Socks</h1><p>Cold.<a href='#n1'><sup>1</sup></a></p><h2>References</h2>"
        f"<div class='csl-bib-body'><div class='csl-entry' id='n1'>{TEXT}</div>"
        f"{coins(*COINS.items())}</div></article>"
    )
    (note,) = read_page(page, "socks.html").notes
    assert fields(note.references[0]) == ARTICLE


LISTED = meta(
    title="Warm socks, and cold feet?",
    author=["AB Quill", "C van der Fenn"],
    journal_title="The Science of Socks",
    journal_abbrev="Sock Sci",
    volume="12",
    issue="3",
    firstpage="101",
    lastpage="9",
    publication_date="2011",
)
OTHER = "Holm E. The history of the shoe. Made Up J. 2001;5:1–2."
OTHER_LISTED = meta(title="The history of the shoe", author="E Holm", year="2001", pmid="1234567")
JSON_LD = f"""<script type="application/ld+json">{
    json.dumps(
        {
            "@type": "Article",
            "headline": "Socks",
            "citation": [
                "Free text",
                {
                    "@type": "ScholarlyArticle",
                    "headline": "Warm socks, and cold feet?",
                    "author": [
                        {"@type": "Person", "familyName": "Quill", "givenName": "Ada B."},
                        {"name": "Cy van der Fenn"},
                    ],
                    "datePublished": "2011-05",
                    "pagination": "101-9",
                    "isPartOf": {
                        "issueNumber": 3,
                        "isPartOf": {"volumeNumber": "12", "isPartOf": {"name": "Sock Sci"}},
                    },
                },
            ],
        }
    )
}</script>"""


@pytest.mark.parametrize("head", [LISTED, OTHER_LISTED + LISTED, LISTED + OTHER_LISTED, JSON_LD])
def test_works_that_the_head_lists_are_matched_to_the_notes_by_their_titles(head: str) -> None:
    socks, shoes = read_notes(TEXT, OTHER, head=head).notes
    assert fields(socks.references[0], "commentary") == ARTICLE
    assert (shoes.references[0].title, shoes.references[0].volume) == (
        "The history of the shoe",
        "5",
    )
    assert shoes.references[0].pmid == ("1234567" if OTHER_LISTED in head else None)


def test_works_of_the_head_that_no_note_shows_change_nothing() -> None:
    others = LISTED.replace("Warm socks, and", "Old socks; no") + OTHER_LISTED.replace(
        "shoe", "hat"
    )
    plain = [note.references for note in read_notes(OTHER, "Not a citation.").notes]
    assert [
        note.references for note in read_notes(OTHER, "Not a citation.", head=others).notes
    ] == plain


def test_authors_that_a_description_lacks_are_those_of_the_text() -> None:
    described = urlencode({"title": "Warm socks", "author": "A. Quill", "journal": "Sock Sci"})
    link = f"<a href='//a.example/scholar_lookup?{described}'>Find</a>"
    note = f"Quill A, Fenn C, Holm E. Warm socks. Sock Sci. 2011;12:1–3. {link}"
    (reference,) = read_references(note)
    assert reference.authors == ("Quill A", "Fenn C", "Holm E")


def test_only_the_printed_authors_of_a_longer_description_are_taken() -> None:
    authors = ["A. Quill", "C. Du Fenn", "E. Holm", "B. Last"]
    pairs = {"title": "Warm socks", "author": authors, "journal": "Sock Sci"}
    described = urlencode(pairs, doseq=True)
    link = f"<a href='//a.example/scholar_lookup?{described}'>Find</a>"
    note = f"Quill, A., Du Fenn, C., et al. Warm socks. Sock Sci. 2011;12:1–3. {link}"
    (reference,) = read_references(note)
    assert reference.authors == ("Quill A", "Du Fenn C")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("AB Quill, C Fenn", ("Quill AB", "Fenn C")),
        ("Quill AB; Fenn C", ("Quill AB", "Fenn C")),
        ("Ada Quill, Cy Fenn", ("Quill AB", "Fenn C", "Holm E")),
    ],
)
def test_several_names_in_one_value_are_taken_apart_or_left_to_the_text(
    authors: str, expected: tuple[str, ...]
) -> None:
    text = f"{', '.join(expected)}. On 10⁶ socks. Sock Sci. 2011;12:1–3."
    head = meta(title="On 10&lt;sup&gt;6&lt;/sup&gt; socks", author=authors, isbn="0000000000")
    (note,) = read_notes(text, head=head).notes
    assert note.references[0].authors == expected
    assert note.references[0].title == "On 10⁶ socks"


def test_an_identifier_in_the_text_is_none_that_an_attribute_gives() -> None:
    note = f"{TEXT}. doi:10.5555/text <ul data-doi='10.5555/other' data-pmid='1234567'></ul>"
    (reference,) = read_references(note + coins(*COINS.items(), ("rft_id", "info:doi/10.5555/x")))
    assert (reference.doi, reference.pmid) == ("10.5555/text", "1234567")


def test_several_works_that_a_note_describes_keep_their_own_numbers() -> None:
    works = [("Warm socks", "Quill", "2011", "12"), ("Cold feet and wool", "Fenn", "2012", "11")]
    note = "; ".join(
        f"{author}: {title} [Sock Sci, {year}, vol. {volume}]"
        + coins(
            ("rft.atitle", title), ("rft.aulast", author), ("rft.date", year),
            ("rft.jtitle", "Sock Sci"), ("rft.volume", volume),
        )
        for title, author, year, volume in works
    )  # fmt: skip
    found = [(one.title, *one.authors, str(one.year), one.volume) for one in read_references(note)]
    assert found == works


def test_words_around_a_citation_that_only_its_description_shows_are_commentary() -> None:
    link = "<a href='/x'>Read it here now</a>"
    note = f"The first of its kind: {TEXT}. It was a cold year for all. {link}"
    (reference,) = read_references(note + coins(*COINS.items()))
    assert reference.commentary is not None
    assert reference.commentary.endswith("It was a cold year for all.")

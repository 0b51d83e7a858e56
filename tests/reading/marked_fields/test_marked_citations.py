"""Notes whose pages mark the parts of their citations; made-up works in the markup of each kind."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from painsci_search.model import Article, Reference
from painsci_search.reading.forms.html import read_page


def read_notes(*notes: str, head: str = "", after: str = "") -> Article:
    """Read a page with these notes, each the content of an item of a list."""
    marks = "".join(
        f"<p>Feet are cold.<sup><a href='#n{n}' id='r{n}'>{n}</a></sup></p>"
        for n, _ in enumerate(notes, 1)
    )
    items = "".join(
        f"<li id='n{n}'>{note} <a href='#r{n}'>↩</a></li>{after}" for n, note in enumerate(notes, 1)
    )
    return read_page(
        f"<html><head>{head}</head><body><article><h1>Socks</h1>{marks}<h2>Notes</h2><ol>{items}"
        "</ol></article></body></html>",
        "socks.html",
    )


def read_references(note: str, **page: str) -> tuple[Reference, ...]:
    (found,) = read_notes(note, **page).notes
    return found.references


def fields(reference: Reference, *without: str) -> dict[str, Any]:
    """Return the fields of a reference that are given, without its text."""
    names = [name for name in reference.__dataclass_fields__ if name not in ("raw", *without)]
    return {name: value for name in names if (value := getattr(reference, name))}


ARTICLE = {
    "authors": ("Quill AB", "van der Fenn C"),
    "title": "Warm socks, and cold feet?",
    "journal": "Sock Sci",
    "year": 2011,
    "volume": "12",
    "issue": "3",
    "pages": "101-9",
    "type": "article",
}


NOTES = sorted((Path(__file__).parent / "notes").glob("*.html"))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_the_parts_of_a_citation_are_taken_from_their_marks(path: Path) -> None:
    (reference,) = read_references(path.read_text(encoding="utf-8"))
    assert fields(reference) == ARTICLE
    assert reference.raw[:5] in ("Quill", "A.B. ", "A. B.", "Warm ", "Ada B")


COINS = {
    "ctx_ver": "Z39.88-2004",
    "rft_val_fmt": "info:ofi/fmt:kev:mtx:journal",
    "rft.genre": "article",
    "rft.atitle": "Warm socks, and cold feet?",
    "rft.jtitle": "Sock Sci",
    "rft.stitle": "Sock Science",
    "rft.aulast": "Quill",
    "rft.auinit": "AB",
    "rft.au": "van der Fenn, C.",
    "rft.date": "2011-05",
    "rft.volume": "12",
    "rft.issue": "3",
    "rft.pages": "101-9",
}
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
        f"{TEXT}<span class='Z3988' title='{urlencode(COINS).replace('&', '&amp;')}'></span>",
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
        f"<span class='Z3988' title='{urlencode(COINS).replace('&', '&amp;')}'></span></div>"
        "</article>"
    )
    (note,) = read_page(page, "socks.html").notes
    assert fields(note.references[0]) == ARTICLE


def _meta(**keys: str | list[str]) -> str:
    pairs = [
        f"citation_{key}={one}"
        for key, value in keys.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return f'<meta name="citation_reference" content="{";".join(pairs)}">'


LISTED = _meta(
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
OTHER_LISTED = _meta(title="The history of the shoe", author="E Holm", year="2001", pmid="1234567")
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

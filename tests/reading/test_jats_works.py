"""Citations of JATS and NLM: works of all types, with the fields of their own."""

from __future__ import annotations

from typing import Any

import pytest

from painsci_search.model import Note
from painsci_search.reading import read_article_bytes

QUILL = "<name><surname>Quill</surname><given-names>Ada</given-names></name>"
FENN = "<name><surname>Fenn</surname><given-names>C.</given-names></name>"
AUTHORS = f'<person-group person-group-type="author">{QUILL}</person-group>'
EDITORS = f'<person-group person-group-type="editor">{FENN}</person-group>'
BOOK = (
    "<source>The book of feet</source><publisher-loc>Hometown</publisher-loc>"
    "<publisher-name>Made Up Press</publisher-name><year>2011</year>"
)


def read_note(citation: str) -> Note:
    xml = (
        "<article><front/><body><p>Socks.</p></body><back><ref-list><ref id='r1'>"
        f"{citation}</ref></ref-list></back></article>"
    )
    return read_article_bytes(xml.encode(), "socks.nxml").notes[0]


def fields(citation: str) -> dict[str, Any]:
    """Return the fields that are given of the only work of a citation."""
    (work,) = read_note(citation).references
    names = [name for name in work.__dataclass_fields__ if name != "raw"]
    return {name: value for name in names if (value := getattr(work, name))}


PUBLISHED = {"year": 2011, "publisher": "Made Up Press", "place": "Hometown"}


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (
            (f'<element-citation publication-type="book">{AUTHORS}<chapter-title>Wool and heat'
            f"</chapter-title>{EDITORS}<edition>2nd ed.</edition>{BOOK}<fpage>5</fpage><lpage>19"
            '</lpage><pub-id pub-id-type="isbn">978-0-00-000000-2</pub-id></element-citation>'),
            {
                "authors": ("Quill A",), "title": "Wool and heat", "journal": "The book of feet",
                "pages": "5-19", "type": "chapter", "editors": ("Fenn C",), "edition": "2nd",
                "isbn": "9780000000002", **PUBLISHED,
            },
        ),
        (
            (f'<mixed-citation publication-type="book">{QUILL}. <chapter-title>Wool and heat'
            f"</chapter-title>. In: <string-name>C. Fenn</string-name>, editor. {BOOK}"
            "</mixed-citation>"),
            {
                "authors": ("Quill A",), "title": "Wool and heat", "journal": "The book of feet",
                "type": "chapter", "editors": ("Fenn C",), **PUBLISHED,
            },
        ),
        (
            f'<nlm-citation citation-type="book">{EDITORS}{BOOK}</nlm-citation>',
            {
                "authors": ("Fenn C",), "title": "The book of feet", "type": "book",
                "editors": ("Fenn C",), **PUBLISHED,
            },
        ),
        (
            (f'<element-citation publication-type="book">{AUTHORS}<source>The book of feet</source>'
            "<publisher-name>Hometown: Made Up Press</publisher-name><year>2011</year>"
            '<person-group person-group-type="editor"><name><surname>2</surname></name>'
            "</person-group></element-citation>"),
            {"authors": ("Quill A",), "title": "The book of feet", "type": "book", **PUBLISHED},
        ),
        (
            (f'<element-citation publication-type="confproc">{AUTHORS}<article-title>Wool'
            "</article-title><conf-name>Second Meeting on Socks</conf-name><year>2011</year>"
            "</element-citation>"),
            {
                "authors": ("Quill A",), "title": "Wool", "journal": "Second Meeting on Socks",
                "year": 2011, "type": "paper",
            },
        ),
        (
            (f'<element-citation publication-type="thesis">{AUTHORS}<article-title>Wool'
            "</article-title><source>PhD thesis</source><publisher-name>University of Wool"
            "</publisher-name><year>2011</year></element-citation>"),
            {
                "authors": ("Quill A",), "title": "Wool", "year": 2011, "type": "thesis",
                "publisher": "University of Wool",
            },
        ),
        (
            ('<element-citation publication-type="webpage"><collab>Institute of Socks</collab>'
            '<source>On wool</source><year>2011</year><date-in-citation content-type="access-date">'
            "<day>3</day><month>5</month><year>2012</year></date-in-citation><ext-link "
            'xmlns:x="http://www.w3.org/1999/xlink" x:href="https://socks.example/">link</ext-link>'
            "</element-citation>"),
            {
                "authors": ("Institute of Socks",), "title": "On wool", "year": 2011,
                "type": "webpage", "accessed": "2012-05-03", "url": "https://socks.example/",
            },
        ),
        (
            (f'<element-citation publication-type="journal">{AUTHORS}<source>J. Made Up Sci.'
            "</source><year>2011</year><volume>12</volume><elocation-id>e7</elocation-id>"
            "</element-citation>"),
            {
                "authors": ("Quill A",), "journal": "J. Made Up Sci.", "year": 2011,
                "volume": "12", "pages": "e7", "type": "article",
            },
        ),
        (
            (f'<element-citation publication-type="preprint">{AUTHORS}<article-title>On 10'
            "<sup>6</sup> <italic>Ovis</italic>, or “wool”</article-title><source>A server</source>"
            '<year>2011</year><pub-id pub-id-type="doi">10.5555/OVIS</pub-id></element-citation>'),
            {
                "authors": ("Quill A",), "title": "On 10⁶ Ovis, or “wool”", "journal": "A server",
                "year": 2011, "type": "preprint", "doi": "10.5555/ovis",
            },
        ),
    ],
)  # fmt: skip
def test_works_of_each_type_have_their_fields(citation: str, expected: dict[str, Any]) -> None:
    assert fields(citation) == expected


def test_one_citation_may_have_several_works() -> None:
    note = read_note(
        f"<mixed-citation>(a) {QUILL}, <source>J. Made Up</source> <year>2011</year>, <volume>12"
        f"</volume>, <fpage>1</fpage>; (b) {FENN}, <article-title>Wool</article-title>, <source>J. "
        "Socks</source> <year>2012</year>, <volume>3</volume>, <fpage>7</fpage>.</mixed-citation>"
    )
    first, second = note.references
    assert (first.authors, first.title, first.journal) == (("Quill A",), None, "J. Made Up")
    assert first.raw == "(a) Quill Ada, J. Made Up 2011, 12, 1"
    assert (second.authors, second.title, second.year) == (("Fenn C",), "Wool", 2012)
    assert (second.volume, second.pages) == ("3", "7")
    assert note.text.endswith("1; (b) Fenn C., Wool, J. Socks 2012, 3, 7.")


@pytest.mark.parametrize(
    "citation",
    [
        f"<element-citation>{'<source>J</source><year>2011</year>' * 300}</element-citation>",
        f"<mixed-citation>{(QUILL + '<source>J</source><year>2011</year>') * 300}</mixed-citation>",
        "<element-citation><article-title/><source> </source><volume/></element-citation>",
        (
            "<element-citation><article-title>A</article-title><year>soon</year><isbn>0</isbn>"
            "<edition>.</edition><date-in-citation>then</date-in-citation></element-citation>"
        ),
    ],
)
def test_odd_citations_are_read_to_their_end(citation: str) -> None:
    for work in read_article_bytes(
        f"<article><front/><body><p>A.</p></body><back><ref-list><ref>{citation}</ref>"
        "</ref-list></back></article>".encode(),
        "a.nxml",
    ).notes:
        for reference in work.references:
            assert reference.year in (2011, None)
            assert (reference.isbn, reference.accessed, reference.edition) == (None, None, None)

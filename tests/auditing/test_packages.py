"""Flaws of files with parts or pages are found at places that a person can look up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archives import epub
from painsci_search import Finding, audit
from painsci_search.auditing.languages import is_language_tag
from pdf_files import Text, column, make_pdf

Write = Callable[..., Path]
WORK = "Doe J. Hums and knees. J Made Up. {};3(1):1-9."
DATED = "<dc:title>On Backs</dc:title><dc:date>2020-01-01</dc:date>"


def _found(path: Path, kind: str) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in audit([path]) if one.kind == kind]


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_book_with_dead_links_names_the_part_and_the_line(tmp_path: Path) -> None:
    words = "<p>An opening about backs and what helps them, which is long enough.</p>\n"
    body = (
        f"<h1>One</h1>\n{words}"
        '<p>Tape helps.<a epub:type="noteref" href="notes.xhtml#n9">9</a></p>\n'
        '<p>See <a href="gone.xhtml">that</a>, <a href="two.xhtml#no">this</a> and\n'
        '<img src="no.png" alt=""/>.</p>'
    )
    book = epub(
        {
            "one.xhtml": body,
            "two.xhtml": f"<h1>Two</h1>{words}",
            "notes.xhtml": '<h1>Notes</h1><p id="n1">1. A note that is here.</p>',
        },
        DATED,
    )
    path = _write(tmp_path / "a.epub", book)
    ((_, marker),) = _found(path, "marker-without-note")
    assert marker == (
        "OPS/one.xhtml, line 6: marker 9 leads to notes.xhtml#n9, but the book has no such note"
    )
    ((_, file),) = _found(path, "link-to-missing-file")
    assert file.endswith("line 7: the link “that” leads to gone.xhtml, which is not there")
    ((_, anchor),) = _found(path, "dead-link")
    assert anchor.endswith("line 7: the link “this” leads to two.xhtml#no, which is nowhere there")
    ((line, picture),) = _found(path, "missing-picture")
    assert (line, picture) == (1, "OPS/one.xhtml, line 8: the picture no.png is not in the book")


def test_a_book_without_title_and_one_whose_links_work(tmp_path: Path) -> None:
    words = "<p>An opening about backs and what helps them, which is long enough.</p>"
    pages = {"one.xhtml": f'<h1>One</h1>{words}<p id="x"><a href="#x">here</a></p>'}
    whole = _write(tmp_path / "a.epub", epub(pages, DATED))
    assert [one.kind for one in audit([whole])] == ["reading"]
    bare = _write(tmp_path / "b.epub", epub(pages, "<dc:date>2020</dc:date>"))
    ((_, message),) = _found(bare, "missing-title")
    assert message == "the book has no title: its package document has no dc:title"


def test_a_bad_year_in_a_pdf_is_at_its_page(tmp_path: Path) -> None:
    text = ["Tape holds a knee, and that is all that it does here [1]. It does no more."] * 4
    first = [Text(50, 60, "On knees and tape", 20), *column(50, 100, text)]
    second = [
        Text(50, 60, "References", 14),
        *column(50, 100, [f"1. {WORK.format(1218)}", f"2. {WORK.format(2019)}"]),
    ]
    path = _write(tmp_path / "a.pdf", make_pdf(first, second))
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    assert _found(path, "bad-year") == [(1, "page 2: year 1218 is before 1500")]
    ((_, message),) = _found(path, "note-without-marker")
    assert message.startswith("page 2: no marker leads to note 2: “")


def test_a_page_saved_as_mhtml_is_audited_like_a_page(tmp_path: Path) -> None:
    page = (
        "<title>Knees</title>\n<h1 id=k>Knees</h1>\n<p>An opening about knees, long enough.\n"
        '<p>See <a href="#nowhere">that</a> claim.'
    )
    head = (
        'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"'
    )
    part = f"Content-Type: text/html\nContent-Location: https://example.org/a\n\n{page}"
    path = _write(tmp_path / "a.mhtml", f"{head}\n\n--x\n{part}\n--x--\n".encode())
    ((_, message),) = _found(path, "dead-link")
    assert message == (
        "the page in it, line 4: the link “that” leads to #nowhere, which is nowhere in the page"
    )


def test_references_of_jats_that_lead_nowhere_have_lines(tmp_path: Path) -> None:
    xml = (
        "<article><front><article-meta><pub-date><year>2020</year></pub-date></article-meta>"
        "</front>\n<body><sec><title>Walks</title>\n"
        '<p>Tape helps.<xref ref-type="bibr" rid="r9">9</xref></p>\n'
        '<p>See <xref ref-type="fig" rid="f1">Figure 1</xref>.</p></sec></body></article>'
    )
    path = _write(tmp_path / "a.xml", xml.encode())
    assert _found(path, "marker-without-note") == [
        (3, "marker 9 leads to r9, but the article has no such note")
    ]
    assert _found(path, "dead-link") == [
        (4, "the link “Figure 1” leads to f1, which is nowhere in the file")
    ]
    assert _found(path, "missing-title") == [(1, "the article has no article-title")]


def test_citations_of_pandoc_whose_works_the_file_lacks_have_lines(tmp_path: Path) -> None:
    head = "---\ntitle: On knees\ndate: 2020-01-01\n{}---\n\n"
    works = "references:\n- id: doe\n  title: Knees\n  issued: 2010\n"
    text = (
        "Tape helps [@doe; @roe, p. 3].\n\nMore [-@poe]. See [@fig:knee], [@ann](x.html), `[@code]`"
        " and [ann@example.org].\n"
    )
    path = _write(tmp_path / "a.md", (head.format(works) + text).encode())
    assert _found(path, "marker-without-note") == [
        (10, "citation @roe has no work in the text"),
        (12, "citation @poe has no work in the text"),
    ]
    for elsewhere in ("", f"bibliography: all.bib\n{works}"):
        path = _write(tmp_path / "a.md", (head.format(elsewhere) + text).encode())
        assert _found(path, "marker-without-note") == []


def test_labels_of_markdown_that_lack_each_other_have_lines(tmp_path: Path) -> None:
    text = (
        "---\ntitle: On knees\ndate: 2020-01-01\nlang: en_US\n---\n\n"
        "Tape helps.[^one] `[^code]`\n\nMore.[^two] Ice.[^4^](https://ice.example)\n\n"
        "[^two]: A note.\n[^three]: Another note.\n"
    )
    path = _write(tmp_path / "a.md", text.encode())
    assert _found(path, "marker-without-note") == [(7, "marker one has no note in the text")]
    assert _found(path, "note-without-marker") == [(12, "no marker leads to note three")]
    assert _found(path, "bad-language") == [
        (4, "the language “en_US” is no tag of BCP 47: write en-US")
    ]
    assert _found(path, "dead-link") == []


def test_a_raised_number_to_a_missing_note_is_one_finding(write_page: Write) -> None:
    path = write_page("a.html", body='Tape helps.<sup><a href="#n9">9</a></sup>')
    found: tuple[Finding, ...] = audit([path])
    assert [one.kind for one in found] == ["marker-without-note"]


def test_a_doi_with_a_short_number_says_which_is_right(write_page: Write) -> None:
    path = write_page("a.html", note=f"{WORK.format(2018)} doi:10.1/x")
    (finding,) = [one for one in audit([path]) if one.kind == "bad-doi"]
    assert finding.message == "DOI 10.1/x is not 10.NUMBER/…: the number has 4 to 9 digits"


@pytest.mark.parametrize(
    ("tag", "is_valid"),
    [
        ("en", True), ("de-AT", True), ("zh-Hant-TW", True), ("sr-Latn", True), ("es-419", True),
        ("x-own", True), ("en-u-ca-gregory", True), ("", False), ("english", False),
        ("en_GB", False), ("e", False), ("en-", False), ("de DE", False),
    ],
)  # fmt: skip
def test_a_language_is_a_tag_of_bcp_47(tag: str, *, is_valid: bool) -> None:
    assert is_language_tag(tag) is is_valid

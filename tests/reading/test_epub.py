"""A book's pages become one article: chapters are sections, and notes are found in any file."""

from __future__ import annotations

import pytest

from archives import epub, zip_of
from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes

CHAPTER = (
    '<section id="{0}"><h2>{1}</h2><p>{1} passes.<a id="r{2}" href="notes.xhtml#n{2}">{2}</a>'
    "</p></section>"
)
ONE, TWO = CHAPTER.format("one", "Pain", 1), CHAPTER.format("two", "Rest", 2)
NOTES = (
    "<section><h2>Notes</h2><ol>"
    '<li id="n1"><p>Brandt, 2001. <a href="one.xhtml#r1">↩</a></p></li>'
    '<li id="n2"><p>Lind, 2004. <a href="two.xhtml#r2">↩</a></p></li></ol></section>'
)
PAGES = {"one.xhtml": ONE, "two.xhtml": TWO, "notes.xhtml": NOTES}


def read(data: bytes) -> Article:
    return read_article_bytes(data, "backs.epub")


def outline(article: Article) -> list[tuple[str, str]]:
    return [(section.heading, section.anchor) for section in article.sections]


def test_chapters_are_sections_and_notes_are_in_another_file() -> None:
    article = read(epub(PAGES))
    assert outline(article) == [("Pain", "one"), ("Rest", "two")]
    assert article.title == "On Backs"
    assert article.language == "en"
    assert [(note.label, note.anchor, note.text) for note in article.notes] == [
        ("1", "n1", "Brandt, 2001."),
        ("2", "n2", "Lind, 2004."),
    ]
    assert article.notes[1].cited_from == ("two",)
    assert article.sections[0].text == "Pain passes."
    assert not any(part.anchor_in_page for part in (*article.sections, *article.notes))


def test_headings_between_notes_are_no_sections() -> None:
    notes = "".join(
        f'<h3>{name}</h3><p id="n{number}">{number}. {text} <a href="{back}">↩</a></p>'
        for name, number, text, back in (
            ("Pain", 1, "Brandt, 2001.", "one.xhtml#r1"),
            ("Rest", 2, "Lind, 2004.", "two.xhtml#r2"),
        )
    )
    last = "<h2>Thanks</h2><p>To the nurses.</p><h2>Blank</h2>"
    article = read(epub({**PAGES, "notes.xhtml": f"<h2>Notes</h2>{notes}", "last.xhtml": last}))
    assert [one.heading for one in article.sections] == ["Pain", "Rest", "Thanks", "Blank"]
    assert [note.text for note in article.notes] == ["Brandt, 2001.", "Lind, 2004."]


def test_a_heading_above_notes_stays_with_sections_below_it() -> None:
    page = (
        '<h2>Heat</h2><p>It helps.<a id="r1" href="#n1">1</a></p>'
        '<h2>Cold</h2><p id="n1">1. Brandt, 2001. <a href="#r1">↩</a></p>'
        "<h3>Ice</h3><p>It melts.</p>"
    )
    assert [one.heading for one in read(epub({"a.xhtml": page})).sections] == [
        "Heat",
        "Cold",
        "Ice",
    ]


def test_a_page_of_notes_that_is_not_linear_is_read_and_a_cover_is_not() -> None:
    pages = {"cover.xhtml": "<p>A cover</p>", **PAGES}
    article = read(epub(pages, aside=("notes.xhtml", "cover.xhtml")))
    assert len(article.notes) == 2
    assert "A cover" not in "".join(section.text for section in article.sections)


def test_equal_ids_of_two_files_stay_apart() -> None:
    page = (
        '<h2 id="h">%s</h2><p id="p">%s aches.<sup><a id="r" href="#n">1</a></sup></p><hr/>'
        '<p id="n"><a href="#r">1</a> Brandt, %s.</p>'
    )
    article = read(
        epub({"a.xhtml": page % ("Neck", "It", 2001), "b.xhtml": page % ("Hip", "This", 2002)})
    )
    assert outline(article) == [("Neck", "h"), ("Hip", "b-h")]
    assert [(note.anchor, note.text) for note in article.notes] == [
        ("n", "Brandt, 2001."),
        ("b-n", "Brandt, 2002."),
    ]
    assert [ref.anchor for section in article.sections for ref in section.note_refs] == ["n", "b-n"]


def test_metadata_of_epub_3_are_refined() -> None:
    metadata = """<dc:title id="s">A Short Book</dc:title><dc:title id="t">On Backs</dc:title>
        <meta refines="#s" property="title-type">subtitle</meta>
        <meta refines="#t" property="title-type">main</meta>
        <dc:creator id="b">Bo Lind</dc:creator><meta refines="#b" property="display-seq">2</meta>
        <dc:creator id="a">Ada Brandt</dc:creator><meta refines="#a" property="display-seq">1</meta>
        <meta refines="#a" property="role">aut</meta>
        <dc:creator id="c">Cy Marsh</dc:creator><meta refines="#c" property="role">ill</meta>
        <dc:identifier>url:https://books.example/backs</dc:identifier>
        <dc:date>2011-05-06T00:00:00Z</dc:date><dc:language>en-GB</dc:language>
        <meta property="dcterms:modified">2012-07-08T09:10:11Z</meta>"""
    article = read(epub(PAGES, metadata))
    assert (article.title, article.subtitle) == ("On Backs", "A Short Book")
    assert article.authors == ("Ada Brandt", "Bo Lind")
    assert (article.published, article.updated) == ("2011-05-06", None)
    assert (article.url, article.language) == ("https://books.example/backs", "en-GB")


def test_metadata_of_epub_2_have_attributes() -> None:
    metadata = """<dc:title>On Backs</dc:title><dc:creator opf:role="aut" opf:file-as="Brandt">Ada
        Brandt &amp; Bo Lind</dc:creator><dc:creator opf:role="trl">Cy Marsh</dc:creator>
        <dc:date opf:event="modification">2013</dc:date>
        <dc:date opf:event="publication">1911-02</dc:date>
        <dc:identifier opf:scheme="DOI">10.1000/backs</dc:identifier>
        <dc:language>und</dc:language>"""
    article = read(epub(PAGES, metadata))
    assert article.authors == ("Ada Brandt", "Bo Lind")
    assert (article.published, article.updated) == ("1911-02", None)
    assert article.url == "https://doi.org/10.1000/backs"


def test_what_frames_a_book_is_left_out() -> None:
    links = "".join(f'<li><a href="{name}">Chapter {name}</a></li>' for name in PAGES)
    pages = {
        "title.xhtml": "<h1>On Backs</h1><p>Ada Brandt</p><p>A publisher</p>",
        "imprint.xhtml": '<body epub:type="copyright-page"><p>All rights reserved.</p></body>',
        "contents.xhtml": f"<h1>What is in it</h1><ul>{links}</ul>",
        **PAGES,
    }
    metadata = "<dc:title>On Backs</dc:title><dc:creator>Ada Brandt</dc:creator>"
    assert outline(read(epub(pages, metadata))) == [("Pain", "one"), ("Rest", "two")]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Copyright © 2019 Ada Brandt</p><p>All rights reserved. ISBN 978-0-00-000000-2</p>",
        "<h1>Index</h1><p>back, 3, 17</p><ul><li>knee, 5</li><li>pain, see back, 8</li></ul>",
        "<h2>Subject Index</h2><p>back, <a href='one.xhtml#one'>3</a></p>",
    ],
)
def test_pages_of_rights_and_indexes_are_left_out(page: str) -> None:
    assert outline(read(epub({"a.xhtml": page, **PAGES}))) == [("Pain", "one"), ("Rest", "two")]


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Rights</h1><p>The copyright of a drug is not all rights reserved to one.</p>",
        "<h1>Index</h1><p>The index of pain is a number that people like to know.</p>",
    ],
)
def test_a_chapter_about_rights_or_an_index_is_a_chapter(page: str) -> None:
    assert len(outline(read(epub({"a.xhtml": page, **PAGES})))) == 3


def test_a_navigation_document_in_the_spine_is_no_chapter() -> None:
    nav = (
        '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="one.xhtml">Pain</a></li></ol></nav>'
    )
    items = '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    pages = {"nav.xhtml": nav, **PAGES}
    assert [heading for heading, _ in outline(read(epub(pages, items=items)))] == ["Pain", "Rest"]


def _ncx(*points: tuple[str, str]) -> dict[str, str | bytes]:
    inner = "".join(
        f"<navPoint><navLabel><text>{label}</text></navLabel><content src='{src}'/></navPoint>"
        for label, src in points
    )
    ncx = f"<ncx xmlns='http://www.daisy.org/z3986/2005/ncx/'><navMap>{inner}</navMap></ncx>"
    return {"OPS/toc.ncx": ncx}


NCX = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def test_the_contents_name_chapters_whose_headings_are_paragraphs() -> None:
    long = "Backs are strong, and most of what hurts in them heals. " * 40
    pages = {
        "a.xhtml": f'<p class="t1">Why Backs Ache</p><p>{long}</p>',
        "b.xhtml": f'<p>{long}</p><p id="late" class="t1">Later</p><p>More of it.</p>',
    }
    others = _ncx(
        ("Why backs ache", "a.xhtml"), ("What helps", "b.xhtml"), ("Later", "b.xhtml#late")
    )
    article = read(epub(pages, items=NCX, others=others))
    assert [section.heading for section in article.sections] == [
        "Why Backs Ache",
        "What helps",
        "Later",
    ]
    assert article.sections[0].text == long.strip()


def test_number_and_title_of_a_chapter_are_one_heading() -> None:
    page = "<hgroup><h2>II</h2><p>Of Rest</p></hgroup><p>Rest helps little.</p>"
    assert [section.heading for section in read(epub({"a.xhtml": page})).sections] == [
        "II. Of Rest"
    ]


def test_the_number_above_a_heading_is_no_text_of_the_chapter_before() -> None:
    page = '<div><p class="n">%s</p><h1>%s</h1></div><p>It passes.</p>'
    pages = {"a.xhtml": page % ("1", "Pain"), "b.xhtml": page % ("Chapter II", "Rest")}
    article = read(epub(pages))
    assert [(one.heading, one.text) for one in article.sections] == [
        ("Pain", "It passes."),
        ("Rest", "It passes."),
    ]


def test_page_numbers_are_no_text() -> None:
    page = (
        '<h2>Pain</h2><p>Pain <span epub:type="pagebreak" id="p7">7</span>passes '
        '<span class="pagenum">[Pg 8]</span>soon. In <span class="page">2001</span> too.</p>'
    )
    assert read(epub({"a.xhtml": page})).sections[0].text == "Pain passes soon. In too."


def test_printed_numbers_of_notes_are_removed_where_nearly_all_have_one() -> None:
    page = "".join(
        f'<p>Backs ache {n}.<a epub:type="noteref" href="#f{n}">{n}</a></p>' for n in (1, 2)
    ) + "".join(
        f'<aside epub:type="note" id="f{n}"><p>{n} Brandt says so.</p></aside>' for n in (1, 2)
    )
    assert [note.text for note in read(epub({"a.xhtml": page})).notes] == ["Brandt says so."] * 2


def test_pages_with_errors_and_entities_of_html_are_read() -> None:
    pages = {
        "a.xhtml": "<h2>Pain</h2><p>Rest &amp;&nbsp;ice &mdash; both help.</p>",
        "b.html": "<html><body><h2>Rest</h2><p>Not<br>closed <b>at all</body></html>",
    }
    article = read(epub(pages))
    assert [section.text for section in article.sections] == [
        "Rest & ice — both help.",
        "Not\nclosed at all",
    ]


def test_the_frame_of_a_free_book_is_left_out() -> None:
    page = (
        "<p>The Project Gutenberg eBook of On Backs</p>"
        "<p>*** START OF THE PROJECT GUTENBERG EBOOK ON BACKS ***</p><h2>Pain</h2><p>It passes.</p>"
        "<p>*** END OF THE PROJECT GUTENBERG EBOOK ON BACKS ***</p><p>The licence</p>"
    )
    article = read(epub({"a.xhtml": page}))
    assert [(one.heading, one.text) for one in article.sections] == [("Pain", "It passes.")]


def test_an_encrypted_book_is_refused_and_obfuscated_fonts_are_no_encryption() -> None:
    encryption = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
        '<EncryptionMethod Algorithm="%s"/></EncryptedData></encryption>'
    )
    font = {"META-INF/encryption.xml": encryption % "http://www.idpf.org/2008/embedding"}
    assert read(epub(PAGES, others=font)).title == "On Backs"
    text = {"META-INF/encryption.xml": encryption % "http://www.w3.org/2001/04/xmlenc#aes128-cbc"}
    with pytest.raises(ReadError, match=r"^backs\.epub: the book is encrypted \(DRM\)"):
        read(epub(PAGES, others=text))


@pytest.mark.parametrize(
    "data",
    [
        zip_of({"mimetype": "application/epub+zip"}),
        zip_of({"mimetype": "application/epub+zip", "a.opf": "<package/>"}),
        zip_of({"mimetype": "application/epub+zip", "a.opf": "<package"}),
        epub(PAGES)[:400],
        epub({}),
        epub({"../../one.xhtml": ONE}),
        epub({"a.xhtml": "<p> </p>"}),
    ],
)
def test_a_damaged_or_empty_book_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^backs\.epub: [^\n]+$"):
        read(data)


def test_no_entity_is_resolved() -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        "<html><body><p>A &x; b</p></body></html>"
    )
    assert "b" in read(epub({"a.xhtml": page})).sections[0].text
    bomb = '<!DOCTYPE package [<!ENTITY x "y">]><package>&x;</package>'
    with pytest.raises(ReadError, match="declares entities"):
        read(zip_of({"mimetype": "application/epub+zip", "a.opf": bomb}))

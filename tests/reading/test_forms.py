"""The form of a file is recognised by its content first, and a form is one module and one row."""

from __future__ import annotations

import sys
from pathlib import PurePath
from types import ModuleType

import pytest

from painsci_search.auditing.files import audit_bytes
from painsci_search.errors import ReadError
from painsci_search.model import Article, Section
from painsci_search.reading import forms, read_article_bytes
from painsci_search.reading.forms import FORMS, FileForm, SavedFile, form_of
from painsci_search.reading.outcome import Reading

PAGE = b"<!DOCTYPE html><title>Backs</title><h1>Backs</h1><p>Most back pain passes."
WEBLOC = b"""<?xml version="1.0"?>
<!DOCTYPE plist PUBLIC "-//A//DTD PLIST 1.0//EN" "http://a.example/p.dtd">
<plist version="1.0"><dict>
  <key>URL</key><string>https://example.org/</string>
</dict></plist>"""
TEXT = b"Backs\n=====\n\nMost back pain passes."


@pytest.mark.parametrize(
    ("data", "source", "name"),
    [
        (PAGE, "backs.html", "HTML"),
        (PAGE, "backs.txt", "HTML"),
        (PAGE, "backs", "HTML"),
        (PAGE, "backs.jpg", "HTML"),
        (b"\xff\xfe" + PAGE.decode().encode("utf-16-le"), "backs.txt", "HTML"),
        (b"<!-- a > b --><?xml-stylesheet href='a'?>\n" + PAGE, "backs.txt", "HTML"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "a.xml", "HTML"),
        (b"<p>Most back pain passes.", "backs", "HTML"),
        (b"Write <p> before a paragraph.", "backs.TXT", "plain text"),
        (b"Write <p> before a paragraph.", "backs.html", "HTML"),
        (TEXT, "backs.txt", "plain text"),
        (TEXT, "backs", "plain text"),
        (TEXT, "backs.htm", "HTML"),
    ],
)
def test_the_content_decides_before_the_extension(data: bytes, source: str, name: str) -> None:
    assert form_of(SavedFile(data, source)).name == name


def test_extensions_belong_to_one_form_and_to_no_other_kind() -> None:
    suffixes = [suffix for form in FORMS for suffix in form.suffixes]
    suffixes += [suffix for kind in forms.KINDS for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize(
    ("data", "source", "kind"),
    [
        (b"[InternetShortcut]\r\nURL=https://example.org/backs\r\n", "backs.txt", "link file"),
        (b"\xef\xbb\xbf[internetshortcut]\nURL=https://example.org/", "backs.html", "link file"),
        (b"[Desktop Entry]\nType=Link\nURL=https://example.org/", "backs.desktop", "link file"),
        (WEBLOC, "backs.html", "link file"),
        (b'<rss version="2.0"><channel><title>Backs</title></channel></rss>', "a.html", "RSS feed"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns="http://a.example/"><channel/>', "a", "RSS feed"),
        (
            b'<?xml version="1.0"?><feed xmlns="http://a.example/">',
            "feed.html",
            "Atom feed",
        ),
        (b'<?xml version="1.0"?><!-- all --><urlset><url/></urlset>', "sitemap.txt", "sitemap"),
        (b'<?xml version="1.0"?><backs>passes</backs>', "backs.txt", "XML"),
        (b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<title>Backs</title>", "b.html", "bookmark list"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><text>Backs</text></svg>', "a.html", "SVG"),
    ],
)
def test_what_is_no_article_is_refused_by_the_name_of_its_kind(
    data: bytes, source: str, kind: str
) -> None:
    with pytest.raises(ReadError, match=rf"^{source}: .+") as caught:
        form_of(SavedFile(data, source))
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(9), "a JPEG image, not an article"),
        (b"PK\x03\x04\x14\0" + bytes(9), "a zip archive, not an article; unpack first"),
        (b"\x1f\x8b\x08\0" + bytes(9), "a compressed file, not an article; unpack first"),
        (b"{\\rtf1\\ansi Backs}", "an RTF document, not an article; save as HTML or text first"),
        (b"%!PS-Adobe-3.0", "a PostScript file, not an article; save as HTML or text first"),
        (bytes(range(32)) * 9, "binary data, not an article"),
    ],
)
def test_binary_data_that_is_called_an_article_is_at_fault(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=rf"^backs\.html: {message}$") as caught:
        form_of(SavedFile(data, "backs.html"))
    assert caught.value.kind == ""


MARKUP = b"<p>Most back pain passes."
NAMED = {
    "pdf": "a PDF",
    "epub": "an e-book",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "mhtml": "a page as MHTML",
    "webarchive": "a web archive of Safari",
    "nxml": "a journal article in XML",
    "xml": "XML",
}


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (data, extension)
        for data in (b"x\n", TEXT, MARKUP)
        for extension in NAMED
        if (data, extension) != (MARKUP, "xml")
    ],
)
def test_a_text_with_the_extension_of_a_form_that_is_no_text_is_refused(
    data: bytes, extension: str
) -> None:
    article = NAMED[extension]
    message = f"plain text, not {article}; change its extension to .txt to have it read as text"
    with pytest.raises(ReadError, match=rf"^backs\.{extension}: {message}$") as caught:
        form_of(SavedFile(data, f"backs.{extension}"))
    assert caught.value.kind == ""


@pytest.mark.parametrize("name", ["backs.csv", "backs.bib", "backs.py", "backs.CSS"])
def test_a_text_with_the_extension_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(ReadError, match=rf"^{name}: an? .+, not an article"):
        form_of(SavedFile(b"Back pain, 2001", name))


def test_a_refusal_names_the_kind_and_what_to_do() -> None:
    with pytest.raises(ReadError, match=r"^a\.html: an RTF document, not an article; save as"):
        form_of(SavedFile(b"{\\rtf1", "a.html"))


def _read_minutes(file: SavedFile) -> Reading:
    text = file.data.removeprefix(b"%MIN-").decode()
    stem = PurePath(file.source).stem
    return Reading(Article(stem, "Minutes", (Section("a", "Minutes", text),), source=file.source))


def _row(library: str) -> FileForm:
    return FileForm(
        "minutes",
        "minutes of a meeting",
        frozenset({".minutes"}),
        lambda file: file.data.startswith(b"%MIN-"),
        "minutes",
        extra="meetings",
        library=library,
    )


def test_a_row_and_a_module_add_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("minutes")
    module.read = _read_minutes  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"{forms.__name__}.minutes", module)
    monkeypatch.setattr(forms, "FORMS", (_row(""), *FORMS))
    assert read_article_bytes(b"%MIN-All agreed.", "may.pdf").sections[0].text == "All agreed."
    assert audit_bytes(b"%MIN-All agreed.", "may.pdf", 2030).article.title == "Minutes"
    assert read_article_bytes(PAGE, "backs.html").title == "Backs"


def test_a_form_whose_library_is_missing_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (_row("no_such_library"), *FORMS))
    with pytest.raises(
        ReadError, match=r"^may: minutes of a meeting; install painsci-search\[meetings\]$"
    ) as caught:
        read_article_bytes(b"%MIN-All agreed.", "may")
    assert caught.value.kind == "minutes"

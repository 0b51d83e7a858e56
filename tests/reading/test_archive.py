"""Zip archives are read within limits, whatever they claim."""

from __future__ import annotations

import pytest

from archives import docx, epub, odt, word_paragraph, zip_of
from painsci_search.errors import ReadError
from painsci_search.reading.forms import SavedFile, archive, form_of
from painsci_search.reading.forms.archive import Archive

DOCX = docx(word_paragraph("They ache."))
ODT = odt("<text:p>They ache.</text:p>")
EPUB = epub({"a.xhtml": "<p>They ache.</p>"})


@pytest.mark.parametrize(
    ("data", "source", "name"),
    [
        (EPUB, "backs.zip", "EPUB"),
        (DOCX, "backs.html", "DOCX"),
        (ODT, "backs", "ODT"),
        (zip_of({"x.xml": "x", "book.opf": "<package/>"}), "a.epub", "EPUB"),
    ],
)
def test_the_first_entries_show_the_form(data: bytes, source: str, name: str) -> None:
    assert form_of(SavedFile(data, source)).name == name


def test_another_archive_is_named_by_its_kind() -> None:
    with pytest.raises(ReadError, match="a zip archive"):
        form_of(SavedFile(zip_of({"a.txt": "They ache."}), "a.zip"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = zip_of({"a.xml": "a" * 2_000_000})
    with pytest.raises(ReadError, match=r"^a\.epub: a\.xml is compressed beyond 400 to 1"):
        Archive(data, "a.epub").read("a.xml")


def test_size_and_number_of_entries_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zip_of({"a.xml": "abc", "b.xml": "abc"})
    monkeypatch.setattr(archive, "_LARGEST_TOTAL", 5)
    opened = Archive(data, "a.epub")
    assert opened.read("a.xml") == b"abc"
    with pytest.raises(ReadError, match=r"^a\.epub: b\.xml is too big"):
        opened.read("b.xml")
    monkeypatch.setattr(archive, "_MOST_ENTRIES", 1)
    with pytest.raises(ReadError, match=r"^a\.epub: 2 entries; at most 1"):
        Archive(data, "a.epub")


def test_missing_and_damaged_entries_are_named() -> None:
    data = zip_of({"a.xml": "They ache, " * 50})
    with pytest.raises(ReadError, match=r"^a\.epub: b\.xml is missing"):
        Archive(data, "a.epub").read("b.xml")
    broken = data[:40] + bytes([data[40] ^ 0xFF]) + data[41:]
    with pytest.raises(ReadError, match=r"^a\.epub: a\.xml is damaged"):
        Archive(broken, "a.epub").read("a.xml")

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
TEXT = b"Backs\n=====\n\nMost back pain passes."


@pytest.mark.parametrize(
    ("data", "source", "name"),
    [
        (PAGE, "backs.html", "HTML"),
        (PAGE, "backs.txt", "HTML"),
        (PAGE, "backs", "HTML"),
        (b"\xff\xfe" + PAGE.decode().encode("utf-16-le"), "backs.txt", "HTML"),
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


def test_every_form_has_a_reader_and_extensions_of_its_own() -> None:
    for form in FORMS:
        article = form.read(SavedFile(TEXT, f"backs{min(form.suffixes)}")).article
        assert "Most back pain passes." in article.sections[0].text
    suffixes = [suffix for form in FORMS for suffix in form.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_other_file_types_are_refused_by_name() -> None:
    with pytest.raises(ReadError, match=r"^a\.html: a PDF, not HTML or text"):
        form_of(SavedFile(b"%PDF-1.7", "a.html"))


def _read_minutes(file: SavedFile) -> Reading:
    text = file.data.removeprefix(b"%PDF-").decode()
    stem = PurePath(file.source).stem
    article = Article(stem, "Minutes", (Section("a", "Minutes", text),), (), source=file.source)
    return Reading(article, "!")


def test_a_row_and_a_module_add_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("minutes")
    module.read = _read_minutes  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"{forms.__name__}.minutes", module)
    row = FileForm(
        "minutes",
        frozenset({".minutes"}),
        lambda data: data.startswith(b"%PDF-"),
        lambda _: True,
        "minutes",
    )
    monkeypatch.setattr(forms, "FORMS", (row, *FORMS))
    assert read_article_bytes(b"%PDF-All agreed.", "may.pdf").sections[0].text == "All agreed."
    assert audit_bytes(b"%PDF-All agreed.", "may.pdf", 2030).article.title == "Minutes"
    assert read_article_bytes(PAGE, "backs.html").title == "Backs"

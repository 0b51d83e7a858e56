"""Plain texts with headers: messages, and free books between the marks of their publisher."""

from __future__ import annotations

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes
from painsci_search.reading.forms import SavedFile, form_of

BODY = "Hello all,\n\nBacks ache, and most of them heal within a few weeks of walking.\n"


def read(text: str) -> Article:
    return read_article_bytes(text.encode(), "backs.txt")


@pytest.mark.parametrize(
    "head",
    [
        "From: Ada Example <a@a.example>\nDate: Tue, 5 Mar 2019\nTo: b\nSubject: Sore backs",
        "Subject: Re: AW: Sore\n backs\nFrom: ada@a.example (Ada Example)\nDate: 5 Mar 2019 9:00",
        'From a@a.example Tue\nFrom: "Ada Example"\nTo:\nSubject: Sore backs\nDate: 2019-03-05',
    ],
)
def test_the_headers_of_a_message_are_its_metadata(head: str) -> None:
    article = read(f"{head}\n\n{BODY}")
    assert (article.title, article.authors) == ("Sore backs", ("Ada Example",))
    assert article.published == "2019-03-05"
    assert [section.text for section in article.sections] == [BODY.strip()]


def test_a_list_of_labelled_lines_is_no_message() -> None:
    article = read(f"Neck: stiff\nSubject: knees\n\n{BODY}")
    assert article.title != "knees"
    assert "Neck: stiff" in article.sections[0].text


def test_a_free_book_is_what_is_between_its_marks() -> None:
    head = "A free book\n\nTitle: Sore Backs\n\nAuthor: Ada Example\n\nLanguage: English\n\n"
    start, end = (
        f"*** {word} OF THE PROJECT GUTENBERG EBOOK BACKS ***" for word in ("START", "END")
    )
    article = read(
        f"{head}{start}\n\nSORE BACKS\n\nby Ada Example\n\n{BODY}\n{end}\n\nThe licence.\n"
    )
    assert (article.title, article.authors) == ("Sore Backs", ("Ada Example",))
    assert [section.text for section in article.sections] == [BODY.strip()]


@pytest.mark.parametrize("before", ["", "% A remark\n\n% Another one\n"])
def test_a_source_in_latex_is_refused_in_one_line(before: str) -> None:
    source = f"{before}\\documentclass{{article}}\n\\begin{{document}}Walk.\\end{{document}}"
    with pytest.raises(ReadError, match="a LaTeX source, not an article; save as HTML"):
        form_of(SavedFile(source.encode(), "backs.tex"))


def test_a_text_about_latex_is_a_text() -> None:
    assert (
        form_of(SavedFile(b"Write \\documentclass{article} first.", "a.txt")).name == "plain text"
    )

"""The demo corpus is understood completely; what its pages say is in the data file beside this."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article

CORPUS = Path(__file__).parents[2] / "corpus"
ROWS = json.loads(Path(__file__).with_name("demo_corpus.json").read_text(encoding="utf-8"))
LEFT_OUT = ("not medical advice", "You might also like", "Related reading", "Related articles")

each_page = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["page"])


def read(row: dict[str, Any]) -> Article:
    return read_article(CORPUS / row["page"])


def test_every_page_of_the_corpus_has_its_row() -> None:
    assert {row["page"] for row in ROWS} == {page.name for page in CORPUS.glob("*.html")}


@each_page
def test_a_page_says_who_wrote_what_and_when(row: dict[str, Any]) -> None:
    article = read(row)
    assert article.authors == ("painsci-search demo corpus",)
    assert article.language == "en"
    for field in ("title", "subtitle", "published", "updated"):
        assert getattr(article, field) == row[field]


@each_page
def test_sections_are_those_of_the_page_and_can_be_jumped_to(row: dict[str, Any]) -> None:
    sections = read(row).sections
    assert [section.anchor for section in sections[1:]] == row["anchors"].split()
    assert all(section.anchor_in_page for section in sections[1:])


@each_page
def test_notes_and_their_markers_are_complete(row: dict[str, Any]) -> None:
    article = read(row)
    assert [note.label for note in article.notes] == [str(n + 1) for n in range(row["notes"])]
    assert [article.notes[0].anchor, article.notes[-1].anchor] == row["note_anchors"].split()
    markers = [ref.label for section in article.sections for ref in section.note_refs]
    assert markers == row["markers"].split()
    assert all(note.cited_from for note in article.notes)


@each_page
def test_changes_are_dated_and_set_apart(row: dict[str, Any]) -> None:
    article = read(row)
    assert [change.date for change in article.changes] == row["changes"].split()
    text = "\n".join(section.text for section in article.sections)
    assert not any(change.text in text for change in article.changes)


@each_page
def test_what_surrounds_an_article_is_left_out(row: dict[str, Any]) -> None:
    article = read(row)
    texts = [part.text for part in (*article.sections, *article.notes, *article.changes)]
    headings = [section.heading for section in article.sections]
    assert not any(words in text for words in LEFT_OUT for text in (*texts, *headings))


@each_page
def test_every_identifier_in_a_page_is_in_one_of_its_references(row: dict[str, Any]) -> None:
    html = (CORPUS / row["page"]).read_text(encoding="utf-8")
    references = [reference for note in read(row).notes for reference in note.references]
    pmids = set(re.findall(r"PubMed #?(\d+)", html))
    dois = {doi.rstrip(".").lower() for doi in re.findall(r"doi:\s*(10\.\d+/[^\s\"<]+)", html)}
    assert {reference.pmid for reference in references if reference.pmid} == pmids
    assert {reference.doi for reference in references if reference.doi} >= dois
    assert all(reference.authors and reference.title for reference in references)

"""Claims: the sentence and the note that backs it, found together from either side."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.search.claims import sentence_before

WORK = Reference(raw="Doe J. Tingles. 2020.", authors=("Doe J",), title="Tingles", year=2020)


@pytest.fixture
def cited_twice(index: Index) -> Index:
    """A note that two sections cite, one of them twice, beside another note."""
    first = "Tingling soothes some. It is seldom unpleasant. Nobody counted the others."
    second = "A clinic offers tingling. It closed."
    article = Article(
        "tingles",
        "Tingles",
        (
            Section(
                "effect",
                "Its effect",
                first,
                note_refs=(
                    NoteRef("1", first.index(" It is"), "n1"),
                    NoteRef("2", first.index(" It is"), "n2"),
                    NoteRef("1", len(first) - 1, "n1"),
                ),
            ),
            Section(
                "clinic",
                "A clinic",
                second,
                note_refs=(
                    NoteRef("9", second.index(" It"), ""),
                    NoteRef("1", second.index(" It"), "n1"),
                ),
            ),
        ),
        (
            Note("1", "n1", "Doe J. Tingles. 2020.", (WORK,), ("effect", "clinic")),
            Note("2", "n2", "A remark in prose.", (), ("effect",)),
        ),
        url="https://example.org/tingles",
    )
    index.add(article)
    return index


def test_a_note_comes_with_every_sentence_that_cites_it(cited_twice: Index) -> None:
    (hit,) = cited_twice.search("author:doe")
    assert [(claim.heading, claim.text, claim.notes) for claim in hit.claims] == [
        ("Its effect", "Tingling soothes some.", ("n1",)),
        ("Its effect", "Nobody counted the others.", ("n1",)),
        ("A clinic", "A clinic offers tingling.", ("n1",)),
    ]
    assert [section.heading for section in hit.cited_from] == ["Its effect", "A clinic"]


def test_the_link_of_a_claim_leads_to_its_sentence(cited_twice: Index) -> None:
    (hit,) = cited_twice.search("author:doe")
    page, _, words = hit.claims[2].link.partition(":~:text=")
    assert page == "https://example.org/tingles#clinic"
    assert unquote(words) == "A clinic offers tingling."


def test_a_section_comes_with_the_notes_of_each_sentence_of_its_snippet(cited_twice: Index) -> None:
    (hit,) = cited_twice.search("soothes", kind="section")
    assert [(claim.text, claim.notes) for claim in hit.claims] == [
        ("Tingling soothes some.", ("n1", "n2")),
        ("Nobody counted the others.", ("n1",)),
    ]
    assert [note.anchor for note in hit.notes] == ["n1", "n2"]
    assert hit.notes[0].references == (WORK,)


def test_a_marker_without_a_note_is_told_as_such(cited_twice: Index) -> None:
    (hit,) = cited_twice.search("clinic", kind="section")
    assert hit.claims[0].notes == ("", "n1")
    assert [note.anchor for note in hit.notes] == ["n1"]


@pytest.mark.parametrize(
    ("offset", "sentence"),
    [(0, (0, 10)), (5, (0, 10)), (10, (0, 10)), (11, (0, 10)), (12, (11, 20)), (99, (11, 20))],
)
def test_a_marker_belongs_to_the_sentence_before_it(offset: int, sentence: tuple[int, int]) -> None:
    assert sentence_before([0, 10, 11, 20], offset) == sentence


def test_a_text_without_sentences_has_no_claims() -> None:
    assert sentence_before([], 0) is None


def test_every_claim_of_the_demo_corpus_stands_in_its_section(demo_index: Index) -> None:
    seen = 0
    for hit in demo_index.search("pain OR placebo OR trial", limit=400):
        article = demo_index.get(hit.article.id)
        assert article is not None
        sections = {section.anchor: section for section in article.sections}
        for claim in hit.claims:
            section = sections[claim.anchor]
            assert claim.text in section.text
            markers = {ref.anchor for ref in section.note_refs}
            assert set(claim.notes) <= markers
            assert claim.notes
            seen += 1
        if hit.kind == "note":
            assert {claim.anchor for claim in hit.claims} == set(hit.notes[0].cited_from)
    assert seen > 100

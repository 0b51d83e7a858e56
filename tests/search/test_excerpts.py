"""Parts of articles, read from the index with their evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Article, Index, Note, NoteRef, Section


@pytest.fixture
def shelf(index: Index, asmr: Article) -> Index:
    first = "Knees bend. They also ache."
    below = "An ache was counted. Nobody counted twice."
    index.add(
        [
            asmr,
            Article(
                id="knees",
                title="Knees",
                url="https://example.org/knees",
                sections=(
                    Section("bend", "Bending", first, 2, (), (NoteRef("1", 11, "n1"),)),
                    Section("count", "Counting", below, 3, ("Bending",), (NoteRef("2", 20, "n2"),)),
                    Section("after", "After", "Something else.", 2),
                ),
                notes=(
                    Note("1", "n1", "Seen by eye.", (), ("bend",)),
                    Note("2", "n2", "Seen by hand.", (), ("count",)),
                ),
            ),
        ]
    )
    return index


def test_a_section_is_read_with_those_below_it_and_their_notes(shelf: Index) -> None:
    part = shelf.read("knees", "bend")
    assert part is not None
    assert (part.kind, part.heading, part.link) == (
        "section",
        "Bending",
        "https://example.org/knees#bend",
    )
    assert [section.anchor for section in part.sections] == ["bend", "count"]
    assert [note.label for note in part.notes] == ["1", "2"]
    assert [(claim.text, claim.notes) for claim in part.claims] == [
        ("Knees bend.", ("n1",)),
        ("An ache was counted.", ("n2",)),
    ]


def test_a_section_below_another_is_read_alone(shelf: Index) -> None:
    part = shelf.read("knees", "count")
    assert part is not None
    assert [section.anchor for section in part.sections] == ["count"]
    assert [note.anchor for note in part.notes] == ["n2"]


def test_a_note_is_read_with_the_sentence_that_it_backs(shelf: Index) -> None:
    part = shelf.read("asmr", "n1")
    assert part is not None
    assert (part.kind, part.heading, part.sections) == ("note", "Note 1", ())
    assert part.notes[0].references[0].pmid == "30397584"
    assert [claim.text for claim in part.claims] == ["Tingling was seen in a scanner."]
    assert part.link.startswith("https://example.org/asmr#n1:~:text=Lochte")


def test_an_article_is_read_as_a_whole(shelf: Index) -> None:
    part = shelf.read("knees")
    assert part is not None
    assert (part.kind, part.heading, part.anchor) == ("article", "Knees", None)
    assert part.link == "https://example.org/knees"
    article = shelf.get("knees")
    assert article is not None
    assert (part.sections, part.notes) == (article.sections, article.notes)
    assert [claim.anchor for claim in part.claims] == ["bend", "count"]


@pytest.mark.parametrize(("name", "anchor"), [("elbows", None), ("knees", "n3"), ("knees", "Bend")])
def test_what_is_not_there_is_none(shelf: Index, name: str, anchor: str | None) -> None:
    assert shelf.read(name, anchor) is None


def test_every_hit_of_the_demo_corpus_can_be_read(demo_index: Index) -> None:
    for hit in demo_index.search("pain", limit=500):
        part = demo_index.read(hit.article.id, hit.anchor)
        assert part is not None
        assert (part.kind, part.heading, part.anchor) == (hit.kind, hit.heading, hit.anchor)
        assert set(hit.notes) <= set(part.notes)
        assert set(hit.claims) <= set(part.claims)


def test_the_saved_file_is_linked_beside_the_web_page(
    tmp_path: Path, write_page: Callable[..., Path]
) -> None:
    head = '<link rel="canonical" href="https://example.org/knees">'
    page, plain = write_page("pages/one.html", head=head), write_page("pages/two.html", title="B")
    index = Index.create(tmp_path / "index")
    index.update([page.parent])
    by_id = {hit.article.id: hit for hit in index.search("finding", kind="section")}
    assert by_id["knees"].link.startswith("https://example.org/knees#")
    assert by_id["knees"].article.file == page.as_uri()
    assert by_id["two"].link.startswith(plain.as_uri())
    assert by_id["two"].article.file == ""
    assert index.read("knees").article.file == page.as_uri()
    served = Index.open(tmp_path / "index", base_url="../pages")
    assert served.read("knees").article.file == "../pages/one.html"

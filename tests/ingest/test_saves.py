"""Several saves of one article: the best is indexed, and the others are its further saves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section
from painsci_search.ingest import saves
from painsci_search.ingest.files import FileState, describe_article
from painsci_search.ingest.saves import group_saves
from painsci_search.ingest.sketches import containment, resemblance, sketch_of
from painsci_search.model import FurtherSave

WritePage = Callable[..., Path]


def words(first: int, end: int) -> str:
    """Return a text of different words."""
    return " ".join(f"word{number}" for number in range(first, end))


def article(text: str, title: str = "Knees", url: str | None = None) -> Article:
    return Article("id", title, (Section("a", title, text),), url=url)


def state(path: str, text: str, title: str = "Knees", url: str | None = None) -> FileState:
    return describe_article(FileState(path, path, path, path), article(text, title, url))


def groups(*states: FileState) -> list[list[str]]:
    return [[each.path for each in group] for group in group_saves(states, ())]


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_sketch_estimates_the_share_of_common_text(start: int, length: int) -> None:
    one, other = set(range(398)), set(range(start, start + max(length - 2, 1)))
    estimate = resemblance(
        sketch_of(article(words(0, 400))), sketch_of(article(words(start, start + length)))
    )
    expected = len(one & other) / len(one | other) if length > 2 else estimate
    assert abs(estimate - expected) < 0.3


def test_equal_texts_resemble_each_other_wholly_and_a_part_is_contained() -> None:
    whole, part, other = (
        sketch_of(article(words(*span))) for span in ((0, 900), (0, 450), (900, 990))
    )
    assert resemblance(whole, whole) == 1.0
    assert containment(part, whole) > 0.8
    assert containment(other, whole) == 0.0
    nothing = sketch_of(article(""))
    assert (resemblance(nothing, nothing), containment(nothing, whole)) == (0.0, 0.0)


def test_nearly_the_same_text_is_one_article() -> None:
    long = words(0, 400)
    assert groups(state("/a", long), state("/b", long + " and a line more")) == [["/a", "/b"]]
    assert groups(state("/a", long), state("/b", words(200, 600))) == [["/a"], ["/b"]]


def test_short_pages_of_a_series_stay_apart() -> None:
    record = "The dose of this drug is the one that its leaflet names."
    assert groups(state("/a", record, "Aba"), state("/b", record, "Bab")) == [["/a"], ["/b"]]
    assert groups(state("/a", record), state("/b", record)) == [["/a"], ["/b"]]


def test_long_pages_of_a_series_on_one_site_stay_apart() -> None:
    text = words(0, 400)
    one = state("/a", text + " aba", "Aba", "https://example.org/drugs/aba")
    two = state("/b", text + " bab", "Bab", "https://example.org/drugs/bab")
    assert groups(one, two) == [["/a"], ["/b"]]


def test_chapters_that_name_one_address_stay_apart() -> None:
    url = "https://example.org/book"
    one, two = state("/1", words(0, 300), url=url), state("/2", words(300, 600), url=url)
    assert groups(one, two) == [["/1"], ["/2"]]
    assert groups(one, state("/3", words(0, 200), url=f"{url}/?utm_source=x#top")) == [["/1", "/3"]]


def test_pages_with_one_doi_are_one_article() -> None:
    one = state("/1", words(0, 300), url="https://doi.org/10.5555/knee.7")
    two = state("/2", words(0, 80), "Knee", "https://example.org/articles/10.5555/knee.7/abstract")
    assert groups(one, two) == [["/1", "/2"]]


def test_the_number_of_comparisons_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where all pages name one address, or have their first sentences in common."""
    compared = 0

    def count(one: FileState, other: FileState) -> bool:
        nonlocal compared
        compared += 1
        return original(one, other)

    original = saves.is_same
    monkeypatch.setattr(saves, "is_same", count)

    def run(pages: int) -> int:
        nonlocal compared
        compared = 0
        url = "https://example.org/"
        states = [
            state(f"/{n:04}", words(0, 20) + words(1000 * n, 1000 * n + 90), url=url)
            for n in range(pages)
        ]
        assert len(groups(*states)) == pages
        return compared

    assert run(120) < 2.5 * run(60)


def test_the_fullest_save_is_read_and_the_id_stays_when_it_is_gone(
    index: Index, tmp_path: Path, write_page: WritePage
) -> None:
    head = '<link rel="canonical" href="https://example.org/cold-hands">'
    body = "A finding that somebody reported after looking for it with some care."
    stub = write_page("pages/a.html", head=head, title="Cold Hands", body=body)
    whole = write_page(
        "pages/b.html", head=head, title="Cold Hands", body=f"{body} {words(0, 90)} zebra."
    )
    report = index.update([tmp_path / "pages"])
    assert (report.added, report.saves) == (
        (str(whole),),
        (FurtherSave(str(stub), "cold-hands"),),
    )
    found = index.get("cold-hands")
    assert (found.source, found.sources) == (str(whole), (str(stub),))
    assert index.search("zebra").total == 1
    assert index.stats().saves == 1
    whole.unlink()
    index.update([tmp_path / "pages"])
    found = index.get("cold-hands")
    assert (found.source, found.sources) == (str(stub), ())
    assert index.stats().saves == 0


def test_of_equally_full_saves_the_newest_is_read(
    index: Index, tmp_path: Path, write_page: WritePage
) -> None:
    def head(date: str) -> str:
        return (
            '<link rel="canonical" href="https://example.org/cold-hands">'
            f'<meta property="article:modified_time" content="{date}">'
        )

    write_page("pages/a.html", head=head("2020-01-01"), title="Cold Hands")
    write_page("pages/b.html", head=head("2023-01-01"), title="Cold Hands")
    index.update([tmp_path / "pages"])
    assert index.articles()[0].source.endswith("b.html")


def test_of_identical_files_the_one_with_the_plain_name_is_read(
    index: Index, tmp_path: Path, write_page: WritePage
) -> None:
    page = write_page("pages/one.html")
    copies = [page.with_name(f"{name}.html") for name in ("Copy of one", "one (1)", "one - Copy")]
    for copy in copies:
        shutil.copy(page, copy)
    (tmp_path / "pages" / "a").mkdir()
    shutil.copy(page, tmp_path / "pages" / "a" / "one.html")
    assert index.update([tmp_path / "pages"]).added == (str(page),)
    for copy in copies:
        copy.unlink()
    assert index.update([tmp_path / "pages"]).unchanged == (str(page),)
    assert (index.get("one").id, index.get("one").source) == ("one", str(page))


def test_an_article_named_after_a_copy_gets_the_plain_name_and_keeps_the_other(
    index: Index, tmp_path: Path, write_page: WritePage
) -> None:
    copy = write_page("pages/one (1).html")
    index.update([tmp_path / "pages"])
    assert index.articles()[0].id == "one (1)"
    shutil.copy(copy, copy.with_name("one.html"))
    index.update([tmp_path / "pages"])
    assert [each.id for each in index.articles()] == ["one"]
    assert index.get("one (1)").id == "one"
    copy.unlink()
    index.update([tmp_path / "pages"])
    assert index.get("one (1)").id == "one"


def test_a_save_added_later_leaves_the_id_and_its_own_address_is_known(
    index: Index, write_page: WritePage
) -> None:
    text = words(0, 200)

    def head(name: str) -> str:
        return f'<link rel="canonical" href="https://example.org/{name}">'

    index.update([write_page("a/a.html", head=head("old-name"), title="Hands", body=text)])
    report = index.update(
        [write_page("b/b.html", head=head("new-name"), title="Hands", body=text + " more")]
    )
    assert len(index.articles()) == 1
    assert len(report.saves) + len(report.added) == 1
    assert index.articles()[0].id == "old-name"
    assert index.get("new-name").id == "old-name"


def test_an_article_that_lost_a_save_is_not_read_again(
    index: Index, tmp_path: Path, write_page: WritePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_page("pages/a.html")
    copy = tmp_path / "pages" / "b.html"
    shutil.copy(page, copy)
    index.update([tmp_path / "pages"])
    assert index.get("a").sources == (str(copy),)
    copy.unlink()

    def refuse(*_: object) -> None:
        raise AssertionError("a file was read that had not changed")

    monkeypatch.setattr("painsci_search.ingest.workers.reading_of", refuse)
    report = index.update([tmp_path / "pages"])
    assert (report.unchanged, report.removed) == ((str(page),), ())
    assert index.get("a").sources == ()


@pytest.fixture
def copied(index: Index, tmp_path: Path, write_page: WritePage) -> Index:
    """An index of the folder first and its copy second, of which first was deleted then."""
    for name in ("one", "two"):
        write_page(f"first/{name}.html", body=f"A finding of page {name}, looked for with care.")
    index.update([tmp_path / "first"])
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    index.update([tmp_path / "second"])
    assert index.get("one").source == str(tmp_path / "first" / "one.html")
    shutil.rmtree(tmp_path / "first")
    return index


@pytest.mark.parametrize("given", ["second", "first", "other"])
def test_the_copy_of_a_deleted_folder_takes_over(
    copied: Index, tmp_path: Path, write_page: WritePage, given: str
) -> None:
    write_page("other/three.html", body="A third finding, about something else altogether.")
    report = copied.update([tmp_path / given])
    new = tuple(str(tmp_path / "second" / name) for name in ("one.html", "two.html"))
    assert (report.moved, report.removed, report.saves, report.problems) == (new, (), (), ())
    found = [copied.get(name) for name in ("one", "two")]
    assert [(each.source, each.sources) for each in found] == [(path, ()) for path in new]
    links = [hit.link for hit in copied.search("finding of page", sort="position")]
    assert links[0].startswith(Path(new[0]).as_uri())
    assert copied.check() == ()
    again = copied.update([tmp_path / "second"])
    assert (again.unchanged, again.moved) == (new, ())


def test_a_further_save_that_cannot_be_read_does_not_take_over(
    copied: Index, tmp_path: Path, write_page: WritePage
) -> None:
    write_page("other/three.html", body="A third finding, about something else altogether.")
    (tmp_path / "second" / "one.html").write_text("")
    report = copied.update([tmp_path / "other"])
    assert report.moved == (str(tmp_path / "second" / "two.html"),)
    found = copied.get("one")
    assert (found.source, found.sources) == (str(tmp_path / "first" / "one.html"), ())
    assert copied.search('"page one"').total == 1


def test_stats_count_the_warnings_of_each_kind() -> None:
    with Index.in_memory() as index:
        index.add(
            [
                Article("a", "A", warnings=("1 marker without a note", "no date")),
                Article("b", "B", warnings=("3 markers without a note",)),
                Article("c", "C"),
            ]
        )
        assert [(each.kind, each.articles) for each in index.stats().warnings] == [
            ("markers without a note", 2),
            ("no date", 1),
        ]

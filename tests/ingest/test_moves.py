"""Files that were renamed or moved are recognised by their content: nothing is read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Index
from painsci_search.model import Problem

WritePage = Callable[..., Path]


@pytest.fixture
def nothing_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function after which reading an article fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("a file was read that had only been moved")

    return lambda: monkeypatch.setattr("painsci_search.ingest.workers.reading_of", refuse)


@pytest.fixture
def indexed(index: Index, write_page: WritePage, tmp_path: Path) -> Index:
    """An index of a folder of two articles, one of which a folder further down has."""
    for name in ("one", "sub/two"):
        write_page(f"old/{name}.html", body=f"A finding of page {name}, looked for with care.")
    index.update([tmp_path / "old"])
    return index


@pytest.mark.parametrize("given", [["new"], ["old", "new"]])
def test_a_folder_that_was_renamed(
    indexed: Index, tmp_path: Path, nothing_read: Callable[[], None], given: list[str]
) -> None:
    (tmp_path / "old").rename(tmp_path / "new")
    nothing_read()
    report = indexed.update([tmp_path / name for name in given])
    new = (str(tmp_path / "new" / "one.html"), str(tmp_path / "new" / "sub" / "two.html"))
    assert (report.moved, report.added, report.removed, report.unchanged) == (new, (), (), ())
    assert [(info.id, info.source) for info in indexed.articles()] == [
        ("one", new[0]),
        ("two", new[1]),
    ]
    links = [hit.link for hit in indexed.search("finding", sort="position")]
    assert links[0].startswith(Path(new[0]).as_uri())
    assert indexed.check() == ()
    again = indexed.update([tmp_path / "new"])
    assert (again.unchanged, again.moved) == (new, ())


def test_a_single_file_that_was_renamed_keeps_its_id(
    indexed: Index, tmp_path: Path, nothing_read: Callable[[], None]
) -> None:
    old, new = tmp_path / "old" / "one.html", tmp_path / "old" / "first.html"
    old.rename(new)
    nothing_read()
    report = indexed.update([tmp_path / "old"])
    assert (report.moved, report.removed) == ((str(new),), ())
    assert {info.id for info in indexed.articles()} == {"one", "two"}


def test_the_id_stays_when_a_renamed_file_is_read_again(indexed: Index, tmp_path: Path) -> None:
    old, new = tmp_path / "old" / "one.html", tmp_path / "old" / "first.html"
    old.rename(new)
    indexed.update([tmp_path / "old"])
    new.write_text(new.read_text().replace("nothing much", "nothing at all"))
    assert indexed.update([tmp_path / "old"]).changed == (str(new),)
    assert {info.id for info in indexed.articles()} == {"one", "two"}


def test_a_copied_folder_is_not_moved(indexed: Index, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    report = indexed.update([tmp_path / "new"])
    assert (report.moved, report.removed) == ((), ())
    assert len(indexed.articles()) == 2
    assert len(indexed.get("one").sources) == 1


def test_of_files_with_one_content_each_keeps_its_place(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    write_page("old/a/one.html")
    (tmp_path / "old" / "b").mkdir()
    shutil.copy(tmp_path / "old" / "a" / "one.html", tmp_path / "old" / "b" / "one.html")
    index.update([tmp_path / "old"])
    (tmp_path / "old").rename(tmp_path / "new")
    report = index.update([tmp_path / "new"])
    assert report.moved == (str(tmp_path / "new" / "a" / "one.html"),)
    assert [save.source for save in report.saves] == [str(tmp_path / "new" / "b" / "one.html")]


def test_a_file_without_an_article_is_moved_with_the_others(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    write_page("old/bad.html").write_text("")
    write_page("old/one.html")
    index.update([tmp_path / "old"])
    (tmp_path / "old").rename(tmp_path / "new")
    report = index.update([tmp_path / "new"])
    assert [problem.source for problem in report.problems] == [str(tmp_path / "new" / "bad.html")]
    assert len(report.moved) == 1


def test_the_problem_of_a_file_is_not_that_of_another(index: Index, tmp_path: Path) -> None:
    """Nor is it that of the file that had its name before."""
    first, second = tmp_path / "a" / "first.html", tmp_path / "b" / "second.html"
    for path in (first, second):
        path.parent.mkdir()
    first.symlink_to("nowhere.html")
    assert len(index.update([first.parent]).problems) == 1
    second.touch()
    empty = [Problem(str(second), "the file is empty")]
    assert list(index.update([second.parent]).problems) == empty
    assert len(index.check()) == 2
    second.unlink()
    second.symlink_to("nowhere.html")
    assert list(index.update([second.parent]).problems) != empty

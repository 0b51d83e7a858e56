"""A given folder that is missing keeps its articles; a file that is removed does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Index, ReadError, versions
from painsci_search.model import UpdateReport

WritePage = Callable[..., Path]


@pytest.fixture
def disk(index: Index, write_page: WritePage, tmp_path: Path) -> Path:
    """A folder of two articles that was indexed."""
    for name in ("one", "sub/two"):
        write_page(f"disk/{name}.html", body=f"A finding of page {name}, looked for with care.")
    index.update([tmp_path / "disk"])
    return tmp_path / "disk"


def assert_kept(report: UpdateReport, *messages: str) -> None:
    assert (report.removed, report.changed, report.moved) == ((), (), ())
    assert len(report.problems) == len(messages)
    for problem, message in zip(report.problems, messages, strict=True):
        assert problem.message.startswith(message)
        assert "painsci-search remove" in problem.message


def ids(index: Index) -> set[str]:
    return {info.id for info in index.articles()}


def test_a_missing_folder_keeps_its_articles_until_it_is_back(index: Index, disk: Path) -> None:
    away = disk.rename(disk.with_name("away"))
    for _ in range(2):
        report = index.update([disk])
        assert_kept(report, "no such folder; its 2 articles are kept: bring the folder back")
        assert report.problems[0].source == str(disk)
    assert ids(index) == {"one", "two"}
    away.rename(disk)
    back = index.update([disk])
    assert (len(back.unchanged), back.problems) == (2, ())


def test_other_folders_are_updated_beside_a_missing_one(
    index: Index, disk: Path, write_page: WritePage, tmp_path: Path
) -> None:
    shutil.rmtree(disk)
    write_page("other/three.html", body="A third finding, about something else altogether.")
    report = index.update([disk, tmp_path / "other"])
    assert_kept(report, "no such folder; its 2 articles are kept")
    assert len(report.added) == 1
    assert ids(index) == {"one", "two", "three"}


def test_a_missing_folder_in_a_folder_that_is_there_keeps_its_article(
    index: Index, disk: Path
) -> None:
    shutil.rmtree(disk / "sub")
    assert_kept(index.update([disk, disk / "sub"]), "no such folder; its 1 article is kept")
    assert len(index.update([disk]).removed) == 1


def test_an_empty_folder_may_be_where_a_disk_is_mounted(index: Index, disk: Path) -> None:
    away = disk.rename(disk.with_name("away"))
    disk.mkdir()
    report = index.update([disk])
    assert_kept(report, "the folder is empty; its 2 articles are kept: check that its disk is")
    disk.rmdir()
    away.rename(disk)
    assert len(index.update([disk]).unchanged) == 2


def test_a_folder_with_any_other_file_has_its_articles_removed(index: Index, disk: Path) -> None:
    shutil.rmtree(disk)
    disk.mkdir()
    (disk / ".keep").touch()
    report = index.update([disk])
    assert (len(report.removed), report.problems) == (2, ())


def test_the_only_file_of_a_folder_is_removed(index: Index, disk: Path) -> None:
    index.update([disk / "sub"])
    (disk / "sub" / "two.html").unlink()
    assert len(index.update([disk / "sub"]).removed) == 1


def test_a_single_file_is_removed_unless_its_folder_is_missing(index: Index, disk: Path) -> None:
    shutil.rmtree(disk / "sub")
    two = index.update([disk / "sub" / "two.html"])
    assert_kept(two, "no such file, nor its folder; its 1 article is kept")
    (disk / "one.html").unlink()
    one = index.update([disk / "one.html"])
    assert (one.removed, one.problems) == ((str(disk / "one.html"),), ())
    assert ids(index) == {"two"}


def test_the_articles_of_a_linked_folder_are_kept(index: Index, disk: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(disk)
    index.update([link])
    disk.rename(tmp_path / "away")
    assert_kept(index.update([link]), "no such folder; its 2 articles are kept")


def test_files_without_articles_of_their_own_are_kept(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    write_page("disk/bad.html").write_text("")
    index.update([tmp_path / "disk"])
    shutil.rmtree(tmp_path / "disk")
    assert_kept(index.update([tmp_path / "disk"]), "no such folder; its indexed files are kept")


@pytest.mark.parametrize("version", ["reader_version", "analyzer_version"])
def test_articles_of_a_missing_folder_survive_a_new_version(
    index: Index, disk: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    shutil.rmtree(disk)
    monkeypatch.setattr(versions, version, lambda: "another")
    report = index.update([disk])
    assert_kept(report, "no such folder; its 2 articles are kept")
    assert report.rebuilt == (version == "analyzer_version")
    assert ids(index) == {"one", "two"}
    assert index.search("finding").total == 2


def test_rebuilding_keeps_the_articles_of_a_missing_folder(index: Index, disk: Path) -> None:
    shutil.rmtree(disk)
    assert index.path is not None
    report = Index.rebuild(index.path, [disk])
    assert_kept(report, "no such folder; its 2 articles are kept")
    assert ids(Index.open(index.path)) == {"one", "two"}


def test_a_path_that_was_never_indexed_changes_nothing(index: Index, disk: Path) -> None:
    shutil.rmtree(disk)
    with pytest.raises(ReadError, match="typo: no such file or folder"):
        index.update([disk, disk.with_name("typo")])
    assert ids(index) == {"one", "two"}

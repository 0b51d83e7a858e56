"""A file or folder that cannot be opened keeps the articles that the index has of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from painsci_search import Index, ReadError, versions
from painsci_search.reading.files import finding, source

WritePage = Callable[..., Path]
CLOSED = "cannot be opened (Permission denied); its 1 article is kept as last indexed: check its"


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """The files and folders that cannot be opened: tests may run as a user with all rights."""
    paths: set[Path] = set()
    open_file, scan, access = source._open_at_once, os.scandir, os.access

    def is_closed(path: str | Path) -> bool:
        return not paths.isdisjoint([Path(path), *Path(path).parents])

    def open_at_once(path: str, flags: int) -> int:
        if is_closed(path):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return open_file(path, flags)

    def scandir(path: str | Path) -> Iterator[os.DirEntry[str]]:
        if is_closed(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    open_path = Path.open

    def open_(path: Path, *given: Any, **options: Any) -> Any:
        if is_closed(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return open_path(path, *given, **options)

    monkeypatch.setattr(source, "_open_at_once", open_at_once)
    monkeypatch.setattr(finding.os, "scandir", scandir)
    monkeypatch.setattr(os, "access", lambda path, mode: not is_closed(path) and access(path, mode))
    monkeypatch.setattr(Path, "open", open_)
    return paths


@pytest.fixture
def folder(index: Index, write_page: WritePage, tmp_path: Path) -> Path:
    """A folder of two articles that was indexed."""
    for name in ("one", "sub/two"):
        write_page(f"folder/{name}.html", body=f"A finding of page {name}, looked for with care.")
    index.update([tmp_path / "folder"])
    return tmp_path / "folder"


def ids(index: Index) -> set[str]:
    return {info.id for info in index.articles()}


def touch(file: Path) -> None:
    """Give a file another time, as a change of its rights does."""
    os.utime(file, (1, 1))


def test_a_file_that_cannot_be_opened_keeps_its_article(
    index: Index, folder: Path, closed: set[Path]
) -> None:
    closed.add(folder / "one.html")
    touch(folder / "one.html")
    for _ in range(2):
        report = index.update([folder])
        assert (report.removed, report.changed, len(report.unchanged)) == ((), (), 2)
        (problem,) = report.problems
        assert problem.source == str(folder / "one.html")
        assert problem.message == f"{CLOSED} rights, or run 'painsci-search remove ID...'"
    assert ids(index) == {"one", "two"}
    assert index.search('"page one"').total
    assert index.stale(["one", "two"]) == ("one",)
    (found,) = index.check()
    assert found.message == "cannot be opened any more (Permission denied); check its rights"
    closed.clear()
    assert index.update([folder]).problems == ()
    assert index.check() == ()


def test_a_file_that_changed_while_it_was_closed_is_read_when_it_is_open(
    index: Index, folder: Path, closed: set[Path], write_page: WritePage
) -> None:
    closed.add(
        write_page("folder/one.html", body="Something else altogether, found out in the meantime.")
    )
    assert index.update([folder]).changed == ()
    closed.clear()
    assert index.update([folder]).changed == (str(folder / "one.html"),)
    assert index.search("altogether").total


def test_a_folder_that_cannot_be_opened_keeps_its_articles(
    index: Index, folder: Path, closed: set[Path]
) -> None:
    closed.add(folder / "sub")
    report = index.update([folder])
    assert report.removed == ()
    (problem,) = report.problems
    assert problem.source == str(folder / "sub")
    assert problem.message.startswith("the folder cannot be opened; its 1 article is kept")
    assert ids(index) == {"one", "two"}
    closed.clear()
    (folder / "sub" / "two.html").unlink()
    assert len(index.update([folder]).removed) == 1


def test_a_closed_file_of_no_known_kind_keeps_its_article(
    index: Index, folder: Path, closed: set[Path]
) -> None:
    page = (folder / "one.html").rename(folder / "one")
    index.update([folder])
    closed.add(page)
    report = index.update([folder])
    assert report.removed == ()
    assert [problem.source for problem in report.problems] == [str(page)]
    assert ids(index) == {"one", "two"}


def test_a_file_that_was_never_read_is_a_problem_without_an_article(
    index: Index, folder: Path, closed: set[Path], write_page: WritePage
) -> None:
    closed.add(write_page("folder/three.html"))
    (problem,) = index.update([folder]).problems
    assert problem.message == "cannot be opened (Permission denied); check its rights"


def test_a_file_that_is_empty_now_has_no_article(index: Index, folder: Path) -> None:
    (folder / "one.html").write_text("")
    report = index.update([folder])
    assert [problem.message for problem in report.problems] == ["the file is empty"]
    assert ids(index) == {"two"}


def test_another_version_makes_the_article_of_a_closed_file_anew_from_the_index(
    index: Index, folder: Path, closed: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed.add(folder / "one.html")
    monkeypatch.setattr(versions, "analyzer_version", lambda: "another")
    monkeypatch.setattr(versions, "reader_version", lambda: "another")
    report = index.update([folder])
    assert report.rebuilt
    assert [problem.message[: len(CLOSED)] for problem in report.problems] == [CLOSED]
    assert ids(index) == {"one", "two"}
    assert index.search('"page one"').total
    closed.clear()
    assert len(index.update([folder]).changed) == 1


def test_a_given_folder_that_cannot_be_opened_keeps_its_articles_and_others_are_read(
    index: Index, folder: Path, closed: set[Path], write_page: WritePage, tmp_path: Path
) -> None:
    write_page("other/three.html", body="A third finding, about something else altogether.")
    closed.add(folder)
    for _ in range(2):
        report = index.update([folder, tmp_path / "other"])
        assert (report.removed, report.changed) == ((), ())
        (problem,) = report.problems
        assert problem.source == str(folder)
        assert problem.message.startswith("cannot be opened; its 2 articles are kept: check its")
    assert ids(index) == {"one", "two", "three"}
    closed.clear()
    assert index.update([folder]).problems == ()


def test_a_given_folder_that_was_never_opened_is_refused(
    index: Index, folder: Path, closed: set[Path], tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    closed.add(tmp_path / "new")
    with pytest.raises(ReadError, match="the folder cannot be opened"):
        index.update([folder, tmp_path / "new"])


@pytest.fixture
def disk(index: Index, folder: Path, write_page: WritePage, tmp_path: Path) -> Path:
    """A folder to whose pages links of the other folder lead."""
    for name in ("three", "sub/four"):
        write_page(f"disk/{name}.html", body=f"A remark of page {name}, seen from far away.")
    disk = tmp_path / "disk"
    (folder / "three.html").symlink_to(disk / "three.html")
    (folder / "far").symlink_to(disk / "sub")
    index.update([folder], follow_links=True)
    assert ids(index) == {"one", "two", "three", "four"}
    return disk


@pytest.mark.parametrize("is_mount_point", [False, True])
def test_links_to_a_disk_that_is_not_mounted_keep_their_articles(
    index: Index, folder: Path, disk: Path, *, is_mount_point: bool
) -> None:
    away = disk.rename(disk.with_name("away"))
    if is_mount_point:
        disk.mkdir()
    for _ in range(2):
        report = index.update([folder], follow_links=True)
        assert (report.removed, report.changed) == ((), ())
        assert {problem.source for problem in report.problems} == {
            str(folder / "three.html"),
            str(folder / "far"),
        }
        for problem in report.problems:
            assert problem.message.startswith(
                "a broken link; its 1 article is kept as last indexed"
            )
    assert ids(index) == {"one", "two", "three", "four"}
    if is_mount_point:
        disk.rmdir()
    away.rename(disk)
    assert index.update([folder], follow_links=True).problems == ()
    assert len(index.articles()) == 4


def test_a_link_to_an_empty_folder_keeps_its_articles(
    index: Index, folder: Path, disk: Path
) -> None:
    (disk / "sub" / "four.html").rename(disk / "four.html")
    (problem,) = index.update([folder], follow_links=True).problems
    assert problem.source == str(folder / "far")
    (disk / "sub" / ".keep").touch()
    assert len(index.update([folder], follow_links=True).removed) == 1


def test_links_to_files_that_were_removed_and_removed_links_lose_their_articles(
    index: Index, folder: Path, disk: Path
) -> None:
    (folder / "far").unlink()
    (disk / "three.html").unlink()
    report = index.update([folder], follow_links=True)
    assert len(report.removed) == 2
    assert [problem.source for problem in report.problems] == [str(folder / "three.html")]
    assert ids(index) == {"one", "two"}

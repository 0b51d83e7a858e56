"""An index in any state is made anew from its files, in one commit that may also fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from store_probes import forge_manifest, forge_record, forge_segment, read_arrays

from painsci_search import (
    Article,
    Index,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
    ReadError,
    Section,
)
from painsci_search.engine.storage import writer as writing
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import FORMAT, MANIFEST, read_manifest

WritePage = Callable[..., Path]
ADDED = Article("added", "Added", (Section("s", "Part", "A finding that a program added."),))


def write_format(path: Path, number: int, **changes: object) -> None:
    """Give the manifest of an index another format."""
    content = json.loads((path / MANIFEST).read_bytes().partition(b"\n")[0])
    forge_manifest(path, {**content, "format": number, **changes})


def names(index_path: Path) -> set[str]:
    return {path.name for path in index_path.iterdir()}


def ids(path: Path) -> set[str]:
    return {info.id for info in Index.open(path).articles()}


@pytest.fixture
def pages(write_page: WritePage) -> Path:
    """A folder of two pages."""
    write_page("pages/knee.html", opening="An opening about knees, which is long enough.")
    return write_page("pages/back.html").parent


@pytest.fixture
def path(index: Index, pages: Path, write_page: WritePage) -> Path:
    """The folder of an index of three files of two folders, and of an article without file."""
    index.update([pages, write_page("other/other.html").parent])
    index.add(ADDED)
    return index.path


def test_a_healthy_index_is_rebuilt_from_its_own_files(path: Path) -> None:
    before = {article: Index.open(path).get(article) for article in ids(path)}
    report = Index.rebuild(path)
    assert len(report.unchanged) == 3
    assert (report.rebuilt, report.problems) == (True, ())
    index = Index.open(path)
    assert {article: index.get(article) for article in ids(path)} == before
    assert index.check() == ()
    manifest = read_manifest(DiskFolder(path))
    assert manifest.files is not None
    assert names(path) == {
        MANIFEST,
        "write.lock",
        manifest.files.name,
        *(entry.name for entry in manifest.segments),
    }


def test_new_files_come_in_and_files_that_are_gone_go(
    path: Path, pages: Path, write_page: WritePage
) -> None:
    new = write_page("pages/new.html")
    gone = pages / "back.html"
    gone.unlink()
    report = Index.rebuild(path, pages)
    assert (report.added, report.removed) == ((str(new),), (str(gone),))
    assert ids(path) == {"knee", "new", "other", "added"}


def test_an_index_that_is_missing_is_made_from_the_paths(tmp_path: Path, pages: Path) -> None:
    with pytest.raises(IndexMissing):
        Index.rebuild(tmp_path / "new")
    with pytest.raises(ReadError, match="nowhere"):
        Index.rebuild(tmp_path / "new", tmp_path / "nowhere")
    assert not (tmp_path / "new").exists()
    assert len(Index.rebuild(tmp_path / "new", [pages]).added) == 2
    assert ids(tmp_path / "new") == {"knee", "back"}


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\n", b'{"format": %d}\n' % FORMAT, b"[1]\n"])
def test_a_damaged_manifest_leaves_the_paths_to_rebuild_from(
    path: Path, pages: Path, content: bytes
) -> None:
    (path / MANIFEST).write_bytes(content)
    with pytest.raises(IndexDamaged, match=f"'painsci-search index --rebuild --index {path}"):
        Index.rebuild(path)
    assert (path / MANIFEST).read_bytes() == content
    report = Index.rebuild(path, pages)
    assert len(report.added) == 2
    assert [problem.source for problem in report.problems] == [str(path)]
    assert "a program added may be lost" in report.problems[0].message
    assert ids(path) == {"knee", "back"}
    assert len(names(path)) == 4


def test_of_a_damaged_manifest_the_table_of_files_may_be_left(path: Path) -> None:
    data = (path / MANIFEST).read_bytes()
    (path / MANIFEST).write_bytes(data.replace(b'"segments":[[', b'"segments":[[1,'))
    report = Index.rebuild(path)
    assert len(report.unchanged) == 3
    assert ids(path) == {"knee", "back", "other"}


def test_of_a_damaged_segment_the_others_are_left(path: Path) -> None:
    files, added = (entry.name for entry in read_manifest(DiskFolder(path)).segments)
    (path / files).unlink()
    with pytest.raises(IndexDamaged):
        Index.open(path)
    report = Index.rebuild(path)
    assert len(report.unchanged) == 3
    assert len(report.problems) == 1
    assert ids(path) == {"knee", "back", "other", "added"}
    shutil.copy(path / MANIFEST, path / added)
    assert ids(path) == {"knee", "back", "other", "added"}


def test_a_record_that_cannot_be_read_is_skipped_and_reported(path: Path) -> None:
    entry = read_manifest(DiskFolder(path)).segments[1]
    arrays = read_arrays(path / entry.name, entry.footer)
    forge_segment(path, 1, forge_record(arrays, 0, b"no record"))
    with pytest.raises(IndexDamaged):
        ids(path)
    report = Index.rebuild(path)
    assert [problem.source for problem in report.problems] == [str(path)]
    assert ids(path) == {"knee", "back", "other"}
    assert Index.open(path).check() == ()


def test_a_damaged_table_of_files_is_reported(path: Path, pages: Path) -> None:
    files = read_manifest(DiskFolder(path)).files
    assert files is not None
    (path / files.name).write_bytes(b"[]")
    report = Index.rebuild(path, pages)
    assert "its table of files was damaged" in report.problems[0].message
    assert ids(path) == {"knee", "back", "added"}


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(
    path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(path), (path / MANIFEST).read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for failing in ("write_ids", "write_manifest"):
        with monkeypatch.context() as patch:
            patch.setattr(writing, failing, fail)
            with pytest.raises(PainSciSearchError, match="No space left on device"):
                Index.rebuild(path)
        assert (names(path), (path / MANIFEST).read_bytes()) == before
    with pytest.raises(ReadError):
        Index.rebuild(path, [pages, pages / "nowhere"])
    assert (names(path), (path / MANIFEST).read_bytes()) == before


def test_a_rebuild_of_a_damaged_index_that_fails_keeps_what_may_be_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path / MANIFEST).write_bytes(b"?" + (path / MANIFEST).read_bytes())
    before = names(path)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "write_manifest", fail)
    with pytest.raises(KeyboardInterrupt):
        Index.rebuild(path, path.parent / "pages")
    assert names(path) == before


def test_a_rebuild_takes_the_lock_of_the_writer(path: Path, pages: Path) -> None:
    with Index.open(path)._store.writing(), pytest.raises(IndexLocked):
        Index.rebuild(path, pages)
    assert len(ids(path)) == 4


def test_who_reads_meanwhile_sees_the_old_contents_and_then_the_new(path: Path) -> None:
    reader = Index.open(path)
    generation = reader.generation
    (path.parent / "other" / "other.html").unlink()
    Index.rebuild(path, path.parent / "other")
    assert reader.generation == generation
    assert reader.search("finding", articles="other").total > 0
    assert reader.refresh()
    assert {info.id for info in reader.articles()} == {"knee", "back", "added"}


def test_an_older_format_is_rebuilt_if_all_files_are_there(path: Path, pages: Path) -> None:
    write_format(path, 2)
    with pytest.raises(IndexVersionError, match="index --rebuild") as caught:
        Index.open(path)
    assert caught.value.is_older
    report = Index.rebuild(path, pages, if_complete=True)
    assert report.rebuilt
    assert ids(path) == {"knee", "back", "other"}


def test_an_older_format_is_not_rebuilt_if_files_are_gone(path: Path, pages: Path) -> None:
    write_format(path, 2)
    gone = pages.parent / "other" / "other.html"
    gone.unlink()
    before = (path / MANIFEST).read_bytes()
    with pytest.raises(IndexVersionError):
        Index.rebuild(path, pages, if_complete=True)
    assert (path / MANIFEST).read_bytes() == before
    report = Index.rebuild(path, pages)
    assert report.removed == (str(gone),)
    assert ids(path) == {"knee", "back"}


def test_an_older_format_is_not_rebuilt_if_a_given_folder_is_missing(
    path: Path, pages: Path
) -> None:
    write_format(path, 2)
    pages.rename(pages.with_name("away"))
    before = (path / MANIFEST).read_bytes()
    with pytest.raises(IndexVersionError):
        Index.rebuild(path, pages, if_complete=True)
    assert (path / MANIFEST).read_bytes() == before
    report = Index.rebuild(path, pages)
    assert len(report.removed) == len(report.problems) == 2
    assert not any("kept" in problem.message for problem in report.problems)


def test_files_that_are_gone_from_the_given_folders_are_no_reason_to_refuse(
    path: Path, pages: Path
) -> None:
    write_format(path, 2)
    (pages / "back.html").unlink()
    Index.rebuild(path, pages, if_complete=True)
    assert ids(path) == {"knee", "other"}


@pytest.mark.parametrize("changes", [{"format": FORMAT + 1}, {"format": 1, "files": None}])
def test_a_newer_format_and_one_without_files_are_rebuilt_on_demand_only(
    path: Path, pages: Path, changes: dict[str, object]
) -> None:
    write_format(path, 1, **changes)
    with pytest.raises(IndexVersionError):
        Index.rebuild(path, pages, if_complete=True)
    Index.rebuild(path, pages)
    assert ids(path) >= {"knee", "back"}


def test_damage_is_never_repaired_unasked(path: Path, pages: Path) -> None:
    (path / MANIFEST).write_bytes(b"{}")
    with pytest.raises(IndexDamaged):
        Index.rebuild(path, pages, if_complete=True)

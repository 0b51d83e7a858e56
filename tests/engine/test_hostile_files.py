"""Files of an index that are not what they seem, and disks that fail after the fact."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from painsci_search import Article, Index, IndexDamaged, PainSciSearchError, Section
from painsci_search.engine.storage import folder as folders
from painsci_search.engine.storage.manifest import MANIFEST

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")


def article(name: str) -> Article:
    return Article(name, name, sections=(Section("s", "S", f"Placebo of {name}."),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    with Index.create(path) as index:
        index.add(article("one"))
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "two.html"
    file.write_text("<article><h1>Two</h1><p>Placebo of two, at some length.</p></article>")
    return file


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    file = tmp_path / "precious"
    file.write_text("not to be lost")
    return file


def forge(folder: Path, **values: object) -> None:
    """Change values of the manifest, and make its checksum right again."""
    line, _, _ = (folder / MANIFEST).read_bytes().partition(b"\n")
    forged = json.dumps({**json.loads(line), **values}).encode()
    digest = hashlib.sha256(forged).hexdigest().encode()
    (folder / MANIFEST).write_bytes(forged + b"\nsha256 " + digest + b"\n")


@on_posix
def test_a_link_in_place_of_the_lock_is_refused(folder: Path, precious: Path) -> None:
    (folder / "write.lock").unlink()
    (folder / "write.lock").symlink_to(precious)
    with pytest.raises(PainSciSearchError, match="symbolic links"):
        Index.open(folder).add(article("two"))
    assert precious.read_text() == "not to be lost"
    assert Index.open(folder).search("placebo").total == 1


@on_posix
def test_a_link_in_place_of_the_new_manifest_is_replaced(folder: Path, precious: Path) -> None:
    (folder / f"{MANIFEST}.new").symlink_to(precious)
    Index.open(folder).add(article("two"))
    assert precious.read_text() == "not to be lost"
    assert Index.open(folder).search("placebo").total == 2


def test_a_manifest_that_names_a_segment_twice_is_damaged(folder: Path) -> None:
    line, _, _ = (folder / MANIFEST).read_bytes().partition(b"\n")
    segments = json.loads(line)["segments"]
    forge(folder, segments=segments * 2)
    with pytest.raises(IndexDamaged, match="unexpected values"):
        Index.open(folder)
    forge(folder, segments=segments)
    assert Index.open(folder).search("placebo").total == 1


def test_a_manifest_of_a_terabyte_is_not_read(folder: Path, page: Path) -> None:
    with (folder / MANIFEST).open("r+b") as file:
        try:
            file.truncate(1 << 40)
        except OSError:
            pytest.skip("this file system has no sparse files")
    with pytest.raises(IndexDamaged, match="too long"):
        Index.open(folder)
    Index.rebuild(folder, page)
    assert [info.id for info in Index.open(folder).articles()] == ["two"]


@on_posix
@pytest.mark.parametrize("rebuilds", [False, True])
def test_a_change_that_may_not_last_is_made_and_said_to_be(
    rebuilds: bool, folder: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / MANIFEST).read_bytes()

    def fail_after_the_rename(_: Path) -> None:
        if (folder / MANIFEST).read_bytes() != before:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(folders, "_fsync_folder", fail_after_the_rename)
        message = "is changed, but the disk may lose the change .* Input/output error"
        with pytest.raises(PainSciSearchError, match=message):
            Index.rebuild(folder, page) if rebuilds else Index.open(folder).update(page)
    assert {info.id for info in Index.open(folder).articles()} == {"one", "two"}


@on_posix
def test_a_new_index_and_its_new_parents_survive_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    monkeypatch.setattr(folders, "_fsync_folder", written.append)
    Index.create(tmp_path / "a" / "b")
    assert {tmp_path, tmp_path / "a", tmp_path / "a" / "b"} <= set(written)

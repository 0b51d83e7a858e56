"""Below a folder every file is found or counted by its kind; links do not lead out of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Skipped
from painsci_search.reading.files import finding
from painsci_search.reading.files.finding import (
    NOWHERE,
    OUTWARD,
    TWICE,
    UPWARD,
    FoundFiles,
    find_files,
)
from painsci_search.reading.files.source import read_bytes

PAGE = "<!DOCTYPE html><title>Backs</title><p>Most back pain passes."
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights")


def _names(found: FoundFiles) -> list[str]:
    return [file.relative for file in found.files]


def _counts(found: FoundFiles) -> dict[str, int]:
    return {skipped.kind: skipped.files for skipped in found.skipped}


def test_files_of_other_kinds_are_counted_the_most_frequent_first(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, data in {
        "a.html": PAGE.encode(),
        "1.jpg": b"\xff\xd8\xff",
        "b/2.JPG": b"",
        "notes.doc": b"\xd0\xcf\x11\xe0",
        "page.url": b"[InternetShortcut]\nURL=https://example.org/\n",
        "LICENSE": b"Free of charge.",
        "data.xyz": b"1 2 3",
        "sitemap.xml": b'<?xml version="1.0"?><urlset/>',
    }.items():
        (tmp_path / name).write_bytes(data)
    found = find_files([tmp_path])
    assert _names(found) == ["a.html"]
    assert found.skipped[0] == Skipped("JPEG", 2)
    assert _counts(found) == {
        "JPEG": 2,
        ".xyz file": 1,
        "file without extension": 1,
        "link file": 1,
        "old Office document": 1,
        "sitemap": 1,
    }


@pytest.mark.parametrize("name", ["backs", "backs.php", "backs.jpg", "backs.html@page=2", "a.doc"])
def test_a_page_is_found_by_its_content_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PAGE)
    assert _names(find_files([tmp_path])) == [name]


def test_nested_folders_count_a_file_once(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "1.png").write_bytes(b"\x89PNG")
    (inner / "a.css").write_text("p {}")
    found = find_files([tmp_path, inner])
    assert (_counts(found), found.resources) == ({"PNG": 1}, 1)


@pytest.mark.parametrize(
    "folder", ["backs_files", "backs.files", "backs-Dateien", "backs_fichiers", "backs_archivos"]
)
def test_what_a_browser_saved_beside_a_page_is_no_article(tmp_path: Path, folder: str) -> None:
    (tmp_path / "backs.htm").write_text(PAGE)
    (tmp_path / folder / "more").mkdir(parents=True)
    (tmp_path / folder / "frame.html").write_text(PAGE)
    (tmp_path / folder / "more" / "a.png").write_bytes(b"\x89PNG")
    (tmp_path / "style.css").write_text("p {}")
    found = find_files([tmp_path])
    assert (_names(found), found.skipped, found.resources) == (["backs.htm"], (), 3)


def test_a_folder_of_articles_may_be_called_like_one_of_resources(tmp_path: Path) -> None:
    (tmp_path / "my_files").mkdir()
    (tmp_path / "my_files" / "a.html").write_text(PAGE)
    assert _names(find_files([tmp_path])) == ["my_files/a.html"]
    (tmp_path / "my_files" / "a.js").write_text("")
    assert _names(find_files([tmp_path])) == []


@needs_links
def test_links_that_lead_nowhere_or_back_are_named_and_the_rest_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "self.html").symlink_to("self.html")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)
    found = find_files([tmp_path])
    assert _names(found) == ["a.html", "self.html"]
    up, one, two = (str(tmp_path / name) for name in ("up", "one", "two"))
    assert found.skipped == (Skipped(NOWHERE, 2, "", (one, two)), Skipped(UPWARD, 1, "", (up,)))


@needs_links
def test_a_link_out_of_the_folder_is_followed_only_on_demand(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "far.html").write_text(PAGE)
    (inside / "a.html").write_text(PAGE)
    (inside / "b.html").symlink_to(outside / "far.html")
    (inside / "c").symlink_to(outside, target_is_directory=True)
    (inside / "d.html").symlink_to("a.html")
    found = find_files([inside])
    assert _names(found) == ["a.html"]
    assert found.skipped == (
        Skipped(
            OUTWARD, 2, "--follow-links reads them", (str(inside / "b.html"), str(inside / "c"))
        ),
        Skipped(TWICE, 1),
    )
    assert _names(find_files([inside], follow_links=True)) == ["a.html", "b.html"]
    assert _names(find_files([inside, outside])) == ["a.html", "far.html"]


def test_an_index_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "painsci-search.json").write_text("{}")
    (tmp_path / "index" / "0.segment").write_bytes(bytes(99))
    found = find_files([tmp_path])
    assert (_names(found), found.skipped) == (["a.html"], ())


@needs_links
@pytest.mark.parametrize("name", ["0.html", "b.html"])
def test_of_a_file_and_a_link_to_it_the_file_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / name).symlink_to("a.html")
    found = find_files([tmp_path])
    assert (_names(found), _counts(found)) == (["a.html"], {TWICE: 1})
    # a folder that is given twice has no further link
    assert _counts(find_files([tmp_path, tmp_path])) == {TWICE: 1}


def test_what_is_hidden_is_counted_and_not_read(tmp_path: Path) -> None:
    (tmp_path / ".trash").mkdir()
    for name in ("a.html", ".b.html", "._a.html", ".trash/c.html", ".trash/d.html"):
        (tmp_path / name).write_text(PAGE)
    found = find_files([tmp_path])
    assert _names(found) == ["a.html"]
    assert _counts(found) == {"hidden file": 2, "hidden folder": 1}


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("talk.pptx", b"PK\x03\x04", "slide deck"),
        ("sums.ods", b"PK\x03\x04", "spreadsheet"),
        ("pages.zip", b"PK\x03\x04", "zip archive"),
        ("pages", b"PK\x03\x04", "zip archive"),
        ("talk.m4a", b"\0\0\0\x20ftypM4A ", "sound file"),
        ("talk.mp4", b"\0\0\0\x20ftypmp42", "video"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0", "system file"),
        ("mail.msg", b"\xd0\xcf\x11\xe0", "e-mail"),
        ("desktop.ini", b"[.ShellClassInfo]\n", "system file"),
        ("plan.svgz", b"\x1f\x8b\x08", "SVG"),
    ],
)
def test_the_name_decides_between_kinds_with_the_same_bytes(
    tmp_path: Path, name: str, start: bytes, kind: str
) -> None:
    (tmp_path / name).write_bytes(start + bytes(99))
    assert _counts(find_files([tmp_path])) == {kind: 1}


@needs_links
def test_a_given_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a.html").write_text(PAGE)
    (tmp_path / "near").symlink_to(tmp_path / "far", target_is_directory=True)
    assert _names(find_files([tmp_path / "near"])) == ["a.html"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_named_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert _counts(find_files([tmp_path])) == {"special file": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_is_not_utf8_is_found(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.html")).write_text(PAGE)
    assert len(find_files([tmp_path]).files) == 1


def test_a_file_is_opened_once_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        (tmp_path / f"{number}.html").write_text(PAGE)
        (tmp_path / f"{number}.png").write_bytes(b"\x89PNG")
    opened: list[Path] = []
    find_kind = finding._find_kind

    def count(path: Path) -> str | None:
        opened.append(path)
        return find_kind(path)

    monkeypatch.setattr(finding, "_find_kind", count)
    assert len(find_files([tmp_path]).files) == 300
    assert len(opened) == 300


@needs_links
@pytest.mark.parametrize("follow_links", [False, True])
def test_a_link_out_of_the_folder_to_nowhere_is_a_broken_link(
    tmp_path: Path, *, follow_links: bool
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    for name in ("a.html", "b"):
        (inside / name).symlink_to(tmp_path / "nowhere")
    found = find_files([inside], follow_links=follow_links)
    assert found.skipped == (Skipped("broken link", 1, "", (str(inside / "b"),)),)
    assert _names(found) == ["a.html"]
    with pytest.raises(ReadError, match="a broken link"):
        read_bytes(inside / "a.html")

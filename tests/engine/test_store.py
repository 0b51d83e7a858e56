"""Opening an index: what is missing, damaged or of another format is named, in one line."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from painsci_search import (
    Article,
    Index,
    IndexDamaged,
    IndexMissing,
    IndexVersionError,
    Note,
    NoteRef,
    PainSciSearchError,
    Section,
)
from painsci_search.engine.storage import store
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import Manifest
from painsci_search.engine.storage.snapshot import Snapshot


def test_a_missing_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"painsci-search index --index .*nowhere"):
        Index.open(tmp_path / "nowhere")


def test_a_folder_without_an_index_is_a_missing_index(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("not an index")
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)


def test_another_format_says_what_to_do(index: Index) -> None:
    (index.path / "painsci-search.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(IndexVersionError, match=r"format 99.*index --rebuild"):
        Index.open(index.path)


@pytest.mark.parametrize("content", ["", "{}", "[1]", "\x00"])
def test_a_damaged_manifest_is_a_damaged_index(index: Index, content: str) -> None:
    (index.path / "painsci-search.json").write_text(content)
    with pytest.raises(IndexDamaged, match="index --rebuild"):
        Index.open(index.path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(index: Index, asmr: Article) -> None:
    index.add(asmr)
    (segment,) = index.path.glob("*.segment")
    for file in (segment, index.path / "painsci-search.json"):
        file.unlink()
        os.mkfifo(file)
        with pytest.raises(
            PainSciSearchError, match=f"{file.name} is not a regular file|is damaged"
        ):
            Index.open(index.path)


def test_create_opens_the_index_that_is_there(index: Index, asmr: Article) -> None:
    index.add(asmr)
    assert Index.create(index.path).get("asmr") == asmr


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PainSciSearchError, match="cannot make an index"):
        Index.create(tmp_path / "file" / "index")


def test_adding_replaces_and_removing_drops(index: Index, asmr: Article) -> None:
    index.add([asmr, asmr])
    index.add(asmr)
    assert index.stats().articles == 1
    assert (index.stats().sections, index.stats().notes, index.stats().references) == (1, 1, 1)
    assert index.remove(["asmr#scan"]) == 0
    assert index.remove("asmr") == 1
    assert index.remove(["asmr", "nothing"]) == 0
    assert index.search("tingling").total == 0


@pytest.mark.parametrize(
    ("article", "message"),
    [
        (Article("", "No id"), "id must not be empty"),
        (Article("a", "A", (Section("s", "H", None),)), "section 1: text must be a string"),
        (Article("a", "A", (Section("s", "H", "T", note_refs=(NoteRef("1", "1"),)),)), "offset"),
        (Article("a", "A", (Section("s", "H", "T", note_refs=(NoteRef("1", 9),)),)), "offset"),
        (Article("a", "A", notes=(Note("1", "", "Text"),)), "note 1: anchor must not be empty"),
        (
            Article("a", "A", (Section("s", "H", "T"),), (Note("1", "s", "T"),)),
            "2 sections or notes have the anchor 's'",
        ),
    ],
)
def test_an_article_that_cannot_be_right_is_refused(
    index: Index, article: Article, message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        index.add(article)
    assert index.articles() == ()


def test_a_callers_mistake_is_told_as_such(index: Index, asmr: Article) -> None:
    with pytest.raises(TypeError, match="articles must be an Article or several, not 'x'"):
        index.add("x")
    with pytest.raises(TypeError, match="an id must be a string"):
        index.get(5)
    with pytest.raises(TypeError, match="ids must be strings, not 5"):
        index.remove([5])
    with pytest.raises(TypeError, match="a query must be a string"):
        index.search(None)
    with pytest.raises(TypeError, match="author must be a name"):
        index.search("x", author=5)
    with pytest.raises(TypeError, match="each of quotes must be Quote"):
        index.verify(["x"])

    def failing() -> Iterator[Article]:
        yield asmr
        raise FileNotFoundError(2, "a file of the caller's")

    with pytest.raises(FileNotFoundError, match="a file of the caller's"):
        index.add(failing())
    assert index.articles() == ()


@pytest.mark.parametrize("number", [5.0, "5", None, [5]])
def test_a_number_of_things_is_a_whole_one(index: Index, asmr: Article, number: object) -> None:
    """Else it would be told as damage to the index, from deep within it."""
    index.add(asmr)
    for name in ("limit", "offset", "per_article"):
        for ask in (partial(index.search, "tingling"), partial(index.like, "asmr")):
            with pytest.raises(TypeError, match=f"{name} must be a whole number"):
                ask(**{name: number})
    for ask in (index.references, index.bibliography):
        with pytest.raises(TypeError, match="offset must be a whole number"):
            ask("tingling", offset=number)
        if number is not None:
            with pytest.raises(TypeError, match="limit must be a whole number"):
                ask("tingling", limit=number)
    with pytest.raises(TypeError, match="limit must be a whole number"):
        index.suggest("ting", limit=number)
    with pytest.raises(TypeError, match="offset must be a whole number"):
        index.iter_search("tingling", offset=number)


def test_of_articles_with_one_id_the_last_is_kept(index: Index) -> None:
    index.add(Article("a", f"Title {number}") for number in range(3))
    assert [info.title for info in index.articles()] == ["Title 2"]


def test_a_slow_refresh_does_not_undo_what_another_commits(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one thread opens a commit, another must not write on from an older one."""
    index.add(Article("a", "A"))
    other = Index.open(index.path)
    read, go_on = threading.Event(), threading.Event()
    take = store._take_snapshot

    def slowly(path: Path, before: Snapshot | None) -> Snapshot:
        found = take(path, before)
        if threading.current_thread() is reader:
            read.set()
            go_on.wait(10)
        return found

    monkeypatch.setattr(store, "_take_snapshot", slowly)
    reader = threading.Thread(target=index.refresh)
    reader.start()
    read.wait(10)
    other.add(Article("b", "B"))
    writer = threading.Thread(target=index.add, args=(Article("c", "C"),))
    writer.start()
    go_on.set()
    reader.join()
    writer.join()
    assert [info.id for info in Index.open(index.path).articles()] == ["a", "b", "c"]


def test_a_refresh_without_a_commit_reads_the_manifest_and_parses_nothing(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(Article("a", "A"))
    index.refresh()
    parsed: list[Folder] = []
    read = store.read_manifest

    def count(folder: Folder) -> Manifest:
        parsed.append(folder)
        return read(folder)

    monkeypatch.setattr(store, "read_manifest", count)
    assert not index.refresh()
    assert not parsed
    Index.open(index.path).add(Article("b", "B"))
    parsed.clear()
    assert index.refresh()
    assert parsed

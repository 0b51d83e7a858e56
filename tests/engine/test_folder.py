"""An index keeps the same promises wherever its files lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Article, Index, IndexLocked, Note, Reference
from painsci_search.engine.storage.folder import DiskFolder, Folder, MemoryFolder


@pytest.fixture(params=["disk", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    return DiskFolder(tmp_path) if request.param == "disk" else MemoryFolder()


def test_a_file_is_there_once_it_is_written(folder: Folder) -> None:
    folder.write("one", [b"a", b"b"])
    assert (folder.names(), folder.read("one", 9), folder.size("one")) == (["one"], b"ab", 2)
    assert bytes(folder.view("one")) == b"ab"
    assert folder.modified_at("one") > 0


def test_a_file_goes_on_where_it_ended(folder: Folder) -> None:
    folder.write("one", [b"ab"])
    with folder.reopen("one") as file:
        file.seek(2)
        file.write(b"c")
    assert (folder.read("one", 9), folder.read("one", 2)) == (b"abc", b"ab")


def test_a_new_file_begins_empty(folder: Folder) -> None:
    folder.write("one", [b"long"])
    folder.write("one", [b"s"])
    assert folder.read("one", 9) == b"s"


def test_a_file_takes_the_place_of_another(folder: Folder) -> None:
    folder.write("old", [b"old"])
    before = folder.view("old")
    folder.write("new", [b"new"])
    folder.replace("new", "old")
    assert (folder.names(), folder.read("old", 9)) == (["old"], b"new")
    assert bytes(before) == b"old"


def test_what_is_looked_at_stays_when_the_file_is_removed(folder: Folder) -> None:
    folder.write("one", [b"ab"])
    seen = folder.view("one")
    folder.remove("one")
    assert bytes(seen) == b"ab"
    assert (folder.names(), folder.size("one")) == ([], 0)


@pytest.mark.parametrize(
    "look", [lambda folder: folder.read("none", 9), lambda folder: folder.view("none")]
)
def test_a_file_that_is_not_there_is_named(
    folder: Folder, look: Callable[[Folder], object]
) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        look(folder)
    assert Path(caught.value.filename).name == "none"


def test_a_spool_leaves_no_file(folder: Folder) -> None:
    with folder.spool() as file:
        file.write(b"ab")
        file.seek(0)
        assert file.read() == b"ab"
    assert folder.names() == []


def test_only_one_may_write(folder: Folder) -> None:
    with (
        folder.lock(),
        pytest.raises(IndexLocked, match="is writing to the index"),
        folder.lock(),
    ):
        pass
    with folder.lock():
        pass


def test_an_index_in_memory_answers_as_one_on_a_disk(
    tmp_path: Path, write_page: Callable[..., Path]
) -> None:
    for number in range(30):
        write_page(f"page{number}.html", body=f"A placebo of number {number} that was counted.")
    pages = [path for path in tmp_path.iterdir() if path.suffix == ".html"]
    kept = Index.create(tmp_path / "index")
    passing = Index.in_memory()
    for index in (kept, passing):
        for start in range(0, 30, 5):
            report = index.update(pages[start : start + 5], workers=2)
            assert len(report.added) == 5
        index.remove("page3")
        index.add(Article("more", "More", notes=(Note("1", "n1", "A placebo.", (), ()),)))
    assert passing.path is None
    assert passing.articles() == kept.articles()
    one, other = (index.search("placebo counted", limit=50) for index in (kept, passing))
    assert one.hits == other.hits
    assert passing.stats().articles == 30
    assert passing.stats().bytes > 0
    assert passing.check() == kept.check()


def test_an_index_in_memory_gives_quotes_and_references(tmp_path: Path, asmr: Article) -> None:
    index = Index.in_memory(base_url="https://example.org")
    index.add(asmr)
    index.add(Article("b", "B", notes=(Note("1", "n1", "Doe", (Reference("Doe", ("Doe J",)),)),)))
    pack = index.quotes(index.search("tingling scanner", limit=1))
    assert pack.indexed > "2020"
    assert [verdict.state for verdict in index.verify(pack)] == ["unchanged"]
    assert index.references().total == 2
    assert not list(tmp_path.iterdir())


def test_indexes_in_memory_know_nothing_of_each_other(asmr: Article) -> None:
    one, other = Index.in_memory(), Index.in_memory()
    one.add(asmr)
    assert (one.stats().articles, other.stats().articles) == (1, 0)
    assert one.generation != other.generation


def test_a_change_that_fails_leaves_the_index_in_memory_as_it_was(asmr: Article) -> None:
    index = Index.in_memory()
    index.add(asmr)
    before = index.generation
    with pytest.raises(ValueError, match="empty"):
        index.add([asmr, Article("", "None")])
    assert index.generation == before
    assert index.search("tingling").total

"""An index that is not what would be made today is known to be out of date, and made again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from painsci_search import Article, Index, Quote, Section, versions
from painsci_search.engine.storage.snapshot import ArticleLocation, Snapshot
from painsci_search.ingest import staleness, workers

WritePage = Callable[..., Path]
ADDED = Article("added", "Added", (Section("s", "Part", "A finding that a program added."),))


@contextmanager
def older(part: str) -> Iterator[None]:
    """Be an older version of the reader or the analyzer for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, f"{part}_version", lambda: "older")
        yield


@pytest.fixture
def pages(write_page: WritePage) -> Path:
    """A folder of two pages."""
    write_page("pages/knee.html", opening="An opening about knees, which is long enough.")
    return write_page("pages/back.html").parent


def test_an_index_that_an_older_reader_made_is_named_once_and_read_again(
    index: Index, pages: Path
) -> None:
    with older("reader"):
        index.update([pages])
        assert (index.check(), index.stats().outdated) == ((), None)
    assert index.stats().outdated == "reader"
    for problems in (index.check(), index.check(index.search("finding"))):
        assert [problem.source for problem in problems] == [str(index.path)]
        command = f"run 'painsci-search index --rebuild --index {index.path}'"
        assert problems[0].message == f"made by an older version of painsci-search: {command}"
    report = index.update([pages])
    assert report.changed == (str(pages / "back.html"), str(pages / "knee.html"))
    assert not report.rebuilt
    assert (index.check(), index.stats().outdated) == ((), None)
    assert index.check(index.search("finding")) == ()
    assert index.update([pages]).changed == ()


def test_no_results_of_an_outdated_index_are_no_reason_for_silence(
    index: Index, pages: Path
) -> None:
    with older("reader"):
        index.update([pages])
    assert len(index.check(index.search("zebra"))) == 1
    index.update([pages])
    assert index.check(index.search("zebra")) == ()


def test_a_changed_file_is_named_beside_the_older_version(index: Index, pages: Path) -> None:
    with older("reader"):
        index.update([pages])
    (pages / "knee.html").write_text("<p>Something else.</p>")
    assert [problem.source for problem in index.check()] == [
        str(index.path),
        str(pages / "knee.html"),
    ]


def test_files_of_other_folders_that_an_older_reader_read_are_read_again(
    index: Index, pages: Path, write_page: WritePage
) -> None:
    other, gone = write_page("other/other.html"), write_page("gone/gone.html")
    with older("reader"):
        index.update([pages, other.parent, gone.parent])
    gone.unlink()
    report = index.update([pages])
    assert str(other) in report.changed
    assert report.removed == ()
    assert {info.id for info in index.articles()} == {"back", "knee", "other", "gone"}
    # The article of the file that is gone is from the older version, and remains so.
    assert [problem.source for problem in index.check()] == [str(gone)]
    assert index.stats().outdated is None


def test_the_bytes_and_the_reader_are_told_apart(index: Index, pages: Path) -> None:
    """The same content is a copy, whichever version read it."""
    with older("reader"):
        index.update([pages / "knee.html"])
    shutil.copy(pages / "knee.html", pages / "neck.html")
    report = index.update([pages / "neck.html"])
    assert [save.source for save in report.saves] == [str(pages / "neck.html")]
    assert [info.id for info in index.articles()] == ["knee"]


def test_an_index_of_an_older_analyzer_is_rebuilt_by_the_next_update(
    index: Index, pages: Path, write_page: WritePage
) -> None:
    other, gone = write_page("other/other.html"), write_page("gone/gone.html")
    index = Index.create(index.path.with_name("older"))
    with older("analyzer"):
        index = Index.create(index.path.with_name("older index"))
        index.update([pages, other.parent, gone.parent])
        index.add(ADDED)
        assert (index.check(), index.stats().outdated) == ((), None)
        stored = {info.id: index.get(info.id) for info in index.articles()}
    gone.unlink()
    assert index.stats().outdated == "analyzer"
    for found in ("finding", "zebra"):
        problems = index.check(index.search(found))
        assert "made by an older version of painsci-search" in problems[0].message
    index.add(ADDED)  # which leaves the other articles as they are
    assert index.stats().outdated == "analyzer"
    report = index.update([pages])
    assert report.rebuilt
    assert report.unchanged == tuple(
        map(str, (gone, other, pages / "back.html", pages / "knee.html"))
    )
    assert (report.changed, report.removed) == ((), ())
    assert index.stats().outdated is None
    assert [problem.source for problem in index.check()] == [str(gone)]
    assert {info.id: index.get(info.id) for info in index.articles()} == stored
    assert index.search("program").hits[0].article.id == "added"
    assert len(list(index.path.glob("*.segment"))) == 1
    assert not index.update([pages]).rebuilt


def test_an_empty_index_is_not_outdated(tmp_path: Path, asmr: Article) -> None:
    with older("analyzer"):
        index = Index.create(tmp_path / "empty")
    assert (index.check(), index.stats().outdated) == ((), None)
    index.add(asmr)
    assert (index.check(), index.stats().outdated) == ((), None)


def test_a_rebuild_with_several_processes_gives_the_same(
    write_page: WritePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_WORTH_WORKERS", 2)
    for number in range(12):
        write_page(f"many/page-{number}.html", opening=f"Opening {number}, which is long enough.")
    with older("analyzer"):
        index = Index.create(tmp_path / "older")
        index.update([tmp_path / "many"])
    report = index.update([tmp_path / "many"], workers=2)
    assert (len(report.unchanged), report.rebuilt) == (12, True)
    assert index.search("opening", limit=20).total == 12


def test_a_query_reads_the_source_of_the_reader_at_most_once(
    demo_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = demo_index.search("placebo", limit=20)
    demo_index.check(results)
    staleness._digest_of.cache_clear()
    read: list[Path] = []
    read_bytes = Path.read_bytes

    def count(path: Path) -> bytes:
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", count)
    demo_index.check(results)
    assert {path.suffix for path in read} == {".html"}


def test_stale_articles_are_those_whose_file_changed_or_is_gone(index: Index, pages: Path) -> None:
    index.update([pages])
    index.add(ADDED)
    ids = ["knee", "back", "added", "knee", "unknown"]
    assert index.stale(ids) == ()
    (pages / "knee.html").write_text("<p>Something else.</p>")
    assert index.stale(ids) == ("knee",)
    (pages / "back.html").unlink()
    assert index.stale(ids) == ("knee", "back")
    assert index.stale(["back"]) == ("back",)
    index.update([pages])
    assert index.stale(ids) == ()


def test_of_an_index_without_its_folder_nothing_is_known(index: Index, pages: Path) -> None:
    index.update([pages])
    pages.rename(pages.with_name("elsewhere"))
    assert index.stale(["knee", "back"]) == ()
    assert len(index.check(index.search("finding"))) == 2


def test_a_file_is_read_once_until_it_is_written_to(
    index: Index, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.update([pages])
    read: list[Path] = []
    read_bytes = Path.read_bytes

    def count(path: Path) -> bytes:
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", count)
    for _ in range(3):
        assert index.stale(["knee"]) == ()
    assert [path.name for path in read] == ["knee.html"]
    (pages / "knee.html").write_text("<p>Something else.</p>")
    for _ in range(3):
        assert index.stale(["knee"]) == ("knee",)
    assert [path.name for path in read] == ["knee.html"] * 2


def test_an_article_is_looked_up_once_for_a_commit(
    index: Index, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.update([pages])
    found: list[str] = []
    find = Snapshot.find

    def count(snapshot: Snapshot, article_id: str) -> ArticleLocation | None:
        found.append(article_id)
        return find(snapshot, article_id)

    monkeypatch.setattr(Snapshot, "find", count)
    monkeypatch.setattr(staleness, "_MOST_ORIGINS", 2)
    for _ in range(3):
        assert index.stale(["knee", "unknown"]) == ()
    assert found == ["knee", "unknown"]
    assert index.stale(["back", "knee"]) == ()  # two are kept, so the others are dropped
    assert found[2:] == ["back", "knee"]
    index.add(ADDED)
    found.clear()
    assert index.stale(["knee"]) == ()
    assert found == ["knee"]


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_quote_of_an_article_whose_file_changed_is_unchecked(
    index: Index, pages: Path, is_gone: bool
) -> None:
    index.update([pages])
    text = "An opening about knees, which is long enough."
    quotes = [Quote.of(text, "knee"), Quote.of("Nothing has this text.", "back")]
    before = [verdict.state for verdict in index.verify(quotes)]
    assert not any(verdict.stale for verdict in index.verify(quotes))
    page = pages / "knee.html"
    if is_gone:
        page.unlink()
    else:
        page.write_text(page.read_text().replace("long enough", "too short"))
    verdicts = index.verify(quotes)
    assert [verdict.state for verdict in verdicts] == before
    assert [verdict.stale for verdict in verdicts] == [True, False]
    # a quote that is now found in another article is no more certain
    (moved,) = index.verify([Quote.of(text, "back")])
    assert (moved.state, moved.stale) == ("moved", True)


def test_a_file_is_named_by_a_path_that_is_valid_from_here(
    tmp_path: Path, write_page: WritePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_page("pages/one.html")
    monkeypatch.chdir(page.parent)
    with Index.create(tmp_path / "index") as index:
        index.update(["."])
        hits = index.search("finding")
        page.unlink()
        assert [each.source for each in index.check()] == ["one.html"]
        monkeypatch.chdir(tmp_path)
        for problems in (index.check(), index.check(hits)):
            assert [each.source for each in problems] == [str(page.resolve())]
